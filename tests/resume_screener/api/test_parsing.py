"""One resume, taken apart."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from projects.resume_screener import schemas
from tests.resume_screener.calls import PARSE, form
from tests.resume_screener.people import EMAIL, ENGINEER, NAME, SCHOOL


def test_resume_is_structured_with_spans_in_its_text(reader: TestClient) -> None:
    response = reader.post(PARSE, files=form(ENGINEER, field="file"), data={"blind": "false"})
    parsed = schemas.ParseResponse.model_validate(response.json())
    resume = parsed.resume

    assert resume.contact.name is not None
    assert (resume.contact.name.value, [email.value for email in resume.contact.emails]) == (NAME, [EMAIL])
    assert resume.text[slice(*resume.contact.name.span)] == NAME
    assert resume.months == 72
    assert parsed.level.name == "BACHELOR"
    assert {"Python", "SQL", "Apache Airflow", "Apache Kafka"} <= {skill.label for skill in resume.skills}


def test_blind_parse_is_the_default_and_tells_nobody(reader: TestClient) -> None:
    response = reader.post(PARSE, json={"text": ENGINEER})
    content = json.dumps(response.json(), ensure_ascii=False)

    assert response.json()["blind"]
    assert not any(word in content for word in (*NAME.split(), EMAIL, SCHOOL))
    resume = schemas.ParseResponse.model_validate(response.json()).resume
    for skill in resume.skills:
        for mention in skill.mentions:
            assert resume.text[slice(*mention.span)].lower() == skill.label.lower()


def test_text_and_file_parse_alike(reader: TestClient) -> None:
    one = reader.post(PARSE, json={"text": ENGINEER, "blind": False}).json()
    other = reader.post(PARSE, files=form(ENGINEER, field="file"), data={"blind": "false"}).json()
    assert one == other
