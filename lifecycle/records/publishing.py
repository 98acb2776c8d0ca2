"""Takes out of a staging database what a deed made there, and puts it on record in bulk, under that moment's time.

The journal's times run forward in the order of its rows, so events are dated and signed only now.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, TableClause, func, literal, select

from lifecycle.records.chunks import chunks
from lifecycle.records.journal import Event, as_event, database_role, enter_events, signed
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
_OF_CONTRACT = ((contract, "id"), (record, "contract"), (stage_change, "contract"))
_OWED = ((obligation, "contract"), (assessment, "contract"))


class Publisher:
    """Puts on record what was staged at a moment (`staged_at`, as stored), as of another that is `time`."""

    def __init__(self, stage: Connection, target: Connection, staged_at: str, time: RecordingTime) -> None:
        self._stage, self._target = stage, target
        self._staged_at, self._time = staged_at, time
        self._heads: dict[str, str] = {}

    def events(self, after: int, upto: int | None = None, see: Callable[[Event], None] | None = None) -> None:
        """The staged events of these rows, each signed anew behind the one before it in its chain."""
        role = database_role(self._target)
        for rows in self._event_rows(after, upto):
            events = []
            for row in rows:
                event = replace(
                    as_event(row),
                    id=0,
                    recorded_at=self._time.at,
                    clock=self._time.clock,
                    database_role=role,
                    previous=self._heads.get(row.subject, row.previous),
                )
                event = signed(event)
                self._heads[row.subject] = event.hash
                events.append(event)
                if see:
                    see(event)
            enter_events(self._target, events)
            steps(len(events))

    def _event_rows(self, after: int, upto: int | None) -> Iterator[Sequence[Any]]:
        while True:
            asked = select(journal).where(journal.c.id > after).order_by(journal.c.id).limit(_EVENTS)
            rows = self._stage.execute(asked if upto is None else asked.where(journal.c.id <= upto)).all()
            if not rows:
                return
            yield rows
            after = rows[-1].id

    def persons(self) -> None:
        """The persons who are new."""
        self._enter(person, select(person).where(person.c.id.in_(select(new_person.c.id))))

    def contracts(self, ids: Sequence[str], standing: Sequence[str]) -> None:
        """What is on record of these contracts and what they owe; of those `standing` before it takes the place."""
        for chunk in chunks(standing):
            for what, key in (*_OF_CONTRACT, *_OWED):
                self._target.execute(what.delete().where(what.c[key].in_(chunk)))
        for what, key in (*_OF_CONTRACT, *_OWED):
            for chunk in chunks(ids):
                self._enter(what, select(what).where(what.c[key].in_(chunk)))

    def messages(self, after: int) -> None:
        """The messages that were queued in the events behind that row."""
        queued = select(journal.c.subject).where(journal.c.id > after, journal.c.subject.startswith("message:"))
        self._enter(outbox, select(outbox).where((literal("message:") + outbox.c.id).in_(queued)))

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
            self._enter(what, select(what).where(what.c[key].in_(chunk)))

    def _enter(self, what: TableClause, chosen: Any) -> None:
        times = [name for name in _TIMES if name in what.c]
        for part in self._stage.execute(chosen).partitions(_ROWS):
            rows = [dict(row._mapping) for row in part]
            for row in rows if times and self._time.at != self._staged_at else ():
                row.update((name, self._time.at) for name in times if row[name] == self._staged_at)
            self._target.execute(what.insert(), rows)


def count_of_contracts(connection: Connection) -> int:
    """How many contracts there are, those taken back among them."""
    return int(connection.execute(select(func.count()).select_from(contract)).scalar_one())
