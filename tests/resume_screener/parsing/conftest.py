"""A resume to take apart, and the parser as the tests call it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from projects.resume_screener.parsing import parse
from projects.resume_screener.resume import Document, Resume

TODAY = date(2024, 6, 15)

Parse = Callable[[str], Resume]

SECTIONS = {
    "summary": "Summary\nEngineer who likes tests.",
    "experience": """Work Experience
Senior Software Engineer
Acme Inc., Austin, TX
Jan 2019 – Present
• Led the move to Python, 2020-2021
Software Engineer
Globex
03/2015 - 12/2018
• Wrote the billing in Java""",
    "education": """Education
MSc in Computer Science, University of Leeds, 2015
BA History
King's College
2008 – 2012""",
    "skills": "Technical Skills: Python, SQL",
}
HEADER = """Jane Doe
Software Engineer
jane.doe@example.com | +1 (415) 555-2671 | linkedin.com/in/jane-doe
12 Main Street, Springfield, IL 62701"""


@pytest.fixture(scope="session")
def parsed() -> Parse:
    """``parse`` of a plain text in June 2024."""

    def parsed(text: str) -> Resume:
        return parse(Document(text=text, media_type="text/plain", pages=1), today=TODAY)

    return parsed


@pytest.fixture(scope="session")
def ordinary() -> str:
    return "\n\n".join([HEADER, *SECTIONS.values()])
