"""Writes a folder of synthetic resumes and the truth about them. The same seed gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from projects.resume_screener.synthetic.drawing import draw_person
from projects.resume_screener.synthetic.layouts import LAYOUTS
from projects.resume_screener.synthetic.outline import outline
from projects.resume_screener.synthetic.truth import Expected, expected

TRUTH = "truth.jsonl"
_PEOPLE_PER_SEED = 1_000_003


def synthesize(out: Path, count: int, seed: int) -> None:
    """Write ``count`` files, the layouts in turn, and ``truth.jsonl`` with a line for each of them."""
    from tqdm import tqdm

    out.mkdir(parents=True, exist_ok=True)
    with (out / TRUTH).open("w", encoding="utf-8", newline="\n") as lines:
        for truth, data in tqdm(drawn(count, seed), total=count, unit="file"):
            (out / truth.file).write_bytes(data)
            lines.write(f"{truth.model_dump_json()}\n")


def drawn(count: int, seed: int) -> Iterator[tuple[Expected, bytes]]:
    """Yield the truth about each file and its bytes, without writing anything."""
    layouts = list(LAYOUTS.items())
    for number in range(count):
        person_seed = seed * _PEOPLE_PER_SEED + number
        written = outline(draw_person(person_seed), person_seed)
        layout, draw = layouts[number % len(layouts)]
        file = draw(written)
        yield expected(f"{number:04}_{layout}", layout, written, file), file.data


def read_truth(folder: Path) -> tuple[Expected, ...]:
    """Return the truth about the files of a folder, in the order of their numbers."""
    lines = (folder / TRUTH).read_text(encoding="utf-8").splitlines()
    return tuple(Expected.model_validate_json(line) for line in lines)
