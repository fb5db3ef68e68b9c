"""Contrastive fine-tuning: a query shall be nearer to its document than to any other of its batch.

InfoNCE over the batch's documents and mined hard negatives: Henderson et al., 2017; Karpukhin et al., EMNLP 2020.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from pydantic import BaseModel, ConfigDict
from torch import Tensor
from torch.nn import functional
from torch.optim import AdamW
from tqdm import tqdm

from shared import checkpoint
from shared.encoder.graph import Tensors
from shared.encoder.network import Network
from shared.encoder.pretrained import Pretrained
from shared.encoder.recipe import Recipe

MAX_NORM = 1.0
"""Of the gradient: one odd batch must not undo what was published."""
OPTIMIZER, BEST = "optimizer.", "best."


class Epoch(BaseModel):
    """What one pass over the queries came to: the mean loss, and the judge's score after it."""

    model_config = ConfigDict(frozen=True)

    loss: float
    score: float


class Progress(BaseModel):
    """The epochs so far."""

    model_config = ConfigDict(frozen=True)

    epochs: tuple[Epoch, ...] = ()

    @property
    def best(self) -> int:
        """The epoch with the highest score; of equal ones the first."""
        return int(np.argmax([epoch.score for epoch in self.epochs]))

    def is_over(self, recipe: Recipe) -> bool:
        """Whether all epochs are done, or the last ones were no better."""
        done = len(self.epochs)
        return done == recipe.epochs or (done > 0 and done - 1 - self.best >= recipe.patience)


@dataclass(frozen=True)
class Lessons:
    """What is learnt from: queries, and the texts of all documents.

    For each query ``relevant`` has the positions of the documents that answer it, one at least, and ``negatives`` those
    of documents that seem to and don't, if there are any.
    """

    queries: Sequence[str]
    relevant: Sequence[frozenset[int]]
    documents: Sequence[str]
    negatives: Sequence[Sequence[int]]

    def __len__(self) -> int:
        return len(self.queries)


@dataclass(frozen=True)
class Batch:
    """Queries, documents, and for each query: the position of its own document, and which others answer it too."""

    queries: list[str]
    documents: list[str]
    own: Tensor
    others: Tensor


def fit(
    pretrained: Pretrained,
    lessons: Lessons,
    recipe: Recipe,
    judge: Callable[[Tensors], float],
    *,
    seed: int,
    path: Path,
) -> tuple[Tensors, Progress]:
    """Return the weights of the best epoch, and how all epochs went. Of the ``judge``'s scores, the higher is better.

    The state lies at ``path`` after every epoch; a training that was killed goes on from there, to the same weights.
    """
    network = Network(pretrained)
    parameters = [parameter for parameter in network.parameters() if parameter.requires_grad]
    optimizer = AdamW(parameters, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    progress = Progress()
    best = network.tensors()
    if path.is_file():
        progress, best = _resume(path, network, optimizer)
    while not progress.is_over(recipe):
        epoch = len(progress.epochs)
        loss = _train(network, optimizer, parameters, lessons, recipe, epoch=epoch, seed=seed)
        weights = network.tensors()
        progress = Progress(epochs=(*progress.epochs, Epoch(loss=loss, score=judge(weights))))
        best = weights if progress.best == epoch else best
        _keep(path, network, optimizer, best, progress)
    return best, progress


def batches(lessons: Lessons, recipe: Recipe, *, epoch: int, seed: int) -> Iterator[Batch]:
    """Yield the queries of an epoch in random order, each with one of its documents and its share of negatives."""
    rng = np.random.default_rng([seed, epoch])
    order = rng.permutation(len(lessons)).tolist()
    for start in range(0, len(order), recipe.batch_size):
        yield _batch(lessons, order[start : start + recipe.batch_size], recipe.hard_negatives, rng)


def _batch(lessons: Lessons, positions: list[int], hard_negatives: int, rng: np.random.Generator) -> Batch:
    relevant = [lessons.relevant[position] for position in positions]
    own = [int(rng.choice(sorted(answers))) for answers in relevant]
    negatives = [
        rng.choice(mined, min(hard_negatives, len(mined)), replace=False).tolist()
        for mined in (lessons.negatives[position] for position in positions)
    ]
    documents = [*own, *(document for drawn in negatives for document in drawn)]
    others = [
        [document in answers and column != row for column, document in enumerate(documents)]
        for row, answers in enumerate(relevant)
    ]
    return Batch(
        queries=[lessons.queries[position] for position in positions],
        documents=[lessons.documents[document] for document in documents],
        own=torch.arange(len(positions)),
        others=torch.tensor(others),
    )


def _train(
    network: Network,
    optimizer: AdamW,
    parameters: list[torch.nn.Parameter],
    lessons: Lessons,
    recipe: Recipe,
    *,
    epoch: int,
    seed: int,
) -> float:
    """Learn every query once and return the mean loss."""
    steps = -(-len(lessons) // recipe.batch_size)
    losses: list[float] = []
    work = batches(lessons, recipe, epoch=epoch, seed=seed)
    for step, batch in enumerate(tqdm(work, desc=f"epoch {epoch + 1}", total=steps, unit="batch", disable=None)):
        for group in optimizer.param_groups:
            group["lr"] = recipe.learning_rate * _intensity(recipe, epoch * steps + step, recipe.epochs * steps)
        cosines = network(batch.queries) @ network(batch.documents).T
        logits = (cosines * recipe.scale).masked_fill(batch.others, -torch.inf)
        loss = functional.cross_entropy(logits, batch.own)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, MAX_NORM)
        optimizer.step()
        losses.append(loss.item())
    return float(np.mean(losses))


def _intensity(recipe: Recipe, step: int, steps: int) -> float:
    """Return the learning rate as a share of its peak: up in a line, and down in a line."""
    rising = max(1, round(recipe.warmup * steps))
    return min((step + 1) / rising, (steps - step) / max(1, steps - rising), 1.0)


def _keep(path: Path, network: Network, optimizer: AdamW, best: Tensors, progress: Progress) -> None:
    state = {
        f"{OPTIMIZER}{index}.{name}": value
        for index, moments in optimizer.state_dict()["state"].items()
        for name, value in moments.items()
    }
    kept = {f"{BEST}{name}": torch.from_numpy(tensor) for name, tensor in best.items()}
    checkpoint.write(path, {**network.bert.state_dict(), **state, **kept}, progress.model_dump(mode="json"))


def _resume(path: Path, network: Network, optimizer: AdamW) -> tuple[Progress, Tensors]:
    tensors, progress = checkpoint.read(path)
    network.bert.load_state_dict({name: tensors[name] for name in network.bert.state_dict()})
    moments: dict[int, dict[str, Tensor]] = {}
    for name in tensors:
        if name.startswith(OPTIMIZER):
            index, moment = name.removeprefix(OPTIMIZER).split(".")
            moments.setdefault(int(index), {})[moment] = tensors[name]
    optimizer.load_state_dict({**optimizer.state_dict(), "state": moments})
    return Progress.model_validate(progress), _numpy(tensors, BEST)


def _numpy(tensors: Mapping[str, Tensor], prefix: str) -> Tensors:
    return {name.removeprefix(prefix): tensor.numpy() for name, tensor in tensors.items() if name.startswith(prefix)}
