"""What says that it happened on a day that has not come: it would hold everything back until then, and is set right.

A clock that ran ahead leaves such days behind: alerts told in a year to come, messages and jobs that wait for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select, update

from lifecycle.app import App
from lifecycle.clock import BRIDGED, timestamp
from lifecycle.records.events.alerts import AlertSetRight
from lifecycle.records.journal import Draft
from lifecycle.records.messages import OPEN
from lifecycle.records.tables import alert, alert_step, assessment, job_claim, outbox
from lifecycle.usecases.work import Work

_LONGEST_PAUSE = timedelta(days=1)
"""A message that failed is tried again within hours; one that waits longer was queued by a clock that ran ahead."""
_SLACK = timedelta(days=14)
"""How much longer than now a pause may last that was given under other settings of the ladder or other closed days."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """How much is dated ahead of now: open alerts, messages that wait, runs of jobs, contracts as last assessed."""

    alerts: int
    messages: int
    runs: int
    assessed: int

    def __str__(self) -> str:
        named = {"連絡": self.alerts, "送信待ち": self.messages, "定例処理": self.runs, "判定": self.assessed}
        return "、".join(f"{name}{count}件" for name, count in named.items() if count)


def ahead_of_now(app: App, connection: Connection) -> Ahead:
    """What is dated ahead, counted. Of a home for trial nothing is: its clock goes where it is set."""
    if app.trial:
        return Ahead(0, 0, 0, 0)
    now, today = app.clock.now(), app.today()
    return Ahead(
        len(_alerts(app, connection)),
        _count(connection, outbox.c.id, _waiting(now)),
        _count(connection, job_claim.c.job, _started(now)),
        _count(connection, assessment.c.contract, assessment.c.assessed_on > today),
    )


def set_right(work: Work) -> int:
    """Close the alerts that are dated ahead, on the record, so that their causes are told anew; let messages and jobs
    go. Gives the number of alerts.

    What was assessed ahead is judged anew by the sweep itself. Nothing is done in a home for trial.
    """
    if work.app.trial:
        return 0
    connection, now = work.connection, work.app.clock.now()
    muted = _alerts(work.app, connection)
    work.record([Draft(chain, work.today, AlertSetRight(id=id_, ahead_on=day)) for id_, chain, day in muted])
    queued_ahead = outbox.c.queued_at > timestamp(now + BRIDGED)
    connection.execute(update(outbox).where(_waiting(now)).values(next_try_at=timestamp(now)))
    # What was queued in a month to come is no reason not to report of it when it has come.
    renamed = {"topic": outbox.c.topic + ":" + outbox.c.id, "queued_at": timestamp(now)}
    connection.execute(update(outbox).where(queued_ahead).values(renamed))
    connection.execute(delete(job_claim).where(_started(now)))
    return len(muted)


def _alerts(app: App, connection: Connection) -> Sequence[tuple[str, str, date]]:
    """The open alerts that were opened, told, answered or put off on a day that has not come: id, chain, that day."""
    today, ladder = app.today(), app.book.escalation
    put_off = app.calendar.add(today, ladder.snooze_business_days * ladder.snooze_limit) + _SLACK
    paused = app.calendar.add(today, ladder.pause_business_days) + _SLACK
    latest_step = (
        select(alert_step.c.alert, func.max(alert_step.c.told_on).label("told_on"))
        .group_by(alert_step.c.alert)
        .subquery()
    )
    allowed = (
        (alert.c.opened_on, today),
        (alert.c.told_on, today),
        (latest_step.c.told_on, today),
        (alert.c.acknowledged_on, today),
        (alert.c.snoozed_until, put_off),
        (alert.c.paused_until, paused),
    )
    rows = connection.execute(
        select(alert.c.id, alert.c.contract, *(column.label(f"day{n}") for n, (column, _) in enumerate(allowed)))
        .outerjoin(latest_step, latest_step.c.alert == alert.c.id)
        .where(alert.c.resolved_on.is_(None), or_(*(column > last for column, last in allowed)))
        .order_by(alert.c.id)
    )
    return [(row.id, row.contract, max(day for day in row[2:] if day)) for row in rows]


def _waiting(now: datetime) -> ColumnElement[bool]:
    """The condition for messages that wait for a time which no pause explains."""
    late = outbox.c.next_try_at > timestamp(now + _LONGEST_PAUSE)
    return outbox.c.status.in_(OPEN) & (late | (outbox.c.queued_at > timestamp(now + BRIDGED)))


def _started(now: datetime) -> ColumnElement[bool]:
    """The condition for runs that began later than now."""
    return job_claim.c.started_at > timestamp(now + BRIDGED)


def _count(connection: Connection, column: ColumnElement[str], condition: ColumnElement[bool]) -> int:
    return int(connection.execute(select(func.count(column)).where(condition)).scalar_one())
