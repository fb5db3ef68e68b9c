"""Whether the served evidence maps explain the model: do they change with its weights, and does what they mark matter?

A map that stays when the weights are destroyed describes the picture, not the model (Adebayo et al., "Sanity checks for
saliency maps", NeurIPS 2018). A part that is marked as evidence should cost more confidence when it is deleted than
another part of the same size (Petsiuk, Das and Saenko, "RISE", BMVC 2018).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import softmax
from scipy.stats import rankdata

from projects.image_classifier.data.images import Pixels
from projects.image_classifier.evaluate import gradcam
from projects.image_classifier.evaluate.scores import batches
from projects.image_classifier.model.bundle import MODEL_FILE, Floats, ImageModel, open_session
from projects.image_classifier.recipe import Recipe
from shared.evaluation import Column, Comparison, Metric, Row, Table, bootstrap_mean, paired_bootstrap

HIDDEN_SHARE = 0.25
BLUR = 4.0
"""Standard deviation in pixels of the blur that deletes."""
RANK_CORRELATION, COSINE = "rank correlation", "cosine of the positive parts"
BY_BLUR, BY_BLACK = "confidence lost to blur", "confidence lost to black"
MARKED, ELSEWHERE = "marked as evidence", "marked in another picture"
RANDOM, BRIGHTEST, LEAST = "at random", "brightest", "least marked"


def evidence(model: ImageModel, pixels: Pixels) -> tuple[NDArray[np.int64], Floats]:
    """Return the predicted classes [n] of grey pictures [n, height, width], and the maps of these classes [n, h, w]."""
    answers = [model.maps(batch) for batch in batches(pixels)]
    predicted = np.concatenate([logits for logits, _ in answers]).argmax(axis=1)
    maps = np.concatenate([maps for _, maps in answers])
    return predicted, maps[np.arange(len(maps)), predicted]


def maps_of(model: ImageModel, pixels: Pixels, classes: NDArray[np.int64]) -> Floats:
    """Return the maps [n, h, w] of these classes [n]."""
    maps = np.concatenate([model.maps(batch)[1] for batch in batches(pixels)])
    return maps[np.arange(len(maps)), classes]


def with_shuffled_weights(model: ImageModel, folder: Path, seed: int) -> ImageModel:
    """Return the model of ``folder`` with the weights of each layer in random order: as large, and nothing learned."""
    import onnx
    from onnx import numpy_helper

    rng = np.random.default_rng(seed)
    graph = onnx.load(folder / MODEL_FILE)
    for weights in graph.graph.initializer:
        if len(weights.dims) > 1:
            learned = numpy_helper.to_array(weights)
            mixed = rng.permutation(learned.ravel()).reshape(learned.shape)
            weights.CopyFrom(numpy_helper.from_array(mixed, weights.name))
    return replace(model, session=open_session(graph.SerializeToString(), threads=1))


def rank_correlation(one: Floats, other: Floats) -> NDArray[np.float64]:
    """Return Spearman's correlation of each pair of maps, [n, h, w] twice to [n]; 0 where a map is constant."""
    a, b = (rankdata(maps.reshape(len(maps), -1), axis=1) for maps in (one, other))
    a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
    norm = np.sqrt((a**2).sum(axis=1) * (b**2).sum(axis=1))
    covariance = (a * b).sum(axis=1)
    return np.asarray(np.divide(covariance, norm, out=np.zeros_like(norm), where=norm > 0))


def cosine(one: Floats, other: Floats) -> NDArray[np.float64]:
    """Return the cosine of the positive parts of each pair of maps, [n, h, w] twice to [n]; 0 where one has none."""
    a, b = (np.maximum(maps, 0).reshape(len(maps), -1).astype(np.float64) for maps in (one, other))
    norm = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return np.asarray(np.divide((a * b).sum(axis=1), norm, out=np.zeros_like(norm), where=norm > 0))


def sanity_table(model: ImageModel, folder: Path, pixels: Pixels, seed: int) -> Table:
    """The maps of the predicted classes beside those of the mirror image, of shuffled weights, and Grad-CAM.

    ``folder`` holds the model's files. Grad-CAM needs the weights, which may be absent, and sees no mirror image.
    """
    predicted, maps = evidence(model, pixels)
    others = {
        "of the mirror image, mirrored back": maps_of(model, pixels[:, :, ::-1], predicted)[:, :, ::-1],
        "with shuffled weights": maps_of(with_shuffled_weights(model, folder, seed), pixels, predicted),
    }
    rows = [Row(name=name, metrics=_likeness(maps, other, seed)) for name, other in others.items()]
    network = gradcam.read_network(folder, Recipe.read(), len(model.description.classes))
    if network is not None:
        theirs, ours = gradcam.grad_cam(network, pixels, predicted), gradcam.as_shown(maps, *pixels.shape[1:])
        rows.append(Row(name="Grad-CAM, without mirroring", metrics=_likeness(ours, theirs, seed)))
    return Table(
        name="sanity",
        title="Evidence map beside that",
        columns=(Column(name=RANK_CORRELATION, better="neither"), Column(name=COSINE, better="neither")),
        primary_metric=RANK_CORRELATION,
        rows=tuple(rows),
    )


