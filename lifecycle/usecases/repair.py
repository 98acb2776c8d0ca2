"""Repair: the projections are replayed from the journal, and every obligation is computed again."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection, delete, func, select

from config.errors import ConflictError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.dues.obligations import Judged, refresh
from lifecycle.dues.reopening import how_they_stand, reopened_by, tell
from lifecycle.post.outbox import Outbox
from lifecycle.post.topic import Topic
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import open_engine, reading, writing
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.journal import heads_of
from lifecycle.records.progress import begins, steps
from lifecycle.records.replaying import PROJECTED, Rows, WholeInstallation, replay_all, replay_contracts
from lifecycle.records.tables import (
    assessment,
    contract,
    journal,
    obligation,
)
from lifecycle.usecases.again import PAGE, as_page, in_parts, pages
from lifecycle.usecases.work import MESSAGES, OF_NO_CONTRACT, working

T = TypeVar("T")
_Store = Callable[[Connection, Sequence[str], Mapping[str, Judged]], T]
"""Stores what these contracts owe; those judged already and not moved on since are given as they were judged."""
_AT_ONCE = 10
"""How many contracts are replayed in one transaction."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild: the number of events replayed, and of each projection's rows before and after.

    Both are counted where the rows are replayed, in one transaction: what others write meanwhile makes no difference.
    """

    events: int
    before: Mapping[str, int]
    after: Mapping[str, int]


def rebuild(app: App) -> Rebuilt:
    """Write the projections anew from the journal, and reassess every contract, page by page while others write.

    Where a page can't be written for what stands in others, all is emptied and replayed in one transaction. The
    journal, the persons and the outbox are not touched. Raises RoleError, ConflictError where others write
    to one contract again and again while it is judged (all is replayed by then; `reassess` judges the rest), and
    UnreadableEventError where an event of a page can't be read: that page stays as it was.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.REBUILD)
    rows = Rows()
    try:
        whole = _by_pages(app, rows)
    except ConflictError:
        events = _at_once(app, rows)
    else:
        _judge_anew(app, sorted(whole.contracts))
        events = whole.events
    names = [source.name for source in PROJECTED]
    return Rebuilt(events, {name: rows.before[name] for name in names}, {name: rows.after[name] for name in names})


def _by_pages(app: App, rows: Rows) -> WholeInstallation:
    """Replay first what belongs to the whole installation, then every contract; gives what the journal held."""
    beside = open_engine("sqlite://")
    with beside.connect() as empty:
        whole = WholeInstallation(empty, OF_NO_CONTRACT, MESSAGES)

        def put() -> Rows:
            with reading(app.engine) as connection:
                whole.replay(connection)
            with writing(app.engine, as_page=True) as connection:
                return whole.put(connection)

        rows.add(as_page(put))
    beside.dispose()
    ids = sorted(whole.contracts)
    begins("記録を再生しています", len(ids))
    for start in range(0, len(ids), _AT_ONCE):
        rows.add(as_page(partial(_replay_page, app, ids[start : start + _AT_ONCE])))
    return whole


def _judge_anew(app: App, ids: Sequence[str]) -> None:
    def store(connection: Connection, part: Sequence[str], known: Mapping[str, Judged]) -> int:
        return len(refresh(connection, app.assessor, part, app.today(), known))

    begins("義務を判定し直しています", len(ids))
    for start in range(0, len(ids), PAGE):
        for _ in _judged_page(app, ids[start : start + PAGE], store):
            pass


def _replay_page(app: App, ids: Sequence[str]) -> Rows:
    with writing(app.engine, as_page=True) as connection:
        rows = replay_contracts(connection, ids)
    steps(len(ids))
    return rows


def _judged_page(app: App, ids: Sequence[str], store: _Store[T]) -> Iterator[T]:
    """Judge these contracts while others write, then store what follows, of those not moved on since as judged."""
    ahead = _Ahead.of(app, ids)

    def write(part: Sequence[str]) -> T:
        with writing(app.engine, as_page=True) as connection:
            return store(connection, part, ahead.still(connection, part))

    yield from in_parts(ids, write)
    steps(len(ids))


