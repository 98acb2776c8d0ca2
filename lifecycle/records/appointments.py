"""Posts of offices as of a day and as far as known by a day: the journal answers, as the table knows only the last."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from lifecycle.clock import day_of, end_of_day
from lifecycle.records.journal import Event, as_event
from lifecycle.records.offices import AT, Fields, settled
from lifecycle.records.tables import division, journal

_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Appointment:
    """A field of an office (a post, its address) as recorded by one event; `value` None where it was emptied.

    `begins` is the day it holds from. Of those that hold, the one with the latest `settled_on` speaks: the later of
    `begins` and the day of recording, as somebody put in a post today, even for last month, takes the post of whoever
    took it meanwhile.
    """

    field: str
    begins: date
    settled_on: date
    value: Any


@dataclass(frozen=True, slots=True)
class OfficeHistory:
    """Everything recorded of an office's posts, in order of recording."""

    appointments: tuple[Appointment, ...]

    def held_on(self, day: date) -> Fields:
        """The posts on a day."""
        held: dict[str, Appointment] = {}
        for found in self.appointments:
            standing = held.get(found.field)
            if found.begins <= day and (standing is None or found.settled_on >= standing.settled_on):
                held[found.field] = found
        return {field: found.value for field, found in held.items() if found.value is not None}

    def next_change(self, field: str, day: date) -> date | None:
        """The first day after that on which somebody takes the post, as far as recorded."""
        return min((a.begins for a in self.appointments if a.field == field and a.begins > day), default=None)


def histories(connection: Connection, known_by: date | None = None) -> dict[str, OfficeHistory]:
    """Every office that was recorded by the end of a day (default: ever), in order of their names."""
    names = list(connection.execute(select(division.c.name).order_by(division.c.name)).scalars())
    events: dict[str, list[Event]] = {name: [] for name in names}
    for start in range(0, len(names), _CHUNK):
        for event in _recorded(connection, names[start : start + _CHUNK], known_by):
            events[event.subject.partition(":")[2]].append(event)
    return {name: OfficeHistory(tuple(_appointments(found))) for name, found in events.items() if found}


def _recorded(connection: Connection, names: Sequence[str], known_by: date | None) -> Iterator[Event]:
    statement = select(journal).where(
        journal.c.subject.in_([f"division:{name}" for name in names]), journal.c.kind == "division_recorded"
    )
    if known_by is not None:
        statement = statement.where(journal.c.recorded_at <= end_of_day(known_by))
    for row in connection.execute(statement.order_by(journal.c.subject, journal.c.number)):
        yield as_event(row)


def _appointments(events: Sequence[Event]) -> Iterator[Appointment]:
    """What each event changed. What the first one says has no day of its own and holds from ever."""
    before: Fields = {}
    for event in events:
        day, fields = day_of(event.recorded_at), event.content["fields"]
        # A deputy is entered at once, for a period that may lie ahead.
        undated = min(event.occurred_on, day) if before else date.min
        known = settled(before, day)
        for name in [*fields, *(n for n in known if n not in fields and AT not in n)]:
            value = fields.get(name)
            if value != known.get(name):
                field, _, dated = name.partition(AT)
                begins = date.fromisoformat(dated) if dated else undated
                yield Appointment(field, begins, max(begins, day) if before or dated else begins, value)
        before = fields
