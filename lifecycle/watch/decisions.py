"""Decisions that wait, looked at by the sweep: told again when late, in one digest a day with what was not told."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.dues.alerts import of_decisions
from lifecycle.dues.asking import DecisionsAsked
from lifecycle.dues.obligations import Judged
from lifecycle.dues.waiting import Finder
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import TopicKind
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.overrides import REQUESTED
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.tables import alert, override
from lifecycle.usecases.matters import waiting_matters
from lifecycle.usecases.second_person import MATTER
from lifecycle.usecases.work import Work


@dataclass(frozen=True, slots=True)
class DecisionsTold:
    """What a sweep did about decisions: how many messages it queued, and the posts that could not be reached."""

    queued: int = 0
    gaps: frozenset[Recipient] = frozenset()


def settle_decisions(work: Work, day: date, looked_at: Collection[str] = ()) -> DecisionsTold:
    """Open, tell again and close the alerts of decisions, as of today; of another day nothing is told.

    An exception that was asked for before anybody was told of such is found in the contracts that the sweep looks at;
    what else waited then is asked for by the next deed on its contract.
    """
    if not work.app.book.decisions or day != work.today:
        return DecisionsTold()
    open_ = select(alert.c.contract).where(alert.c.resolved_on.is_(None), of_decisions(work.app.book)).distinct()
    chains = set(work.connection.execute(open_).scalars())
    ids = {*(chain for chain in chains if not chain.startswith(MATTER)), *_requested(work, looked_at)}
    waiting, finder = waiting_matters(work), Finder(work.app, work.connection, day)
    for chunk in chunks(sorted(ids)):
        gone = taken_back_now(work.connection, chunk)
        judged = {
            facts.id: Judged(facts, work.app.assessor.assess(facts, day))
            for facts in load_contracts(work.connection, [id_ for id_ in chunk if id_ not in gone], AsOf(day))
        }
        waiting += finder.waiting(judged)
    asking = DecisionsAsked(work.outbox, day)
    asking.settle({*chains, *(one.chain for one in waiting)}, waiting)
    queued = asking.queue(TopicKind.WAITING)
    work.record(asking.events)
    work.settle(ids)
    return DecisionsTold(queued, frozenset(asking.gaps))


def _requested(work: Work, ids: Collection[str]) -> set[str]:
    """Those of these contracts with an exception that waits."""
    asked: set[str] = set()
    for chunk in chunks(sorted(ids)):
        waits = select(override.c.contract).where(override.c.contract.in_(chunk), override.c.status == REQUESTED)
        asked.update(work.connection.execute(waits).scalars())
    return asked
