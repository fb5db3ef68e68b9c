"""What is finished stays finished, whatever happens to the process and to the file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from pydantic import SecretStr

from projects.resume_screener.batch.progress import AlreadyRunning, Outcome, Progress
from projects.resume_screener.store import Cipher

CIPHER = Cipher(SecretStr("a key for the tests"))
OUTCOMES = [Outcome(key=f"{number:064}", error=f"reason {number}") for number in range(4)]


class Killed(BaseException):
    """The process ends here."""


@contextmanager
def killed(out: Path, *, model: str = "model 1", cipher: Cipher = CIPHER) -> Iterator[Progress]:
    """A batch that ends before it is complete."""
    with suppress(Killed), Progress.open(out, cipher, model) as progress:
        yield progress
        raise Killed


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """The output of a batch that was killed after four files."""
    with killed(tmp_path / "ranking.parquet") as progress:
        for outcome in OUTCOMES:
            progress.add(outcome)
    return tmp_path / "ranking.parquet"


def file_of(out: Path) -> Path:
    return out.with_name(f".{out.name}.progress")


def known(out: Path, *, model: str = "model 1", cipher: Cipher = CIPHER) -> list[Outcome]:
    with killed(out, model=model, cipher=cipher) as progress:
        return list(progress.done.values())


def test_the_next_batch_knows_what_is_done(out: Path) -> None:
    assert known(out) == OUTCOMES


def test_a_torn_line_is_not_there_and_does_not_tear_the_next_one(out: Path) -> None:
    whole = file_of(out).read_bytes()
    file_of(out).write_bytes(whole[:-7])
    with killed(out) as progress:
        assert list(progress.done.values()) == OUTCOMES[:3]
        progress.add(OUTCOMES[3])
    assert known(out) == OUTCOMES


@pytest.mark.parametrize("position", [0, 40, 200])
def test_a_changed_byte_costs_its_own_line_only(out: Path, position: int) -> None:
    content = bytearray(file_of(out).read_bytes())
    content[position] = ord("A") if content[position] != ord("A") else ord("B")
    file_of(out).write_bytes(content)
    assert set(OUTCOMES[2:]) <= set(known(out))
    assert len(known(out)) in (2, 3)


def test_another_model_or_another_key_begins_again(out: Path) -> None:
    assert known(out, model="model 2") == []
    assert known(out, cipher=Cipher(SecretStr("another key than this"))) == []


def test_nothing_in_the_file_can_be_read_without_the_key(out: Path) -> None:
    assert b"reason" not in file_of(out).read_bytes()


def test_two_batches_do_not_write_the_same_output(out: Path) -> None:
    with killed(out), pytest.raises(AlreadyRunning, match="wait for it"):
        known(out)


def test_a_complete_batch_leaves_nothing(out: Path) -> None:
    with Progress.open(out, CIPHER, "model 1"):
        pass
    assert list(out.parent.iterdir()) == []
