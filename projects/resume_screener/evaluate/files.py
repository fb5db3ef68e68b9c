"""What is read and understood of files: synthetic resumes whose truth is known, of people that no rule was made for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from projects.resume_screener.parsing import parse
from projects.resume_screener.reading import read
from projects.resume_screener.synthetic import TODAY, drawn
from projects.resume_screener.synthetic.measure import checks, order_kept, words_invented, words_recovered
from shared.documents.limits import Limits
from shared.documents.unreadable import NoText
from shared.evaluation import Column, Metric, Row, Table, bootstrap_mean

WORDS, INVENTED, ORDER = "words recovered", "words invented", "order kept"
SHARE = "right"


@dataclass(frozen=True)
class Judged:
    """A file: its layout, the shares of words and order, and which facts came out right."""

    layout: str
    shares: dict[str, float]
    facts: dict[str, bool]


def measure(count: int, *, seed: int) -> tuple[tuple[Judged, ...], list[bool]]:
    """Judge every readable one of ``count`` files; and say of each scan whether it was refused."""
    judged, refused = [], []
    for truth, data in drawn(count, seed):
        if not truth.is_readable:
            refused.append(_is_refused(data, truth.file))
            continue
        document = read(data, truth.file, Limits())
        shares = {
            WORDS: words_recovered(truth, document.text),
            INVENTED: words_invented(truth, document.text),
            ORDER: order_kept(truth, document.text),
        }
        facts = checks(truth, parse(document, today=TODAY))
        judged.append(Judged(truth.layout, shares, facts))
    return tuple(judged), refused


def layouts_table(judged: Sequence[Judged]) -> Table:
    """Return the least that any file of each layout reached; words invented: the most."""
    by_layout: dict[str, list[Judged]] = defaultdict(list)
    for one in judged:
        by_layout[one.layout].append(one)
    worst = {WORDS: min, INVENTED: max, ORDER: min}
    rows = [
        Row(
            name=layout.replace("/", " "),
            metrics={name: Metric(value=take(one.shares[name] for one in files)) for name, take in worst.items()},
        )
        for layout, files in by_layout.items()
    ]
    columns = (Column(name=WORDS), Column(name=INVENTED, better="lower"), Column(name=ORDER))
    title = f"The worst file of each layout, of {len(judged)} files"
    return Table(name="layouts", title=title, columns=columns, primary_metric=ORDER, rows=tuple(rows))


def facts_table(judged: Sequence[Judged], refused: Sequence[bool], *, seed: int) -> Table:
    """Return the share of files of which each fact is right, with intervals over files."""
    outcomes = {name: [one.facts[name] for one in judged] for name in judged[0].facts}
    outcomes["all words, in order"] = [
        one.shares[WORDS] >= 0.99 and one.shares[ORDER] >= 0.99 and one.shares[INVENTED] <= 0.01 for one in judged
    ]
    outcomes["scans refused"] = list(refused)
    rows = [
        Row(name=name, metrics={SHARE: Metric.of(bootstrap_mean(np.array(right, np.float64), seed=seed))})
        for name, right in outcomes.items()
    ]
    title = f"Facts of {len(judged)} files"
    return Table(name="facts", title=title, columns=(Column(name=SHARE),), primary_metric=SHARE, rows=tuple(rows))


def _is_refused(data: bytes, name: str) -> bool:
    try:
        read(data, name, Limits())
    except NoText:
        return True
    return False
