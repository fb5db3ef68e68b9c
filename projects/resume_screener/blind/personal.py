"""What a resume says of the person and not of the work: birth, sex, family, origin, religion, words that tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.resume_screener.blind.redacted import Kind, Removal

_LABELS = (
    r"date\s+of\s+birth|d\.?\s?o\.?\s?b\.?|birth\s*(?:date|day|place)|place\s+of\s+birth|born|age|gender|sex|"
    r"(?:marital|civil|family)\s+status|nationality|citizenship|religion|caste|race|ethnicity|ethnic\s+(?:origin|group)|"
    r"(?:no\.?\s+of\s+)?(?:children|dependents)|(?:father|mother|husband|wife|spouse)(?:['’]?s)?(?:\s+name)?|"
    r"photo(?:graph)?|passport(?:\s+(?:no|number))?|(?:preferred\s+|my\s+)?pronouns|blood\s+group|height|weight|"
    r"driving\s+licen[cs]e\s+no|mother\s+tongue|native\s+language"
)
_NUMBER = r"(?:\d+|one|two|three|four|five|six)"
_NATION = (
    r"(?:U\.?S\.?|American|British|Indian|Chinese|Pakistani|Nigerian|German|French|Mexican|Canadian|Filipino|Spanish|Italian|"
    r"Polish|Turkish|Iranian|Egyptian|Kenyan|Korean|Japanese|Vietnamese|Brazilian|Colombian|Ukrainian|Russian|Australian|EU)"
)
_PERSONAL = tuple(
    re.compile(pattern, re.IGNORECASE | re.MULTILINE)
    for pattern in (
        rf"(?:^|(?<=[|;•·\t])|(?<=\s\s))[^\w\n|;•]*(?:{_LABELS})[*_]*\s*[:–—-]\s*(?:[^\n|;•·\t ]|[ ](?![ ]))*",
        r"\b(?:I\s+am\s+|aged?\s+)?\d{2}[\s-]years?[\s-](?:old|of\s+age)\b",
        r"\baged?\s+\d{2}\b",
        r"\b(?:I\s+was\s+)?born\s+(?:and\s+raised\s+)?(?:on|in)\s+(?:the\s+)?[\w ,./-]{0,24}?(?:19|20)\d{2}\b",
        r"\b(?:I\s+was\s+)?born\s+(?:and\s+raised\s+)?in\s+[A-Z]\w+",
        rf"\b(?:proud\s+)?(?:single\s+)?(?:mother|father|mom|mum|dad|parent|wife|husband)\s+(?:of|to)\s+(?:a|{_NUMBER})\b(?:\s+(?:children|kids|sons?|daughters?|boys?|girls?))?",
        rf"\bmarried(?:\s+(?:with|and))(?:\s+(?:have|has))?\s+{_NUMBER}\s+(?:children|kids|sons?|daughters?|child)\b",
        r"^[^\w\n]*(?:single|married|unmarried|divorced|widowed|male|female|non-binary)[^\w\n]*$",
        r"\b(?:happily\s+)?married\s+(?:woman|man|female|male)\b",
        r"\b(?:wife|husband|spouse|maternity\s+leave|paternity\s+leave|housewife|homemaker)\b",
        rf"\b(?:naturali[sz]ed\s+)?{_NATION}\s+(?:citizen(?:ship)?|national|passport(?:\s+holder)?)\b",
        r"\bnative\s+of\s+[A-Z]\w+",
        r"\b(?:as\s+)?an?\s+(?:young\s+)?(?:woman|man|female|male)\s+(?:in|of)\s+(?:tech(?:nology)?|engineering|science|stem|colou?r|faith)\b",
        r"\b(?:devout|practi[sc]ing)\s+(?:christian|catholic|muslim|jew|hindu|buddhist|sikh)\b",
    )
)
_PRONOUN = re.compile(
    r"\b(?:he|she|him|her|his|hers|himself|herself)(?:\s*/\s*(?:he|she|him|her|his|hers|himself|herself))*\b",
    re.IGNORECASE,
)
_STATED_PRONOUNS = re.compile(
    r"\s*[(\[]\s*(?:she|he|they|ze|xe)\s*/\s*(?:her|him|them|they|zir|xem)\w*(?:\s*/\s*\w+)?\s*[)\]]"
    r"|(?:^|(?<=[|•·]))[^\w\n|]*(?:she|he|they)\s*/\s*(?:her|him|them)\w*(?:\s*/\s*\w+)?\s*(?=[|•·\n]|$)",
    re.IGNORECASE | re.MULTILINE,
)
_NEUTRAL = {
    "actress": "actor",
    "alumna": "graduate",
    "alumnus": "graduate",
    "businessman": "businessperson",
    "businesswoman": "businessperson",
    "cameraman": "camera operator",
    "camerawoman": "camera operator",
    "chairman": "chairperson",
    "chairwoman": "chairperson",
    "congressman": "member of congress",
    "congresswoman": "member of congress",
    "councilman": "councillor",
    "councilwoman": "councillor",
    "fireman": "firefighter",
    "firewoman": "firefighter",
    "forewoman": "supervisor",
    "foreman": "supervisor",
    "headmaster": "head teacher",
    "headmistress": "head teacher",
    "heroine": "hero",
    "hostess": "host",
    "mailman": "mail carrier",
    "policeman": "police officer",
    "policewoman": "police officer",
    "saleslady": "salesperson",
    "salesman": "salesperson",
    "saleswoman": "salesperson",
    "servicewoman": "service member",
    "serviceman": "service member",
    "spokesman": "spokesperson",
    "spokeswoman": "spokesperson",
    "sportsman": "athlete",
    "sportswoman": "athlete",
    "stewardess": "steward",
    "waitress": "waiter",
}
"""Occupations are named in a form for men or women; what takes their place is still an occupation."""
_GENDERED = re.compile(rf"\b(?:{'|'.join(_NEUTRAL)})\b", re.IGNORECASE)
_SEX = re.compile(
    r"\b(?:fe)?male(?=\s+(?:nurse|engineer|developer|candidate|applicant|professional|manager|teacher|leader|model)\b)",
    re.IGNORECASE,
)
_SISTERHOOD = re.compile(
    r"\b(?:(?:woman|man|lady|girl|boy|gentleman)(?=\s+of\s+the\s+(?:year|month|match))|valedictor?ess|head\s+(?:girl|boy)|(?:eagle|boy|girl)\s+scouts?"
    r"|home\s*coming\s+(?:king|queen))\b",
    re.IGNORECASE,
)
_LANGUAGE = (
    "arabic|bengali|cantonese|chinese|czech|dutch|english|farsi|filipino|french|german|greek|gujarati|hebrew|hindi|hungarian|igbo|"
    "italian|japanese|korean|mandarin|marathi|persian|polish|portuguese|punjabi|romanian|russian|spanish|swahili|swedish|"
    "tagalog|tamil|telugu|thai|turkish|ukrainian|urdu|vietnamese|yoruba|zulu"
)
_FLUENT = re.compile(
    rf"\bnative(?:\s+or\s+bilingual)?\s+(?:speaker|proficiency|fluency|level)\b|\bnative(?=\s+(?:{_LANGUAGE})\b)"
    rf"|(?:(?<=[(\[:,])|(?<=\s[–—-]))[ \t]*"
    r"(?:native|mother\s+tongue|first\s+language)(?=\s*[)\],;.\n]|\s*$)|\bmother\s+tongue\b",
    re.IGNORECASE | re.MULTILINE,
)


def find_personal(text: str) -> list[Removal]:
    """Return what tells of the person. The languages somebody speaks stay; that one is the first one does not."""
    removals = [Removal(match.span(), Kind.PERSONAL) for pattern in _PERSONAL for match in pattern.finditer(text)]
    removals += [Removal(match.span(), Kind.PERSONAL, "") for match in _STATED_PRONOUNS.finditer(text)]
    removals += [Removal(match.span(), Kind.PRONOUN) for match in _PRONOUN.finditer(text) if _is_pronoun(text, match)]
    removals += [
        Removal(match.span(), Kind.GENDERED) for pattern in (_SEX, _SISTERHOOD) for match in pattern.finditer(text)
    ]
    removals += [Removal(match.span(), Kind.FLUENT) for match in _FLUENT.finditer(text)]
    return [*removals, *_neutral(text)]


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    """Whether it is not an abbreviation: HIM is health information management, SHE safety, health, environment."""
    end = text.find("\n", match.end())
    line = text[text.rfind("\n", 0, match.start()) + 1 : end if end >= 0 else len(text)]
    return not match.group().isupper() or (line.isupper() and len(line.split()) > 3)


def _neutral(text: str) -> Iterator[Removal]:
    """Yield occupations in the form for both, "Actor" among them so that it equals what "Actress" became."""
    for match in _GENDERED.finditer(text):
        found, word = match.group(), _NEUTRAL[match.group().lower()]
        cased = word.upper() if found.isupper() else word.capitalize() if found[0].isupper() else word
        yield Removal(match.span(), Kind.GENDERED, cased)
