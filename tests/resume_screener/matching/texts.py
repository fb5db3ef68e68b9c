"""A job and resumes to match, with everything that the encoder of the tests has to know."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from projects.resume_screener.resume import Document, Resume
from projects.resume_screener.screening import Screener

TODAY = date(2026, 1, 15)
SKILLS = (
    "Python",
    "SQL",
    "PostgreSQL",
    "Kafka",
    "Airflow",
    "Kubernetes",
    "Terraform",
    "Django",
    "Photoshop",
    "Tableau",
)
JOB = """Data Engineer

What you will do
- Build pipelines that load sales data every night

Requirements
- At least five years of experience
- Python, SQL, Kafka and Airflow
- Master's degree

Nice to have
- Kubernetes
"""
HEADER = "Amara Okafor\namara.okafor@example.org\n"
SUMMARY = "Summary\nEngineer who loads data and likes order.\n"
EXPERIENCE = """Experience
Data Engineer
Northwind Analytics
March 2019 - December 2022
- Built pipelines that load sales data with Python every night
- Rewrote slow reports

Database Administrator
Harbour Systems
March 2015 - February 2019
- Kept databases fast and safe
"""
EDUCATION = "Education\nBachelor of Science in Physics\n2014\n"


def words() -> set[str]:
    texts = (JOB, HEADER, SUMMARY, EXPERIENCE, EDUCATION, *SKILLS)
    return {word for text in texts for word in re.findall(r"\w+|[^\w\s]+", text.lower())}


def write(skills: Iterable[str], *, header: str = HEADER, sections: Iterable[str] = ()) -> str:
    """Return a resume with a list of skills; ``sections`` None or the others in another order."""
    listed = f"Skills\n{', '.join(skills)}\n"
    return "\n".join([header, *(sections or (SUMMARY, EXPERIENCE, EDUCATION)), listed])


def read(screener: Screener, text: str) -> Resume:
    return screener.resume(Document(text=text, media_type="text/plain", pages=1), TODAY)
