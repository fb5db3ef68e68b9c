"""From the published encoder and questions with known documents to an encoder that knows their field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from projects.chatbot_rag.data import Dataset, Queries, split
from projects.chatbot_rag.evaluate.rankings import Legs, score
from projects.chatbot_rag.index.sparse import Bm25Config, Sparse
from projects.chatbot_rag.model.fusion import Fusion
from projects.chatbot_rag.recipe import Recipe
from projects.chatbot_rag.training.choose import Pool, choose_fusion
from shared.encoder.averaging import average
from shared.encoder.contrastive import Lessons, Progress, fit
from shared.encoder.kept import embed
from shared.encoder.onnx_encoder import OnnxEncoder
from shared.encoder.pretrained import Pretrained


@dataclass(frozen=True)
class Tuned:
    """A fine-tuned encoder with what was chosen for it, and what both legs of its search say on validation questions.

    ``shares``: the nDCG@10 of each way between published (0) and fine-tuned (1) weights, on the validation pool.
    """

    encoder: Pretrained
    fusion: Fusion
    share: float
    shares: Mapping[float, float]
    progress: Progress
    validation: Queries
    legs: Legs
    checkpoint: Path


def finetune(pretrained: Pretrained, dataset: Dataset, recipe: Recipe, *, seed: int, folder: Path) -> Tuned:
    """Fine-tune, go as far from the published weights as validation questions say, and choose the fusion again.

    ``folder`` keeps vectors and the checkpoint of a training that is under way. Raises DatasetError.
    """
    learnt, validation = split(dataset.train)
    contents = dataset.contents
    bm25 = Sparse.build(contents, Bm25Config())
    encoder = pretrained.encoder()
    vectors = embed(encoder, contents, folder=folder)
    negatives = mine(score(encoder, bm25, vectors, learnt.texts), learnt, recipe)
    lessons = Lessons(learnt.texts, learnt.relevant, contents, negatives)
    pool = Pool.of(validation, contents, score(encoder, bm25, vectors, validation.texts))
    checkpoint = folder / f"{_fingerprint(encoder, dataset, recipe, seed)}.safetensors"
    weights, progress = fit(
        pretrained,
        lessons,
        recipe,
        lambda tensors: pool.ndcg(pretrained.with_tensors(tensors)),
        seed=seed,
        path=checkpoint,
    )
    candidates = {
        share: pretrained.with_tensors(average(pretrained.tensors, weights, share)) for share in recipe.shares
    }
    shares = {share: pool.ndcg(candidate) for share, candidate in candidates.items()}
    share = max(shares, key=shares.__getitem__)
    encoder = candidates[share].encoder()
    legs = score(encoder, bm25, embed(encoder, contents, folder=folder), validation.texts)
    fusion, _ = choose_fusion(legs, validation)
    return Tuned(candidates[share], fusion, share, shares, progress, validation, legs, checkpoint)


def mine(legs: Legs, queries: Queries, recipe: Recipe) -> tuple[tuple[int, ...], ...]:
    """Return for each question the documents that the fused search takes for an answer, though none is known to be."""
    depth = recipe.negatives_depth
    ranking = legs.fused(Fusion())
    return tuple(
        tuple(document for document in row.tolist() if document >= 0 and document not in answers)[:depth]
        for row, answers in zip(ranking, queries.relevant, strict=True)
    )


def _fingerprint(encoder: OnnxEncoder, dataset: Dataset, recipe: Recipe, seed: int) -> str:
    """Name a training by everything that its result depends on."""
    parts = (encoder.sha256, dataset.sha256, recipe.model_dump_json(), seed)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
