"""Alerts as they stood on a day: replayed from the events of their chain, or as the tables hold them now."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select

from config.alert_ends import Ended
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.events.alerts import (
    AlertAcknowledged,
    AlertNeedless,
    AlertOpened,
    AlertReached,
    AlertResolved,
    AlertSnoozed,
    AlertTold,
    OfAlert,
)
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.tables import alert, alert_step, journal


@dataclass(frozen=True, slots=True)
class Telling:
    """One message about an alert: its day, the ladder's step (its id), and the posts that were told, by office."""

    on: date
    step: str
    repeat: int
    to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """An alert as it stood on a day.

    `contract` is the chain it stands on (or `division:…`). `begins_on` is the day from which the ladder's steps count;
    `planned_on` the day the office promised; repeats wait until `paused_until`, everything until `snoozed_until`.
    `ended` says why it was resolved, where that is on record.
    """

    id: str
    contract: str
    subject: str
    code: str
    division: str
    due_on: date | None
    opened_on: date
    begins_on: date
    urgent: bool = False
    tellings: tuple[Telling, ...] = ()
    planned_on: date | None = None
    paused_until: date | None = None
    snoozes: int = 0
    snoozed_until: date | None = None
    resolved_on: date | None = None
    ended: Ended | None = None

    @property
    def last(self) -> Telling | None:
        """The latest message about the alert; None where it was found but nobody was told yet."""
        return self.tellings[-1] if self.tellings else None


def alerts_by(connection: Connection, chains: Sequence[str], as_of: AsOf) -> dict[str, AlertSeen]:
    """The alerts of these chains by their ids, from events that happened by the date and were known by `known_by`."""
    standing: dict[str, AlertSeen] = {}
    for chunk in chunks(chains):
        statement = select(journal).where(
            journal.c.subject.in_(chunk),
            journal.c.kind.in_(kinds_of(OfAlert)),
            journal.c.occurred_on <= as_of.on,
        )
        if as_of.known_by is not None:
            statement = statement.where(journal.c.recorded_at <= end_of_day(as_of.known_by))
        events = map(as_event, connection.execute(statement.order_by(journal.c.subject, journal.c.number)))
        standing.update((seen.id, seen) for seen in alerts_of(events))
    return standing


def alerts_of(events: Iterable[Event]) -> tuple[AlertSeen, ...]:
    """The alerts that these events tell of, in the order of opening; events of kinds unknown here are passed over."""
    standing: dict[str, AlertSeen] = {}
    for event, body in only(events, OfAlert):
        if isinstance(body, AlertOpened):
            standing[body.id] = _opened(event, body)
        elif body.id in standing:
            standing[body.id] = _changed(standing[body.id], event.occurred_on, body)
    return tuple(standing.values())


def _opened(event: Event, body: AlertOpened) -> AlertSeen:
    return AlertSeen(
        id=body.id,
        contract=event.subject,
        subject=body.subject,
        code=body.code,
        division=body.division,
        due_on=body.due_on,
        opened_on=event.occurred_on,
        begins_on=body.begins_on,
        urgent=body.urgent,
    )


def _changed(seen: AlertSeen, on: date, body: OfAlert) -> AlertSeen:
    match body:
        case AlertTold(step=step, repeat=repeat, to=to):
            return replace(seen, tellings=(*seen.tellings, Telling(on, step, repeat, to or ())))
        case AlertReached():
            return replace(seen, tellings=tuple(_reaching(told, body) for told in seen.tellings))
        case AlertAcknowledged(planned_on=planned_on, paused_until=until):
            return replace(seen, planned_on=planned_on, paused_until=until)
        case AlertNeedless(paused_until=until) if until:
            return replace(seen, paused_until=until)
        case AlertSnoozed(snoozed_until=until):
            return replace(seen, snoozes=seen.snoozes + 1, snoozed_until=until)
        case AlertResolved(ended=ended):
            return replace(seen, resolved_on=on, ended=ended)
        case _:
            return seen


def _reaching(told: Telling, body: AlertReached) -> Telling:
    """A telling with the further posts that a step reached, where it is that step's."""
    return replace(told, to=(*told.to, *body.to)) if (told.step, told.repeat) == (body.step, body.repeat) else told


def alerts_on_record(connection: Connection, wanted: Sequence[ColumnElement[bool]], day: date) -> list[AlertSeen]:
    """The alerts that meet the conditions, as the tables hold them, without what is dated after the day."""
    rows = connection.execute(select(alert).where(*wanted)).all()
    told: dict[str, list[Telling]] = {row.id: [] for row in rows}
    for chunk in chunks([row.id for row in rows]):
        steps = select(alert_step).where(alert_step.c.alert.in_(chunk), alert_step.c.told_on <= day)
        for step in connection.execute(steps):
            told[step.alert].append(Telling(step.told_on, step.step, step.repeat, posts_in(step.told_to)))
    ends = _ends(connection, {row.contract for row in rows if row.resolved_on and row.resolved_on <= day})
    return [_seen(row, told[row.id], day, ends.get(row.id)) for row in rows]


def _ends(connection: Connection, chains: Collection[str]) -> dict[str, Ended | None]:
    """Why the alerts of these chains that are resolved were, as the journal says it."""
    ends: dict[str, Ended | None] = {}
    for chunk in chunks(sorted(chains)):
        resolved = select(journal).where(journal.c.subject.in_(chunk), journal.c.kind == AlertResolved.KIND)
        for _, body in only(map(as_event, connection.execute(resolved)), AlertResolved):
            ends[body.id] = body.ended
    return ends


def _seen(row: Row[Any], tellings: Sequence[Telling], day: date, ended: Ended | None) -> AlertSeen:
    return AlertSeen(
        id=row.id,
        contract=row.contract,
        subject=row.subject,
        code=row.code,
        division=row.division,
        due_on=row.due_on,
        opened_on=row.opened_on,
        begins_on=row.begins_on,
        urgent=row.urgent,
        tellings=tuple(tellings),
        planned_on=row.planned_on,
        paused_until=row.paused_until,
        snoozes=row.snoozes,
        snoozed_until=row.snoozed_until,
        resolved_on=row.resolved_on if row.resolved_on and row.resolved_on <= day else None,
        ended=ended,
    )


def posts_in(stored: str) -> tuple[tuple[str, str], ...]:
    """The posts in a row of told steps, each a pair of 所属 and post; they are written `所属/職,所属/職`."""
    pairs = (to.partition("/") for to in stored.split(",") if to)
    return tuple((division, post) for division, _, post in pairs)
