"""Clubs, unions, congregations and networks that tell somebody's sex, origin, religion or orientation."""

from __future__ import annotations

import re

from projects.resume_screener.blind.redacted import Kind, Removal

_PEOPLE = (
    r"women|woman|girls|ladies|men|female|black|african[- ]american|african|asian(?:[- ](?:american|pacific))?|"
    r"hispanic|latin[oaxe]s?|"
    r"chican[oa]|native[- ]american|indigenous|arab|chinese|indian|south\s+asian|"
    r"korean|japanese|vietnamese|filipino|pakistani|"
    r"nigerian|ghanaian|kenyan|caribbean|turkish|iranian|persian|polish|jewish|muslim|islamic|christian|catholic|protestant|baptist|"
    r"methodist|lutheran|hindu|sikh|buddhist|lgbt\w*\+?|gay|lesbian|queer|trans(?:gender)?|pride|immigrant|refugee"
)
_BODY = (
    r"association|union|society|club|organi[sz]ation|network|council|fellowship|alliance|league|chapter|caucus|coalition|"
    r"ministry|ministries|community\s+(?:group|centre|center)|student\s+(?:group|body)|centre|center|chamber(?:\s+of\s+commerce)?|"
    r"resource\s+group|employee\s+resource\s+group|erg|affinity\s+group|conference|forum|foundation"
)
_FILLER = (
    r"(?:[ \t]+(?:in|of|for|and|&|['’]s|[A-Z][\w&'’-]*|student|students|professional|business|alumni|youth|young))"
)
_FIELD = (
    r"(?:tech(?:nology)?|stem|engineering|computing|science|data(?:\s+science)?|finance|business|law|medicine|"
    r"media|leadership|construction|ai|machine\s+learning)"
)
_GREEK = (
    "Alpha|Beta|Gamma|Delta|Epsilon|Zeta|Eta|Theta|"
    "Iota|Kappa|Lambda|Mu|Nu|Xi|Omicron|Pi|Rho|Sigma|Tau|Upsilon|Phi|Chi|Psi|Omega"
)
_ROLE = re.compile(
    r"(?:(?:active|founding|proud|lifetime|student)[ \t]+)?(?:member(?:ship)?|president|"
    r"vice[- ]president|secretary|treasurer|"
    r"volunteer(?:ed)?|mentor|chair(?:person|man|woman)?|founder|co-founder|ambassador|organi[sz]er|leader)"
    r"[ \t]*(?:,|of|at|for|in|with|–|-|:)?[ \t]*(?:the[ \t]+)?$",
    re.IGNORECASE,
)
ROLE_LENGTH = 60
_SINCE = (
    r"(?:[ \t]*[,(–-]*[ \t]*(?:since[ \t]+)?(?:19|20)\d{2}(?:[ \t]*[–-][ \t]*(?:(?:19|20)\d{2}|present|current))?"
    r"(?:[ \t]*\))?)?"
)

_GROUPS = tuple(
    re.compile(pattern, flags)
    for pattern, flags in (
        (
            rf"(?:national\s+|international\s+)?(?:society|association|league|network|union|congress|board|alliance|council)\s+(?:of|for)\s+"
            rf"(?:the\s+)?(?:advancement\s+of\s+)?(?:{_PEOPLE})\b(?:[ \t]+(?:[A-Z][\w&-]*|in|of|and))*{_SINCE}",
            re.IGNORECASE,
        ),
        (
            rf"\b(?i:{_PEOPLE})(?i:['’]s?)?{_FILLER}{{0,4}}?[ \t]+(?i:{_BODY})\b(?:[ \t]+of[ \t]+[A-Z]\w+)?{_SINCE}",
            re.NOFLAG,
        ),
        (
            rf"\b(?:women|girls|ladies|blacks?|latin[oaxe]s?|lgbt\w*\+?|asians?|lesbians|out|pride|muslims|jews|christians)\s+(?:who\s+|in\s+){_FIELD}\b"
            rf"(?:\s+(?:international|network|society|club))?{_SINCE}",
            re.IGNORECASE,
        ),
        (
            rf"\b(?:women|girls|ladies|black\s+girls|latinas?)\s+(?:who\s+)?(?:code|techmakers|learning\s+code)\b{_SINCE}",
            re.IGNORECASE,
        ),
        (
            rf"\b(?:NSBE|SHPE|SWE|NAACP|NABA|ALPFA|AISES|oSTEM|SASE|MSA|Hillel|BYU\s+Ward|InterVarsity|GLAAD|Anita\s*B(?:\.org)?|Rainbow\s+Railroad|AnitaB)\b"
            rf"{_SINCE}",
            re.NOFLAG,
        ),
        (
            rf"(?i:\bthe[ \t]+)?\b(?:{_GREEK})(?:[ \t]+(?:{_GREEK})){{1,2}}\b"
            rf"(?i:[ \t]*,?[ \t]*(?:sorority|fraternity|society|chapter))?(?:,?[ \t]+Inc\.?)?{_SINCE}",
            re.NOFLAG,
        ),
        (
            rf"\b(?:sorority|fraternity|sisterhood|brotherhood)\b(?:\s+(?:life|council|president|member|house))?{_SINCE}",
            re.IGNORECASE,
        ),
        (
            rf"\b(?:[A-Z][\w.'’-]*[ \t]+){{1,4}}(?:Church|Mosque|Masjid|"
            rf"Temple|Synagogue|Gurdwara|Parish|Cathedral|Congregation|Ministries)\b{_SINCE}",
            re.NOFLAG,
        ),
        (
            rf"\b(?:church|mosque|temple|synagogue|gurdwara|sunday\s+school|bible\s+study)\s+(?:choir|volunteer|group|teacher|leader|youth\s+group|member){_SINCE}",
            re.IGNORECASE,
        ),
        (
            r"\b(?:women|men)['’]?s\s+(?:varsity\s+)?(?:basketball|soccer|football|rugby|tennis|"
            r"golf|volleyball|lacrosse|hockey|rowing|swimming|track|cross[- ]country|softball|baseball)(?:\s+team)?",
            re.IGNORECASE,
        ),
    )
)


def find_groups(text: str) -> list[Removal]:
    """Return the groups, with the role in them: "member of". What somebody did there stays."""
    found = [match.span() for pattern in _GROUPS for match in pattern.finditer(text)]
    return [Removal((_role_before(text, start), end), Kind.GROUP) for start, end in found]


def _role_before(text: str, start: int) -> int:
    role = _ROLE.search(text, max(0, start - ROLE_LENGTH), start)
    return role.start() if role else start
