"""Free text of events: before an event is written, each gives way to a reference to the erasable table.

The event carries the reference, the salted hash, the length, and what was judged of the text (`states.content`), so
that verdicts stay what they are when the text is erased. Older events hold their texts in clear and are read as such.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, func, select

from config.in_use import per_book
from config.readings import Readings
from lifecycle.records.events.documents import Corrected, Recorded
from lifecycle.records.events.installation import DeskEvidenceRecorded
from lifecycle.records.events.kinds import decode
from lifecycle.records.events.shapes import Body, Referred, UnreadableEventError, is_free_text, refers_to_text
from lifecycle.records.journal import Draft, Event
from lifecycle.records.people import PeopleDesk, texts_of
from lifecycle.records.tables import person
from states.columns import SUBCONTRACT, columns_of
from states.content import ERASED, Asks, judgements
from states.documents import Column
from states.evidence import NOTICE


class FreeTexts:
    """Puts the free texts of drafted events into the erasable table, each value of a subject once."""

    def __init__(self, people: PeopleDesk, readings: Readings) -> None:
        self._people = people
        self._readings = readings

    def referred(self, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts with references in the place of their free texts."""
        self._people.preload({draft.subject for draft in drafts if _may_hold(draft.body)})
        return [replace(draft, body=self._body(draft.subject, draft.body)) for draft in drafts]

    def _body(self, subject: str, body: Any) -> Any:
        """An event's content, or a value within it, with references."""
        changed: dict[str, Any] = {}
        for name, free in _plan_of(body):
            value = getattr(body, name)
            if free and isinstance(value, str) and not isinstance(value, Referred):
                changed[name] = Referred(self._reference(subject, Asks.CONTENT, value))
            elif isinstance(value, tuple) and value and is_dataclass(value[0]):
                changed[name] = tuple(self._body(subject, one) for one in value)
        if isinstance(body, Recorded | DeskEvidenceRecorded):
            columns = free_columns(body.document)
            changed["fields"] = {n: self._value(subject, columns.get(n), v) for n, v in body.fields.items()}
            if isinstance(body, Corrected):
                changed["changes"] = {
                    n: [self._value(subject, columns.get(n), v) for v in pair] for n, pair in body.changes.items()
                }
        return replace(body, **changed) if changed else body

    def _value(self, subject: str, column: Column | None, value: Any) -> Any:
        if column is None or not column.is_free_text(value):
            return value
        return self._reference(subject, column.asks, value)

    def _reference(self, subject: str, asks: Asks, text: str) -> dict[str, Any]:
        judged = judgements(self._readings, asks, text)
        made: dict[str, Any] = {**self._people.reference(subject, text), "length": len(text)}
        return {**made, "judged": judged} if judged else made


def _may_hold(body: Body) -> bool:
    """Whether free text may stand in a content."""
    return isinstance(body, Recorded | DeskEvidenceRecorded) or any(getattr(body, n) for n, _ in _plan_of(body))


def _plan_of(body: Any) -> tuple[tuple[str, bool], ...]:
    cls: Any = type(body)
    return _plan(cls)


@cache
def _plan(cls: Any) -> tuple[tuple[str, bool], ...]:
    """The fields of a content that may hold free text, themselves or in the values that they list."""
    named = ((f.name, is_free_text(f), str(f.type)) for f in fields(cls))
    return tuple((name, free) for name, free, declared in named if free or declared.startswith("tuple["))


@per_book
def free_columns(kind: str) -> Mapping[str, Column]:
    """The columns of a kind of record, by name; an older subcontract holds those of the notice to it as well."""
    columns = (*columns_of(kind), *(columns_of(NOTICE) if kind == SUBCONTRACT else ()))
    return {column.name: column for column in columns}


def holds_clear_text(event: Event) -> bool:
    """Whether an event of an earlier version holds a free text in clear, which nothing can erase."""
    try:
        return _is_clear(decode(event.kind, event.payload))
    except UnreadableEventError:
        return False


def _is_clear(body: Any) -> bool:
    for name, free in _plan_of(body):
        value = getattr(body, name)
        if free and isinstance(value, str) and value and not isinstance(value, Referred):
            return True
        if isinstance(value, tuple) and value and is_dataclass(value[0]) and any(map(_is_clear, value)):
            return True
    if not isinstance(body, Recorded | DeskEvidenceRecorded):
        return False
    columns = free_columns(body.document)
    return any(name in columns and columns[name].is_free_text(value) for name, value in body.fields.items())


def references(event: Event) -> Iterator[Mapping[str, Any]]:
    """Every reference to the erasable table in an event: to a person, a number, a file's name, a free text."""
    return _references(orjson.loads(event.payload))


def _references(stored: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(stored, list):
        for one in stored:
            yield from _references(one)
    elif isinstance(stored, dict) and "ref" in stored and "sha256" in stored:
        yield stored
    elif isinstance(stored, dict):
        for one in stored.values():
            yield from _references(one)


def spoken(connection: Connection, events: Iterable[Event]) -> list[Event]:
    """Events that say their free texts: the texts as far as they stand, 消去済 for those that were erased."""
    read = list(events)
    texts = texts_of(connection, {event.subject for event in read})
    return [replace(event, texts=texts) for event in read]


def carry_texts(connection: Connection, events: Sequence[Event]) -> None:
    """Enter into an empty database the texts behind these events, so that what is replayed there says them."""
    rows = [
        {"id": ref, "subject": event.subject, "value": value, "salt": ""}
        for event in events[:1]
        for ref, value in (event.texts or {}).items()
    ]
    if rows:
        connection.execute(person.insert(), rows)


def resolved(stored: Mapping[str, Any], texts: Mapping[str, str]) -> dict[str, Any]:
    """Stored fields with their free texts in the place of the references; that of an erased text stays."""
    return {
        name: texts.get(value["ref"], value) if type(value) is dict and refers_to_text(value) else value
        for name, value in stored.items()
    }


def kept(value: Any) -> str:
    """What a table keeps of a free text: its reference, or the text itself from an older event."""
    if isinstance(value, Referred):
        return str(value.stored["ref"])
    return str(value["ref"]) if isinstance(value, Mapping) else str(value)


def said(column: ColumnElement[str]) -> ColumnElement[str]:
    """The text behind a column that was filled by `kept`: 消去済 where it was erased."""
    text = select(func.coalesce(person.c.value, ERASED)).where(person.c.id == column).scalar_subquery()
    return func.coalesce(text, column)


def worded(value: Any) -> str:
    """A stored text in words: of one that was erased, that it was."""
    return ERASED if isinstance(value, Mapping) else str(value)
