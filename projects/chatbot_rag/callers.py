"""Who is asking, and what that lets them see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hmac import compare_digest

from projects.chatbot_rag.documents import EVERYBODY, Access
from projects.chatbot_rag.settings import Principal, Settings
from shared.privacy import pseudonym
from shared.serving.api_keys import HEADER
from shared.serving.problems import Unauthorized

ANONYMOUS = "anonymous"


@dataclass(frozen=True)
class Caller:
    """``owner`` is a pseudonym under which sessions are kept; ``access`` are the labels held, public among them."""

    owner: str
    access: Access


def admit_principals(settings: Settings) -> Settings:
    """Return the settings with every principal's key among the API keys, where any are demanded."""
    if not settings.api_keys:
        return settings
    keys = (*settings.api_keys, *(principal.key for principal in settings.principals))
    return settings.model_copy(update={"api_keys": keys})


def identify(key: str | None, settings: Settings) -> Caller:
    """Return who holds the key.

    Without a key, that is anybody. Where API keys are demanded, only valid ones come this far.

    Raises:
        Unauthorized: the key is nobody's; an answer without what it should open would mislead its sender.
    """
    if key is None:
        return Caller(ANONYMOUS, EVERYBODY)
    held = _labels(key, settings.principals)
    if held is None and settings.principals and not settings.api_keys:
        raise Unauthorized(f"The API key in {HEADER} is unknown. Send a valid one, or none to see what is public.")
    return Caller(pseudonym(key, settings.pseudonym_key), EVERYBODY | (held or frozenset()))


def _labels(key: str, principals: Sequence[Principal]) -> Access | None:
    """Compare in constant time, against every key, whatever the first ones say."""
    given = key.encode("latin-1")
    matches = [
        principal.access for principal in principals if compare_digest(given, principal.key.get_secret_value().encode())
    ]
    return frozenset().union(*matches) if matches else None
