"""What is wrong with a request or a file, and what is answered: what failed, why, and what to do."""

from __future__ import annotations

import io
import shutil
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from projects.resume_screener.api import create_app
from tests.resume_screener.api.conftest import MakeSettings
from tests.resume_screener.calls import DECISIONS, JOBS, PARSE, PROBLEM, RANK, RESUMES, form, rank
from tests.resume_screener.people import ENGINEER, JOB_AD, NURSE, PILE
from tests.shared.documents.files import docx_file, with_parts

BOUNDARY = "multipart/form-data; boundary=x"


def pdf(*, password: str | None = None, words: str = "") -> bytes:
    """One page, with or without words, open or locked."""
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen.canvas import Canvas

    content = io.BytesIO()
    canvas = Canvas(content, encrypt=password and StandardEncryption(password))
    canvas.rect(50, 50, 200, 200, fill=1)
    if words:
        canvas.drawString(72, 720, words)
    canvas.showPage()
    canvas.save()
    return content.getvalue()


def zip_bomb() -> bytes:
    return with_parts(docx_file("Ada Lovelace"), {"word/document.xml": b" " * 120_000_000})


BROKEN = {
    "empty": b"",
    "encrypted": pdf(password="secret", words="Ada Lovelace"),
    "no_text": pdf(),
    "zip_bomb": zip_bomb(),
    "unsupported_kind": b"<!doctype html><html><body>Ada Lovelace</body></html>",
}


@pytest.mark.parametrize("code", BROKEN)
def test_unreadable_file_is_refused_with_its_reason(reader: TestClient, code: str) -> None:
    named = [("file", ("resume.pdf", BROKEN[code]))]
    parsed = reader.post(PARSE, files=named)
    ranked = reader.post(RANK, data={"job": JOB_AD}, files=[("files", named[0][1])])

    for response in (parsed, ranked):
        assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
        [error] = response.json()["errors"]
        assert error["code"] == code
        assert error["message"][:20] in response.json()["detail"]
        assert "Lovelace" not in response.text


def test_one_broken_of_a_hundred_is_told_and_the_others_are_ranked(reader: TestClient) -> None:
    many = [ENGINEER.replace("forty", str(number)) for number in range(99)]
    ranking = rank(reader, *many[:4], BROKEN["encrypted"], *many[4:])

    assert len(ranking["candidates"]) == 99
    [failed] = ranking["failed"]
    assert (failed["file_index"], failed["code"]) == (4, "encrypted")
    assert failed["message"].endswith(".")


def test_several_broken_files_alone_are_all_told(reader: TestClient) -> None:
    response = reader.post(RANK, data={"job": JOB_AD}, files=form(BROKEN["encrypted"], BROKEN["no_text"]))
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["files.0", "files.1"]


@pytest.mark.parametrize("job", ["", "   ", "\n\t\n", "Engineer", "!!! ??? 123"])
def test_job_that_asks_for_nothing_is_an_error_and_no_zero(reader: TestClient, job: str) -> None:
    responses = [
        reader.post(RANK, data={"job": job}, files=form(NURSE)),
        reader.post(RANK, json={"job": job, "texts": [NURSE]}),
        reader.post(JOBS, json={"text": job}),
    ]
    for response in responses:
        assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
        assert "fewer than" in response.json()["detail"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "send job"),
        ({"job": JOB_AD, "job_id": "0" * 32}, "one of the two"),
        ({"job": JOB_AD, "weights": "{"}, "send it as JSON"),
        ({"job": JOB_AD, "weights": '{"looks": 1}'}, "weights.looks"),
        ({"job": JOB_AD, "weights": '{"text": -1}'}, "weights.text"),
        ({"job": JOB_AD, "weights": '{"text": 0}'}, "all weights are 0"),
        ({"job": JOB_AD, "weights": '{"education": 1}'}, "give text or titles a weight"),
        ({"job": JOB_AD, "must": "tech:sql", "nice": "tech:sql"}, "not both"),
        ({"job": JOB_AD, "must": "tech:cobol"}, "does not ask for tech:cobol"),
        ({"job": JOB_AD, "blind": "maybe"}, "blind"),
        ({"job": JOB_AD, "resume_ids": "../etc"}, "resume_ids"),
        ({"job": JOB_AD, "colour": "red"}, "'colour'"),
        ({"job": [JOB_AD, JOB_AD]}, "'job'"),
        ({"job": "a\0b c d"}, "job"),
        ({"job": "long " * 5_000}, "at most 20000"),
    ],
)
def test_request_that_makes_no_sense_is_refused_with_what_is_wrong(
    reader: TestClient, fields: dict[str, Any], words: str
) -> None:
    response = reader.post(RANK, data=fields, files=form(NURSE))
    assert (response.status_code, response.headers["Content-Type"]) == (422, PROBLEM)
    assert words in response.json()["detail"]


