"""The storm guard: more messages than anybody reads are held back, and the system owner is told once."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, owner
from lifecycle.post.topic import Topic
from lifecycle.records.database import writing
from lifecycle.records.events.installation import MessageHeld
from lifecycle.records.journal import Author, Draft, append
from lifecycle.records.recording import recording_time
from lifecycle.records.tables import outbox
from notifications.notice import StormNotice

PER_RECIPIENT = 3
"""The number of messages that one run may send to one recipient by one channel (仮定)."""
TIMES_THE_MEAN, AFTER_DAYS = 5, 30
"""After that many days of use, a run may hold at most that many times the mean of a day's messages (仮定)."""


def hold_back(app: App, author: Author, waiting: Sequence[Row[Any]]) -> set[str]:
    """Hold what this run would send too much of; gives the ids held. Immediate messages, and retries, always pass."""
    fresh = [row for row in waiting if not row.urgent and row.attempts == 0]
    with writing(app.engine) as connection:
        reason, held = _too_many(app, connection, fresh)
        if not held:
            return set()
        connection.execute(update(outbox).where(outbox.c.id.in_([row.id for row in held])).values(status="held"))
        counts = Counter(Recipient(row.division, row.post) for row in held)
        notice = StormNotice(
            held=tuple((to.division, to.label, n) for to, n in sorted(counts.items(), key=lambda c: str(c[0]))),
            total=len(held),
            on=app.today(),
            reason=reason,
        )
        Outbox(app, connection).notice(owner(app), Topic.storm(timestamp(app.clock.now())), notice)
        drafts = [Draft(f"message:{row.id}", app.today(), MessageHeld(reason=reason)) for row in held]
        time = recording_time(connection, app.clock.now(), [draft.body for draft in drafts])
        append(connection, drafts, author, time.at, time.clock)
    return {row.id for row in held}


def _too_many(app: App, connection: Connection, fresh: Sequence[Row[Any]]) -> tuple[str, list[Row[Any]]]:
    """The reason, and the messages that are too many: all where the whole run is too large, else single recipients'."""
    mean = _mean_of_a_day(app, connection)
    if mean is not None and len(fresh) > TIMES_THE_MEAN * mean:
        usual = f"直近{AFTER_DAYS}日の1日平均({mean:.1f}通)の{TIMES_THE_MEAN}倍"
        return f"一度に{len(fresh)}通で、{usual}を超える", list(fresh)
    counts = Counter((row.division, row.post, row.channel) for row in fresh)
    held = [row for row in fresh if counts[row.division, row.post, row.channel] > PER_RECIPIENT]
    return f"一つの宛先に一度に{PER_RECIPIENT}通を超える", held


def _mean_of_a_day(app: App, connection: Connection) -> float | None:
    """The mean number of messages on the days of the last month that had any; None before a month of use."""
    today = app.today()
    since = today - timedelta(days=AFTER_DAYS)
    first = connection.execute(select(func.min(outbox.c.period))).scalar()
    if first is None or first > since:
        return None
    days = (
        select(func.count().label("n"))
        .where(~outbox.c.urgent, outbox.c.period >= since, outbox.c.period < today)
        .group_by(outbox.c.period)
        .subquery()
    )
    mean = connection.execute(select(func.avg(days.c.n))).scalar()
    return float(mean) if mean else None
