"""The taxonomy as it is served, from two or three sources."""

from __future__ import annotations

import re
from pathlib import Path

from projects.resume_screener.skills.esco import read_esco
from projects.resume_screener.skills.taxonomy import Taxonomy
from projects.resume_screener.skills.technologies import read_onet, read_technologies

_LOWER_CASE = re.compile(r"\b[a-z]+\b")


def build_taxonomy(esco: Path, onet: Path | None = None) -> Taxonomy:
    """Merge our own technologies, ESCO's skills (a CSV file) and those of O*NET (``Technology Skills.txt``), if given.

    Words that ESCO's descriptions write in lower case are everyday words. Raises EscoError, KeyError and OSError.
    """
    skills = read_esco(esco)
    known = Taxonomy(read_technologies()).merged(skills)
    if onet is None:
        return known
    everyday = {word for concept in skills for word in _LOWER_CASE.findall(concept.description)}
    return known.merged(read_onet(onet, everyday=everyday))
