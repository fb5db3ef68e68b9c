"""The taxonomy: reading its sources, merging, storing."""

from __future__ import annotations

from pathlib import Path

import pytest

from projects.resume_screener.skills import Concept, Kind, Taxonomy, TaxonomyError
from projects.resume_screener.skills.esco import EscoError, read_esco
from projects.resume_screener.skills.segmentation import DescriptionFinder, LabelSplitter
from projects.resume_screener.skills.sources import build_taxonomy
from projects.resume_screener.skills.taxonomy import FILE
from projects.resume_screener.skills.technologies import read_onet, read_technologies, technology_id

JOINED = [
    f"{verb} {thing} {other} {thing} {verb} the {thing} {verb.capitalize()} {thing} in a careful way."
    for verb, other in (("manage", "oversee"), ("operate", "run"), ("inspect", "check"), ("repair", "mend"))
    for thing in ("pumps", "cranes", "printing presses", "railway vehicles", "milk tanks")
]


def test_labels_that_run_together_are_cut() -> None:
    finder = DescriptionFinder(JOINED)
    rows = [finder.row(text) for text in JOINED]
    splitter = LabelSplitter(rows)
    assert rows[0].description == "Manage pumps in a careful way."
    assert splitter.split(rows[2].labels)[:2] == ("manage printing presses", "oversee printing presses")


def test_parentheses_stay_with_their_label() -> None:
    splitter = LabelSplitter([DescriptionFinder(JOINED).row(text) for text in JOINED])
    assert splitter.split(["Ruby", "(computer", "programming)", "Ruby"]) == ("Ruby (computer programming)", "Ruby")


def test_a_text_without_a_description_is_labels() -> None:
    assert DescriptionFinder([]).row("weld pipes").labels == ("weld", "pipes")
    assert LabelSplitter([]).split([]) == ()


def test_the_file_of_escos_portal_is_read(tmp_path: Path) -> None:
    path = tmp_path / "skills_en.csv"
    path.write_text(
        "conceptType,conceptUri,skillType,preferredLabel,altLabels,description\n"
        'KnowledgeSkillCompetence,uri:1,knowledge,haptics,"touch science\ntactile study",The study of touch.\n'
    )
    (concept,) = read_esco(path)
    assert concept.labels == ("haptics", "touch science", "tactile study")
    assert (concept.id, concept.kind, concept.esco) == ("uri:1", Kind.KNOWLEDGE, "uri:1")


def test_the_joined_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "skills.csv"
    path.write_text("id,description\n" + "".join(f"uri:{at},{text}\n" for at, text in enumerate(JOINED)))
    concepts = read_esco(path)
    assert len(concepts) == len(JOINED)
    assert concepts[0].kind is Kind.SKILL


def test_another_file_is_refused_with_what_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n")
    with pytest.raises(EscoError, match="preferredLabel"):
        read_esco(path)


def test_technologies_of_onet_that_are_everyday_words_need_context(tmp_path: Path) -> None:
    path = tmp_path / "Technology Skills.txt"
    path.write_text("O*NET-SOC Code\tExample\n11-1\tDelicious\n11-2\tAdSense Tracker\n11-3\tDelicious\n")
    delicious, tracker = read_onet(path, everyday={"delicious"})
    assert delicious.common == {"Delicious"}
    assert not tracker.common


def test_the_three_sources_become_one_taxonomy(tmp_path: Path) -> None:
    esco, onet = tmp_path / "skills.csv", tmp_path / "technologies.txt"
    esco.write_text(
        "conceptUri,preferredLabel,altLabels,description\n"
        "uri:py,Python (computer programming),,The language.\nuri:weld,weld pipes,,Weld delicious pipes.\n"
    )
    onet.write_text("Example\nPython\nDelicious\n")
    taxonomy = build_taxonomy(esco, onet)
    assert taxonomy.by_id["uri:py"].id == "tech:python"
    assert taxonomy.by_id["uri:weld"].label == "weld pipes"
    assert taxonomy.by_id["tech:delicious"].common == {"Delicious"}


def test_the_list_of_technologies_holds_together() -> None:
    concepts = read_technologies()
    ids = {concept.id for concept in concepts}
    assert len(ids) == len(concepts) >= 500
    assert all(implied in ids for concept in concepts for implied in concept.implies)
    assert all(concept.common <= set(concept.labels) for concept in concepts)


@pytest.mark.parametrize(
    ("label", "expected"),
    [("C++", "tech:c-plus-plus"), ("C#", "tech:c-sharp"), (".NET", "tech:dotnet"), ("M&A", "tech:m-and-a")],
)
def test_ids_tell_signs_apart(label: str, expected: str) -> None:
    assert technology_id(label) == expected


def test_implied_skills_come_over_many_steps(taxonomy: Taxonomy) -> None:
    assert {"tech:spring", "tech:java"} <= taxonomy.implied("tech:spring-boot")
    assert taxonomy.implied("unknown") == frozenset()


def test_circular_implications_end() -> None:
    circle = Taxonomy(
        (
            Concept("a", ("a",), Kind.TECHNOLOGY, implies=("b",)),
            Concept("b", ("b",), Kind.TECHNOLOGY, implies=("a",)),
        )
    )
    assert circle.implied("a") == {"b"}


def test_a_taxonomy_is_read_as_it_was_written(taxonomy: Taxonomy, tmp_path: Path) -> None:
    taxonomy.save(tmp_path)
    first = (tmp_path / FILE).read_bytes()
    assert Taxonomy.load(tmp_path) == taxonomy
    Taxonomy.load(tmp_path).save(tmp_path)
    assert (tmp_path / FILE).read_bytes() == first


@pytest.mark.parametrize("content", [None, b"", b"not gzip"])
def test_a_damaged_taxonomy_is_refused(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / FILE).write_bytes(content)
    with pytest.raises(TaxonomyError, match="not a readable taxonomy"):
        Taxonomy.load(tmp_path)