@dataclass(frozen=True, slots=True)
class _Ahead:
    """Contracts judged while others write, each with the head of its chain at that moment."""

    heads: Mapping[str, tuple[int, str]]
    judged: Mapping[str, Judged]

    @classmethod
    def of(cls, app: App, ids: Sequence[str]) -> "_Ahead":
        """Judge these contracts as they stand."""
        with reading(app.engine) as connection:
            heads, today = heads_of(connection, ids), app.today()
            facts = list(load_contracts(connection, ids, AsOf(today)))
            judged = map(Judged, facts, app.assessor.assess_all(facts, today))
            return cls(heads, {one.contract.id: one for one in judged})

    def still(self, connection: Connection, ids: Sequence[str]) -> dict[str, Judged]:
        """Those of these contracts of which nothing was recorded since."""
        now = heads_of(connection, ids)
        return {id_: one for id_ in ids if (one := self.judged.get(id_)) and now.get(id_) == self.heads.get(id_)}


def _at_once(app: App, rows: Rows) -> int:
    """Empty everything and replay it in one transaction, in which nobody else can write.

    What the pages written before it had put right still counts as a difference.
    """
    with writing(app.engine) as connection:
        replayed = replay_all(connection)
        for source in (obligation, assessment):
            connection.execute(delete(source))
        refresh(connection, app.assessor, contract_ids(connection), app.today())
        events = int(connection.execute(select(func.count()).select_from(journal)).scalar_one())
    for name, many in rows.after.items():
        replayed.before[name] += rows.before[name] - many
    rows.before, rows.after = replayed.before, replayed.after
    return events


@dataclass(slots=True)
class Reassessed:
    """The result of a reassessment: contracts judged again, duties that appeared or vanished by rule, new standings."""

    contracts: int = 0
    appeared: Counter[str] = field(default_factory=Counter)
    vanished: Counter[str] = field(default_factory=Counter)
    standings: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, page: "Reassessed") -> None:
        """Count in what a page came to."""
        self.contracts += page.contracts
        self.appeared += page.appeared
        self.vanished += page.vanished
        self.standings |= page.standings


def reassess(app: App) -> Reassessed:
    """Compute every obligation again as of today, office by office, each in a transaction; gives what changed.

    Departures from the rule data are journaled first, and each 所属長 is told of what a rule opened again: in one
    message, in several where the office has more contracts than a page holds. Raises RoleError.
    """
    offices: dict[str, list[str]] = defaultdict(list)
    with working(app) as work:
        work.actor.must(Act.REASSESS)
        of_offices = select(contract.c.id, contract.c.division).where(~contract.c.removed)
        for row in work.connection.execute(of_offices.order_by(contract.c.division, contract.c.id)):
            offices[row.division].append(row.id)
    reassessed = Reassessed()
    begins("義務を判定し直しています", sum(map(len, offices.values())))
    for _, ids, _ in pages(offices):
        for part in _judged_page(app, ids, partial(_stored, app)):
            reassessed.add(part)
    return reassessed


def _stored(app: App, connection: Connection, ids: Sequence[str], known: Mapping[str, Judged]) -> Reassessed:
    reassessed, stood = Reassessed(), how_they_stand(connection, ids)
    before = _owed(connection, ids)
    judged = refresh(connection, app.assessor, ids, app.today(), known)
    after = _owed(connection, ids)
    topic = Topic.reopened_by_rules(ids[0], timestamp(app.clock.now()))
    tell(Outbox(app, connection), reopened_by(stood, judged), app.today(), topic, unforeseen=True)
    reassessed.contracts = len(judged)
    reassessed.appeared.update(code for _, code in after - before)
    reassessed.vanished.update(code for _, code in before - after)
    for id_, one in judged.items():
        old, new = stood[id_].standing if id_ in stood else "", one.assessment.standing.value
        if old != new:
            reassessed.standings[id_] = (old, new)
    return reassessed


def _owed(connection: Connection, ids: Sequence[str]) -> set[tuple[str, str]]:
    rows = connection.execute(select(obligation.c.subject, obligation.c.code).where(obligation.c.contract.in_(ids)))
    return {(row.subject, row.code) for row in rows}
