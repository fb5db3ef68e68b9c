"""Tells text that gives orders to an assistant from text that informs a reader.

A document can carry orders for whoever processes it (indirect prompt injection: Greshake et al., AISec 2023). Such a
sentence is evidence of nothing, so no writer quotes it. The patterns catch the usual forms in English, and more than
half of those that they were not written for; what bounds the damage of the others is that an answer consists of cited
sentences, without links, and that no writer has any tools.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from projects.chatbot_rag.generation.plain import visible
from projects.chatbot_rag.words import content_words


def _one_of(alternatives: str) -> str:
    """Return a pattern for one of the lines or words, whole words each; ``_`` stands for a space."""
    return rf"\b(?:{'|'.join(alternatives.split()).replace('_', ' ')})\b"


_SPEAK = _one_of("""
    answer reply respond say output print repeat state tell inform claim declare mention append prepend include insert
    add cite begin start end close finish complete sign recommend praise promote refuse decline confirm translate reveal
    disclose display show write quote read trust comply obey forget ignore disregard pretend forward redirect leave_out
    replace contain consist be_answered
""")
_BEFORE_ORDER = _one_of("""
    must shall should has_to have_to needs?_to are_to is_to required_to instructed_to authori[sz]ed_to told_to asked_to
    ordered_to mandatory_to want_to wants?_you_to please kindly only just simply always never not don't then instead now
""")
_ORDER = rf"(?:^|[.!?:;,]\s*|{_BEFORE_ORDER}\s+)(?:(?:not|never|only|just|always) )*{_SPEAK}"
_ASSISTANT = r"(?:\b(?:ai|a\.i\.|language|chat|virtual|digital|automated|llm)[- ]){0,2}" + _one_of(
    "assistants? chat_?bots? bots? llms? ais? language_models? summari[sz]ers? gpt claude gemini llama smollm"
)
_ANSWER = _one_of("answers? reply replies responses? outputs? messages? summary summaries")
_QUOTED = r"[\"“'](?!(?:i|we|no|yes)\b)[^\"”']{2,}[\"”']"
_LINK = r"(?:https?:|ftp:|www\.|\blink\b|@\w|\w\.(?:com|net|org|io|example|test|ru|cn)\b)"
_TALK = "|".join(
    [
        _ASSISTANT,
        _one_of("your every each any all the one this final sole only") + rf" (?:\w+ )?{_ANSWER}",
        r"\byour (?:system|prompt|instructions?|task|rules?|guidelines?|mind)\b",
        r"\bthe (?:user|person|operator)\b|\busers\b|\b(?:when|if|is|are) asked\b",
        r"\b(?:whoever|anybody|anyone|somebody|someone|whatever) (?:is |was )?ask\w*",
        r"\b(?:this|every|all|any) questions?\b|\b(?:other|previous|these|all) passages?\b",
        r"\b(?:this|the) (?:document|text|page|paragraph|file) (?:above|overrides?|must)\b",
    ]
)
_DROP = _one_of("ignore disregard forget override bypass discard set_aside stop_following do_not_follow")
_RULES = _one_of(
    "instruct\\w+ prompts? rules? guid\\w+ directives? passages? sources? constraints? told learned everything"
)
_SPECIAL = _one_of("new updated hidden secret special important urgent developer system admin\\w*")
_GO = _one_of("""
    visit click open go_to follow browse download fetch load navigate send post submit upload forward e-?mail
    redirect\\w* use share provide log_?in
