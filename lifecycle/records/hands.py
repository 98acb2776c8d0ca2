"""Puts the acts of persons beside the records that they are about, as far as they were known by a day."""

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

import orjson
from sqlalchemy import Connection, Row, bindparam, select

from config.vocabulary import ActKind
from lifecycle.clock import day_of, end_of_day
from lifecycle.records.as_of import AsOf, known_until
from lifecycle.records.chunks import among
from lifecycle.records.journal import canonical
from lifecycle.records.shelf import Stored
from lifecycle.records.tables import act, record
from states.hands import ABOUT, DoneAct, named_in

_Place = tuple[str, str, str]
"""The kind of a record, the subcontract and the date that tell it apart."""
_DONE = (
    select(act)
    .where(among(act.c.contract), act.c.done_on <= bindparam("on"), act.c.recorded_at <= bindparam("moment"))
    .order_by(act.c.contract, act.c.number)
)
_ENDED = select(
    record.c.contract, record.c.kind, record.c.subcontract, record.c.key, record.c.recorded_at, record.c.fields
).where(
    among(record.c.contract),
    record.c.superseded_at.is_not(None),
    record.c.kind != "contract",
    record.c.recorded_at <= bindparam("moment"),
)


@lru_cache(maxsize=4096)
def recorded_day(stored: str) -> date:
    """The day in Japan on which something was recorded; the rows of one import share their moment."""
    return day_of(stored)


def record_digest(stored: Stored, what: ActKind) -> str:
    """The hash of what an act speaks of in a record; the confirmation of an original speaks of the files too.

    Persons and free texts go in by their references, so that an erasure changes nothing.
    """
    fields = _referred(orjson.loads(stored.written))
    said: dict[str, Any] = {name: fields[name] for name in named_in(stored.kind, what, frozenset(fields))}
    if what is ActKind.ORIGINAL:
        said["files"] = sorted({file.sha256 for file in stored.files})
    return hashlib.sha256(canonical(said)).hexdigest()


def _referred(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Stored fields with the bare reference in the place of what is stored beside it."""
    return {
        name: value["ref"] if isinstance(value, dict) and "ref" in value else value for name, value in fields.items()
    }


def with_hands(
    connection: Connection, records: Mapping[str, list[Stored]], ids: Sequence[str], as_of: AsOf
) -> dict[str, list[Stored]]:
    """The records of contracts with the acts about them, and with the day on which each came on record."""
    acts = _acts(connection, ids, as_of)
    before = _earlier(connection, ids, as_of.known_by)
    told = {
        id_: [_with_hand(stored, acts.get(id_, ()), before.get(id_, ()), as_of) for stored in records[id_]]
        for id_ in acts.keys() | before.keys()
        if id_ in records
    }
    return {**records, **told}


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A version of a record that another has taken the place of."""

    place: _Place
    recorded_at: str
    fields: Mapping[str, Any]


def _with_hand(stored: Stored, acts: Sequence[Row[Any]], before: Sequence[_Earlier], as_of: AsOf) -> Stored:
    about = [row for row in acts if (row.kind, row.subcontract, row.key) == _place(stored)]
    first = min((one.recorded_at for one in before if _tells_the_same(stored, one)), default=stored.recorded_at)
    if not about and first >= stored.recorded_at:
        return stored
    done = tuple(_done(row, stored, as_of) for row in about)
    recorded = recorded_day(min(first, stored.recorded_at))
    return replace(stored, proof=replace(stored.proof, recorded_on=recorded, acts=done))


def _place(stored: Stored) -> _Place:
    return stored.kind, stored.subcontract, stored.key


def _tells_the_same(stored: Stored, earlier: _Earlier) -> bool:
    """Whether an earlier version told of the same: of an act its names and dates, else of the same document."""
    told = ABOUT.get(stored.kind)
    if told is None:
        return earlier.place == _place(stored)
    if earlier.place[:2] != (stored.kind, stored.subcontract):
        return False
    now = _referred(orjson.loads(stored.written))
    return all(earlier.fields.get(name) == now.get(name) for name in told)


def _done(row: Row[Any], stored: Stored, as_of: AsOf) -> DoneAct:
    kind = ActKind(row.act)
    ended = row.withdrawn_at
    known = ended is not None and (as_of.known_by is None or ended <= end_of_day(as_of.known_by))
    withdrawn = known and day_of(ended) <= as_of.on
    covers = row.record_sha256 == record_digest(stored, kind)
    return DoneAct(kind, row.role, row.done_on, covers, withdrawn)


def act_stands(
    connection: Connection, id_: str, what: ActKind, place: tuple[str, str, str], *, of: str | None = None
) -> bool:
    """Whether an act about a record stands now, not withdrawn; `of` asks for an act about this content (its hash)."""
    kind, no, key = place
    at = [act.c.contract == id_, act.c.act == what.value, act.c.kind == kind, act.c.subcontract == no, act.c.key == key]
    at += [act.c.record_sha256 == of] if of is not None else []
    return connection.execute(select(act.c.number).where(*at, act.c.withdrawn_at.is_(None))).first() is not None


def _acts(connection: Connection, ids: Sequence[str], as_of: AsOf) -> Mapping[str, list[Row[Any]]]:
    """The acts about these contracts by the day, in order."""
    at = {"keys": ids, "on": as_of.on, "moment": known_until(as_of.known_by)}
    by: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in connection.execute(_DONE, at):
        by[row.contract].append(row)
    return by


def _earlier(connection: Connection, ids: Sequence[str], known_by: date | None) -> Mapping[str, list[_Earlier]]:
    """The versions of records that others have taken the place of: they tell since when something is on record."""
    by: dict[str, list[_Earlier]] = defaultdict(list)
    for row in connection.execute(_ENDED, {"keys": ids, "moment": known_until(known_by)}):
        fields = _referred(orjson.loads(row.fields)) if row.kind in ABOUT else {}
        by[row.contract].append(_Earlier((row.kind, row.subcontract, row.key), row.recorded_at, fields))
    return by
