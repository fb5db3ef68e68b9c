"""Verdicts: calibrated, the same alone and in a batch, and refused for the right reason."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from projects.image_classifier.classify import (
    Classifier,
    UnknownLabel,
    log_sum_exp,
    sample_files,
    slug,
    softmax,
)
from projects.image_classifier.model.bundle import Pixels, write_bundle
from tests.image_classifier import champions, pictures

MAX_PIXELS = 1_000_000


def prepared(classifier: Classifier, *files: bytes) -> Pixels:
    return np.stack([classifier.read(file, max_pixels=MAX_PIXELS) for file in files])


def everything(classifier: Classifier) -> Pixels:
    samples = [file.read_bytes() for file in sample_files().values()]
    return prepared(classifier, *samples, pictures.blank(), pictures.unfamiliar(), pictures.unsure())


def with_temperature(classifier: Classifier, temperature: float) -> Classifier:
    description = classifier.model.description.model_copy(update={"temperature": temperature})
    return Classifier(replace(classifier.model, description=description))


def test_every_sample_is_recognised(classifier: Classifier) -> None:
    verdicts = classifier.classify(everything(classifier)[:10])

    assert [verdict.label for verdict in verdicts] == list(champions.LABELS)
    assert [verdict.rejected for verdict in verdicts] == [None] * 10


@pytest.mark.parametrize("reason", ["blank", "unfamiliar", "unsure"])
def test_what_is_not_known_is_rejected_with_its_reason(classifier: Classifier, reason: str) -> None:
    [verdict] = classifier.classify(prepared(classifier, getattr(pictures, reason)()))

    assert verdict.rejected == reason


def test_a_verdict_does_not_depend_on_its_batch(classifier: Classifier) -> None:
    pixels = everything(classifier)
    together = classifier.classify(pixels)
    alone = [classifier.classify(row[None])[0] for row in pixels]

    for one, other in zip(together, alone, strict=True):
        assert (one.label, one.rejected) == (other.label, other.rejected)
        assert one.probabilities == pytest.approx(other.probabilities, abs=1e-5)


def test_confidence_is_the_softmax_of_the_logits_over_the_temperature(classifier: Classifier) -> None:
    pixels = everything(classifier)
    logits = classifier.model.logits(pixels).astype(np.float64)
    cool, warm = classifier.classify(pixels), with_temperature(classifier, 4.0).classify(pixels)

    expected = softmax(logits / 4)
    assert np.array([verdict.probabilities for verdict in warm]) == pytest.approx(expected)
    assert [verdict.confidence for verdict in warm] == pytest.approx(expected.max(axis=1))
    assert [verdict.label for verdict in warm] == [verdict.label for verdict in cool]
    assert [verdict.energy for verdict in warm] == [verdict.energy for verdict in cool]


def test_logits_of_any_size_give_finite_probabilities() -> None:
    logits = np.array([[1e4, -1e4, 0.0], [-1e4, -1e4, -1e4], [800.0, 799.0, 0.0]])

    assert softmax(logits).sum(axis=1) == pytest.approx([1, 1, 1])
    assert softmax(logits)[0].tolist() == [1, 0, 0]
    assert log_sum_exp(logits) == pytest.approx([1e4, -1e4 + np.log(3), 800 + np.log1p(np.exp(-1))])


def test_a_fit_model_passes_its_check(classifier: Classifier) -> None:
    classifier.check()


def test_a_model_of_other_classes_needs_no_sample(tmp_path: Path) -> None:
    Classifier.load(champions.write(tmp_path, labels=tuple(f"thing {i}" for i in range(10)), order=-1)).check()


def test_a_model_that_does_not_know_the_samples_is_unfit(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="only 0 of 10 samples"):
        Classifier.load(champions.write(tmp_path, order=-1)).check()


def test_a_model_without_numbers_is_unfit(tmp_path: Path) -> None:
    broken = champions.network(np.full((10, 28, 28), np.nan, np.float32))
    write_bundle(tmp_path, champions.description(), broken)

    with pytest.raises(ValueError, match="not finite"):
        Classifier.load(tmp_path).check()


def test_the_explained_class_is_the_best_one_unless_another_is_named(classifier: Classifier) -> None:
    [pixels] = prepared(classifier, pictures.sample("bag"))

    assert classifier.explain(pixels)[0] == "Bag"
    assert classifier.explain(pixels, "Coat")[0] == "Coat"
    assert classifier.explain(pixels)[1] != classifier.explain(pixels, "Coat")[1]
    with pytest.raises(UnknownLabel, match=r"'Hat'.*Ankle boot, Bag"):
        classifier.explain(pixels, "Hat")


def test_samples_are_named_by_their_class() -> None:
    assert [slug(label) + ".png" for label in champions.LABELS] == list(sample_files())
