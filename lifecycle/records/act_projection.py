"""Applies acts to the table of acts: each stands until it is withdrawn; a later one of its kind stands beside it."""

from sqlalchemy import Connection, update

from lifecycle.records.events.acts import ActDone, OfAct
from lifecycle.records.journal import Event
from lifecycle.records.tables import act


def apply_act(connection: Connection, event: Event, body: OfAct) -> None:
    """Enter an act that was done, or mark those of its kind and place that were withdrawn."""
    if isinstance(body, ActDone):
        connection.execute(act.insert(), [_row(event, body)])
        return
    at = (
        act.c.contract == event.subject,
        act.c.act == body.act.value,
        act.c.kind == body.document,
        act.c.subcontract == body.subcontract,
        act.c.key == body.key,
        act.c.withdrawn_at.is_(None),
    )
    connection.execute(update(act).where(*at).values(withdrawn_at=event.recorded_at))


def _row(event: Event, body: ActDone) -> dict[str, object]:
    return {
        "contract": event.subject,
        "number": event.number,
        "act": body.act.value,
        "kind": body.document,
        "subcontract": body.subcontract,
        "key": body.key,
        "record_sha256": body.record_sha256,
        "done_on": event.occurred_on,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "role": body.post or event.role,
        "withdrawn_at": None,
    }
