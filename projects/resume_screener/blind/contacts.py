"""How to reach somebody: e-mail addresses, telephone numbers, links, streets and towns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from projects.resume_screener.blind.redacted import Kind, Removal
from projects.resume_screener.resume import Resume, Span

HEAD_LINES = 8
"""Lines in which a town alone is where the candidate lives; further down it is where an employer is."""

_TOWN = r"[A-Z][\w.'’-]*(?:[ -][A-Z][\w.'’-]*){0,3}"
_STATE = (
    "A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|"
    "N[CDEHJMVY]|O[HKR]|PA|PR|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY]"
)
_COUNTRY = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|"
    "Indiana|Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|"
    "Montana|Nebraska|Nevada|New (?:Hampshire|Jersey|Mexico|York|Zealand)|(?:North|South) (?:Carolina|Dakota)|Ohio|"
    "Oklahoma|Oregon|Pennsylvania|Rhode Island|Tennessee|Texas|Utah|Vermont|Virginia|Washington|Wisconsin|Wyoming|USA?|"
    "U\\.S\\.A?\\.?|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Canada|Australia|South Africa|"
    "South Korea|India|Pakistan|Bangladesh|China|Japan|Singapore|Malaysia|Philippines|Indonesia|Vietnam|Germany|France|"
    "Spain|Portugal|Italy|Netherlands|Belgium|Switzerland|Austria|Poland|Romania|Greece|Turkey|Ukraine|Russia|Sweden|"
    "Norway|Denmark|Finland|Israel|Egypt|Nigeria|Ghana|Kenya|UAE|Saudi Arabia|Mexico|"
    "Brazil|Argentina|Colombia|Chile|Peru"
)
_STREET_WORD = (
    "Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Way|Terrace|Ter|Circle|Cir|Highway|"
    "Hwy|Parkway|Pkwy|Square|Sq|Trail|Trl|Close|Crescent|Gardens|Grove|Mews|Row|Loop|Pike|Alley|Nagar|Marg"
)
_UNIT = r"(?:,?\s*(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Fl|#)\.?\s*#?\s*\w+)?"
_POSTCODE = (
    rf"(?:(?:{_STATE})\.?,?\s+\d{{5}}(?:-\d{{4}})?|\d{{5,6}}|"
    rf"[A-Z]{{1,2}}\d[A-Z\d]?\s*\d[A-Z]{{2}}|[A-Z]\d[A-Z]\s*\d[A-Z]\d)"
)
_REST = rf"(?:\s*[,\n•|]\s*(?:{_TOWN},?\s+)?{_POSTCODE}\b(?:\s+{_TOWN}\b)?|\s*[,•|]\s*{_TOWN}(?:,\s*(?:{_STATE})\b)?)?"

_EMAIL = re.compile(
    r"(?:\b(?:e-?mails?|mail)\s*(?:address|id)?\s*[:=-]\s*)?(?:mailto:)?[\w.+%-]+\s?@\s?[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>()|,;]+"
    r"|\b(?:[a-z]{2,3}\.)?(?:linkedin|github|gitlab|twitter|facebook|instagram|medium|behance|dribbble|xing|stackoverflow|"
    r"kaggle|orcid|researchgate)\.(?:com|io|net|org)/[^\s<>()|,;]*"
    r"|\b[a-z0-9-]+\.(?:github\.io|wordpress\.com|blogspot\.com|medium\.com)\b[^\s<>()|,;]*",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\b(?:tel|telephone|phone|mobile|cell|fax|home|mob|ph)\s*(?:no|number)?\.?\s*[:.-]?\s*)?"
    r"(?<![\w$€£.,/-])\+?\(?\d[\d\s().–-]{7,18}\d(?![\w%]|[.,]\d)",
    re.IGNORECASE,
)
_ADDRESSES = (
    re.compile(
        rf"\b(?!(?:19|20)\d{{2}}\b)\d{{1,6}}[A-Za-z]?,?\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:[A-Z0-9][\w.'’-]*\s+){{1,4}}(?:{_STREET_WORD})\b\.?{_UNIT}{_REST}"
    ),
    re.compile(rf"\b[A-ZÄÖÜ][\w-]*(?:straße|strasse|str\.|weg|platz|allee|gasse)\s+\d+\s*[a-z]?\b{_REST}"),
    re.compile(
        rf"\b(?:\d+,?\s+[Rr]ue\s+(?:de\s+|des\s+)*[A-Z]\w+|(?:[Cc]alle|[Vv]ia|[Aa]venida)\s+(?:de\s+|della?\s+)*[A-Z]\w+,?\s*\d+)"
        rf"{_REST}"
    ),
    re.compile(rf"\bP\.?\s?O\.?\s*Box\s+\d+{_REST}", re.IGNORECASE),
    re.compile(rf"\b(?:{_TOWN}),?\s+(?:{_STATE})\.?,?\s+\d{{5}}(?:-\d{{4}})?\b"),
    re.compile(rf"(?:\b{_TOWN},?\s+)?\b[A-Z]{{1,2}}\d[A-Z\d]?\s+\d[A-Z]{{2}}\b"),
    re.compile(
        r"^[^\w\n]*(?:(?:home|current|permanent|mailing|residential|present|postal)\s+)?"
        r"(?:address|residence|location|lives in|"
        r"based in)\b[*_]*\s*[:–-]\s*[^\n|•]+",
        re.IGNORECASE | re.MULTILINE,
    ),
)
_HOME_TOWN = re.compile(
    rf"(?:(?<=[\n|•·,–-])|^)[ \t]*(?P<town>{_TOWN},\s*(?:{_STATE}|{_COUNTRY})\b)(?=\s*(?:[|•·\n]|$))"
)
_YEARS = re.compile(r"\D*(?:19|20)\d{2}(?:[\s.–-]+(?:19|20)\d{2}|[.-]\d{2}[.-]\d{2})\D*")


def find_contacts(resume: Resume) -> list[Removal]:
    """Return every way to reach the candidate, those that the parser knows and those that look like one."""
    text, contact = resume.text, resume.contact
    removals = [Removal(found.span, Kind.EMAIL) for found in contact.emails]
    removals += [Removal(found.span, Kind.PHONE) for found in contact.phones]
    removals += [Removal(found.span, Kind.LINK) for found in contact.links]
    if contact.address:
        removals.append(Removal(contact.address.span, Kind.ADDRESS))
    removals += [Removal(match.span(), Kind.EMAIL) for match in _EMAIL.finditer(text)]
    removals += [Removal(match.span(), Kind.LINK) for match in _LINK.finditer(text)]
    removals += [Removal(match.span(), Kind.PHONE) for match in _PHONE.finditer(text) if _is_phone(match.group())]
    removals += [Removal(match.span(), Kind.ADDRESS) for pattern in _ADDRESSES for match in pattern.finditer(text)]
    removals += [Removal(span, Kind.ADDRESS) for span in _home_towns(text)]
    return removals


def _is_phone(found: str) -> bool:
    digits = sum(char.isdigit() for char in found)
    return 8 <= digits <= 15 and not _YEARS.fullmatch(found) and "\n" not in found.strip()


def _home_towns(text: str) -> Iterator[Span]:
    head = sum(len(line) for line in text.splitlines(keepends=True)[:HEAD_LINES])
    return (match.span("town") for match in _HOME_TOWN.finditer(text, 0, head))
