"""What the ranking tells, and what it keeps to itself."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from projects.resume_screener import schemas
from shared.store import Store
from tests.resume_screener.calls import RANK, add_job, by_file, flush, form, rank, store
from tests.resume_screener.people import ANALYST, EMAIL, ENGINEER, JOB_AD, NAME, NURSE, PHONE, PILE, SCHOOL


def test_best_resume_comes_first_with_the_sentences_that_prove_it(reader: TestClient) -> None:
    ranking = schemas.RankResponse.model_validate(rank(reader))

    assert [candidate.file_index for candidate in ranking.candidates] == [1, 2, 0]
    assert [candidate.rank for candidate in ranking.candidates] == [1, 2, 3]
    best = ranking.candidates[0]
    proof = next(shown.proofs[0] for shown in best.evidence if shown.requirement.label == "Python")
    assert proof.sentence == "Built pipelines with Python and SQL for forty analysts."
    assert [proof.sentence[slice(*span)] for span in proof.highlights] == ["Python"]
    assert best.must_coverage == 1
    assert best.gaps.missing_musts == ()
    assert {gap.label for gap in ranking.candidates[-1].gaps.missing_musts} == {"Python", "SQL", "Apache Airflow"}


def test_score_is_the_sum_of_its_parts_times_their_shares(reader: TestClient) -> None:
    for candidate in rank(reader)["candidates"]:
        parts, shares = candidate["parts"], candidate["shares"]
        assert candidate["score"] == pytest.approx(sum(parts[name] * shares[name] for name in parts))
        assert sum(shares.values()) == pytest.approx(1)


@pytest.mark.parametrize("text", [NAME, NAME.split()[0], NAME.split()[1], EMAIL, PHONE, SCHOOL, "Baker Street"])
def test_blind_answer_tells_nobody_who_it_is(reader: TestClient, text: str) -> None:
    assert text in ENGINEER
    assert text not in json.dumps(rank(reader), ensure_ascii=False)


def test_another_name_changes_no_number(reader: TestClient) -> None:
    other = ENGINEER.replace(NAME, "Kwame Mensah").replace(EMAIL, "kwame.mensah@example.org")
    one, two = (rank(reader, resume)["candidates"][0] for resume in (ENGINEER, other))
    for field in ("score", "probability", "parts", "evidence", "gaps"):
        assert one[field] == two[field], field


def test_names_are_shown_when_they_are_asked_for(reader: TestClient) -> None:
    ranking = rank(reader, blind=False)
    assert not ranking["blind"]
    assert by_file(ranking)[1]["name"] == NAME


def test_weights_change_the_score_and_not_the_probability(reader: TestClient) -> None:
    learnt = by_file(rank(reader))
    weighed = rank(reader, weights=json.dumps({"experience": 1}))
    for index, candidate in by_file(weighed).items():
        assert candidate["score"] == pytest.approx(candidate["parts"]["experience"])
        assert candidate["probability"] == learnt[index]["probability"]
    assert weighed["weights"]["text"] == 0


def test_must_and_nice_are_what_the_recruiter_says(reader: TestClient) -> None:
    job = rank(reader)["job"]
    ids = {requirement["label"]: requirement["id"] for requirement in job["requirements"]}
    changed = rank(reader, must=[ids["Apache Kafka"]], nice=[ids["Python"], ids["SQL"], ids["Apache Airflow"]])
    importance = {each["label"]: each["importance"] for each in changed["job"]["requirements"]}
    assert importance == {"Python": "nice", "SQL": "nice", "Apache Airflow": "nice", "Apache Kafka": "must"}
    assert [gap["label"] for gap in by_file(changed)[2]["gaps"]["missing_musts"]] == ["Apache Kafka"]


def test_the_same_file_twice_is_ranked_once_and_told(reader: TestClient) -> None:
    ranking = rank(reader, ENGINEER, ANALYST, ENGINEER)
    assert sorted(by_file(ranking)) == [0, 1]
    assert ranking["duplicates"] == [{"file_index": 2, "resume_id": by_file(ranking)[0]["resume_id"]}]


def test_order_of_upload_changes_nothing(reader: TestClient) -> None:
    one, other = rank(reader, *PILE), rank(reader, *reversed(PILE))
    assert [each["resume_id"] for each in one["candidates"]] == [each["resume_id"] for each in other["candidates"]]
    assert [each["score"] for each in one["candidates"]] == [each["score"] for each in other["candidates"]]


def test_texts_in_json_rank_like_the_same_files(reader: TestClient) -> None:
    response = reader.post(RANK, json={"job": JOB_AD, "texts": list(PILE)})
    files = rank(reader)
    assert response.status_code == 200, response.text
    assert response.json() == {**files, "request_id": response.json()["request_id"]}


def test_stored_resumes_rank_like_files_and_beside_them(client: TestClient) -> None:
    ids = store(client, NURSE, ENGINEER)
    job = add_job(client)
    mixed = rank(client, ANALYST, ENGINEER, job_id=job["job_id"], resume_ids=ids)
    files = {candidate["resume_id"]: candidate for candidate in rank(client)["candidates"]}

    assert [duplicate["file_index"] for duplicate in mixed["duplicates"]] == [1]
    assert {candidate["file_index"] for candidate in mixed["candidates"]} == {None, 0}
    for candidate in mixed["candidates"]:
        for field in ("score", "probability", "parts", "evidence"):
            assert candidate[field] == files[candidate["resume_id"]][field], field


def test_stored_pile_is_ranked_against_a_stored_job(client: TestClient) -> None:
    ids = store(client)
    job = add_job(client)
    address = f"/v1/jobs/{job['job_id']}/ranking"
    blind, named = (client.get(address, params={"blind": blind}).json() for blind in (True, False))

    assert [candidate["resume_id"] for candidate in blind["candidates"]] == [ids[1], ids[2], ids[0]]
    assert {candidate["name"] for candidate in blind["candidates"]} == {None}
    assert named["candidates"][0]["name"] == NAME
    assert client.get(address, params={"format": "csv"}).text.splitlines()[1].startswith("1,")


def test_empty_store_ranks_nobody(client: TestClient) -> None:
    assert client.get(f"/v1/jobs/{add_job(client)['job_id']}/ranking").json()["candidates"] == []


def test_table_has_the_same_numbers_and_the_files_that_failed(reader: TestClient) -> None:
    fields: dict[str, Any] = {"data": {"job": JOB_AD}, "files": form(*PILE, b"%PDF-1.7 cut sho")}
    answer = reader.post(RANK, **fields).json()
    response = reader.post(RANK, params={"format": "csv"}, **fields)
    rows = list(csv.DictReader(io.StringIO(response.text)))

    assert response.headers["Content-Type"].startswith("text/csv")
    assert [row["resume_id"] for row in rows[:3]] == [candidate["resume_id"] for candidate in answer["candidates"]]
    assert [float(row["score"]) for row in rows[:3]] == [candidate["score"] for candidate in answer["candidates"]]
    assert (rows[3]["file_index"], rows[3]["problem"]) == ("3", answer["failed"][0]["message"])


def test_rankings_are_journalled_as_numbers(client: TestClient, app: FastAPI, store_of_the_service: Store) -> None:
    ranking = rank(client)
    flush(app)
    [row] = store_of_the_service.predictions()

    assert (row.request_id, row.outcome, row.model_version) == (ranking["request_id"], "ranked", "1")
    assert row.payload["candidates"] == 3
    assert row.payload["scores"] == [round(candidate["score"], 4) for candidate in ranking["candidates"]]
    assert not re.search("Dubois|Python|engineer|nurse", str(row), re.IGNORECASE)


def test_metrics_count_rankings_and_time_their_stages(client: TestClient) -> None:
    rank(client)
    exposed = client.get("/metrics").text
    assert re.search(r'ml_predictions_total{[^}]*outcome="ranked"[^}]*} 1.0', exposed)
    for stage in ("read", "rank"):
        assert re.search(rf'ml_prediction_duration_seconds_count{{[^}}]*stage="{stage}"[^}}]*}} 1.0', exposed)
