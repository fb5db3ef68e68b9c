"""Pieces: the document's own text, small enough, whole where possible, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.chatbot_rag.documents import Parsed, Piece, Section
from projects.chatbot_rag.ingest.chunk import split
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits


def words(text: str) -> int:
    return len(text.split())


def document(text: str) -> Parsed:
    return Parsed("Title", text, "text/plain", (Section((), 0, len(text)),))


def texts(text: str, max_tokens: int, overlap_sentences: int = 0) -> list[str]:
    pieces = split(document(text), words, max_tokens=max_tokens, overlap_sentences=overlap_sentences)
    return [piece.text for piece in pieces]


def covered(pieces: tuple[Piece, ...]) -> set[int]:
    return {position for piece in pieces for position in range(piece.start, piece.end)}


MARKDOWN = st.lists(
    st.sampled_from(
        [
            *("# Heading", "## Sub", "A sentence. Another one!", "- item", "1. first", "| a | b |", "|---|---|", "```"),
            *(
                "",
                "   ",
                "code = 1  # x",
                "word " * 30,
                "x" * 700,
                "---",
                "日本語。テキスト。",
                "e.g. this:",
                "~~~",
                "\t- deep",
            ),
        ]
    ),
    max_size=30,
).map("\n".join)


@given(
    st.one_of(MARKDOWN, st.text(max_size=300)),
    st.integers(1, 30),
    st.sampled_from([words, len]),
    st.integers(0, 2),
)
def test_every_piece_is_a_span_that_fits_and_together_they_lose_nothing(
    text: str, max_tokens: int, count: Callable[[str], int], overlap: int
) -> None:
    parsed = read(b"# Any\n\nstart\n" + text.encode(errors="replace"), "any.md", Limits())

    pieces = split(parsed, count, max_tokens=max_tokens, overlap_sentences=overlap)

    inside = covered(pieces)
    for piece in pieces:
        assert parsed.text[piece.start : piece.end] == piece.text
        assert piece.text.strip() == piece.text != ""
        assert count(piece.text) <= max_tokens
        assert any(
            s.start <= piece.start <= piece.end <= s.end and s.headings == piece.headings for s in parsed.sections
        )
    for section in parsed.sections:
        for position in range(section.start, section.end):
            assert position in inside or not parsed.text[position].isalnum()


def test_a_document_that_fits_is_one_piece() -> None:
    assert texts("One. Two.\n\nThree.", 10) == ["One. Two.\n\nThree."]


def test_blocks_stay_whole_where_they_fit() -> None:
    text = "a b c d.\n\n- e f\n- g h\n\n| i | j |\n| k | l |\n\n```\nm n\n\no p\n```"

    assert texts(text, 12) == ["a b c d.\n\n- e f\n- g h", "| i | j |\n| k | l |", "```\nm n\n\no p\n```"]


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    assert texts("One two three. Four five six. Seven eight nine. Ten.", 6) == [
        "One two three. Four five six.",
        "Seven eight nine. Ten.",
    ]


def test_a_long_code_block_is_cut_between_lines() -> None:
    pieces = texts("```\n" + "\n".join(f"x = {n} + 1" for n in range(40)) + "\n```", 50)

    assert len(pieces) == 5
    assert all(line in ("```", *(f"x = {n} + 1" for n in range(40))) for piece in pieces for line in piece.split("\n"))


def test_a_long_table_is_cut_between_rows() -> None:
    pieces = texts("\n".join(f"| {n} | value |" for n in range(40)), 50)

    assert all(line.startswith("| ") and line.endswith(" value |") for piece in pieces for line in piece.split("\n"))


def test_a_sentence_without_end_is_cut_between_words() -> None:
    pieces = texts(" ".join(f"word{n}" for n in range(1000)), 100)

    assert " ".join(pieces) == " ".join(f"word{n}" for n in range(1000))


def test_an_absurd_word_is_cut_though_it_counts_as_one_token() -> None:
    pieces = texts("x" * 1_000_000, 200)

    assert "".join(pieces) == "x" * 1_000_000
    assert max(map(len, pieces)) <= 4_000


def test_pieces_of_a_section_are_about_equally_long() -> None:
    text = "\n\n".join(f"Paragraph {n} has six words." for n in range(22))

    assert [words(piece) for piece in texts(text, 100)] == [55, 55]


def test_what_ends_in_a_colon_stays_with_what_it_introduces() -> None:
    text = "Before this there is prose of nine words.\n\nFor example:\n\n```\na b c d e f g h\n```"

    assert texts(text, 12)[-1].startswith("For example:\n\n```")


def test_no_piece_crosses_a_section() -> None:
    parsed = read(b"# A\n\none\n\n## B\n\ntwo\n\n## C\n\nthree", "a.md", Limits())

    pieces = split(parsed, words)

    assert [(piece.headings, piece.text) for piece in pieces] == [
        (("A",), "one"),
        (("A", "B"), "two"),
        (("A", "C"), "three"),
    ]


def test_an_overlap_repeats_the_last_sentence() -> None:
    text = "One two three. Four. Five six. Seven eight nine. Ten."

    assert texts(text, 6) == ["One two three. Four. Five six.", "Seven eight nine. Ten."]
    assert texts(text, 6, overlap_sentences=1)[1] == "Five six. Seven eight nine. Ten."
    assert texts(text, 6, overlap_sentences=9)[1] == "Five six. Seven eight nine. Ten."


def test_an_overlap_that_does_not_fit_is_left_out() -> None:
    text = "One two three four. Five six seven eight."

    assert texts(text, 4, overlap_sentences=1) == ["One two three four.", "Five six seven eight."]


@pytest.mark.parametrize("text", ["", " \n", "---", "***\n\n---"])
def test_without_words_there_is_no_piece(text: str) -> None:
    assert texts(text, 10) == []


@pytest.mark.parametrize(
    "part", [".", "`", "`a\n", "*", "- ", ".*", "|", "a.b", "(", "\u200d", "<!---->", "---\n", "#"]
)
def test_text_made_to_slow_matching_down_is_read_and_split(part: str) -> None:
    text = part * (400_000 // len(part)) + "x"

    pieces = split(read(text.encode(), "a.txt", Limits()), words)

    assert pieces[-1].text.endswith("x")


def test_tokens_are_counted_a_bounded_number_of_times() -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return words(text)

    for text in ("word " * 50_000, "A sentence here. " * 15_000, "line of code\n" * 20_000, "Paragraph.\n\n" * 20_000):
        counted.clear()
        split(document(text), count)
        assert sum(counted) <= 4 * len(text)
