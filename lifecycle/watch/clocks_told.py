"""The clocks of open incidents: head and desk are warned once at each step, at whatever pace the days go by."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from config.errors import ConflictError
from lifecycle.app import App
from lifecycle.clock import JAPAN
from lifecycle.dues.incident_calls import clock_notice, head_and_desk
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.database import reading, writing
from lifecycle.records.journal import Author
from lifecycle.records.messages import OPEN
from lifecycle.records.tables import outbox
from lifecycle.watch.open_incidents import OpenIncident, incidents_open
from lifecycle.watch.settling import drop
from states.incident_clocks import ClockNear, ClockStep, clocks_near

_PASSED = "この段階の知らせは、もう当たりません"


def warn_by_the_hour(app: App, author: Author) -> int:
    """Warn of clocks in a delivery run of any day, from the hour of `warn_hour` on, and drop what holds no more.

    Gives the messages queued.
    """
    if not _is_hour(app, app.clock.now()):
        return 0
    with reading(app.engine) as connection:
        if not any(_untold(Outbox(app, connection), app.today())) and not _stale(app, connection):
            return 0
    try:
        with writing(app.engine) as connection:
            for row in _stale(app, connection):
                drop(app, connection, author, row, _PASSED)
            return warn_of_clocks(Outbox(app, connection), app.today())
    except ConflictError:
        return 0  # another run was first


def warn_of_clocks(box: Outbox, day: date) -> int:
    """Queue what was not told yet of the clocks of open incidents, as a day finds them; gives the messages."""
    queued = 0
    for one, near, to in list(_untold(box, day)):
        notice = clock_notice(box.app, one.contract, one.no, one.incident, near, day)
        queued += box.notice(to, _topic(one, near, near.step), replace(notice, recipient=to.label))
    return queued


def _is_hour(app: App, now: datetime) -> bool:
    return now.astimezone(JAPAN).hour >= app.book.incidents.warn_hour


def _untold(box: Outbox, day: date) -> Iterator[tuple[OpenIncident, ClockNear, Recipient]]:
    """The clocks with the readers that were told neither of the step at which a day finds them nor of a later one."""
    for one, near in _near(box.app, box.connection, day):
        for to in head_and_desk(box.app, one.contract, day):
            if not any(box.holds(to, _topic(one, near, step)) for step in (near.step, *near.to_come)):
                yield one, near, to


def _near(app: App, connection: Connection, day: date) -> Iterator[tuple[OpenIncident, ClockNear]]:
    for one in incidents_open(app, connection, day):
        for near in clocks_near(app.book.incidents, one.incident, day, app.calendar):
            yield one, near


def _topic(one: OpenIncident, near: ClockNear, step: ClockStep) -> Topic:
    return Topic.clock(one.id, near.key, step.value)


def _stale(app: App, connection: Connection) -> list[Row[Any]]:
    """The warnings that wait for a step that is over, of a report that was made or an incident that is closed."""
    waiting = select(outbox).where(outbox.c.status.in_(OPEN), outbox.c.status != "sending")
    rows = connection.execute(waiting.where(of_kind(TopicKind.CLOCK)).order_by(outbox.c.id)).all()
    if not rows:
        return []
    still = {str(_topic(one, near, near.step)) for one, near in _near(app, connection, app.today())}
    return [row for row in rows if row.topic not in still]
