"""Draws people from seeds. Employers, schools and persons are made up.

Telephone numbers are those which regulators keep free for fiction, where they do. Whoever is drawn, the name, the
country and the occupation are independent of each other.
"""

from __future__ import annotations

import re
from datetime import date
from random import Random
from unicodedata import normalize

from projects.resume_screener.resume import Level
from projects.resume_screener.synthetic import vocabulary
from projects.resume_screener.synthetic.careers import Career, Stage, draw_career
from projects.resume_screener.synthetic.people import Address, Degree, Person, Position, Sentence
from projects.resume_screener.synthetic.periods import DateStyle
from projects.resume_screener.synthetic.vocabulary import Occupation, Place

TODAY = date(2026, 6, 15)
"""The day on which the people write their resumes: the end of everything "present"."""

_SKILL = re.compile(r"\[([^\]]+)\]")


def draw_person(seed: int, *, today: date = TODAY) -> Person:
    """Return the person with this number; the same number is the same person."""
    random, general = Random(seed), vocabulary.general()
    occupation, place = random.choice(vocabulary.occupations()), random.choice(vocabulary.places())
    name = f"{random.choice(place.given)} {random.choice(place.surnames)}"
    career = draw_career(random, today)
    positions = _positions(random, occupation, career)
    handle = _handle(name)
    return Person(
        name=name,
        headline=positions[0].title,
        occupation=occupation.name,
        email=f"{handle}@{random.choice(general.mail)}",
        phone=_digits(random, random.choice(place.phones)),
        links=_links(random, handle),
        address=_address(random, place),
        summary=_sentence(random, random.choice(occupation.summaries)),
        positions=positions,
        degrees=_degrees(random, occupation, career),
        skills={group: tuple(_some(random, skills, 2, 6)) for group, skills in occupation.skills.items()},
        certifications=tuple(_some(random, occupation.certifications, 0, 2)),
        languages=tuple(_some(random, general.languages, 1, 3)),
        projects=tuple(_some(random, general.projects, 0, 2)),
        publications=tuple(_publications(random, occupation, name, today)) if random.random() < 0.3 else (),
        awards=tuple(f"{award}, {today.year - random.randint(1, 9)}" for award in _some(random, general.awards, 0, 2)),
        volunteering=tuple(_some(random, general.volunteering, 0, 1)),
        interests=tuple(_some(random, general.interests, 2, 4)),
        references=_references(random, career),
        dates=random.choice(tuple(DateStyle)),
    )


def _positions(random: Random, occupation: Occupation, career: Career) -> tuple[Position, ...]:
    bullets = _Deck(random, occupation.bullets)
    return tuple(
        Position(
            title=random.choice(occupation.titles[stage.seniority]),
            organisation=_organisation(random, occupation),
            place=random.choice(random.choice(vocabulary.places()).cities)[0],
            period=stage.period,
            bullets=tuple(_sentence(random, bullets.deal()) for _ in range(_bullets(random, stage))),
        )
        for stage in career.stages
    )


def _bullets(random: Random, stage: Stage) -> int:
    return random.randint(2, 3) if stage.seniority == "junior" else random.randint(3, 6)


class _Deck:
    """Deals every template once before it deals one again."""

    def __init__(self, random: Random, templates: tuple[str, ...]) -> None:
        self._random, self._templates = random, templates
        self._left: list[str] = []

    def deal(self) -> str:
        self._left = self._left or self._random.sample(self._templates, len(self._templates))
        return self._left.pop()


def _sentence(random: Random, template: str) -> Sentence:
    plain = _SKILL.sub(r"\1", template)
    return Sentence(
        plain.format(n=random.randint(3, 48), percent=random.randint(6, 60)), tuple(_SKILL.findall(template))
    )


def _organisation(random: Random, occupation: Occupation) -> str:
    general = vocabulary.general()
    words = (random.choice(general.stems), random.choice(occupation.employers), random.choice(general.legal))
    return " ".join(word for word in words if word)


def _degrees(random: Random, occupation: Occupation, career: Career) -> tuple[Degree, ...]:
    general, year = vocabulary.general(), career.graduation
    found = []
    for level in _levels(random):
        kind = {Level.SECONDARY: "secondary", Level.SHORT_CYCLE: "short"}.get(level, "higher")
        field = "" if level == Level.SECONDARY else random.choice(occupation.fields)
        degree = random.choice(general.degrees[level])
        found.append(Degree(level, degree, field, random.choice(general.schools[kind]), year))
        year -= random.randint(2, 4)
    return tuple(found)


def _levels(random: Random) -> tuple[Level, ...]:
    ladders = (
        (Level.BACHELOR,),
        (Level.BACHELOR, Level.SECONDARY),
        (Level.MASTER, Level.BACHELOR),
        (Level.DOCTORATE, Level.MASTER, Level.BACHELOR),
        (Level.SHORT_CYCLE, Level.SECONDARY),
    )
    return random.choices(ladders, weights=(4, 2, 4, 1, 2))[0]


def _publications(random: Random, occupation: Occupation, name: str, today: date) -> list[str]:
    given, _, surname = name.partition(" ")
    return [
        f"{surname}, {given[0]}. ({today.year - random.randint(1, 12)}). {topic}. "
        f"{random.choice(vocabulary.general().journals)}, {random.randint(2, 40)}, {random.randint(10, 200)}."
        for topic in occupation.topics
    ]


def _references(random: Random, career: Career) -> tuple[str, ...]:
    if len(career.stages) < 5:
        return ("Available on request",) if random.random() < 0.4 else ()
    place = random.choice(vocabulary.places())
    name = f"{random.choice(place.given)} {random.choice(place.surnames)}"
    return (f"{name}, former manager at {random.choice(vocabulary.general().stems)}",)


def _links(random: Random, handle: str) -> tuple[str, ...]:
    profile = handle.replace(".", "-")
    links = (f"linkedin.com/in/{profile}", f"github.com/{profile}", f"www.{profile}.example.com")
    return links[: random.randint(0, len(links))]


def _address(random: Random, place: Place) -> Address:
    city, code = random.choice(place.cities)
    full = place.address.format(
        number=random.randint(1, 240), street=random.choice(place.streets), city=city, code=code
    )
    return Address(full, f"{city}, {place.country}")


def _digits(random: Random, pattern: str) -> str:
    return re.sub("#", lambda _: str(random.randint(0, 9)), pattern)


def _handle(name: str) -> str:
    plain = normalize("NFKD", name.lower().replace("ß", "ss")).encode("ascii", "ignore").decode()
    return ".".join(re.findall("[a-z]+", plain))


def _some(random: Random, values: tuple[str, ...], least: int, most: int) -> list[str]:
    return random.sample(values, min(len(values), random.randint(least, most)))
