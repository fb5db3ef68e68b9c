"""Requests that nobody thought of: no answer is a 5xx, and every refusal says what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.resume_screener.calls import DECISIONS, JOBS, PARSE, PROBLEM, RANK, RESUMES
from tests.resume_screener.people import JOB_AD, NURSE

FIELDS = (
    *("job", "job_id", "title", "texts", "resume_ids", "weights", "must", "nice", "blind", "text"),
    *("importance", "receipt", "decision", "reason", "decided_by"),
)
PLAIN = [JOB_AD, NURSE, "0" * 32, "tech:python", "advance", "must", "\0", "\ud800", "", "=1+1"]
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(PLAIN)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
)
BODIES = st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5)
FILES = st.lists(
    st.tuples(
        st.sampled_from(["files", "file", "other"]),
        st.text(max_size=12).filter(lambda name: "\0" not in name),
        st.binary(max_size=80) | st.sampled_from([NURSE.encode(), b"%PDF-1.7\n%%EOF", b"PK\x03\x04", b"{\\rtf1"]),
    ),
    max_size=3,
)
relaxed = settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def check(response: Any) -> None:
    assert response.status_code < 500, response.text
    if response.status_code >= 400:
        assert response.headers["Content-Type"] == PROBLEM
        assert response.json()["detail"]


@pytest.mark.parametrize("path", [RANK, PARSE, RESUMES, JOBS, DECISIONS])
def test_any_json_is_answered_or_refused(reader: TestClient, path: str) -> None:
    @relaxed
    @given(body=BODIES)
    def send(body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        check(reader.post(path, content=content, headers={"Content-Type": "application/json"}))

    send()


@pytest.mark.parametrize("path", [RANK, PARSE, RESUMES])
def test_any_form_is_answered_or_refused(reader: TestClient, path: str) -> None:
    names = st.sampled_from(FIELDS)
    values = st.text(st.characters(exclude_categories=["Cs"]), max_size=20) | st.sampled_from([JOB_AD, NURSE, "{}"])

    @relaxed
    @given(fields=st.dictionaries(names, values, max_size=4), files=FILES)
    def send(fields: dict[str, str], files: list[tuple[str, str, bytes]]) -> None:
        uploads = [(field, (name.encode(errors="replace").decode() or "x", data)) for field, name, data in files]
        check(reader.post(path, data=fields, files=uploads))

    send()


@pytest.mark.parametrize("path", [RANK, PARSE, RESUMES])
def test_any_bytes_are_answered_or_refused(reader: TestClient, path: str) -> None:
    kinds = st.sampled_from(["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "a/b", ""])

    @relaxed
    @given(content=st.binary(max_size=200), kind=kinds)
    def send(content: bytes, kind: str) -> None:
        check(reader.post(path, content=content, headers={"Content-Type": kind}))

    send()
