"""Replaying part by part: the tables that are written from events alone, emptied and written anew from the journal.

The rows of a contract follow from its own chain. What belongs to the whole installation (offices, matters, flags, the
alerts of offices) is replayed beside, while others write, and then put in the place of what stands there.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, TableClause, delete, false, func, or_, select

from config.errors import LostRaceError
from lifecycle.records.chunks import chunks
from lifecycle.records.cut_over_projection import CAME_FROM
from lifecycle.records.events.documents import ContractAmended, ContractRegistered
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.folds.holds import HELD, held_contracts, holds_on
from lifecycle.records.journal import all_events, as_event
from lifecycle.records.models import Base
from lifecycle.records.projections import Projector
from lifecycle.records.tables import (
    act,
    alert,
    alert_step,
    assessment,
    contract,
    division,
    flag,
    journal,
    matter,
    obligation,
    override,
    record,
    stage_change,
)

_OF_CONTRACT = (record, stage_change, override, act, alert)
"""The tables whose rows name their contract, or another chain, as such."""
_WHOLE = (matter, division)
PROJECTED = (contract, record, stage_change, override, act, *_WHOLE, flag, alert, alert_step)
"""Every table that is written from events alone."""
_BATCH = 1000


@dataclass(slots=True)
class Rows:
    """How many rows of each projection were emptied, and how many were written in their place."""

    before: Counter[str] = field(default_factory=Counter)
    after: Counter[str] = field(default_factory=Counter)

    def add(self, more: "Rows") -> None:
        """Count in what another part came to."""
        self.before.update(more.before)
        self.after.update(more.after)


def replay_all(connection: Connection) -> Rows:
    """Empty every projection and replay the whole journal."""
    emptied = Counter({source.name: connection.execute(delete(source)).rowcount for source in PROJECTED})
    projector, batch = Projector(connection), []
    for event in all_events(connection):
        batch.append(event)
        if len(batch) >= _BATCH:
            projector.apply(batch)
            batch = []
    projector.apply(batch)
    return Rows(emptied, Counter({source.name: _count(connection, source) for source in PROJECTED}))


def replay_contracts(connection: Connection, ids: Sequence[str]) -> Rows:
    """Empty the rows of these contracts and replay their chains."""
    emptied = _empty(connection, ids)
    events = connection.execute(select(journal).where(journal.c.subject.in_(ids)).order_by(journal.c.id))
    Projector(connection).apply(map(as_event, events))
    return Rows(emptied, Counter({s.name: _count(connection, s, mine) for s, mine in _theirs(ids)}))


def _theirs(chains: Sequence[str]) -> list[tuple[TableClause, ColumnElement[bool]]]:
    """The rows of these chains, table by table; those that lead to others come last."""
    alerts = select(alert.c.id).where(alert.c.contract.in_(chains))
    return [
        (alert_step, alert_step.c.alert.in_(alerts)),
        *((source, source.c.contract.in_(chains)) for source in _OF_CONTRACT),
        (contract, contract.c.id.in_(chains)),
        (flag, or_(*(flag.c.name == CAME_FROM + c for c in chains), *(_begins(holds_on(c)) for c in chains), false())),
    ]


def _begins(beginning: str) -> ColumnElement[bool]:
    return flag.c.name.startswith(beginning, autoescape=True)


def _empty(connection: Connection, chains: Sequence[str]) -> Counter[str]:
    return Counter({s.name: connection.execute(delete(s).where(mine)).rowcount for s, mine in _theirs(chains)})


def _count(connection: Connection, source: TableClause, which: ColumnElement[bool] | None = None) -> int:
    counted = select(func.count()).select_from(source)
    return int(connection.execute(counted if which is None else counted.where(which)).scalar_one())


_OF_ALL = ~_begins(CAME_FROM) & ~_begins(HELD)
"""Whether a flag is of the whole installation: not of a contract, whose rows stand until its own are replayed."""


@dataclass(slots=True)
class WholeInstallation:
    """What belongs to no single contract, replayed into an empty database (`beside`).

    `others` are the beginnings of the names of chains that belong to no contract, `quiet` of those of which nothing is
    replayed. `contracts` are the chains of contracts, `strays` the chains of which rows stand and no event.
    """

    beside: Connection
    others: Sequence[str]
    quiet: str
    events: int = 0
    contracts: list[str] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    _seen: int = 0

    def replay(self, connection: Connection) -> None:
        """Replay it as the journal stands now."""
        Base.metadata.drop_all(self.beside)
        Base.metadata.create_all(self.beside)
        self.events = _count(connection, journal)
        self._seen = _count(connection, journal, self._whole)
        rows = connection.execute(select(journal).where(self._whole).order_by(journal.c.id))
        projector = Projector(self.beside)
        for part in rows.partitions(_BATCH):
            projector.apply(map(as_event, part))
        chains = list(connection.execute(select(journal.c.subject).distinct()).scalars())
        self.contracts = [chain for chain in chains if not chain.startswith(tuple(self.others))]
        known, standing = set(chains), set(connection.execute(select(contract.c.id)).scalars())
        for source in (*_OF_CONTRACT, obligation, assessment):
            standing |= set(connection.execute(select(source.c.contract).distinct()).scalars())
        came = connection.execute(select(flag.c.name).where(_begins(CAME_FROM))).scalars()
        standing |= held_contracts(connection) | {name.removeprefix(CAME_FROM) for name in came}
        self.strays = sorted(standing - known)

    def put(self, connection: Connection) -> Rows:
        """Put it in the place of what stands there. Raises LostRaceError where others recorded of it meanwhile."""
        if _count(connection, journal, self._whole) != self._seen:
            raise LostRaceError("ほかの操作と同時になったため、再生していません。もう一度実行してください。")
        rows = Rows()
        for part in chunks(self.strays):
            rows.before.update(_empty(connection, part))
            for source in (obligation, assessment):
                connection.execute(delete(source).where(source.c.contract.in_(part)))
        ours = self._is_of_others(alert.c.contract)
        for source, emptied in (
            (alert, delete(alert).where(ours)),
            (alert_step, delete(alert_step).where(alert_step.c.alert.not_in(select(alert.c.id)))),
            (flag, delete(flag).where(_OF_ALL)),
            *((t, delete(t)) for t in _WHOLE),
        ):
            rows.before[source.name] += connection.execute(emptied).rowcount
        steps = select(alert_step).where(alert_step.c.alert.in_(select(alert.c.id).where(ours)))
        for source, theirs in (
            (alert, select(alert).where(ours)),
            (alert_step, steps),
            (flag, select(flag).where(_OF_ALL)),
            *((t, select(t)) for t in _WHOLE),
        ):
            rows.after[source.name] += self._copy(connection, source, theirs)
        return rows

    def _copy(self, connection: Connection, into: TableClause, rows: Select[Any]) -> int:
        if values := [dict(row._mapping) for row in self.beside.execute(rows)]:
            connection.execute(into.insert(), values)
        return len(values)

    def _is_of_others(self, chain: ColumnElement[str]) -> ColumnElement[bool]:
        return or_(*(chain.startswith(name, autoescape=True) for name in self.others))

    @property
    def _whole(self) -> ColumnElement[bool]:
        """The events that say something of the whole installation; of contracts those that name their office."""
        kinds = {*kinds_of(ContractRegistered), *kinds_of(ContractAmended)}
        others = self._is_of_others(journal.c.subject) & ~journal.c.subject.startswith(self.quiet, autoescape=True)
        return or_(journal.c.kind.in_(sorted(kinds)), others)