@pytest.mark.parametrize(
    ("content", "kind", "status", "words"),
    [
        (b"", BOUNDARY, 422, "send job"),
        (b"--x--\r\n", BOUNDARY, 422, "send job"),
        (b"no boundary in here", BOUNDARY, 422, "curl -F"),
        (b"text", "text/plain", 415, "not multipart/form-data or application/json"),
        (b"text", "", 415, "of no stated type"),
        (b"{", "application/json", 400, "not valid JSON"),
        (b"[]", "application/json", 422, "JSON object"),
        (b"\xff", "application/json", 422, "UTF-8"),
        (b'{"job": "\\ud800 and so on", "texts": ["a"]}', "application/json", 422, "unicode"),
    ],
)
def test_body_of_another_kind_is_told_how_to_come(
    reader: TestClient, content: bytes, kind: str, status: int, words: str
) -> None:
    response = reader.post(RANK, content=content, headers={"Content-Type": kind})
    assert (response.status_code, response.headers["Content-Type"]) == (status, PROBLEM)
    assert words in response.json()["detail"]


def test_request_without_resumes_is_refused(reader: TestClient) -> None:
    responses = [
        reader.post(RANK, json={"job": JOB_AD}),
        reader.post(RESUMES, json={}),
        reader.post(PARSE, json={}),
    ]
    assert [response.status_code for response in responses] == [422] * 3


def test_parse_takes_one_resume(reader: TestClient) -> None:
    both = reader.post(PARSE, files=form(NURSE, field="file"), data={"text": NURSE})
    two = reader.post(PARSE, files=form(NURSE, ENGINEER, field="file"))
    assert [both.status_code, two.status_code] == [422, 422]


def test_too_many_and_too_large_are_told_with_the_limit(make_settings: MakeSettings) -> None:
    settings = make_settings(max_files=2, max_file_bytes=5_000, max_body_bytes=20_000)
    with TestClient(create_app(settings)) as client:
        many = client.post(RANK, data={"job": JOB_AD}, files=form(*PILE))
        texts = client.post(RANK, json={"job": JOB_AD, "texts": list(PILE)})
        large = client.post(PARSE, files=form("word " * 2_000, field="file"))
        body = client.post(PARSE, files=form("word " * 8_000, field="file"))

    assert [response.status_code for response in (many, texts, large, body)] == [422, 422, 422, 413]
    assert "at most 2 files" in many.json()["detail"]
    assert "At most 2 files" in texts.json()["detail"]
    assert large.json()["errors"][0]["code"] == "too_large"


def test_before_the_first_champion_the_service_waits(
    make_settings: MakeSettings, tmp_path: Path, empty_mlflow_database: Path
) -> None:
    (tmp_path / "empty" / "mlflow").mkdir(parents=True)
    shutil.copy(empty_mlflow_database, tmp_path / "empty" / "mlflow" / "mlflow.db")
    with TestClient(create_app(make_settings(data_dir=tmp_path / "empty"))) as client:
        waiting = [
            client.post(RANK, data={"job": JOB_AD}, files=form(NURSE)),
            client.post(PARSE, json={"text": NURSE}),
            client.post(JOBS, json={"text": JOB_AD}),
            client.get("/health/ready"),
        ]
    assert [response.status_code for response in waiting] == [503] * 4
    assert all("Retry-After" in response.headers for response in waiting)


def test_ranking_of_files_needs_no_database(client: TestClient, database: Path) -> None:
    for file in database.parent.glob("service.db*"):
        file.rename(file.with_name(f"away-{file.name}"))
    assert len(rank(client)["candidates"]) == 3
    response = client.post(RESUMES, json={"texts": [NURSE]})
    assert (response.status_code, response.headers["Content-Type"]) == (503, PROBLEM)


def test_published_audit_is_served_and_its_absence_told(
    reader: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from projects.resume_screener.api import audits

    monkeypatch.setattr(audits, "AUDIT", tmp_path / "audit.json")
    absent = reader.get("/v1/audit")
    (tmp_path / "audit.json").write_text('{"groups": []}')
    present = reader.get("/v1/audit")

    assert (absent.status_code, absent.headers["Content-Type"]) == (404, PROBLEM)
    assert (present.status_code, present.json()) == (200, {"audit": {"groups": []}})


def test_nothing_of_a_resume_a_job_or_a_reason_is_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    secret = ENGINEER.replace("Initech", "SECRET-EMPLOYER")
    with caplog.at_level("DEBUG"):
        rank(client, secret)
        client.post(PARSE, json={"text": secret})
        client.post(RESUMES, files=[("files", ("SECRET-NAME.txt", secret.encode()))])
        client.post(RANK, data={"job": "SECRET", "weights": "SECRET"}, files=form(secret))
        client.post(RANK, data={"job": JOB_AD}, files=[("files", ("SECRET-NAME.pdf", b"%PDF-1.7 SECRET"))])
        client.post(DECISIONS, json={"receipt": "SECRET", "decision": "hold", "reason": "SECRET"})

    assert RANK in caplog.text
    assert "SECRET" not in caplog.text
