"""Alerts as the journal tells them: each replayed from the events of its chain, so as far as a day knew it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from lifecycle.clock import end_of_day
from lifecycle.records.facts import CHUNK, AsOf
from lifecycle.records.journal import Event, as_event
from lifecycle.records.tables import journal

Content = Mapping[str, Any]
_PREFIX = "alert_"


@dataclass(frozen=True, slots=True)
class Telling:
    """One message about an alert: the day, the step of the ladder (its id), and the posts told, by office."""

    on: date
    step: str
    repeat: int
    to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """An alert as it stood on a day.

    `contract` is the chain it stands on (or `division:…`). `begins_on` is the day from which the ladder's steps count;
    `planned_on` the day the office promised; repeats wait until `paused_until`, everything until `snoozed_until`.
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

    @property
    def last(self) -> Telling | None:
        """The latest message about it, None where it was found but nobody was told yet."""
        return self.tellings[-1] if self.tellings else None


def alerts_by(connection: Connection, chains: Sequence[str], as_of: AsOf) -> dict[str, AlertSeen]:
    """The alerts of these chains by their ids: what had happened by the date, and was recorded by `known_by`."""
    found: dict[str, AlertSeen] = {}
    for start in range(0, len(chains), CHUNK):
        statement = select(journal).where(
            journal.c.subject.in_(chains[start : start + CHUNK]),
            journal.c.kind.startswith(_PREFIX, autoescape=True),
            journal.c.occurred_on <= as_of.on,
        )
        if as_of.known_by is not None:
            statement = statement.where(journal.c.recorded_at <= end_of_day(as_of.known_by))
        events = map(as_event, connection.execute(statement.order_by(journal.c.subject, journal.c.number)))
        found.update((seen.id, seen) for seen in alerts_of(events))
    return found


def alerts_of(events: Iterable[Event]) -> tuple[AlertSeen, ...]:
    """The alerts of these events, in the order they were opened; events of kinds unknown here pass by."""
    found: dict[str, AlertSeen] = {}
    for event in events:
        if not event.kind.startswith(_PREFIX):
            continue
        content = event.content
        if event.kind == "alert_opened":
            found[content["id"]] = _opened(event, content)
        elif content.get("id") in found:
            found[content["id"]] = _changed(found[content["id"]], event, content)
    return tuple(found.values())


def _opened(event: Event, content: Content) -> AlertSeen:
    due_on = _day(content.get("due_on"))
    return AlertSeen(
        id=content["id"],
        contract=event.subject,
        subject=content["subject"],
        code=content["code"],
        division=content.get("division", ""),
        due_on=due_on,
        opened_on=event.occurred_on,
        # Before the ladder had steps it always counted from the due date.
        begins_on=_day(content.get("begins_on")) or due_on or event.occurred_on,
        urgent=bool(content.get("urgent", False)),
    )


def _changed(alert: AlertSeen, event: Event, content: Content) -> AlertSeen:
    if event.kind == "alert_told":
        to = tuple((str(division), str(post)) for division, post in content.get("to", ()))
        telling = Telling(event.occurred_on, content["step"], int(content.get("repeat", 0)), to)
        return replace(alert, tellings=(*alert.tellings, telling))
    if event.kind == "alert_acknowledged":
        planned_on = _day(content.get("planned_on")) or alert.planned_on
        return replace(alert, planned_on=planned_on, paused_until=_day(content.get("paused_until")))
    if event.kind == "alert_snoozed":
        return replace(alert, snoozes=alert.snoozes + 1, snoozed_until=_day(content.get("snoozed_until")))
    return replace(alert, resolved_on=event.occurred_on) if event.kind == "alert_resolved" else alert


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
