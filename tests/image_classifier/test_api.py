"""The answers of the service, for one picture and for many."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.image_classifier import schemas
from projects.image_classifier.classify import Classifier
from shared.store import Store
from tests.image_classifier import pictures
from tests.image_classifier.calls import BATCH, CLASSIFY, EXPLAIN, classify, flush, form
from tests.image_classifier.champions import LABELS


def test_a_picture_is_classified_with_all_its_numbers(reader: TestClient, classifier: Classifier) -> None:
    data = pictures.sample("t-shirt-top")
    response = reader.post(CLASSIFY, content=data, headers={"Content-Type": "image/png"})
    answer = schemas.ClassificationResponse.model_validate(response.json())
    [verdict] = classifier.classify(classifier.read(data, max_pixels=10_000)[None])

    assert (answer.label, answer.rejected, answer.reason) == ("T-shirt/top", None, None)
    assert answer.confidence == answer.probabilities[0].probability == pytest.approx(verdict.confidence)
    assert (answer.energy, answer.contrast) == pytest.approx((verdict.energy, verdict.contrast))
    assert sorted(entry.label for entry in answer.probabilities) == list(LABELS)
    assert sum(entry.probability for entry in answer.probabilities) == pytest.approx(1)
    assert [entry.probability for entry in answer.probabilities] == sorted(verdict.probabilities, reverse=True)
    assert answer.model.version == "1"
    assert answer.request_id == response.headers["X-Request-ID"]


@pytest.mark.parametrize("reason", ["blank", "unfamiliar", "unsure"])
def test_a_rejected_picture_says_why_and_keeps_its_numbers(reader: TestClient, reason: str) -> None:
    answer = classify(reader, getattr(pictures, reason)())

    assert answer["rejected"] == reason
    assert answer["reason"].endswith(".")
    assert len(answer["probabilities"]) == len(LABELS)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Content-Type": "image/jpeg"},
        {"Content-Type": "application/octet-stream"},
        {"Content-Type": "IMAGE/X; a=b"},
    ],
)
def test_the_content_decides_and_not_the_header(reader: TestClient, headers: dict[str, str]) -> None:
    response = reader.post(CLASSIFY, content=pictures.sample("bag"), headers=headers)

    assert response.json()["label"] == "Bag"


def test_every_file_of_a_batch_gets_what_it_gets_alone(reader: TestClient) -> None:
    files = [pictures.sample("coat"), pictures.unsure(), pictures.sample("sandal")]
    alone = [classify(reader, file) for file in files]
    response = reader.post(BATCH, files=form(*files))
    answer = schemas.BatchResponse.model_validate(response.json())

    assert [result.file for result in answer.results] == ["0.jpg", "1.jpg", "2.jpg"]
    for result, expected, position in zip(answer.results, alone, "012", strict=True):
        found = result.classification
        assert found is not None
        assert (found.label, found.rejected) == (expected["label"], expected["rejected"])
        assert found.confidence == pytest.approx(expected["confidence"], abs=1e-5)
        assert found.request_id == f"{response.headers['X-Request-ID']}.{position}"


def test_one_broken_file_does_not_spoil_the_others(reader: TestClient) -> None:
    bag = pictures.sample("bag")
    answer = reader.post(BATCH, files=form(bag, b"", bag[:200], pictures.huge_png(), b"text", bag)).json()

    assert [(result["classification"] or {}).get("label") for result in answer["results"]] == [
        "Bag",
        None,
        None,
        None,
        None,
        "Bag",
    ]
    assert [result["problem"] is None for result in answer["results"]] == [True, False, False, False, False, True]
    assert "24 megapixels" in answer["results"][3]["problem"]


def test_the_explanation_is_a_picture_of_the_best_class_or_of_the_one_asked_for(reader: TestClient) -> None:
    data = pictures.sample("dress")
    best = reader.post(EXPLAIN, content=data)
    other = reader.post(EXPLAIN, content=data, params={"label": "T-shirt/top"})

    assert [best.status_code, other.status_code] == [200, 200]
    assert best.headers["Content-Type"] == "image/png"
    assert (unquote(best.headers["X-Label"]), unquote(other.headers["X-Label"])) == ("Dress", "T-shirt/top")
    assert best.headers["X-Model-Version"] == "1"
    assert pictures.pixels_of(best.content).shape == (224, 224, 3)
    assert best.content != other.content


def test_a_class_that_does_not_exist_cannot_be_explained(reader: TestClient) -> None:
    response = reader.post(EXPLAIN, content=pictures.sample("dress"), params={"label": "Hat"})

    assert response.status_code == 422
    assert "Ankle boot, Bag" in response.json()["detail"]


def test_the_labels_are_those_of_the_model(reader: TestClient) -> None:
    assert reader.get("/v1/labels").json()["labels"] == list(LABELS)


def test_every_sample_can_be_fetched_and_is_recognised(reader: TestClient) -> None:
    names = [sample["name"] for sample in reader.get("/v1/samples").json()["samples"]]
    answers = [classify(reader, reader.get(f"/v1/samples/{name}").content) for name in names]

    assert names[0] == "ankle-boot.png"
    assert [answer["label"] for answer in answers] == list(LABELS)


@pytest.mark.parametrize("name", ["hat.png", "..%2Findex.html", "%2Fetc%2Fpasswd"])
def test_a_sample_that_does_not_exist_is_not_found(reader: TestClient, name: str) -> None:
    assert reader.get(f"/v1/samples/{name}").status_code == 404


def test_answers_are_recorded_without_pixels(client: TestClient, app: FastAPI, store: Store) -> None:
    bag = pictures.sample("bag")
    alone = classify(client, bag)
    together = client.post(BATCH, files=form(bag, b"broken", pictures.blank())).json()["results"]
    refused = client.post(CLASSIFY, content=b"broken")
    flush(app)
    rows = list(store.predictions())

    assert refused.status_code == 422
    assert [(row.request_id, row.outcome) for row in rows] == [
        (alone["request_id"], "classified"),
        (together[0]["classification"]["request_id"], "classified"),
        (together[2]["classification"]["request_id"], "blank"),
    ]
    assert rows[0].payload == {"label": "Bag", "confidence": alone["confidence"]}


def test_metrics_count_answers_and_batches_and_time_their_stages(client: TestClient) -> None:
    classify(client, pictures.sample("bag"))
    client.post(BATCH, files=form(*[pictures.sample("bag")] * 3))
    client.post(EXPLAIN, content=pictures.sample("bag"))
    lines = client.get("/metrics").text.splitlines()
    values = {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}

    def value(name: str, word: str = "") -> float:
        return sum(number for series, number in values.items() if series.startswith(name + "{") and word in series)

    assert value("ml_predictions_total", 'outcome="classified"') == 4
    assert value("ml_batched_pictures_total") == 4
    assert 2 <= value("ml_batches_total") <= 4
    assert value("ml_pictures_waiting") == 0
    assert value("ml_prediction_duration_seconds_count", 'stage="decode"') == 4
    assert value("ml_prediction_duration_seconds_count", 'stage="predict"') == value("ml_batches_total")
    assert value("ml_prediction_duration_seconds_count", 'stage="explain"') == 1
