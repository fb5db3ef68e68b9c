"""What the service loads: the encoder, the skills that are known, and how a match is scored."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from projects.resume_screener.model.ranker import Ranker
from projects.resume_screener.skills import SkillFinder
from shared.encoder.onnx_encoder import MAX_TOKENS, MODEL_FILE, TOKENIZER_FILE, OnnxEncoder

FORMAT: Literal[1] = 1
DESCRIPTION_FILE = "screener.json"
SKILLS = "skills"
"""The folder of the taxonomy and, where there is one, of the tagger."""
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BundleError(ValueError):
    """The files in the folder are not a model that this version can read."""


class Description(BaseModel):
    """What must be known to use the files. ``trained_on`` is what the encoder and the ranker learnt from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    encoder: str
    dimension: int = Field(ge=1)
    max_tokens: int = Field(MAX_TOKENS, ge=3, description="of a text, with the encoder's own marks")
    ranker: Ranker
    trained_on: str
    data_sha256: Sha256


@dataclass(frozen=True)
class ScreenerModel:
    """What is learnt and what is known, ready to use. Safe to use from several threads.

    ``finder`` reads resumes, ``ads`` job ads. Both know the same labels. In ads skills stand in sentences more than in
    lists, so there the tagger judges everyday words as well, at the price of encoding their sentences.
    """

    description: Description
    encoder: OnnxEncoder
    finder: SkillFinder
    ads: SkillFinder

    @property
    def ranker(self) -> Ranker:
        """How a match is scored."""
        return self.description.ranker

    @cached_property
    def implications(self) -> dict[str, frozenset[str]]:
        """What each skill that implies others implies, by id."""
        taxonomy = self.finder.taxonomy
        return {concept.id: taxonomy.implied(concept.id) for concept in taxonomy.concepts if concept.implies}

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read what ``write_bundle`` wrote. Raises BundleError for a file that is absent, damaged or does not fit."""
        try:
            description = Description.model_validate_json((folder / DESCRIPTION_FILE).read_bytes())
            encoder = OnnxEncoder.load(folder, max_tokens=description.max_tokens, threads=threads)
            ads = SkillFinder.load(folder / SKILLS, encoder)
        except (OSError, ValueError) as error:
            raise BundleError(f"{folder}: not a readable model ({type(error).__name__}: {error})") from error
        if encoder.dimension != description.dimension:
            raise BundleError(
                f"{folder}: vectors have {encoder.dimension} numbers, the description says {description.dimension}"
            )
        return cls(description, encoder, ads.without_judge(), ads)


def write_bundle(folder: Path, description: Description, *, model: bytes, tokenizer: bytes, skills: Path) -> None:
    """Write what ``ScreenerModel.load`` reads into ``folder``, which is created.

    ``skills``: a folder that ``SkillFinder.save`` wrote.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(model)
    (folder / TOKENIZER_FILE).write_bytes(tokenizer)
    (folder / DESCRIPTION_FILE).write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")
    shutil.copytree(skills, folder / SKILLS, dirs_exist_ok=True)
