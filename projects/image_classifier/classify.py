"""Answers: from pixels to a verdict. Knows no HTTP, no store and no registry."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray

from projects.image_classifier.decode import decode
from projects.image_classifier.explain import overlay
from projects.image_classifier.model.bundle import ImageModel, Pixels
from projects.image_classifier.model.preprocess import contrast, enough_pixels, prepare

Rejected = Literal["blank", "unfamiliar", "unsure"]
SAMPLES = Path(__file__).with_name("web") / "samples"
MAX_SAMPLE_PIXELS = 1_000_000


class UnknownLabel(LookupError):
    """A class that the model does not have."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a picture shows. ``probabilities`` are calibrated, in the order of the model's classes.

    ``rejected`` says why the model does not stand by its ``label``; None when it does.
    """

    label: str
    confidence: float
    probabilities: tuple[float, ...]
    energy: float
    contrast: float
    rejected: Rejected | None


@dataclass(frozen=True)
class Classifier:
    """A trained network with everything that turns a file into a verdict. Safe to use from several threads."""

    model: ImageModel

    @classmethod
    def load(cls, folder: Path, *, threads: int = 1) -> Self:
        """Read a bundle. Raises BundleError."""
        return cls(ImageModel.load(folder, threads=threads))

    @property
    def labels(self) -> tuple[str, ...]:
        """The classes, in the order of the probabilities."""
        return self.model.description.classes

    def read(self, data: bytes, *, max_pixels: int) -> Pixels:
        """Return the pixels [channels, size, size] of a picture file. Raises UnreadableImage."""
        spec = self.model.description.input
        return prepare(decode(data, max_pixels=max_pixels, at_least=enough_pixels(spec)), spec)

    def classify(self, pixels: Pixels) -> list[Verdict]:
        """Return a verdict for each picture of [n, channels, size, size]."""
        description = self.model.description
        logits = self.model.logits(pixels).astype(np.float64)
        probabilities = softmax(logits / description.temperature)
        best = probabilities.argmax(axis=1)
        confidences = np.take_along_axis(probabilities, best[:, None], axis=1)[:, 0]
        rows = zip(
            best.tolist(),
            confidences.tolist(),
            probabilities.tolist(),
            log_sum_exp(logits).tolist(),
            contrast(pixels).tolist(),
            strict=True,
        )
        return [
            Verdict(
                label=description.classes[index],
                confidence=confidence,
                probabilities=tuple(row),
                energy=energy,
                contrast=deviation,
                rejected=self._rejected(deviation, energy, confidence),
            )
            for index, confidence, row, energy, deviation in rows
        ]

    def explain(self, pixels: Pixels, label: str | None = None) -> tuple[str, bytes]:
        """Show where one picture [channels, size, size] speaks for a class, by default the most probable one.

        Returns:
            The class and a PNG.

        Raises:
            UnknownLabel: the model has no such class.
        """
        if label is not None and label not in self.labels:
            raise UnknownLabel(f"no class is called {label[:100]!r}; there are: {', '.join(self.labels)}")
        logits, maps = self.model.maps(pixels[None])
        index = int(logits[0].argmax()) if label is None else self.labels.index(label)
        return self.labels[index], overlay(pixels, maps[0, index])

    def check(self) -> None:
        """Classify pictures as users would send them; raise ValueError when an answer is unfit to be shown."""
        samples = {name: file.read_bytes() for name, file in sample_files().items()}
        known = {slug(label): label for label in self.labels}
        pixels = np.stack([self.read(data, max_pixels=MAX_SAMPLE_PIXELS) for data in samples.values()])
        verdicts = self.classify(pixels)
        if not np.isfinite([[*verdict.probabilities, verdict.energy] for verdict in verdicts]).all():
            raise ValueError("the probabilities of the samples are not finite")
        expected = [
            (known[name.removesuffix(".png")], verdict)
            for name, verdict in zip(samples, verdicts, strict=True)
            if name.removesuffix(".png") in known
        ]
        right = sum(label == verdict.label for label, verdict in expected)
        if 2 * right < len(expected):
            raise ValueError(f"only {right} of {len(expected)} samples are recognised")

    def _rejected(self, deviation: float, energy: float, confidence: float) -> Rejected | None:
        limits = self.model.description.rejection
        if deviation < limits.contrast:
            return "blank"
        if energy < limits.energy:
            return "unfamiliar"
        return "unsure" if confidence < limits.confidence else None


def softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probabilities of each row of [n, n_classes]."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def log_sum_exp(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return log(sum(exp)) of each row of [n, n_classes]: the energy of Liu et al. (NeurIPS 2020), negated."""
    highest = logits.max(axis=1)
    return np.asarray(highest + np.log(np.exp(logits - highest[:, None]).sum(axis=1)))


def sample_files() -> dict[str, Path]:
    """Return the pictures to try, by name: one of each class of Fashion-MNIST, the first in its test set."""
    return {file.name: file for file in sorted(SAMPLES.glob("*.png"))}


def slug(label: str) -> str:
    """Return the name that a class has as a file: ``T-shirt/top`` is ``t-shirt-top``."""
    return re.sub(r"[^a-z0-9]+", "-", label.lower()).strip("-")
