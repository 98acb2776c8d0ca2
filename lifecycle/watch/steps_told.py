"""Told means sent: the steps of alerts that a message tells are told when a channel has accepted it."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, select

from lifecycle.app import App
from lifecycle.records.events.alerts import AlertReached, AlertTold
from lifecycle.records.journal import Draft
from lifecycle.records.tables import alert, alert_step, message_step
from lifecycle.usecases.work import Work


def note_told(app: App, connection: Connection, message: Row[Any]) -> int:
    """Note the steps that an accepted message tells its reader, and when their contracts must be looked at next.

    A step that another reader of it knows already has reached one post more. An alert that ended meanwhile was told in
    vain and keeps nothing of it. Gives the number of steps.
    """
    told_on = max(message.period, app.today())
    post = (message.division, message.post)
    steps = [step for step in _steps(connection, message.id) if "/".join(post) not in (step.told_to or "").split(",")]
    drafts = [_draft(step, post, told_on) for step in steps]
    if drafts:
        work = Work(app, connection)
        work.record(drafts)
        work.finish()
    return len(drafts)


def _steps(connection: Connection, message: str) -> list[Row[Any]]:
    """The steps of open alerts that a message tells its reader, each with the posts that know of it already."""
    same = and_(
        alert_step.c.alert == message_step.c.alert,
        alert_step.c.step == message_step.c.step,
        alert_step.c.repeat == message_step.c.repeat,
    )
    statement = (
        select(message_step, alert_step.c.told_to)
        .join(alert, alert.c.id == message_step.c.alert)
        .outerjoin(alert_step, same)
        .where(message_step.c.message == message, message_step.c.primary, alert.c.resolved_on.is_(None))
        .order_by(message_step.c.contract, message_step.c.alert)
    )
    return list(connection.execute(statement))


def _draft(step: Row[Any], post: tuple[str, str], on: date) -> Draft:
    body = AlertTold if step.told_to is None else AlertReached
    return Draft(step.contract, on, body(id=step.alert, step=step.step, repeat=step.repeat, to=(post,)))
