"""The committed resumes, three of each layout, with what should be found in them.

They are made again by ``python -m projects.resume_screener synthesize tests/resume_screener/fixtures --count 69``.
"""

from __future__ import annotations

from pathlib import Path

from projects.resume_screener.synthetic import Expected, read_truth

FOLDER = Path(__file__).parent / "fixtures"
COUNT, SEED = 69, 42


def truths() -> tuple[Expected, ...]:
    """What is true of each file, in their order."""
    return read_truth(FOLDER)


def readable() -> tuple[Expected, ...]:
    """The same without the scans."""
    return tuple(truth for truth in truths() if truth.is_readable)


def data(truth: Expected) -> bytes:
    return (FOLDER / truth.file).read_bytes()
