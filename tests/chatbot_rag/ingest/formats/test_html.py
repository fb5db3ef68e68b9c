"""HTML: what a reader sees, with the structure that pieces need."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from projects.chatbot_rag.documents import Parsed
from projects.chatbot_rag.ingest.read import read
from shared.documents.limits import Limits
from shared.documents.unreadable import NoText, TooManyCharacters, Unreadable


def page(body: str, head: str = "") -> Parsed:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode(), "page.html", Limits())


def outline(parsed: Parsed) -> list[tuple[tuple[str, ...], str]]:
    return [(section.headings, parsed.text[section.start : section.end]) for section in parsed.sections]


def test_headings_make_sections() -> None:
    parsed = page("Lead.<h1>One <em>1</em></h1><p>a</p><h2>Two</h2><div>b <b>c</b>\n d</div><h1>Three</h1>e<br>f")

    assert outline(parsed) == [((), "Lead."), (("One 1",), "a"), (("One 1", "Two"), "b c d"), (("Three",), "e\nf")]


def test_lists_tables_and_code_keep_their_form() -> None:
    parsed = page(
        "<ul><li>one</li><li><p>two</p><p>more</p></li><li>three<ol><li>deep <a href=x>link</a></li></ol></li></ul>"
        "<table><tr><th>A</th><th>B</th></tr><tr><td>1 <b>x</b></td><td><p>2</p><p>3</p></td></tr></table>"
        "<pre>def f():\n    return 1\n\nx = 2</pre>after"
    )

    assert parsed.text == (
        "- one\n- two\n\nmore\n\n- three\n- deep link\n\n| A | B |\n| 1 x | 2 3 |\n\n"
        "```\ndef f():\n    return 1\n\nx = 2\n```\n\nafter"
    )


def test_lines_of_code_may_be_elements() -> None:
    assert page("<pre><div>a = 1</div><div>b <i>= 2</i></div></pre>").text == "```\na = 1\nb = 2\n```"


def test_a_table_that_arranges_the_page_is_no_table() -> None:
    assert page("<table><tr><td><h1>Menu</h1></td><td><p>text</p></td></tr></table>").text == "Menu\n\ntext"


@pytest.mark.parametrize(
    "hidden",
    [
        "<script>HIDDEN</script>",
        "<style>HIDDEN</style>",
        "<noscript>HIDDEN</noscript>",
        "<template><p>HIDDEN</p></template>",
        "<!-- HIDDEN -->",
        "<p hidden>HIDDEN</p>",
        "<span aria-hidden='true'>HIDDEN</span>",
        "<div style='color: red; display : none'><p>HIDDEN</p></div>",
        "<div style='visibility:hidden'>HIDDEN</div>",
        "<div style='font-size:0px'>HIDDEN</div>",
        "<div style='opacity: 0'>HIDDEN</div>",
        "<svg><text>HIDDEN</text></svg>",
        "<textarea>HIDDEN</textarea>",
    ],
)
def test_what_is_not_seen_is_left_out_and_what_follows_it_is_not(hidden: str) -> None:
    assert page(f"<p>before {hidden} after</p>").text.split() == ["before", "after"]


def test_half_transparent_text_is_seen() -> None:
    assert page("<p style='opacity: 0.5'>seen</p>").text == "seen"


def test_what_surrounds_the_main_part_is_left_out_only_where_there_is_one() -> None:
    around = "<nav>menu</nav><aside>ad</aside>{}<footer>imprint</footer>"

    assert page(around.format("<main>text</main>")).text == "text"
    assert page(around.format("<article>text</article>")).text == "text"
    assert page(around.format("<div>text</div>")).text.split() == ["menu", "ad", "text", "imprint"]


@pytest.mark.parametrize(
    ("head", "body", "title"),
    [("<title> The\n page </title>", "<h1>Head</h1>x", "The page"), ("", "<h1>Head</h1>x", "Head"), ("", "x", "page")],
)
def test_the_title_is_the_pages_else_the_first_heading_else_the_name(head: str, body: str, title: str) -> None:
    assert page(body, head).title == title


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("iso-8859-1", "cp1252"), ("utf-8", "utf-8"), ("Shift_JIS", "shift_jis"), ("no-such", "utf-8"), ("hex", "utf-8")],
)
def test_the_declared_charset_counts(charset: str, encoding: str) -> None:
    word = "日本語" if charset == "Shift_JIS" else "Größe €"
    data = f'<html><head><meta charset="{charset}"></head><body>{word}</body></html>'.encode(encoding)

    assert read(data, "page", Limits()).text == word


def test_a_byte_order_mark_counts_more_than_the_declared_charset() -> None:
    data = '<html><meta charset="iso-8859-1"><body>Größe</body></html>'.encode("utf-16")

    assert read(data, "page", Limits()).text == "Größe"


def test_no_entity_of_a_document_type_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    data = f'<!DOCTYPE html [<!ENTITY x SYSTEM "{secret.as_uri()}">]><html><body>seen &x; &amp; &eacute;</body></html>'

    text = read(data.encode(), "page.html", Limits()).text

    assert "SECRET" not in text
    assert "& é" in text


def test_deep_nesting_is_read_or_refused_but_does_no_harm() -> None:
    data = b"<html><body>" + b"<div>" * 100_000 + b"deep"

    with suppress(Unreadable):
        assert "deep" in read(data, "page.html", Limits()).text


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(NoText):
        page("<script>x()</script>")


def test_too_many_characters_are_refused() -> None:
    with pytest.raises(TooManyCharacters):
        read(b"<html><body>" + b"<p>word</p>" * 1_000, "page.html", Limits(max_chars=1_000))
