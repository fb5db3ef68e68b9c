"""Whether a text says that a skill is absent or not asked for. After NegEx (Chapman et al., 2001), for lists too."""

from __future__ import annotations

from collections.abc import Sequence

from projects.resume_screener.skills.vocabulary import Candidate
from projects.resume_screener.skills.words import Word

_NEGATORS = "no not without never neither nor lack lacking lacked unfamiliar cannot hardly except excluding"
NEGATORS = frozenset(_NEGATORS.split())
CONTRACTED = ("n't", "n’t")
_NOT_NEGATING = "only just limited least merely"
NOT_NEGATING = frozenset(_NOT_NEGATING.split())
"""After a negator: "not only Java", "not limited to Java"."""
_FILLERS = """
    a an any the my our of in with for to or and , / experience knowledge background exposure skill prior previous
    commercial professional formal much real working hands on practical training familiar familiarity used use using
    worked work know have had programmed programming coding degree certification certificate require need necessarily
    yet ever been expertise qualification
"""
FILLERS = frozenset(_FILLERS.split())
FARTHEST = 14
_NEVER_MIND = "required needed necessary mandatory essential expected"
NEVER_MIND = frozenset(_NEVER_MIND.split())
_VERBS = "is are was were be experience knowledge skill strictly"
VERBS = frozenset(_VERBS.split())


def is_negated(words: Sequence[Word], covered: Sequence[bool], candidate: Candidate) -> bool:
    """Whether a candidate is negated; ``covered[i]``: word i belongs to some candidate, as items of one list do."""
    return _negated_before(words, covered, candidate.first) or _negated_after(words, candidate.last)


def _negated_before(words: Sequence[Word], covered: Sequence[bool], first: int) -> bool:
    for at in range(first - 1, max(-1, first - 1 - FARTHEST), -1):
        form = words[at].form
        if form in NEGATORS or form.endswith(CONTRACTED):
            return words[at + 1].form not in NOT_NEGATING
        if form == "," and not covered[at - 1]:
            return False
        if not covered[at] and form not in FILLERS:
            return False
    return False


def _negated_after(words: Sequence[Word], last: int) -> bool:
    """ "Java is not required"."""
    after = [word.form for word in words[last : last + 5]]
    while after and after[0] in VERBS:
        after.pop(0)
    return len(after) > 1 and after[0] == "not" and bool(NEVER_MIND.intersection(after[1:3]))
