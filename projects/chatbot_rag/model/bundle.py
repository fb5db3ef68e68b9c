"""What the service loads: the encoder, and how its answers are used. Needs numpy, tokenizers and ONNX Runtime alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.model.gate import Gate
from shared.encoder.onnx_encoder import MAX_TOKENS, MODEL_FILE, TOKENIZER_FILE, OnnxEncoder

FORMAT: Literal[1] = 1
DESCRIPTION_FILE = "chatbot.json"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class BundleError(ValueError):
    """The files in the folder are not a model that this version can read."""


class Description(BaseModel):
    """What must be known to use the encoder. ``trained_on`` is what chose it, the fusion and the gate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = FORMAT
    encoder: str
    dimension: int = Field(ge=1)
    max_tokens: int = Field(MAX_TOKENS, ge=3, description="of a text, with the encoder's own marks")
    fusion: Fusion = Fusion()
    gate: Gate = Gate()
    trained_on: str
    data_sha256: Sha256


@dataclass(frozen=True)
class ChatbotModel:
    """What is learnt, ready to use. Safe to use from several threads."""

    description: Description
    encoder: OnnxEncoder

    @property
    def fusion(self) -> Fusion:
        """How the two legs of the search become one."""
        return self.description.fusion

    @property
    def gate(self) -> Gate:
        """When there is no evidence."""
        return self.description.gate

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read the three files. Raises BundleError when one is absent, damaged or does not fit the others."""
        try:
            description = Description.model_validate_json((folder / DESCRIPTION_FILE).read_bytes())
            encoder = OnnxEncoder.load(folder, max_tokens=description.max_tokens, threads=threads)
        except (OSError, ValueError) as error:
            raise BundleError(f"{folder}: not a readable model ({type(error).__name__}: {error})") from error
        if encoder.dimension != description.dimension:
            raise BundleError(
                f"{folder}: vectors have {encoder.dimension} numbers, the description says {description.dimension}"
            )
        return cls(description, encoder)


def write_bundle(folder: Path, description: Description, *, model: bytes, tokenizer: bytes) -> None:
    """Write what ``ChatbotModel.load`` reads into ``folder``, which is created."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MODEL_FILE).write_bytes(model)
    (folder / TOKENIZER_FILE).write_bytes(tokenizer)
    (folder / DESCRIPTION_FILE).write_text(description.model_dump_json(indent=1) + "\n", encoding="utf-8")
