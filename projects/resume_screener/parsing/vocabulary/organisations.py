"""Words that only names of organisations have."""

from __future__ import annotations

import re

_COMPANY = (
    "inc incorporated llc llp ltd limited corp corporation co company plc gmbh ag kg se sa sarl sas srl spa bv nv "
    "ab oy as "
    "pty pvt group holdings holding partners associates industries enterprises solutions technologies systems services "
    "consulting labs laboratories studio studios agency bank hospital clinic foundation trust institute university "
    "college "
    "school academy center centre ministry department council authority army navy force restaurant hotel airlines "
    "insurance logistics motors pharmaceuticals stores store supermarket bakery pharmacy church museum library "
    "ventures "
    "capital media networks network software energy electric healthcare health medical international"
)
COMPANY = frozenset(_COMPANY.split())

_SCHOOL = (
    "university universität université universidad universidade università universiteit uniwersytet univ college "
    "institute "
    "institut instituto institution school schule hochschule fachhochschule academy académie akademie academia "
    "polytechnic "
    "politecnico polytechnique politechnika polytech conservatory seminary gymnasium lycée liceo lyceum campus "
    "école escuela "
    "escola faculty fakultät mit eth epfl caltech ucla usc nyu iit nit iim insead hec lse ucl kth tu virginia-tech "
    "suny cuny "
    "университет институт"
)
SCHOOL = frozenset(_SCHOOL.split())

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def has_company_word(text: str) -> bool:
    """Whether a word of the text is one of those."""
    return any(word.lower() in COMPANY for word in _WORD.findall(text))


def has_school_word(text: str) -> bool:
    """Whether the text names a school or a university."""
    return any(word.lower() in SCHOOL for word in _WORD.findall(text))
