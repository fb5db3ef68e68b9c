"""What users did a moment ago shapes their next answer, on this replica at once and on the others soon."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from projects.recommender import feedback
from projects.recommender.feedback import NO_TASTE, RecentFeedback, Taste
from shared.store import Feedback, Store

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
numbers = count()


def event(item: str, kind: str = "like", *, minute: int = 0, subject: str = "ann", received: int = 0) -> Feedback:
    return Feedback(
        event_id=f"event-{next(numbers)}",
        subject=subject,
        item=item,
        kind=kind,
        occurred_at=NOON + timedelta(minutes=minute),
        received_at=NOON + timedelta(seconds=received),
    )


def at(minute: int) -> int:
    return int(NOON.timestamp()) + 60 * minute


@pytest.fixture
def recent(store: Store) -> RecentFeedback:
    return RecentFeedback(store, per_user=3)


def test_somebody_unknown_has_no_taste(recent: RecentFeedback) -> None:
    assert recent.of("nobody") is NO_TASTE


def test_own_feedback_shows_at_once(recent: RecentFeedback) -> None:
    recent.apply([event("a", "like"), event("b", "watch", minute=1), event("c", "dislike", minute=2)])

    assert recent.of("ann") == Taste({"a": at(0), "b": at(1)}, frozenset("c"))


def test_feedback_of_another_replica_shows_after_a_poll(recent: RecentFeedback, store: Store) -> None:
    store.add_feedback([event("a")])
    assert recent.of("ann") == NO_TASTE

    recent.poll()
    assert list(recent.of("ann").liked) == ["a"]


def test_every_poll_takes_what_is_new(recent: RecentFeedback, store: Store) -> None:
    for second, item in enumerate("abc"):
        store.add_feedback([event(item, minute=second, received=60 * second)])
        recent.poll()

    assert list(recent.of("ann").liked) == ["a", "b", "c"]


def test_a_row_that_was_committed_late_is_not_missed(recent: RecentFeedback, store: Store) -> None:
    store.add_feedback([event("fast", received=20)])
    recent.poll()
    store.add_feedback([event("slow", subject="bob", received=0)])
    recent.poll()

    assert list(recent.of("bob").liked) == ["slow"]


def test_polling_again_changes_nothing(recent: RecentFeedback, store: Store) -> None:
    store.add_feedback([event("a"), event("a", "dislike", minute=1), event("b", minute=2)])
    recent.poll()
    before = recent.of("ann")
    recent.poll()

    assert recent.of("ann") == before == Taste({"b": at(2)}, frozenset("a"))


@pytest.mark.parametrize("late_first", [False, True], ids=["in order", "out of order"])
def test_the_later_event_on_an_item_wins(recent: RecentFeedback, late_first: bool) -> None:
    events = [event("a", "like", minute=1), event("a", "dislike", minute=2)]
    recent.apply(reversed(events) if late_first else events)

    assert recent.of("ann") == Taste({}, frozenset("a"))


def test_a_later_like_takes_a_dislike_back(recent: RecentFeedback) -> None:
    recent.apply([event("a", "dislike")])
    recent.apply([event("a", "like", minute=1)])

    assert recent.of("ann") == Taste({"a": at(1)}, frozenset())


def test_likes_are_ordered_by_when_they_happened(recent: RecentFeedback) -> None:
    recent.apply([event("b", minute=2), event("c", minute=3), event("a", minute=1)])

    assert list(recent.of("ann").liked) == ["a", "b", "c"]


def test_only_the_latest_events_of_a_user_are_kept(recent: RecentFeedback) -> None:
    recent.apply([event(item, "dislike" if item == "b" else "like", minute=ord(item)) for item in "eabcd"])

    assert recent.of("ann") == Taste({item: at(ord(item)) for item in "cde"}, frozenset())


def test_the_users_heard_of_last_are_kept(recent: RecentFeedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "MAX_SUBJECTS", 2)
    recent.apply([event("a", subject="ann"), event("a", subject="bob"), event("b", subject="ann")])
    recent.apply([event("a", subject="cem")])

    assert [bool(recent.of(subject).liked) for subject in ("ann", "bob", "cem")] == [True, False, True]


def test_users_are_kept_apart(recent: RecentFeedback) -> None:
    recent.apply([event("a", subject="ann"), event("b", subject="bob")])

    assert [list(recent.of(subject).liked) for subject in ("ann", "bob")] == [["a"], ["b"]]


def test_threads_lose_nothing(store: Store) -> None:
    recent = RecentFeedback(store, per_user=1000)
    start = threading.Barrier(5)

    def write(thread: int) -> None:
        start.wait()
        for number in range(50):
            recent.apply([event(f"{thread}-{number}", minute=number)])

    def poll() -> None:
        start.wait()
        for _ in range(10):
            recent.poll()
            recent.of("ann")

    threads = [*(threading.Thread(target=write, args=(number,)) for number in range(4)), threading.Thread(target=poll)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(recent.of("ann").liked) == 200
