"""Every measure is shown to fire on what is wrong, and to be silent on what is right."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.resume_screener.resume import (
    Contact,
    Education,
    Experience,
    Found,
    Month,
    Resume,
    Section,
)
from projects.resume_screener.synthetic import Expected
from projects.resume_screener.synthetic.measure import (
    checks,
    longest_common_subsequence,
    order_kept,
    words,
    words_invented,
    words_recovered,
)
from projects.resume_screener.synthetic.truth import ExpectedRegion
from tests.resume_screener import corpus

TRUTH = corpus.readable()[0]
LETTERS = st.lists(st.sampled_from("abcd"), max_size=12)


def says(*columns: tuple[int, str], running: tuple[str, ...] = ()) -> Expected:
    regions = tuple(
        ExpectedRegion(column=number, page=0, rank=rank, blocks=(text,)) for number, (rank, text) in enumerate(columns)
    )
    return TRUTH.model_copy(update={"regions": regions, "running": running})


def test_signs_at_the_edges_are_no_part_of_a_word() -> None:
    assert words("• Built (in C++) – with\u00a0R&D, e.g. Node.js.") == [
        "Built",
        "in",
        "C",
        "with",
        "R&D",
        "e.g",
        "Node.js",
    ]


@pytest.mark.parametrize(
    ("text", "recovered", "invented"),
    [
        ("one two three four", 1.0, 0.0),
        ("one two\n• three, four", 1.0, 0.0),
        ("one two three", 0.75, 0.0),
        ("one twothree four", 0.5, 1 / 3),
        ("one two two three four", 1.0, 0.2),
        ("", 0.0, 0.0),
    ],
)
def test_words_are_counted_as_often_as_they_are_written(text: str, recovered: float, invented: float) -> None:
    truth = says((0, "one two three four"))
    assert words_recovered(truth, text) == recovered
    assert words_invented(truth, text) == pytest.approx(invented)


def test_running_words_may_be_there_or_not() -> None:
    truth = says((0, "one two"), running=("Page 1 of 1",))
    for text in ("one two", "one two Page 1 of 1"):
        assert (words_recovered(truth, text), words_invented(truth, text), order_kept(truth, text)) == (1, 0, 1)


def test_columns_read_across_are_out_of_order() -> None:
    truth = says((1, "a b c d e f"), (2, "u v w x y z"))
    assert order_kept(truth, "a b c d e f u v w x y z") == 1
    assert order_kept(truth, "a b u v c d w x e f y z") == pytest.approx(8 / 12)
    assert order_kept(truth, "u v w x y z a b c d e f") == 0.5


def test_columns_of_the_same_rank_may_be_read_in_either_order() -> None:
    truth = says((1, "a b c d e f"), (1, "u v w x y z"))
    assert order_kept(truth, "a b c d e f u v w x y z") == 1
    assert order_kept(truth, "u v w x y z a b c d e f") == 1
    assert order_kept(truth, "a b u v c d w x e f y z") < 0.99


def test_columns_of_two_pages_may_each_be_read_to_the_end() -> None:
    texts = [(0, 0, "a b c d"), (1, 0, "e f g h"), (0, 1, "i j k l"), (1, 1, "m n o p")]
    regions = tuple(
        ExpectedRegion(column=column, page=page, rank=column, blocks=(text,)) for column, page, text in texts
    )
    truth = TRUTH.model_copy(update={"regions": regions, "running": ()})
    assert order_kept(truth, "a b c d e f g h i j k l m n o p") == 1
    assert order_kept(truth, "a b c d i j k l e f g h m n o p") == 1
    assert order_kept(truth, "i j k l a b c d e f g h m n o p") == 0.75


def test_nothing_recovered_is_no_order() -> None:
    assert order_kept(says((0, "a b")), "") == 0


@given(LETTERS, LETTERS)
def test_the_common_subsequence_agrees_with_the_table_of_the_textbook(left: list[str], right: list[str]) -> None:
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    length = longest_common_subsequence(left, right)
    assert length == table[-1][-1]
    assert length >= sum(
        block.size for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks()
    )


def perfect(truth: Expected) -> Resume:
    """The resume that a parser without fault would give."""
    span = (0, 1)

    def found(value: str) -> Found:
        return Found(value=value, span=span)

    return Resume(
        text="x",
        contact=Contact(
            name=found(truth.name),
            emails=(found(truth.email),),
            phones=(found(truth.phone),),
            links=tuple(found(f"https://{link}") for link in truth.links),
            address=found(truth.address),
        ),
        sections=tuple(Section(kind=kind, heading="", span=span) for kind in truth.sections),
        experience=tuple(
            Experience(
                title=job.title,
                organisation=job.organisation,
                start=job.start,
                end=job.end,
                is_current=job.is_current,
                span=span,
            )
            for job in truth.positions
        ),
        months=truth.months[1],
        education=tuple(Education(level=one.level, year=one.year, span=span) for one in truth.education),
    )


def test_a_perfect_parser_passes_every_check() -> None:
    for truth in corpus.readable():
        assert all(checks(truth, perfect(truth)).values()), truth.file


def test_an_empty_resume_passes_none_but_what_is_not_there() -> None:
    passed = {name for name, is_right in checks(TRUTH, Resume(text="")).items() if is_right}
    assert passed <= {"links"}


@pytest.mark.parametrize(
    ("change", "fails"),
    [
        ({"months": 2000}, {"months"}),
        ({"experience": ()}, {"titles", "organisations", "dates"}),
        ({"education": ()}, {"levels", "graduations"}),
        ({"sections": ()}, {"sections"}),
        ({"contact": Contact()}, {"name", "email", "phone", "address", *({"links"} if TRUTH.links else ())}),
    ],
)
def test_a_fault_fails_its_own_checks(change: dict[str, object], fails: set[str]) -> None:
    resume = perfect(TRUTH).model_copy(update=change)
    assert {name for name, is_right in checks(TRUTH, resume).items() if not is_right} == fails


def test_a_wrong_month_is_a_wrong_date() -> None:
    truth = next(each for each in corpus.readable() if each.positions[0].start.month)
    resume = perfect(truth)
    start = truth.positions[0].start
    wrong = resume.experience[0].model_copy(update={"start": Month(year=start.year - 1, month=start.month)})
    changed = resume.model_copy(update={"experience": (wrong, *resume.experience[1:])})
    assert not checks(truth, changed)["dates"]