def _likeness(one: Floats, other: Floats, seed: int) -> dict[str, Metric]:
    return {
        RANK_CORRELATION: Metric.of(bootstrap_mean(rank_correlation(one, other), seed=seed)),
        COSINE: Metric.of(bootstrap_mean(cosine(one, other), seed=seed)),
    }


def deletion(model: ImageModel, pixels: Pixels, instead: Pixels, seed: int) -> dict[str, NDArray[np.float64]]:
    """Return how much probability the predicted class loses, [n], when a quarter of the map's cells shows ``instead``.

    Which quarter is the key: that with the most evidence, the one that has it in another picture (as large and of a
    like shape, so the fairest control), one of scattered cells, the brightest, that with the least.
    """
    predicted, maps = evidence(model, pixels)
    rng = np.random.default_rng(seed)
    order: dict[str, NDArray[np.floating]] = {
        MARKED: maps,
        ELSEWHERE: maps[_others(len(maps), rng)],
        RANDOM: rng.random(maps.shape),
        BRIGHTEST: _cell_means(pixels, maps.shape[1:]),
        LEAST: -maps,
    }
    before = _probability(model, pixels, predicted)
    return {name: before - _probability(model, hide(pixels, instead, by), predicted) for name, by in order.items()}


def hide(pixels: Pixels, instead: Pixels, order: NDArray[np.floating]) -> Pixels:
    """Show ``instead`` in the quarter of the cells that stand highest in ``order`` [n, h, w]; ties are all hidden."""
    flat = order.reshape(len(order), -1)
    border = np.sort(flat, axis=1)[:, -round(HIDDEN_SHARE * flat.shape[1])]
    rows, columns = _cells(pixels, order.shape[1:])
    hidden = (order >= border[:, None, None])[:, rows][:, :, columns]
    return np.where(hidden, instead, pixels)


def blurred(pixels: Pixels) -> Pixels:
    """Return the pictures without their detail, as Fong and Vedaldi (ICCV 2017) delete: no edge is added.

    Black would leave the background of a catalogue picture as it was, and cut new shapes into the product.
    """
    from scipy.ndimage import gaussian_filter

    return np.asarray(gaussian_filter(pixels, (0, BLUR, BLUR)))


def deletion_tables(model: ImageModel, pixels: Pixels, seed: int) -> tuple[Table, tuple[Comparison, ...]]:
    """Confidence lost when a quarter of the picture is deleted, by blur and by black.

    Beside the table: what is marked against the controls, picture by picture, by blur.
    """
    lost = {
        BY_BLUR: deletion(model, pixels, blurred(pixels), seed),
        BY_BLACK: deletion(model, pixels, np.zeros_like(pixels), seed),
    }
    keys = (MARKED, ELSEWHERE, RANDOM, BRIGHTEST, LEAST)
    rows = tuple(
        Row(name=key, metrics={by: Metric.of(bootstrap_mean(one[key], seed=seed)) for by, one in lost.items()})
        for key in keys
    )
    table = Table(
        name="deletion",
        title="Quarter of the picture",
        columns=tuple(Column(name=by) for by in lost),
        primary_metric=BY_BLUR,
        rows=rows,
    )
    marked = lost[BY_BLUR][MARKED]
    comparisons = tuple(
        Comparison.of(MARKED, other, BY_BLUR, paired_bootstrap(marked, lost[BY_BLUR][other], seed=seed))
        for other in (ELSEWHERE, RANDOM, BRIGHTEST)
    )
    return table, comparisons


def _others(n: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """For each of n pictures another one."""
    circle = rng.permutation(n)
    others = np.empty_like(circle)
    others[circle] = np.roll(circle, 1)
    return others


def _probability(model: ImageModel, pixels: Pixels, classes: NDArray[np.int64]) -> NDArray[np.float64]:
    logits = model.logits(pixels[:, None]).astype(np.float64)
    probabilities = softmax(logits / model.description.temperature, axis=1)
    return np.asarray(probabilities[np.arange(len(classes)), classes])


def _cells(pixels: Pixels, shape: tuple[int, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The row and the column of the map that each row and column of pixels belongs to."""
    rows, columns = (np.arange(n) * cells // n for n, cells in zip(pixels.shape[1:], shape, strict=True))
    return rows, columns


def _cell_means(pixels: Pixels, shape: tuple[int, ...]) -> NDArray[np.float64]:
    rows, columns = _cells(pixels, shape)
    by_row = np.add.reduceat(pixels.astype(np.float64), np.unique(rows, return_index=True)[1], axis=1)
    sums = np.add.reduceat(by_row, np.unique(columns, return_index=True)[1], axis=2)
    return np.asarray(sums / np.outer(np.bincount(rows), np.bincount(columns)))
