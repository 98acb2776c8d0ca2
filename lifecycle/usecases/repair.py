"""Repair: the projections are replayed from the journal, and every obligation is computed again."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, delete, func, select

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.dues.obligations import refresh
from lifecycle.dues.reopening import how_they_stand, reopened_by, tell
from lifecycle.post.outbox import Outbox
from lifecycle.post.topic import Topic
from lifecycle.records.chunks import chunks
from lifecycle.records.database import writing
from lifecycle.records.facts import contract_ids
from lifecycle.records.journal import Event, all_events
from lifecycle.records.progress import begins, counted
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
from lifecycle.usecases.work import working

PROJECTED = (contract, record, stage_change, override, act, matter, division, flag, alert, alert_step)
_BATCH = 1000


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The result of a rebuild: the number of events replayed, and of each projection's rows before and after."""

    events: int
    before: Mapping[str, int]
    after: Mapping[str, int]


def rebuild(app: App) -> Rebuilt:
    """Empty the projections and replay the whole journal into them, in one transaction; then reassess every contract.

    The journal, the persons and the outbox are not touched. Raises RoleError.
    """
    with writing(app.engine) as connection:
        app.actor(connection).must(Act.REBUILD)
        before = _rows(connection)
        for table in PROJECTED:
            connection.execute(delete(table))
        count, projector, batch = 0, Projector(connection), list[Event]()
        events = connection.execute(select(func.count()).select_from(journal)).scalar_one()
        for event in counted(all_events(connection), "記録を再生しています", events):
            batch.append(event)
            count += 1
            if len(batch) >= _BATCH:
                projector.apply(batch)
                batch = []
        projector.apply(batch)
        after = _rows(connection)
        connection.execute(delete(obligation))
        connection.execute(delete(assessment))
        refresh(connection, app.assessor, contract_ids(connection), app.today())
    return Rebuilt(count, before, after)


def _rows(connection: Connection) -> dict[str, int]:
    return {t.name: connection.execute(select(func.count()).select_from(t)).scalar_one() for t in PROJECTED}


@dataclass(slots=True)
class Reassessed:
    """The result of a reassessment: contracts judged again, duties that appeared or vanished by rule, new standings."""

    contracts: int = 0
    appeared: Counter[str] = field(default_factory=Counter)
    vanished: Counter[str] = field(default_factory=Counter)
    standings: dict[str, tuple[str, str]] = field(default_factory=dict)


def reassess(app: App) -> Reassessed:
    """Compute every obligation again as of today, a few hundred contracts a transaction; gives what changed.

    Departures from the rule data are journaled first, and each 所属長 is told of what a rule opened again. Raises
    RoleError.
    """
    with working(app) as work:
        work.actor.must(Act.REASSESS)
        # The contracts go office by office, so that a head is told in one message and not in one of every chunk.
        of_offices = select(contract.c.id).where(~contract.c.removed).order_by(contract.c.division, contract.c.id)
        ids = list(work.connection.execute(of_offices).scalars())
    reassessed = Reassessed()
    begins("義務を判定し直しています", len(ids))
    for chunk in chunks(ids):
        with writing(app.engine) as connection:
            _reassess_chunk(connection, app, chunk, reassessed)
    return reassessed


def _reassess_chunk(connection: Connection, app: App, ids: Sequence[str], reassessed: Reassessed) -> None:
    known = how_they_stand(connection, ids)
    standing = {
        row.contract: row.standing
        for row in connection.execute(
            select(assessment.c.contract, assessment.c.standing).where(assessment.c.contract.in_(ids))
        )
    }
    before = _owed(connection, ids)
    judged = refresh(connection, app.assessor, ids, app.today())
    after = _owed(connection, ids)
    topic = Topic.reopened_by_rules(ids[0], timestamp(app.clock.now()))
    tell(Outbox(app, connection), reopened_by(known, judged), app.today(), topic, unforeseen=True)
    reassessed.contracts += len(judged)
    reassessed.appeared.update(code for _, code in after - before)
    reassessed.vanished.update(code for _, code in before - after)
    for id_, now in judged.items():
        old, new = standing.get(id_, ""), now.assessment.standing.value
        if old != new:
            reassessed.standings[id_] = (old, new)


def _owed(connection: Connection, ids: Sequence[str]) -> set[tuple[str, str]]:
    rows = connection.execute(select(obligation.c.subject, obligation.c.code).where(obligation.c.contract.in_(ids)))
    return {(row.subject, row.code) for row in rows}
