"""Small sentences of job ads whose skills are known."""

from __future__ import annotations

from projects.resume_screener.skills.tagger import Tag
from projects.resume_screener.training.tagger import Sentence

SKILLS = ("Python", "machine learning", "Docker", "cost accounting", "Kafka")
FRAMES = ("We need {} here .", "You know {} well .", "Experience with {} and more .")


def sentences() -> list[Sentence]:
    """Return every skill in every frame; a frame is a posting."""
    return [_sentence(posting, frame, skill) for posting, frame in enumerate(FRAMES) for skill in SKILLS]


def _sentence(posting: int, frame: str, skill: str) -> Sentence:
    before, after = (part.split() for part in frame.split("{}"))
    inside = skill.split()
    tags = [Tag.O] * len(before) + [Tag.B] + [Tag.I] * (len(inside) - 1) + [Tag.O] * len(after)
    return Sentence(posting, (*before, *inside, *after), tuple(tags))
