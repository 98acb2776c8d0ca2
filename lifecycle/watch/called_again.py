"""An incident is told again until a person takes note of it: at the pace of `incidents.toml`, each time once.

The outbox itself keeps how often and when it was told. A delivery run queues at most the next time, so that neither a
server that was away nor a clock that was set makes a burst; where a channel still has an earlier one, it gets none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select

from config.errors import ConflictError
from config.legal_reports import IncidentRules
from lifecycle.app import App
from lifecycle.clock import BRIDGED, day_of
from lifecycle.dues.incident_calls import called_at_once, incident_notice
from lifecycle.dues.urgent import first_word
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import names_of
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.database import reading, writing
from lifecycle.records.journal import Author
from lifecycle.records.messages import OPEN, WAITING
from lifecycle.records.recording import clock_behind, moment_of
from lifecycle.records.tables import outbox
from lifecycle.watch.open_incidents import OpenIncident, incidents_open
from lifecycle.watch.settling import drop

_OVER = "受領が確認されたか、事案が終わりました"


@dataclass(frozen=True, slots=True)
class _Next:
    """The next telling of an incident: which repeat it is, and the messages that told of it before."""

    of: OpenIncident
    repeat: int
    told: Sequence[Row[Any]]


def call_again(app: App, author: Author) -> int:
    """Queue what is told again now, and drop what waits of incidents that need no more telling; gives the messages."""
    with reading(app.engine) as connection:
        if not any(_due(app, connection)) and not _needless(app, connection):
            return 0
    try:
        with writing(app.engine) as connection:
            for row in _needless(app, connection):
                drop(app, connection, author, row, _OVER)
            return sum(_call(Outbox(app, connection), one) for one in list(_due(app, connection)))
    except ConflictError:
        return 0  # another run was first


def _due(app: App, connection: Connection) -> Iterator[_Next]:
    """The incidents of which nobody took note, and whose next telling has come."""
    for one in _open(app, connection):
        if one.noted:
            continue
        rows = _told(app, connection, one)
        if any(Topic.parse(row.topic).kind is TopicKind.URGENT for row in rows):
            repeats = max(_number(row) for row in rows)
            latest = [row for row in rows if _number(row) == repeats]
            if _has_come(app.book.incidents, app.clock.now(), repeats, latest):
                yield _Next(one, repeats + 1, rows)


def _open(app: App, connection: Connection) -> Iterator[OpenIncident]:
    """The incidents that are open today; under a clock that was set back, on the day of the last record."""
    back = clock_behind(connection, app.clock.now())
    return incidents_open(app, connection, day_of(back) if back else app.today())


def _told(app: App, connection: Connection, one: OpenIncident) -> Sequence[Row[Any]]:
    """The messages that told of an incident, the first word and its repeats."""
    again = of_kind(TopicKind.CALLED_AGAIN) & outbox.c.topic.endswith(f":{one.id}", autoescape=True)
    first = outbox.c.topic == str(first_word(app, one.contract.id, one.no))
    return connection.execute(select(outbox).where(first | again)).all()


def _number(row: Row[Any]) -> int:
    """Which repeat a message is; 0 for the first word."""
    topic = Topic.parse(row.topic)
    return topic.number if topic.kind is TopicKind.CALLED_AGAIN else 0


def _has_come(rules: IncidentRules, now: datetime, repeats: int, latest: Sequence[Row[Any]]) -> bool:
    """Whether it is time for the next repeat: a pause after the last, or after it left where it had to wait for long.

    Where the last lies ahead of the clock, the clock was set back: then it is time, and the pace goes on from now.
    """
    pause = timedelta(minutes=rules.repeat_minutes) if repeats < rules.repeat_often else None
    pause = pause or timedelta(hours=rules.repeat_hours)
    queued = max(moment_of(row.queued_at) for row in latest)
    left = [moment_of(row.settled_at) for row in latest if row.status == "sent" and row.settled_at]
    last = max([queued, *(moment for moment in left if moment - queued >= pause)])
    return now >= last + pause or last > now + BRIDGED


def _call(box: Outbox, call: _Next) -> int:
    """Queue the next telling, by every channel on which none of the earlier ones still waits."""
    app, one = box.app, call.of
    day, period = app.today(), min(row.period for row in call.told)
    waiting = {(row.post, row.division, row.channel) for row in call.told if row.status in WAITING}
    notice = incident_notice(app, one.contract, one.no, one.incident, day, call.repeat)
    queued = 0
    for to, channels in called_at_once(box, one.contract, day):
        free = [c for c in channels if not any((to.post, name, c) in waiting for name in names_of(app, to))]
        if free:
            topic = Topic.called_again(one.id, call.repeat)
            queued += box.notice(to, topic, replace(notice, recipient=to.label), channels=free, period=period)
    return queued


def _needless(app: App, connection: Connection) -> list[Row[Any]]:
    """The repeats that wait though somebody took note, or the incident is closed or gone."""
    waiting = select(outbox).where(outbox.c.status.in_(OPEN), outbox.c.status != "sending")
    rows = connection.execute(waiting.where(of_kind(TopicKind.CALLED_AGAIN)).order_by(outbox.c.id)).all()
    if not rows:
        return []
    still: Mapping[str, bool] = {one.id: one.noted for one in _open(app, connection)}
    return [row for row in rows if still.get(Topic.parse(row.topic).about, True)]
