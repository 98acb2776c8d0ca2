"""The posts of offices (所属) as people hold them on a day: as recorded now, or as far as it was known by a day.

What is stored of an office are its posts as last recorded; a field `officer@2025-04-01` is who holds one from that
day. The table knows what was recorded last, the journal what was recorded when.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from lifecycle.clock import day_of, end_of_day
from lifecycle.records.chunks import chunks
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.journal import Event, as_event, only
from lifecycle.records.tables import division, journal

OfficeFields = dict[str, Any]
AT = "@"


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
    """Everything that was recorded of an office's posts, in order of recording."""

    appointments: tuple[Appointment, ...]

    def held_on(self, day: date) -> OfficeFields:
        """The posts as people hold them on a day."""
        held: dict[str, Appointment] = {}
        for one in self.appointments:
            standing = held.get(one.field)
            if one.begins <= day and (standing is None or one.settled_on >= standing.settled_on):
                held[one.field] = one
        return {field: one.value for field, one in held.items() if one.value is not None}

    def next_change(self, field: str, day: date) -> date | None:
        """The first day after that day on which somebody takes the post, as far as it is recorded."""
        return min((a.begins for a in self.appointments if a.field == field and a.begins > day), default=None)


def office_of(stored: Mapping[str, Any]) -> OfficeHistory:
    """The history of an office from its last recording alone: its posts, each appointment from its own day."""
    dated = ((*name.partition(AT)[::2], value) for name, value in stored.items())
    begun = [(field, date.fromisoformat(day) if day else date.min, value) for field, day, value in dated]
    return OfficeHistory(tuple(Appointment(field, begins, begins, value) for field, begins, value in begun))


def settled(stored: Mapping[str, Any], day: date) -> OfficeFields:
    """The fields of an office, with every appointment that has begun in its place; appointments to come stay."""
    coming = {n: v for n, v in stored.items() if AT in n and date.fromisoformat(n.partition(AT)[2]) > day}
    return {**office_of(stored).held_on(day), **coming}


def offices_on(connection: Connection, day: date) -> dict[str, OfficeFields]:
    """The posts of every office as people hold them on a day, by the office's name; as recorded now."""
    return {row.name: office_of(orjson.loads(row.fields)).held_on(day) for row in connection.execute(select(division))}


def office_on(connection: Connection, name: str, day: date) -> OfficeFields:
    """The posts of one office on a day; empty where there is no such office."""
    stored = connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    return office_of(orjson.loads(stored)).held_on(day) if stored else {}


def known_divisions(connection: Connection, known_by: date | None = None) -> set[str]:
    """The names of the offices recorded, or of those recorded by the end of a day."""
    if known_by is None:
        return set(connection.execute(select(division.c.name)).scalars())
    recorded = select(journal.c.subject).where(
        journal.c.kind == DivisionRecorded.KIND, journal.c.recorded_at <= end_of_day(known_by)
    )
    return {subject.partition(":")[2] for subject in connection.execute(recorded.distinct()).scalars()}


def offices_by(connection: Connection, known_by: date | None = None) -> dict[str, OfficeHistory]:
    """The history of every office that was recorded by the end of a day (default: ever), in order of their names."""
    names = list(connection.execute(select(division.c.name).order_by(division.c.name)).scalars())
    events: dict[str, list[Event]] = {name: [] for name in names}
    for chunk in chunks(names):
        for event in _recorded(connection, chunk, known_by):
            events[event.subject.partition(":")[2]].append(event)
    return {name: OfficeHistory(tuple(_appointments(told))) for name, told in events.items() if told}


def _recorded(connection: Connection, names: Sequence[str], known_by: date | None) -> Iterator[Event]:
    statement = select(journal).where(
        journal.c.subject.in_([f"division:{name}" for name in names]), journal.c.kind == DivisionRecorded.KIND
    )
    if known_by is not None:
        statement = statement.where(journal.c.recorded_at <= end_of_day(known_by))
    for row in connection.execute(statement.order_by(journal.c.subject, journal.c.number)):
        yield as_event(row)


def _appointments(events: Sequence[Event]) -> Iterator[Appointment]:
    """The appointments that each event made. What the first event says has no day of its own and holds from ever."""
    before: Mapping[str, Any] = {}
    for event, body in only(events, DivisionRecorded):
        day, fields = day_of(event.recorded_at), body.fields
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
