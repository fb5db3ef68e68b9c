"""Degrees of many countries and their levels (ISCED 2011).

First professional degrees (MD, JD, MBBS, PharmD) are long first degrees, of the master's level; a doctorate is one by
research.
"""

from __future__ import annotations

import re

from projects.resume_screener.resume import Level

_OF = r"(?:['’`´]?s)?(?: degree)?(?: of| in)?(?= |,|:|;|-|\(|$)"
_SPELLED = {
    Level.DOCTORATE: r"""
        ph\.?\s?d\.?|d\.?\s?phil\.?|doctorate|doctoral(?: degree)?|ed\.?d\.?|eng\.?d\.?|sc\.d\.?|psy\.?d\.?|d\.b\.a\.
        doctor(?:ate)? (?:of|in) (?:philosophy|education|science|engineering|business administration|psychology)
        doctor(?:ate)? (?:of|in) (?:musical arts|theology|public health)|dr\. rer\. nat\.|dr\.-ing\.|doktorat|doktor
        doctorat|doctorado|doutorado|dottorato|habilitation
        """,
    Level.MASTER: rf"""
        master{_OF}|m\.?b\.?a\.?|m\.?sc\.?|m\.s\.c\.|m\.s\.?|m\.a\.?|m\.?\s?eng\.?|m\.?\s?ed\.?|m\.p\.?a\.?|mpa
        m\.?p\.?h\.?|m\.?f\.?a\.?|m\.?s\.?w\.?|ll\.?m\.?|m\.?phil\.?|m\.?\s?tech\.?|m\.?c\.?a\.?
        m\.?\s?com\.?|m\.?res\.?|m\.?arch\.?|m\.?div\.?|m\.?l\.?i\.?s\.?|m\.?s\.?n\.?|m\.?pharm\.?|m\.e\.|emba|pgdm|pgdip|pgce
        post\s?graduate (?:diploma|certificate)|postgraduate degree|graduate degree|juris doctor(?:ate)?|j\.?d\.?
        m\.d\.?|doctor of (?:medicine|law|pharmacy|physical therapy|nursing practice)
        doctor of (?:dental|veterinary|osteopathic|chiropractic)(?: \w+)?
        pharm\.?d\.?|d\.?d\.?s\.?|d\.?m\.?d\.?|d\.?v\.?m\.?|d\.?p\.?t\.?|d\.?n\.?p\.?|mbbs|mbchb
        diplom(?:-?ingenieur(?:in)?|kauf(?:mann|frau)|[ée] de master)?(?![ae])|dipl\.-?\w+\.?|magister|magistra
        staatsexamen|laurea magistrale|ma[iî]trise|maestr[ií]a|m[aá]ster universitario|mestrado|mast[eè]re|магистр
        """,
    Level.BACHELOR: rf"""
        bachelor{_OF}|b\.?sc\.?|b\.s\.c\.|b\.s\.?|b\.a\.?|b\.?\s?eng\.?|b\.?\s?tech\.?|b\.e\.?|b\.?b\.?a\.?
        b\.?\s?com\.?|b\.?f\.?a\.?|b\.?s\.?n\.?|b\.?\s?ed\.?|ll\.?b\.?|b\.?c\.?a\.?|b\.?arch\.?|b\.?pharm\.?|b\.?s\.?w\.?|b\.?mus\.?
        bsba|bas|licence|licenciatura|licenciad[oa]|laurea(?: triennale)?|undergraduate degree|baccalaureate(?: degree)?
        bacharelado|grado en|licencjat|in[żz]ynier|бакалавр
        """,
    Level.SECONDARY: r"""
        high\s?school(?: diploma)?|secondary school|secondary education|g\.?e\.?d\.?(?= |,|:|;|\)|$)|a[- ]?levels?
        gcses?|o[- ]?levels?|abitur|fachabitur|matura|baccalaur[eé]at|bachillerato|higher secondary(?: \w+)?
        senior secondary
        h\.?s\.?c\.?|s\.?s\.?c\.?|leaving certificate|international baccalaureate|ib diploma|hs diploma
        general equivalency diploma|general education(?:al)? diploma|h\.s\.(?: diploma)?|1[02]th (?:grade|standard)
        lyc[eé]e|realschule|ensino m[eé]dio|аттестат
        """,
    Level.SHORT_CYCLE: r"""
        associate(?:['’`´]?s)?(?: degree)?(?: of| in)?(?= (?:[A-Z(]|degree|of|in)|,|:|;|$)|a\.?a\.?s\.?|a\.a\.?|a\.s\.?
        a\.d\.n\.?|adn|h\.?n\.?d\.?|h\.?n\.?c\.?|higher national (?:diploma|certificate)|foundation degree|b\.?t\.?s\.?
        d\.?u\.?t\.?|diploma(?: of| in)?|meister|fachwirt(?:in)?
        (?:advanced|technical|trade|vocational|college|national|professional|polytechnic) diploma
        """,
}
_BARE = {
    Level.MASTER: "MS|MA|MD|ME|SM|MPS|MM",
    Level.BACHELOR: "BS|BA|BE|AB|SB",
    Level.SHORT_CYCLE: "AA|AS",
}


def _groups(spellings: dict[Level, str]) -> str:
    """A named group for each level, in the order in which they are tried."""
    lines = {level: [line.strip() for line in block.strip().split("\n")] for level, block in spellings.items()}
    return "|".join(f"(?P<{level.name.lower()}>{'|'.join(found)})" for level, found in lines.items())


MENTION = re.compile(rf"(?<![\w./'’-])(?:{_groups(_SPELLED)})(?![^\W_])", re.IGNORECASE)
"""A degree. The group that matches is called as its level."""

BARE = re.compile(rf"(?<![\w.&/'’-])(?:{_groups(_BARE)})(?![\w&'’])")
"""Two capitals that are a degree only where nothing else fits: MA is also Massachusetts, MS Mississippi."""

_NAMES = (
    "arts and sciences?|applied sciences?|applied arts|applied business|fine arts|liberal arts|arts|sciences?",
    "technology|engineering|business administration|business|laws?|commerce|music|education|nursing|social work",
    "public health|public administration|public policy|architecture|computer applications?|philosophy",
    "pharmacy|design|divinity|library (?:and information )?science|professional studies|healthcare administration",
)
FACULTIES = re.compile(rf"(?:\s?(?:of|in)\s)?(?:{'|'.join(_NAMES)})\b", re.IGNORECASE)
"""What follows "Bachelor of" as part of the degree's own name."""

GENERIC = frozenset(
    ("arts", "science", "sciences", "philosophy", "applied", "fine", "liberal", "and", "of", "in", "technology")
)
"""Words of a degree's name that say nothing about the field."""
