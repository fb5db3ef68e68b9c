"""Follow-up questions, made to stand alone: the search sees one question and no history."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from projects.chatbot_rag.answer import Turn
from projects.chatbot_rag.words import STOPWORDS, content_words, stem, words

TOPIC_WORDS = 12
"""Most words that are taken over from what was said before."""

_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|thanks|thank you|great|nice|cool|hm+|yes|no|well|alright|i see|got it)\b[\s,.!:-]*)+",
    re.IGNORECASE,
)
_CONJUNCTION = re.compile(r"^(?:and|but|or|then|also|plus)\b[\s,]*", re.IGNORECASE)
_CONTINUES = re.compile(
    r"^(?:and|but|or|then|also|plus|(?:what|how) about|what if|even (?:if|with)|by how much|why not|which ones?|"
    r"likewise|same (?:for|with|question)|(?:what|anything|who|where) else)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\bthe (?:former|latter)\b|\byou (?:just )?(?:said|mentioned|wrote|named)\b|\bvice versa\b|"
    r"\byour (?:last|previous|first) (?:answer|point|sentence)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"\b(?:what(?:['’]?s| is| are| does| do)|who is|explain|define|describe|about|meaning|mean|work|works)\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"^(?:in|for|with|without|on|during|after|before|when|if)\b", re.IGNORECASE)
_SO = re.compile(r"^(?:so|ok(?:ay)?|well|alright|then|hm+)\b", re.IGNORECASE)
_POINTS_BACK = re.compile(
    r"""
      \bthe\ (?:first|second|third|fourth|last|other|previous|next|same|(?:(?:more|less|most|least)\ )?\w+)
        \ (?:ones?|things?|points?|options?|two|kinds?|approach(?:es)?|methods?|steps?)\b
    | \bthe\ (?:first|second|third|fourth|last|others?|previous|same|opposite|reverse|rest|other\ way)
        (?=\s*(?:[?,.!;]|$|(?:and|or|is|are|was|for|round|around|true|apply)\b))
    | \b(?:these|those|the)\ (?:two|three|four|both)\b
        (?=\s*(?:[?,.!;]|$|(?:could|can|is|are|do|does|should|would|will|have|has)\b))
    | \b(?:another|which|a|an|any|each|either|neither|every|this|that)\ (?:\w+\ )?ones?\b
    | \b(?:it|its|itself|they|them|their|theirs|those|these|this|thats|he|she|such|both|either|neither)\b
    | \b(?:then|too|as\ well|instead|though)\s*[?.!]*$
    | \bthat\b(?=['’]s|\s*(?:[?,.!;]|$|(?:is|was|are|would|will|can|could|should|does|do|did|has|have|mean|happen|work|
        help|take|matter|apply|up|down|not|so|one|kind|way|formula|number|value|method)\b))
    | (?<=\b(?:of|by|in|on|at|do|is))\ that\b | (?<=\b(?:for|did|was|can|why|how))\ that\b
    | (?<=\b(?:with|like|than|from|does|will))\ that\b | (?<=\b(?:about|after|would|could))\ that\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_DUMMY = re.compile(
    r"\b(?:(?:is|was|would|does|makes?) it|it (?:is|was|would be|makes))(?= (?:an? )?\w+ (?:\w+ )?(?:to|that|if)\b)",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:this|that|the|your) (?:repo(?:sitory)?|project|handbook|page|document(?:ation)?|article|site|code)\b",
    re.IGNORECASE,
)
_ORDINALS = {"former": 0, "first": 0, "second": 1, "third": 2, "fourth": 3, "latter": -1, "last": -1}
_ORDINAL = re.compile(rf"\bthe ({'|'.join(_ORDINALS)})\b", re.IGNORECASE)
_THE_ONE = re.compile(r"\bthe (?:more |less |most |least )?(\w+) one\b", re.IGNORECASE)
_VERSUS = re.compile(r"\s+(?:vs\.?|versus|and|or)\s+|\s*[,;:.]\s+|\s*[?!]", re.IGNORECASE)
_CLAUSES = re.compile(r"\s*;\s*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+")
_MARKERS = re.compile(r"\s*\[\d+\]")
_WORD = re.compile(r"[^\W_](?:[\w’'+#/-]*[\w+#])?")
_GENERIC = """
    example examples detail details explain code formula formulas reason reasons difference differences alternative
    alternatives advantage advantages disadvantage disadvantages pro pros con cons happen happens better worse best
    worst work works problem problems important fix short simple simply exactly different detailed elaborate continue
    summary summarise shorter longer again possible sense typical drawback drawbacks downside downsides benefit benefits
    first second third last enough true wrong correct point vs versus sentence sentences brief words faster slower
    cheaper easier value values rule rules thumb number numbers practice tool tools library default parameter parameters
    range cost costs mean means calculate calculated measure measured choose decide good bad big small large
"""
GENERIC = frozenset(stem(word) for word in _GENERIC.split())
"""Words that say what is wanted, but not of what."""
_REFERENT_WORDS = 2
"""With so many content words before it, a pronoun has its referent in the question itself."""
_NAME_WORDS = 3


