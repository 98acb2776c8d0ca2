"""Takes out of a staging database what a deed made there, and puts it on record in bulk, under that moment's time.

The journal's times run forward in the order of its rows, so events are dated and signed only now.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, TableClause, case, func, literal, select, type_coerce
from sqlalchemy.types import NullType

from lifecycle.records.chunks import chunks
from lifecycle.records.journal import Event, database_role, digest_of, move_heads
from lifecycle.records.people import new_person
from lifecycle.records.progress import steps
from lifecycle.records.recording import RecordingTime
from lifecycle.records.tables import (
    assessment,
    contract,
    division,
    flag,
    journal,
    obligation,
    outbox,
    person,
    record,
    stage_change,
)

_EVENTS = 2000
_ROWS = 4000
_TIMES = ("recorded_at", "superseded_at", "queued_at", "next_try_at", "waiting_since")
_OF_EVENT = tuple(name for name in Event.__dataclass_fields__ if name not in ("id", "texts"))
_SIGNED = ("recorded_at", "database_role", "previous", "hash", "clock")
"""What an event gets only where it is put on record; of `previous` a chain's first keeps what it was staged behind."""
_STAGED = (*(name for name in _OF_EVENT if name not in _SIGNED), "previous")
_OF_CONTRACT = ((contract, "id"), (record, "contract"), (stage_change, "contract"))
_OWED = ((obligation, "contract"), (assessment, "contract"))


class Publisher:
    """Puts on record what was staged at a moment (`staged_at`, as stored), as of another that is `time`."""

    def __init__(self, stage: Connection, target: Connection, staged_at: str, time: RecordingTime) -> None:
        self._stage, self._target = stage, target
        self._staged_at, self._time = staged_at, time
        self._last: dict[str, str] = {}

    def events(self, after: int, of: Container[str] = ()) -> list[Event]:
        """Enter the staged events behind that row, each signed anew behind the one before it in its chain.

        Answers those of the subjects `of`, as they stand on record now.
        """
        told: list[Event] = []
        ours, at, clock = database_role(self._target), self._time.at, self._time.clock
        as_stored = str if self._target.dialect.name == "sqlite" else date.fromisoformat
        for rows in self._event_rows(after):
            signed, heads = [], {}
            for subject, number, kind, day, actor, os_user, role, payload, via, authenticated, first in rows:
                previous = self._last.get(subject, first)
                header = [previous, subject, number, kind, day, at, actor, os_user, role, ours]
                hash_ = self._last[subject] = digest_of(header, (via, authenticated), clock, payload)
                heads[subject] = (number, hash_)
                written = (subject, number, kind, as_stored(day), at, actor, os_user, role, ours)
                signed.append((*written, payload, previous, hash_, via, authenticated, clock))
            move_heads(self._target, heads)
            self._write(journal, _OF_EVENT, signed)
            told += [_event(row) for row in signed if row[0] in of]
            steps(len(rows))
        return told

    def _event_rows(self, after: int) -> Iterator[Sequence[tuple[Any, ...]]]:
        staged = (type_coerce(journal.c[name], NullType()) for name in _STAGED)
        return _as_stored(self._stage, select(*staged).where(journal.c.id > after).order_by(journal.c.id), _EVENTS)

    def persons(self) -> None:
        """The persons who are new."""
        self._enter(person, person.c.id.in_(select(new_person.c.id)))

    def contracts(self, ids: Sequence[str], standing: Sequence[str]) -> None:
        """What is on record of these contracts and what they owe; of those `standing` before it takes the place."""
        for chunk in chunks(standing):
            for what, key in (*_OF_CONTRACT, *_OWED):
                self._target.execute(what.delete().where(what.c[key].in_(chunk)))
        for what, key in (*_OF_CONTRACT, *_OWED):
            for chunk in chunks(ids):
                self._enter(what, what.c[key].in_(chunk))

    def messages(self, after: int) -> None:
        """The messages that were queued in the events behind that row."""
        queued = select(journal.c.subject).where(journal.c.id > after, journal.c.subject.startswith("message:"))
        self._enter(outbox, (literal("message:") + outbox.c.id).in_(queued))

    def offices(self, before: Mapping[str, bytes]) -> None:
        """The offices that are other than before."""
        self._replace(division, "name", before, {r.name: r.fields for r in self._stage.execute(select(division))})

    def flags(self, before: Mapping[str, str]) -> None:
        """The flags that are other than before."""
        self._replace(flag, "name", before, {r.name: r.value for r in self._stage.execute(select(flag))})

    def _replace(self, what: TableClause, key: str, before: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        other = sorted(name for name, value in now.items() if before.get(name) != value)
        for chunk in chunks(other):
            self._target.execute(what.delete().where(what.c[key].in_(chunk)))
            self._enter(what, what.c[key].in_(chunk))

    def _enter(self, what: TableClause, chosen: ColumnElement[bool]) -> None:
        """Enter the chosen rows; from SQLite to SQLite as they are stored, which is a third of the time of values."""
        names, alike = [column.name for column in what.c], self._target.dialect.name == self._stage.dialect.name
        columns = [self._now(column.name, type_coerce(column, NullType()) if alike else column) for column in what.c]
        entered = select(*columns).where(chosen)
        for rows in (_as_stored if alike else _as_values)(self._stage, entered, _ROWS):
            self._write(what, names, rows)

    def _now(self, name: str, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """A column of what is entered: the moment at which it was staged becomes that of the deed."""
        if name not in _TIMES or self._time.at == self._staged_at:
            return column
        return case((type_coerce(column, String()) == self._staged_at, literal(self._time.at)), else_=column)

    def _write(self, what: TableClause, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if self._target.dialect.name != "sqlite":
            self._target.execute(what.insert(), [dict(zip(names, row, strict=True)) for row in rows])
            return
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        self._target.exec_driver_sql(f'INSERT INTO "{what.name}" ({columns}) VALUES ({places})', rows)  # noqa: S608 - names of our own tables


def _as_values(stage: Connection, what: Select[*tuple[Any, ...]], many: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a statement by so many, as values that another database takes."""
    for part in stage.execute(what).partitions(many):
        yield list(map(tuple, part))


def _as_stored(stage: Connection, what: Select[*tuple[Any, ...]], many: int) -> Iterator[Sequence[tuple[Any, ...]]]:
    """The rows of a statement by so many, as the database gives them: a row made anew costs more than what is in it."""
    answer = stage.execute(what)
    while answer.cursor is not None and (rows := answer.cursor.fetchmany(many)):
        yield rows
    answer.close()


def _event(row: tuple[Any, ...]) -> Event:
    fields = dict(zip(_OF_EVENT, row, strict=True))
    return Event(**{**fields, "occurred_on": date.fromisoformat(str(fields["occurred_on"]))})


def count_of_contracts(connection: Connection) -> int:
    """How many contracts there are, those taken back among them."""
    return int(connection.execute(select(func.count()).select_from(contract)).scalar_one())
