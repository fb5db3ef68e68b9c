"""Which commands of a README are examples, and where they go when a port has moved."""

from __future__ import annotations

from pathlib import Path

import pytest

from shared.smoke.examples import Example, on_ports, read_examples


def commands(folder: Path, text: str) -> list[str]:
    (folder / "README.md").write_text(text, encoding="utf-8")
    return [example.command for example in read_examples(folder / "README.md", folder)]


def block(*lines: str, language: str = "") -> str:
    return "\n".join([f"```{language}", *lines, "```", ""])


@pytest.mark.parametrize("language", ["", "sh", "bash", "console"])
def test_a_curl_in_a_block_of_shell_is_an_example(tmp_path: Path, language: str) -> None:
    assert commands(tmp_path, block("make demo", "$ curl -s one", language=language)) == ["curl -s one"]


def test_what_is_no_shell_or_no_curl_is_none(tmp_path: Path) -> None:
    prose = "curl in prose, and `curl -s inline`\n"
    assert commands(tmp_path, prose + block("curl -s python", language="python") + block("curlew", "# curl")) == []


def test_examples_keep_their_order_over_several_blocks(tmp_path: Path) -> None:
    text = block("curl one", "", "curl two") + "then\n\n  " + block("  curl three", language="sh")
    assert commands(tmp_path, text) == ["curl one", "curl two", "curl three"]


@pytest.mark.parametrize(
    "lines",
    [
        ("curl one \\", "  -d body"),
        ("curl one |", "  curl two"),
        ("curl one -d '{", '  "open": "quotation"', "}'"),
    ],
)
def test_a_command_goes_on_where_the_shell_would_go_on(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert commands(tmp_path, block(*lines, "curl next")) == ["\n".join(lines), "curl next"]


def test_a_command_that_never_ends_is_an_example_that_will_fail(tmp_path: Path) -> None:
    assert commands(tmp_path, block("curl one -d '{")) == ["curl one -d '{"]


def test_an_example_says_where_it_stands(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# Title\n\n" + block("curl -s \\", "  http://127.0.0.1:8001/v1/chat"))
    [example] = read_examples(tmp_path / "README.md", tmp_path)
    assert str(example) == "README.md:4: curl -s 127.0.0.1:8001/v1/chat"
    assert example.ports == {8001}


def test_a_long_example_is_shown_short() -> None:
    assert len(str(Example("README.md:1", "curl " + "x" * 1000))) < 150


def test_only_ports_that_moved_are_rewritten_and_two_may_change_places() -> None:
    command = "curl http://127.0.0.1:1/a http://localhost:2/b http://127.0.0.1:3/c -d 'http://elsewhere:1 1'"
    expected = "curl http://127.0.0.1:2/a http://localhost:1/b http://127.0.0.1:3/c -d 'http://elsewhere:1 1'"
    assert on_ports(command, {1: 2, 2: 1}) == expected
