"""What a page costs to read and understand, and a thousand resumes to rank. Some minutes."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

import numpy as np
from tqdm import tqdm

from benchmarks.service import PERCENTILES, milliseconds, seconds, table
from projects.resume_screener.configured import limits
from projects.resume_screener.reading import Readers, read
from projects.resume_screener.samples import JOB
from projects.resume_screener.screening import Screener
from projects.resume_screener.settings import SERVICE, Settings
from projects.resume_screener.synthetic import read_truth, synthesize
from projects.resume_screener.train import first_champion
from shared.evaluation import Report, Table, to_markdown
from shared.tracking.registry import CHAMPION, Registry

RESUMES = 1000
PARSED = 240
RUNS = 10
TODAY = date(2026, 1, 15)
STEPS = ("a page", "read", "parse and find skills", "encode")
CHILD, BARE = "read, in a child process", "PDFium's text alone"
T = TypeVar("T")


def main() -> Report:
    """Measure, print and return what was measured."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), asset_mirror=Settings().assets_dir)
        first_champion(settings)
        registry = Registry(settings, SERVICE)
        champion = registry.with_alias(CHAMPION)
        screener = Screener.load(registry.download(champion, Path(folder) / "model"))
        written = Path(folder) / "resumes"
        synthesize(written, count=PARSED, seed=settings.seed)
        files = [written / truth.file for truth in read_truth(written) if truth.is_readable]
        tables = (_parsing(settings, screener, files), _ranking(settings, screener, files))
    report = Report(
        name=SERVICE,
        dataset="synthetic resumes",
        protocol=f"{PARSED} files in all layouts but scans, one after the other, {os.cpu_count()} cores, one thread; "
        f"ranking: {RUNS} runs over {RESUMES:,} resumes, those files' repeated",
        data_sha256=champion.data_sha256,
        seed=settings.seed,
        command="make bench",
        tables=tables,
    )
    for measured in report.tables:
        print(f"\n{to_markdown(measured)}")
    return report


def _parsing(settings: Settings, screener: Screener, files: Sequence[Path]) -> Table:
    """Each step of a file, by the page. PDFium's text, without layout, is what a reader can't do without."""
    rows: dict[str, list[float]] = {name: [] for name in (*STEPS, CHILD, BARE)}
    with closing(Readers(limits(settings), 1)) as readers:
        readers.read(files[0].read_bytes(), files[0].name)
        for file in tqdm(files, desc="files", disable=None):
            data = file.read_bytes()
            document, reading = _timed(partial(read, data, file.name, limits(settings)))
            resume, understanding = _timed(partial(screener.resume, document, TODAY))
            encoding = seconds(partial(screener.candidate, resume))
            for name, taken in zip(STEPS, (reading + understanding, reading, understanding, encoding), strict=True):
                rows[name].append(taken / document.pages)
            rows[CHILD].append(seconds(partial(readers.read, data, file.name)) / document.pages)
            if file.suffix == ".pdf":
                rows[BARE].append(seconds(partial(_bare, data)) / document.pages)
    measured = {name: milliseconds(taken) for name, taken in rows.items()}
    return table("parsing", "A page, ms", [f"p{p}" for p in PERCENTILES], measured)


def _ranking(settings: Settings, screener: Screener, files: Sequence[Path]) -> Table:
    """Rank resumes that were read before, as a service has them, against a job that it has not seen."""
    documents = [read(file.read_bytes(), file.name, limits(settings)) for file in files]
    candidates = [screener.candidate(screener.resume(document, TODAY)) for document in documents]
    many = list(islice(cycle(candidates), RESUMES))
    vectors = np.concatenate([np.asarray(one.passage_vectors, np.float32) for one in many])
    query = vectors[:1].copy()
    screener.rank(screener.job(JOB), many)
    rows = {
        f"{RESUMES:,} resumes": [seconds(lambda: screener.rank(screener.job(JOB), many)) for _ in range(RUNS)],
        "cosines alone": [seconds(lambda: vectors @ query.T) for _ in range(RUNS)],
    }
    measured = {name: milliseconds(taken) for name, taken in rows.items()}
    return table("thousand", "A ranking, ms", [f"p{p}" for p in PERCENTILES], measured)


def _bare(data: bytes) -> None:
    import pypdfium2

    with closing(pypdfium2.PdfDocument(data)) as document:
        for page in document:
            with closing(page), closing(page.get_textpage()) as content:
                content.get_text_bounded()


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    started = time.perf_counter()
    return work(), time.perf_counter() - started
