"""The whole audit of some scorers on a kit: data in, report out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from projects.resume_screener.blind import redact
from projects.resume_screener.fairness import tables
from projects.resume_screener.fairness.kit import Kit
from projects.resume_screener.fairness.pairs import Gap, Grid, gap, score_kit
from projects.resume_screener.fairness.placements import Name
from projects.resume_screener.fairness.recall import (
    Parse,
    Redact,
    differing,
    labelled_lines,
    removed_words,
    try_names,
    unparsed,
)
from projects.resume_screener.fairness.scorers import Scorer
from projects.resume_screener.fairness.variants import ATTRIBUTES, with_variants
from shared.evaluation import Report, Table

EQUAL_NAMES, EQUAL_BODIES = 40, 6
"""Every name in every body and form is compared: a few of each are many texts."""
COMMAND = "python -m projects.resume_screener audit"
PROTOCOL = (
    "Names are put into texts without one, in 13 forms, and looked for after the redaction; resumes that are equal but "
    "for one attribute are scored. 95% bootstrap intervals over names, people or resumes; those of changed ranks are "
    "over random assignments and tell the error of the simulation alone. p by relabelling people at random."
)


@dataclass(frozen=True)
class Audited:
    """What is audited: scorers that see the name, scorers in blind mode, and how blind mode reads and redacts."""

    named: Mapping[str, Scorer]
    blind: Mapping[str, Scorer]
    parse: Parse = unparsed
    redact: Redact = redact

    @property
    def systems(self) -> dict[str, Scorer]:
        """All scorers; the names of those in blind mode end in "blind"."""
        named = {f"{name}, named": scorer for name, scorer in self.named.items()}
        return named | {f"{name}, blind": scorer for name, scorer in self.blind.items()}


@dataclass(frozen=True)
class Material:
    """What it is audited on. ``names``: those for recall, ``bodies``: texts without a name to put them into."""

    kit: Kit
    names: Sequence[Name]
    bodies: Mapping[str, Sequence[str]]


def measure(audited: Audited, material: Material, *, seed: int = 0) -> Report:
    """Return the report of all tables; nothing in it is a text or a name of the material."""
    people = material.kit.people
    by_name = {system: score_kit(scorer, material.kit, _named(people)) for system, scorer in audited.systems.items()}
    return Report(
        name="audit",
        dataset=f"{material.kit.source}: {len(people)} names, {len(material.kit.openings)} jobs",
        protocol=PROTOCOL,
        data_sha256=hashlib.sha256(material.kit.model_dump_json().encode()).hexdigest(),
        seed=seed,
        command=COMMAND,
        tables=(
            *_redaction(audited, material, seed),
            tables.pair_table(_gaps(audited, material.kit, by_name, seed)),
            *(tables.group_table(system, grids, people, seed) for system, grids in by_name.items()),
            tables.null_table(seed),
        ),
    )


def _named(people: Sequence[Name]) -> Callable[[str], Sequence[str]]:
    return lambda resume: [f"{name.full}\n{resume}" for name in people]


def _redaction(audited: Audited, material: Material, seed: int) -> list[Table]:
    measured = []
    for title, bodies in material.bodies.items():
        trials = try_names(material.names, bodies, redact=audited.redact, parse=audited.parse, seed=seed)
        measured.append(tables.recall_table(f"names in {title}", f"Names in {title}", trials, seed))
    few = material.names[:: max(1, len(material.names) // EQUAL_NAMES)]
    equal = {
        title: differing(few, bodies[:EQUAL_BODIES], redact=audited.redact, parse=audited.parse)
        for title, bodies in material.bodies.items()
    }
    lines = labelled_lines()
    lost = [removed_words(f"Experience\n{line.plain}", redact=audited.redact) for line in lines if not line.spans]
    losses = {"marked lines to keep": _summed(lost)}
    losses |= {
        title: _summed([removed_words(body, redact=audited.redact, parse=audited.parse) for body in bodies])
        for title, bodies in material.bodies.items()
    }
    return [
        *measured,
        tables.equality_table(equal),
        tables.labelled_table(lines, audited.redact, seed),
        tables.loss_table(losses),
    ]


def _gaps(audited: Audited, kit: Kit, by_name: Mapping[str, Sequence[Grid]], seed: int) -> dict[tuple[str, str], Gap]:
    gaps = {("name", system): gap(grids, seed=seed) for system, grids in by_name.items()}
    for name, attribute in ATTRIBUTES.items():
        for system, scorer in audited.systems.items():
            grids = score_kit(scorer, kit, partial(with_variants, attribute=attribute))
            gaps[name, system] = gap(grids, seed=seed)
    return gaps


def _summed(counts: Sequence[tuple[int, int]]) -> tuple[int, int]:
    return sum(gone for gone, _ in counts), sum(words for _, words in counts)
