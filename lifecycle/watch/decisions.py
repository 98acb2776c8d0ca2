"""Decisions that wait, looked at by the sweep: told again when late, in one digest a day with what was not told."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from lifecycle.dues.alerts import of_decisions
from lifecycle.dues.asking import DecisionsAsked
from lifecycle.dues.obligations import Judged
from lifecycle.dues.waiting import SUBSTITUTED, WAIVER, Finder, rules_on_visits
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import TopicKind
from lifecycle.records.as_of import AsOf
from lifecycle.records.awaiting import owing_subjects, requested_exceptions, unchecked_contracts, undecided_contracts
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.tables import alert
from lifecycle.usecases.matters import waiting_matters
from lifecycle.usecases.second_person import MATTER
from lifecycle.usecases.work import Work


@dataclass(frozen=True, slots=True)
class DecisionsTold:
    """What a sweep did about decisions: how many messages it queued, and the posts that could not be reached."""

    queued: int = 0
    gaps: frozenset[Recipient] = frozenset()


def settle_decisions(work: Work, day: date) -> DecisionsTold:
    """Open, tell again and close the alerts of decisions, as of today; of another day nothing is told."""
    if not work.app.book.decisions or day != work.today:
        return DecisionsTold()
    open_ = select(alert.c.contract).where(alert.c.resolved_on.is_(None), of_decisions(work.app.book)).distinct()
    chains = set(work.connection.execute(open_).scalars())
    ids = {*(chain for chain in chains if not chain.startswith(MATTER)), *_may_wait(work)}
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


def _may_wait(work: Work) -> set[str]:
    """The contracts of which something may wait, by what is stored."""
    connection = work.connection
    owing = owing_subjects(connection, WAIVER, SUBSTITUTED, rules_on_visits(work.app.book))
    return {
        *(row.contract for row in requested_exceptions(connection)),
        *undecided_contracts(connection),
        *(subject.partition("/")[0] for subject in owing),
        *unchecked_contracts(connection),
    }