def readings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """Return the ways to understand a question so that it needs no history, the likelier one first.

    Nothing is generated. One way is the question as it is; the other has, in parentheses, what the user's earlier
    questions were about, back to the last one that stood alone, and the part of them or of the last answer that "the
    second one" points at. Which is likelier, its form tells. When no history adds anything, there is one.
    """
    topical = _with_topic(question, history)
    if topical is None:
        return (question,)
    return (topical, question) if depends(question) else (question, topical)


def standalone(question: str, history: Sequence[Turn]) -> tuple[str, bool]:
    """Return the likelier reading, and whether it differs from the question."""
    likelier = readings(question, history)[0]
    return likelier, likelier != question


def _with_topic(question: str, history: Sequence[Turn]) -> str | None:
    asked = [turn.content for turn in history if turn.role == "user"]
    if not asked:
        return None
    answers = [turn.content for turn in history if turn.role == "assistant"]
    topic = _distinct(
        [*_pointed_at(question, asked[-1], answers[-1] if answers else ""), *_topic(asked)], beside=question
    )
    if not topic:
        return None
    core = _CONJUNCTION.sub("", _POLITE.sub("", question.strip())) or question.strip()
    return f"{core} ({' '.join(topic[:TOPIC_WORDS])})"


def depends(question: str) -> bool:
    """Whether a question needs what was said before: it goes on, points back, or names no subject."""
    text = _POLITE.sub("", question.strip())
    if _CONTINUES.match(text) or _REFERS.search(text):
        return True
    own = [term for term in content_words(text) if term not in GENERIC]
    if not own or (len(own) == 1 and _names_no_subject(text)) or (len(own) == 2 and _CASE.match(text)):
        return True
    back = _POINTS_BACK.search(_DUMMY.sub("", _OWN.sub("", text)))
    if back is None:
        return False
    before = text[: back.start()]
    if _SO.match(question.strip()):
        before = _SENTENCES.split(before)[-1]
    return len(content_words(before)) < _REFERENT_WORDS


def _names_no_subject(text: str) -> bool:
    """Whether a question of one content word asks for something of a subject ("when do I stop?"), and not for what the
    word means ("what is stopping?", "stopping?")."""
    return _DEFINES.search(text) is None and len(list(words(text))) > 2


def _topic(asked: Sequence[str]) -> list[str]:
    """The words that matter of the last question that stood alone and of those after it."""
    recent = list(reversed(asked))
    following = list(takewhile(depends, recent))
    return [
        word
        for text in [*recent[len(following) : len(following) + 1], *reversed(following)]
        for word in _subjects(text)
    ]


def _pointed_at(question: str, asked: str, answered: str) -> list[str]:
    """The words of what an ordinal or "the … one" means: an item of a list in the last question or in its answer."""
    answered = _MARKERS.sub("", answered)
    if ordinal := _ORDINAL.search(question):
        index = _ORDINALS[ordinal[1].lower()]
        for items in _lists(asked, answered):
            if len(items) > max(index, 1):
                return list(_subjects(items[index]))
    if quality := _THE_ONE.search(question):
        wanted = stem(quality[1].lower())
        for sentence in _SENTENCES.split(answered):
            if wanted in content_words(sentence):
                return list(_subjects(sentence))[:_NAME_WORDS]
    return []


def _lists(asked: str, answered: str) -> Iterator[list[str]]:
    """What can be counted through, the likeliest first."""
    yield [item for item in _VERSUS.split(asked) if content_words(item)]
    yield [item for item in _CLAUSES.split(answered) if content_words(item)]
    yield [item for item in _SENTENCES.split(answered) if content_words(item)]


def _subjects(text: str) -> Iterator[str]:
    """The words of a text that name something, as they are written."""
    for match in _WORD.finditer(text):
        if any(word not in STOPWORDS and stem(word) not in GENERIC for word in words(match[0])):
            yield match[0]


def _distinct(found: Sequence[str], *, beside: str) -> list[str]:
    """Each word once, without those that the question has itself."""
    seen = set(content_words(beside))
    kept = []
    for word in found:
        stems = set(content_words(word)) or {word.lower()}
        if not stems <= seen:
            kept.append(word)
            seen |= stems
    return kept
