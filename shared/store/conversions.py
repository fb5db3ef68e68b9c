"""One query for what an A/B test counts, so that the database and not the service goes through the rows."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from shared.store.tables import events, feedback


def conversions_by_variant(service: str, event: str, experiment: str, kind: str) -> Select[str, int, int]:
    """Select variant, exposed and converted subjects, for exposures whose payload names experiment and variant.

    Who gave feedback after the exposure gave the last of it then: so one row a subject is enough.
    """
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
    last = (
        select(feedback.c.subject, func.max(feedback.c.received_at).label("at"))
        .where(feedback.c.service == service, feedback.c.kind == kind)
        .group_by(feedback.c.subject)
        .subquery()
    )
    return (
        select(shown.c.variant, func.count(), func.count().filter(last.c.at >= shown.c.occurred_at))
        .join_from(shown, last, shown.c.subject == last.c.subject, isouter=True)
        .where(shown.c.nth == 1)
        .group_by(shown.c.variant)
        .order_by(shown.c.variant)
    )
