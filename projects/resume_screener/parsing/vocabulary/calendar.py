"""Months, seasons and "until now", in the languages where a few words cover them."""

from __future__ import annotations

_MONTHS = (
    "january jan janvier janv januar jänner enero ene gennaio gen janeiro januari stycznia",
    "february febr feb février fevrier févr fev februar febrero febbraio fevereiro februari",
    "march mar mars märz mrz marzo março maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maggio mag maio mei",
    "june jun juin juni junio giugno giu junho",
    "july jul juillet juil juli julio luglio lug julho",
    "august aug août aout agosto ago augustus",
    "september sept sep septembre septiembre settembre set setembro",
    "october oct octobre oktober okt octubre ottobre ott outubro",
    "november nov novembre noviembre novembro",
    "december dec décembre déc dezember dez diciembre dic dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""Lower case name or abbreviation to its number."""

SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (1, 2)}
"""Meteorological, of the northern half, within the year that is named: first and last month."""

NOW = (
    "present",
    "current",
    "currently",
    "now",
    "ongoing",
    "today",
    "date",
    "continuing",
    "heute",
    "laufend",
    "aujourd'hui",
    "aujourd’hui",
    "présent",
    "actualidad",
    "presente",
    "actual",
    "atual",
    "oggi",
    "heden",
    "nu",
    "obecnie",
    "сейчас",
    "至今",
    "現在",
)
TO = (
    "to",
    "until",
    "untill",
    "till",
    "til",
    "thru",
    "through",
    "bis",
    "à",
    "a",
    "al",
    "au",
    "até",
    "hasta",
    "tot",
    "do",
)
SINCE = ("since", "seit", "depuis", "desde", "dal", "sinds", "od")
