"""The handbook's examples compute what its prose says, and its links lead somewhere."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

HANDBOOK = Path(__file__).parents[2] / "docs" / "handbook"
ARTICLES = sorted(set(HANDBOOK.glob("*.md")) - {HANDBOOK / "README.md"})
SECTIONS = [
    "Intuition",
    "Worked example",
    "Pitfalls",
    "Interview questions",
    "In this repository",
    "Sources",
]
CODE = re.compile(r"```python\n.*?```", re.DOTALL)
DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+(?!\w)")
every_article = pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.stem)


@every_article
def test_the_example_prints_what_it_says(article: Path) -> None:
    outcome = doctest.testfile(str(article), module_relative=False, verbose=False)
    assert outcome.attempted > 0
    assert outcome.failed == 0


@every_article
def test_every_decimal_in_the_prose_of_an_example_stands_in_its_code_or_output(article: Path) -> None:
    example = section(article.read_text(encoding="utf-8"), "Worked example")
    code = "".join(CODE.findall(example))
    assert [number for number in DECIMAL.findall(CODE.sub("", example)) if number not in code] == []


@every_article
def test_an_article_has_the_sections_of_the_others(article: Path) -> None:
    assert re.findall(r"^## (.+)$", article.read_text(encoding="utf-8"), re.MULTILINE) == SECTIONS


@pytest.mark.parametrize("article", [*ARTICLES, HANDBOOK / "README.md"], ids=lambda article: article.stem)
def test_links_lead_to_files_that_exist(article: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", article.read_text(encoding="utf-8"))
    assert links
    assert [link for link in links if not (HANDBOOK / link).exists()] == []


def test_the_index_lists_every_article() -> None:
    index = (HANDBOOK / "README.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"\]\(([a-z-]+\.md)\)", index)) == [article.name for article in ARTICLES]


def section(text: str, title: str) -> str:
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]
