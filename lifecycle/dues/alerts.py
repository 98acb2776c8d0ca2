"""The alerts on record: the open alert of each subject and rule, and where each alert stands on the ladder."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, or_, select

from config.manners import RECORD
from config.rulebook import RuleBook
from lifecycle.clock import end_of_day
from lifecycle.records.chunks import among, chunks
from lifecycle.records.events.alerts import Posts
from lifecycle.records.folds.alerts import posts_in
from lifecycle.records.messages import WAITING
from lifecycle.records.tables import alert, alert_step, message_step, outbox
from states.ladder import Ladder, Position
from states.occasions import Occasion

AlertKey = tuple[str, str]
"""The key of an alert, a subject and a rule's (or AL-…) code: there is one open alert for each key."""


@dataclass(frozen=True, slots=True)
class Open:
    """An open alert with the steps at which it was told and the day of each; `waits`: a step of it is on its way.

    `told_to` are the posts that each step reached.
    """

    row: Row[Any]
    told: dict[str, date]
    waits: bool = False
    told_to: Mapping[str, Posts] = field(default_factory=dict)

    def position(self, due_on: date | None) -> Position:
        """Where the alert stands on the ladder, given the day on which its duty is due now."""
        return Position(
            due_on=due_on,
            begins_on=self.row.begins_on,
            told=self.told,
            repeats=self.row.repeats,
            last_told_on=self.row.told_on,
            paused_until=self.row.paused_until,
            snoozed_until=self.row.snoozed_until,
        )


@dataclass(slots=True)
class Known:
    """The alerts of a contract: the open alert of each key, and the ids that were already given on the day."""

    standing: dict[AlertKey, Open] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def new_id(self, key: AlertKey, day: date) -> str:
        """The id for a new alert; the same duty may be opened, resolved and opened again on one day."""
        id_ = f"{key[0]}:{key[1]}:{day.isoformat()}"
        return next(name for n in count(1) if (name := id_ if n == 1 else f"{id_}:{n}") not in self.given)


def known_alerts(
    connection: Connection, chains: Sequence[str], day: date | None = None, which: ColumnElement[bool] | None = None
) -> dict[str, Known]:
    """The alerts of these contracts (or other chains): the open ones and, with a day, those opened on that day.

    `which` narrows them, as to duties (`of_duties`) or to decisions (`of_decisions`).
    """
    by_contract: dict[str, Known] = defaultdict(Known)
    statement = _alerts(with_those_of_the_day=day is not None, which=which)
    for chunk in chunks(chains):
        rows = connection.execute(statement, {"keys": chunk, "day": day}).all()
        if not rows:
            continue
        told, waiting = _told(connection, chunk), _waiting(connection, chunk, day)
        reached = _reached(connection, chunk)
        for row in rows:
            known = by_contract[row.contract]
            known.given.add(row.id)
            if row.resolved_on is None:
                known.standing[row.subject, row.code] = Open(
                    row, told.get(row.id, {}), row.id in waiting, reached.get(row.id, {})
                )
    return by_contract


@cache
def _alerts(*, with_those_of_the_day: bool, which: ColumnElement[bool] | None) -> Select[Any]:
    wanted: ColumnElement[bool] = alert.c.resolved_on.is_(None)
    if with_those_of_the_day:
        wanted = or_(wanted, alert.c.opened_on == bindparam("day"))
    of_chains = select(alert).where(among(alert.c.contract), wanted)
    return of_chains if which is None else of_chains.where(which)


def of_duties(book: RuleBook) -> ColumnElement[bool]:
    """The condition for alerts of duties and of what a contract itself shows, which its judgement opens and closes."""
    return _apart(tuple(sorted(book.decisions)))[0]


def of_decisions(book: RuleBook) -> ColumnElement[bool]:
    """The condition for alerts of decisions that wait, which what asks for them opens and closes."""
    return _apart(tuple(sorted(book.decisions)))[1]


@cache
def _apart(decisions: Sequence[str]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions for all other codes and for these: the same ones each time, by which a statement is known."""
    return alert.c.code.not_in(decisions), alert.c.code.in_(decisions)


def _waiting(connection: Connection, chains: Sequence[str], day: date | None) -> set[str]:
    """The alerts of which a step stands in a message that was neither accepted nor settled otherwise.

    One that may have arrived is not told anew on the same day.
    """
    waits: ColumnElement[bool] = outbox.c.status.in_(WAITING)
    if day:
        since = end_of_day(day - timedelta(days=1))
        waits = or_(waits, and_(outbox.c.status == "uncertain", outbox.c.settled_at > since))
    rows = connection.execute(
        select(message_step.c.alert)
        .join(outbox, outbox.c.id == message_step.c.message)
        .where(message_step.c.contract.in_(chains), message_step.c.primary, waits)
        .where(~_is_told())
    )
    return set(rows.scalars())


def _is_told() -> ColumnElement[bool]:
    """The condition that another reader's message has told the step already."""
    same = (alert_step.c.alert, message_step.c.alert), (alert_step.c.step, message_step.c.step)
    told = select(alert_step.c.alert).where(*(ours == theirs for ours, theirs in same))
    return told.where(alert_step.c.repeat == message_step.c.repeat).exists()


def _told(connection: Connection, chains: Sequence[str]) -> dict[str, dict[str, date]]:
    """The day on which each step of the open alerts was told first."""
    rows = connection.execute(
        select(alert_step.c.alert, alert_step.c.step, alert_step.c.told_on)
        .join(alert, alert.c.id == alert_step.c.alert)
        .where(alert.c.contract.in_(chains), alert.c.resolved_on.is_(None), alert_step.c.repeat == 0)
    )
    steps_told: dict[str, dict[str, date]] = defaultdict(dict)
    for row in rows:
        steps_told[row.alert][row.step] = row.told_on
    return steps_told


def _reached(connection: Connection, chains: Sequence[str]) -> dict[str, dict[str, Posts]]:
    """The posts that each step of the open alerts reached, by the alert and the step; no post: it reached nobody."""
    rows = connection.execute(
        select(alert_step.c.alert, alert_step.c.step, alert_step.c.told_to)
        .join(alert, alert.c.id == alert_step.c.alert)
        .where(alert.c.contract.in_(chains), alert.c.resolved_on.is_(None))
    )
    reached: dict[str, dict[str, Posts]] = defaultdict(dict)
    for row in rows:
        of_alert = reached[row.alert]
        of_alert[row.step] = tuple(dict.fromkeys((*of_alert.get(row.step, ()), *posts_in(row.told_to))))
    return reached


def next_on(ladder: Ladder, occasion: Occasion, known: Open | None, on: date) -> date | None:
    """The first day from `on` on which time alone gives an occasion something to say; None where it never does."""
    if known is None:
        return on if occasion.is_open(on) else occasion.opens_on
    if occasion.manner == RECORD:
        return None
    highest = occasion.kind.highest if occasion.kind else None
    ahead = ladder.next_on(known.position(occasion.counts_from), highest)
    return max(ahead, on) if ahead else None