""")
_ROLE = _one_of("system assistant user human developer ai instructions? question answer")

_ORDERS = {
    "brings other rules": [
        rf"{_DROP}.{{0,40}}{_RULES}",
        rf"{_SPECIAL} (?:instructions?|directives?|prompt|message|override|notice)\b.{{0,30}}(?::|\bfor\b|\bto\b)",
    ],
    "gives a role": [
        r"\b(?:you are|you're|act as|behave as|pretend (?:to be|that you))\b.{0,30}\b(?:now|no longer|dan)\b",
        r"\b(?:you are|you're|act as|behave as|pretend to be) an? (?:\w+ )?(?:ai|assistant|bot|model|pirate)\b",
        r"\bfrom (?:now|here) on\b|\b(?:developer|debug|god|jailbreak|admin\w*|maintenance) mode\b",
    ],
    "calls the assistant": [
        rf"(?:^|[.!?] )\W*(?:(?:dear |hey |hello |hi )?{_ASSISTANT}\s*[,:;!–—]|(?:model|agent|system|override)\s*[:!])",
        rf"\b(?:if|since|because) you are (?:an? |the )?{_ASSISTANT}|\bas (?:an? |the ){_ASSISTANT}",
        rf"\b(?:note|notice|message|instructions?) (?:to|for) (?:\w+ )?{_ASSISTANT}",
    ],
    "dictates": [
        rf"{_ORDER}.{{0,200}}(?:{_TALK})",
        rf"(?:{_TALK}).{{0,200}}{_ORDER}",
        r"\b(?:say|answer|reply|respond|output|print|write)(?: \w+)? (?:only|exactly|verbatim|with the word|in your)\b",
        r"\b(?:please|always|just|simply) (?:just )?(?:say|answer|reply|respond|claim|output)\b|\bword for word\b",
        rf"\b(?:say|answer|reply|respond|output)[: ]+{_QUOTED}",
    ],
    "answers everything": [
        r"\banswers? to (?:everything|anything|(?:every|any|each|all)\b.{0,20} questions?)\b",
        r"\banswers? to (?:this|the user's|your) (?:query|question)\b|\b(?:whatever|no matter what)\b.{0,20}\bask",
        r"\bthe (?:correct|right|only|official) (?:answer|response|reply) (?:to|for|is|must|should)\b",
        r"\bquestions?\b.{0,40}\bmust not be answered\b",
    ],
    "sends away": [rf"{_GO}.{{0,80}}{_LINK}"],
    "imitates the marks of a chat": [
        r"<\|?(?:im_start|im_end|system|user|assistant|endoftext|begin|end|start|eot)|<</?sys>>",
        r"\[/?(?:inst|system|sys|user|assistant|passage|document|context|answer)\s*\d*\]",
        r"</?(?:passages?|documents?|context|instructions?|system|answer)\b",
        rf"(?:^|\n)\W{{0,6}}{_ROLE}\s*(?:\]|\*\*)?\s*:(?!\s*[=\[{{(])",
    ],
    "imitates the frame of a prompt": [
        r"\b(?:end|begin(?:ning)?|start) of (?:the )?(?:passages?|documents?|context|sources?|prompt|instructions?)\b",
        r"={4,}|-{3,}\s*(?:end|begin)|<{3,}|>{4,}",
        r"\bpassage \d+\s*[(:\]]|\bsources?\s*\[?\d+\]?\s*:|\bsources?:\s*\[",
    ],
}
_PATTERNS = tuple(re.compile("|".join(patterns), re.IGNORECASE) for patterns in _ORDERS.values())
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһӏοαιν", "aeopcyxijsdhloaiv")
_SPACED = re.compile(r"\b(?:\w[ .\-_*]){4,}\w\b")
_WINDOW = 600
"""Characters that are looked at as one: the time grows with the square of them, for texts made to be slow."""
_FEWEST_WORDS = 12
_MOST_DISTINCT = 0.45
_LEAST_OF_ONE = 0.2


def is_instruction(text: str) -> bool:
    """Whether the text, or a part of it, orders an assistant to do something or imitates the frame of a prompt."""
    readable = _readable(text)
    windows = [readable[start : start + _WINDOW] for start in range(0, max(1, len(readable)), _WINDOW // 2)]
    return any(pattern.search(window) for window in windows for pattern in _PATTERNS)


def is_stuffed(text: str) -> bool:
    """Whether the text repeats few words over and over, as it is done to be found and not to be read."""
    stems = content_words(text)
    if len(stems) < _FEWEST_WORDS or len(set(stems)) > _MOST_DISTINCT * len(stems):
        return False
    return Counter(stems).most_common(1)[0][1] >= _LEAST_OF_ONE * len(stems)


def _readable(text: str) -> str:
    """Undo the disguises: invisible characters, look-alike letters, l e t t e r s with gaps, marks within words."""
    folded = unicodedata.normalize("NFKC", visible(text)).translate(_LOOKALIKES)
    unspaced = _SPACED.sub(lambda match: re.sub(r"[ .\-_*]", "", match[0]), folded)
    return "\n".join(" ".join(line.split()) for line in re.sub("[*`]", "", unspaced).splitlines())
