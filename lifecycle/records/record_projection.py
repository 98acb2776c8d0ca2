"""Applies the events of documents to the table of records: every version of every kind at a place of its own.

Older journals held one document per subject of seven kinds, corrected in place, and kept the notice to a subcontractor
in the subcontract's fact sheet. They are read as what they tell: another date was another version.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Update, bindparam, select, update

from lifecycle.records.events.documents import (
    AtPlace,
    ContractRemoved,
    Corrected,
    EvidenceCorrected,
    EvidenceRecorded,
    Fields,
    Recorded,
    Removed,
    SubcontractRemoved,
)
from lifecycle.records.events.shapes import UnreadableEventError, content_of
from lifecycle.records.journal import Event, all_events, canonical
from lifecycle.records.tables import record
from states.columns import SUBCONTRACT
from states.evidence import KINDS, NOTICE

_OF_NOTICE = frozenset(column.name for column in KINDS[NOTICE].columns)


@dataclass(frozen=True, slots=True)
class Place:
    """Where versions of a record stand within their contract; `key` is a date, None for every date."""

    kind: str
    subcontract: str
    key: str | None


class RecordProjector:
    """Applies the events of documents in order; `flush` writes the rows that were gathered."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: list[dict[str, Any]] = []

    def apply(self, event: Event, body: AtPlace) -> None:
        """Gather the rows of a record, and mark those whose place it takes."""
        for one in _told_apart(body):
            for place in self._left(event, one):
                self._withdraw(event, place)
            if isinstance(one, Recorded):
                self._rows.append(_row(event, one))

    def flush(self) -> None:
        """Write the rows that were gathered."""
        if self._rows:
            self._connection.execute(record.insert(), self._rows)
        self._rows = []

    def _left(self, event: Event, body: AtPlace) -> Iterator[Place]:
        """The places whose version an event ends."""
        match body:
            case ContractRemoved():
                return
            case SubcontractRemoved():
                yield Place(body.document, body.subcontract, body.key)
                yield Place(NOTICE, body.subcontract, None)
            case Removed():
                at = Place(body.document, body.subcontract, body.key)
                # An older journal named no date: its only document of the kind is meant.
                yield at if body.key or self._stands(event, at) else Place(at.kind, at.subcontract, None)
            case Corrected():
                for key in _corrected(body):
                    yield Place(body.document, body.subcontract, key)

    def _stands(self, event: Event, place: Place) -> bool:
        self.flush()
        return self._connection.execute(_numbers(keyed=place.key is not None), _at(event, place)).first() is not None

    def _withdraw(self, event: Event, place: Place) -> None:
        self.flush()
        at = _at(event, place) | {"moment": event.recorded_at}
        self._connection.execute(_ending(keyed=place.key is not None), at)


def _at(event: Event, place: Place) -> dict[str, Any]:
    return {"chain": event.subject, "what": place.kind, "no": place.subcontract, "at": place.key}


@cache
def _numbers(*, keyed: bool) -> Select[Any]:
    """The numbers of the records that stand at a place; without a key at all dates of it."""
    return select(record.c.number).where(*_there(keyed=keyed))


@cache
def _ending(*, keyed: bool) -> Update:
    return update(record).where(*_there(keyed=keyed)).values(superseded_at=bindparam("moment"))


def _there(*, keyed: bool) -> list[ColumnElement[bool]]:
    where = [
        record.c.contract == bindparam("chain"),
        record.c.kind == bindparam("what"),
        record.c.subcontract == bindparam("no"),
        record.c.superseded_at.is_(None),
    ]
    return [*where, record.c.key == bindparam("at")] if keyed else where


def _told_apart(body: AtPlace) -> Iterator[AtPlace]:
    """The records that an event is about: of an older subcontract's sheet, the sheet and the notice apart."""
    if not isinstance(body, Recorded) or body.document != SUBCONTRACT:
        yield body
        return
    said = {name: value for name, value in body.fields.items() if name in _OF_NOTICE}
    yield body
    if isinstance(body, Corrected):
        changes = {name: change for name, change in body.changes.items() if name in _OF_NOTICE}
        if changes:
            yield EvidenceCorrected(**_notice(body, said), changes=changes)
    elif said:
        yield EvidenceRecorded(**_notice(body, said))


def _notice(body: Recorded, said: Fields) -> dict[str, Any]:
    kind = KINDS[NOTICE]
    place = {"document": NOTICE, "subcontract": body.subcontract, "key": kind.key(said), "source": body.source}
    return {**place, "fields": said, "files": (), "via": body.via, "dated_on": kind.dated_on(said)}


def _corrected(body: Corrected) -> set[str]:
    """The dates of the versions whose place a correction takes.

    An older journal corrected across dates: what was dated later than before is a further version, and a date that was
    filled in or put earlier is a correction.
    """
    kind = KINDS.get(body.document)
    if kind is None:
        return {body.key}
    now, before = kind.key(body.fields), kind.key(_before(body.fields, body.changes))
    return {now} if before and now > before else {now, before}


def _before(fields: Fields, changes: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    return {**fields, **{name: change[0] for name, change in changes.items()}}


def _row(event: Event, body: Recorded) -> dict[str, Any]:
    kind = KINDS.get(body.document)
    fields = body.fields
    if body.document == SUBCONTRACT:
        fields = {name: value for name, value in fields.items() if name not in _OF_NOTICE}
    return {
        "contract": event.subject,
        "number": event.number,
        "kind": body.document,
        "subcontract": body.subcontract,
        "key": kind.key(fields) if kind else body.key,
        "dated_on": kind.dated_on(fields) if kind else body.dated_on,
        "latest_on": max(dates_in(fields), default=None),
        "recorded_at": event.recorded_at,
        "superseded_at": None,
        "via": body.via,
        "fields": canonical(fields),
        "files": canonical(content_of(body)["files"]).decode(),
    }


def dates_in(fields: Fields) -> list[date]:
    """Every date among stored fields, except the dates that name editions."""
    return [
        date.fromisoformat(value)
        for name, value in fields.items()
        if name.endswith("_on") and isinstance(value, str) and value
    ]


def replay_records(connection: Connection) -> None:
    """Fill the empty table of records from the whole journal; what can't be read is left to `verify` to name."""
    projector = RecordProjector(connection)
    for event in all_events(connection):
        try:
            body = event.body
            if isinstance(body, AtPlace):
                projector.apply(event, body)
        except (UnreadableEventError, LookupError, TypeError, ValueError, AttributeError):
            continue
    projector.flush()
