"""What is found in a text, and what must not be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.skills import SkillFinder
from tests.shared.encoder import tiny

FOUND = [
    ("Built services in Python 3.11.", "Python"),
    ("Python3, SQL", "Python"),
    ("python, java", "Python"),
    ("Frontends in JS and CSS", "JavaScript"),
    ("JavaScript developer", "JavaScript"),
    ("Java Script, HTML", "JavaScript"),
    ("ES6", "JavaScript"),
    ("Java 8 and Maven", "Java"),
    ("Java8", "Java"),
    ("Worked with Postgres daily", "PostgreSQL"),
    ("PostgreSQL 14", "PostgreSQL"),
    ("C++ and Qt", "C++"),
    ("C++17 compiler", "C++"),
    ("C# on the server", "C#"),
    ("C, C++, Python", "C"),
    ("C programming for microcontrollers", "C"),
    ("Analyses in R, Python and SQL", "R"),
    ("R programming", "R"),
    ("RStudio", "R"),
    ("Golang services", "Go"),
    ("Services in Go, Kotlin and Rust", "Go"),
    ("Experience with Go", "Go"),
    ("Word, Excel and PowerPoint", "Microsoft Excel"),
    ("word, excel, powerpoint", "Microsoft Word"),
    ("MS Excel", "Microsoft Excel"),
    ("Proficient in Excel", "Microsoft Excel"),
    ("Excel macros", "VBA"),
    ("Microsoft Access database", "Microsoft Access"),
    ("Java, Spring, Hibernate", "Spring"),
    ("Spring Boot microservices", "Spring Boot"),
    ("Experience in Swift", "Swift"),
    ("SwiftUI", "Swift"),
    (".NET Core", ".NET"),
    ("Developed .NET services", ".NET"),
    ("ASP.NET MVC", "ASP.NET"),
    ("node.js backend", "Node.js"),
    ("NodeJS", "Node.js"),
    ("Node JS", "Node.js"),
    ("Deployed on K8s", "Kubernetes"),
    ("sklearn pipelines", "scikit-learn"),
    ("scikit-learn", "scikit-learn"),
    ("scikit learn", "scikit-learn"),
    ("Amazon Web Services", "AWS"),
    ("amazon-web-services", "AWS"),
    ("HTML5", "HTML"),
    ("CI/CD pipelines", "CI/CD"),
    ("continuous integration", "CI/CD"),
    ("TCP/IP", "Computer networking"),
    ("PL/SQL packages", "PL/SQL"),
    ("T-SQL", "T-SQL"),
    ("RESTful APIs", "REST API"),
    ("ICD-10 coding", "ICD-10"),
    ("ICD 10", "ICD-10"),
    ("QuickBooks Online", "QuickBooks"),
    ("Quick Books", "QuickBooks"),
    ("AutoCAD drawings", "AutoCAD"),
    ("HACCP plans", "HACCP"),
    ("US GAAP reporting", "GAAP"),
    ("Lean Six Sigma Black Belt", "Six Sigma"),
    ("CPR certified", "CPR"),
    ("BLS certification", "Basic life support"),
    ("SAP S/4HANA", "SAP"),
    ("Salesforce.com administrator", "Salesforce"),
    ("Adobe Photoshop", "Adobe Photoshop"),
    ("CompTIA A+", "CompTIA A+"),
    ("Security+ certified", "CompTIA Security+"),
    ("machine\nlearning", "Machine learning"),
    ("Machine-learning models", "Machine learning"),
    ("microservice architecture", "Microservices"),
    ("neural networks", "Deep learning"),
    ("pandas and NumPy", "pandas"),
    ("data visualisation", "Data visualization"),
    ("containerisation", "Docker"),
    ("agile methodologies", "Agile"),
    ("accounts payable", "Accounts payable"),
    ("A/B testing", "Hypothesis testing"),
    ("M&A", "Mergers and acquisitions"),
    ("Managed staff? I supervise staff.", "manage staff"),
    ("organizational structures", "organisational structure"),
    ("Forklift certified", "Forklift operation"),
    ("not only Java but Kotlin", "Java"),
    ("including but not limited to Java", "Java"),
    ("No degree needed, Python is a plus", "Python"),
    ("Never late; Python daily", "Python"),
]
NOT_FOUND = [
    ("JavaScript only", "Java"),
    ("Java only", "JavaScript"),
    ("C++ and C#", "C"),
    ("C# only", "C++"),
    ("R&D department", "R"),
    ("John R. Smith", "R"),
    ("We excel at service", "Microsoft Excel"),
    ("Excel in your career", "Microsoft Excel"),
    ("access to the building", "Microsoft Access"),
    ("Access control for visitors", "Microsoft Access"),
    ("in Spring 2020", "Spring"),
    ("a swift answer", "Swift"),
    ("ready to go", "Go"),
    ("Go to market", "Go"),
    ("word of mouth", "Microsoft Word"),
    ("a good team", "Microsoft Teams"),
    ("broken window", "Microsoft Windows"),
    ("a panda", "pandas"),
    ("the rest of the day", "REST API"),
    ("safe working", "SAFe"),
    ("head chef", "Chef"),
    ("react quickly", "React"),
    ("an express train", "Express.js"),
    ("project work", "Microsoft Project"),
    ("no experience with Java", "Java"),
    ("No prior knowledge of Python, Java or C++ required", "C++"),
    ("Python, not Java", "Java"),
    ("without Docker", "Docker"),
    ("I have never used Kubernetes", "Kubernetes"),
    ("I don't know Python", "Python"),
    ("Java is not required", "Java"),
    ("Power\n\nBI", "Power BI"),
    ("", "Python"),
]


def _labels(finder: SkillFinder, text: str) -> set[str]:
    return {skill.label for skill in finder.find(text)}


@pytest.mark.parametrize(("text", "label"), FOUND)
def test_a_skill_is_found_however_it_is_written(finder: SkillFinder, text: str, label: str) -> None:
    assert label in _labels(finder, text)


@pytest.mark.parametrize(("text", "label"), NOT_FOUND)
def test_what_only_looks_like_a_skill_is_none(finder: SkillFinder, text: str, label: str) -> None:
    assert label not in _labels(finder, text)


def test_mentions_of_a_skill_are_gathered_with_their_spans(finder: SkillFinder) -> None:
    text = "Built Postgres clusters.\n• Tuned PostgreSQL 14 for speed"
    (skill,) = (skill for skill in finder.find(text) if skill.id == "tech:postgresql")
    assert [text[slice(*mention.span)] for mention in skill.mentions] == ["Postgres", "PostgreSQL"]


def test_evidence_is_the_sentence_or_the_line_of_a_list(finder: SkillFinder) -> None:
    text = "I like food. I write Kotlin all day. Bye.\n• Ran Docker\n  on small machines\n• Other"
    evidence = {
        skill.label: text[slice(*skill.mentions[0].evidence)] for skill in finder.find(text) if skill.label != "Food"
    }
    assert evidence["Kotlin"] == "I write Kotlin all day."
    assert evidence["Docker"] == "Ran Docker\n  on small machines"


def test_a_technology_that_esco_knows_is_one_concept(finder: SkillFinder) -> None:
    assert [skill.id for skill in finder.find("Python")] == ["tech:python"]
    assert finder.taxonomy.by_id["esco:python"].id == "tech:python"


@given(
    st.text(max_size=300)
    | st.lists(st.sampled_from(["Java", "C++", "R", "Excel", ",", "/", "not", "no", "\n", ".NET", "K8s"])).map(" ".join)
)
def test_any_text_gives_spans_within_their_evidence_and_the_text(finder: SkillFinder, text: str) -> None:
    for skill in finder.find(text):
        for mention in skill.mentions:
            assert 0 <= mention.evidence[0] <= mention.span[0] < mention.span[1] <= mention.evidence[1] <= len(text)


def test_threads_find_the_same(finder: SkillFinder) -> None:
    texts = [text for text, _ in FOUND + NOT_FOUND]
    alone = [finder.find(text) for text in texts]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(finder.find, texts * 5)) == alone * 5


def test_hostile_text_of_a_hundred_thousand_characters_is_read(finder: SkillFinder) -> None:
    for piece in ("not no ", "C, ", "a-b-", "Java\n", ". ", "\n \n", "'s"):
        assert isinstance(finder.find(piece * 20_000), tuple)


def test_a_saved_finder_finds_the_same(finder: SkillFinder, tmp_path: Path) -> None:
    finder.save(tmp_path)
    loaded = SkillFinder.load(tmp_path, tiny.pretrained().encoder())
    assert loaded.find("Python, Excel and SQL") == finder.find("Python, Excel and SQL")
