"""One query for what an A/B test counts, so that the database and not the service goes through the rows."""

from __future__ import annotations

from sqlalchemy import Select, and_, func, select

from shared.store.tables import events, feedback


def conversions_by_variant(service: str, event: str, experiment: str, kind: str) -> Select[str, int, int]:
    """Select variant, exposed and converted subjects, for exposures whose payload names experiment and variant."""
    first_is_one = func.row_number().over(partition_by=events.c.subject, order_by=(events.c.occurred_at, events.c.id))
    shown = (
        select(
            events.c.subject,
            events.c.occurred_at,
            events.c.payload["variant"].as_string().label("variant"),
            first_is_one.label("nth"),
        )
        .where(events.c.service == service, events.c.name == event, events.c.subject.is_not(None))
        .where(events.c.payload["experiment"].as_string() == experiment)
        .subquery()
    )
    theirs = and_(feedback.c.service == service, feedback.c.subject == shown.c.subject, feedback.c.kind == kind)
    subjects = func.count(shown.c.subject.distinct())
    return (
        select(shown.c.variant, subjects, subjects.filter(feedback.c.received_at >= shown.c.occurred_at))
        .join_from(shown, feedback, theirs, isouter=True)
        .where(shown.c.nth == 1)
        .group_by(shown.c.variant)
        .order_by(shown.c.variant)
    )
