"""Answers on labelled pictures are those that the service gives."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from projects.image_classifier.classify import Classifier
from projects.image_classifier.data import DatasetError, Photos
from projects.image_classifier.evaluate import scores as module
from projects.image_classifier.evaluate.scores import catalogue, score
from projects.image_classifier.settings import Settings
from tests.image_classifier.evaluate import small_catalogue


@pytest.mark.parametrize("temperature", [0.5, 2.0])
def test_scores_are_the_verdicts_of_the_service(classifier: Classifier, temperature: float) -> None:
    description = classifier.model.description.model_copy(update={"temperature": temperature})
    service = Classifier(replace(classifier.model, description=description))
    images = small_catalogue.images(30, seed=4)
    scores = score(service.model, images)
    verdicts = service.classify(images.pixels[:, None])

    assert [images.classes[index] for index in scores.predicted] == [verdict.label for verdict in verdicts]
    np.testing.assert_allclose(scores.confidence, [verdict.confidence for verdict in verdicts])
    np.testing.assert_allclose(scores.energy, [verdict.energy for verdict in verdicts])
    np.testing.assert_allclose(scores.probabilities.sum(axis=1), 1)


def test_energy_is_higher_for_a_peaked_answer_than_for_a_flat_one() -> None:
    peaked, flat = small_catalogue.scores([True, True], sure=[9.0, 0.0]).energy

    assert peaked == pytest.approx(9, abs=1e-3)
    assert flat == pytest.approx(np.log(2))


def test_photos_are_sent_to_their_own_evaluation(monkeypatch: pytest.MonkeyPatch) -> None:
    photos = Photos((), np.empty(0, np.int64), ("cat", "dog"), "0" * 64)
    monkeypatch.setattr(module, "load_dataset", lambda _: photos)

    with pytest.raises(DatasetError, match="cross-validate"):
        catalogue(Settings(_env_file=None))
