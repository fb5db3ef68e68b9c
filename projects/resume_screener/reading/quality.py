"""How well the text came out of its file, from what can be counted in it."""

from __future__ import annotations

import re

from projects.resume_screener.reading.extracted import Extracted
from projects.resume_screener.resume import Quality
from shared.documents.unreadable import Garbled

MIN_QUALITY = 0.5
"""Below it more of the text is broken than whole, and a score of it would be of chance.

Chosen on synthetic files: readable ones have 1.0, sentences in nine languages and a bare list of acronyms .64 and more;
of the same files with each letter moved on in the alphabet, by 1 to 25 places, 89% are below, and with all codes moved
by 29, as fonts without a character map have it, all."""
_MIN_JUDGED = 40
"""Letters. Less is too little to tell."""
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_VOWEL = re.compile("[aeiouyàáâãäåæèéêëìíîïòóôõöøœùúûüýÿąęěėēīıłöőůűū]", re.IGNORECASE)
_LATIN = re.compile("[a-zA-ZÀ-ɏ]+")
_BROKEN = re.compile("[\ufffd\x00-\x08\x0e-\x1f\x7f-\x9f]")
_MAX_WORD = 25
_FREQUENT = frozenset("aeinorst")
_WRITTEN, _SUBSTITUTED = 0.5, 0.25
"""The share of the eight frequent letters: in written text, and (8 of 26 is .31) about where they mean nothing."""
_SHORT_PAGE = 200
"""Characters. A page of a resume has 1,500 to 4,000."""


def judged(extracted: Extracted) -> Quality:
    """Return a score from 0 to 1, the product of what shares of the text are as text should be.

    - letters, digits and punctuation that a font gives a meaning (the rest can't be read);
    - of what is not white space, letters (a text has 70 to 90%; below 40% it is symbols);
    - words that look like words: with a vowel, no longer than 25 letters, not a letter on its own, where the script is
      Latin. Below 60% it is text that fell to pieces;
    - frequent letters: where they are as rare as chance has it, the alphabet is a substituted one.

    Raises:
        Garbled: the score is below ``MIN_QUALITY``.
    """
    text = extracted.text
    seen = sum(not character.isspace() for character in text)
    letters = sum(character.isalpha() for character in text)
    broken = len(_BROKEN.findall(text)) + extracted.unmapped
    meaningful = 1 - min(1.0, broken / max(1, seen))
    lettered = min(1.0, letters / max(1, seen) / 0.4)
    wordlike = min(1.0, _wordlike(text) / 0.6) * _usual(text) if letters >= _MIN_JUDGED else 1.0
    score = round(meaningful * lettered * wordlike, 3)
    if score < MIN_QUALITY:
        raise Garbled(
            "The text of the file can't be made out: its fonts do not say which letters they draw. "
            "Save it again from the program that wrote it, or send it as DOCX or plain text."
        )
    return Quality(score=score, warnings=(*extracted.warnings, *_doubts(extracted, seen, meaningful, wordlike)))


def _usual(text: str) -> float:
    """From 0 to 1 as the letters that are frequent in all languages of the Latin script are; 1 for other scripts."""
    latin = [letter for letter in text.lower() if "a" <= letter <= "z"]
    if len(latin) < _MIN_JUDGED:
        return 1.0
    frequent = sum(letter in _FREQUENT for letter in latin) / len(latin)
    return min(1.0, max(0.0, (frequent - _SUBSTITUTED) / (_WRITTEN - _SUBSTITUTED)))


def _wordlike(text: str) -> float:
    """The share of the letters that stand in words like those of a language."""
    words = _WORD.findall(text)
    letters = sum(map(len, words))
    return sum(len(word) for word in words if _is_wordlike(word)) / max(1, letters)


def _is_wordlike(word: str) -> bool:
    if not _LATIN.match(word):
        return True
    if word.isupper() and len(word) <= 5:
        return True
    return 1 < len(word) <= _MAX_WORD and _VOWEL.search(word) is not None


def _doubts(extracted: Extracted, seen: int, meaningful: float, wordlike: float) -> list[str]:
    found = []
    if meaningful < 1 and round(1 - meaningful, 2):
        found.append(f"{1 - meaningful:.0%} of the characters could not be made out.")
    if wordlike < 1:
        found.append("Many words do not look like words: letters may be wrong, or spaces missing.")
    if seen < _SHORT_PAGE * extracted.pages:
        found.append("There is little text for a resume: part of it may be in pictures.")
    return found
