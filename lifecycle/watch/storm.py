"""The storm guard: more messages than anybody reads wait for a day, unless the day was to bring them.

What is held leaves by itself a business day later; the system owner is told both times.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.identity import Actor
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, owner
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.database import writing
from lifecycle.records.events.installation import MessageHeld, MessageReleased
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import Draft, append
from lifecycle.records.recording import recording_time
from lifecycle.records.tables import journal, outbox
from lifecycle.usecases.again import tried_again
from notifications.storm_notices import ReleasedNotice, StormNotice

HELD = "held"
_PERIODIC = (TopicKind.DIGEST, TopicKind.WAITING, TopicKind.MONTHLY, TopicKind.HEARTBEAT, TopicKind.SEAL)
"""The kinds of message that come once in a period, whatever happens: as such they are too many for nobody."""


@tried_again
def release(app: App, actor: Actor) -> set[str]:
    """Let go what was held until now and nobody gave an order about; gives the ids. The system owner is told."""
    now = timestamp(app.clock.now())
    due = select(outbox).where(outbox.c.status == HELD, outbox.c.next_try_at <= now).order_by(outbox.c.id)
    with writing(app.engine) as connection:
        rows = connection.execute(due).all()
        if not rows:
            return set()
        ids = [row.id for row in rows]
        connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(status="queued", detail=None))
        notice = ReleasedNotice(held=_by_post(rows), total=len(rows), on=app.today())
        Outbox(app, connection).notice(owner(app), Topic.released(now), notice)
        _journal(app, connection, actor, rows, MessageReleased())
    return set(ids)


@tried_again
def hold_back(app: App, actor: Actor, waiting: Sequence[Row[Any]]) -> set[str]:
    """Hold what this run would send too much of; gives the ids held.

    Immediate messages, retries, and what was held once and released always pass.
    """
    fresh = [row for row in waiting if not row.urgent and row.attempts == 0]
    with writing(app.engine) as connection:
        reason, many = _too_many(app, connection, fresh)
        passed = _released(connection, many)
        held = [row for row in many if row.id not in passed]
        if not held:
            return set()
        values = {"status": HELD, "next_try_at": timestamp(_until(app)), "detail": reason}
        connection.execute(update(outbox).where(outbox.c.id.in_([row.id for row in held])).values(**values))
        until = app.calendar.add(app.today(), app.book.escalation.storm.hold_business_days)
        notice = StormNotice(held=_by_post(held), total=len(held), on=app.today(), reason=reason, until=until)
        Outbox(app, connection).notice(owner(app), Topic.storm(timestamp(app.clock.now())), notice)
        _journal(app, connection, actor, held, MessageHeld(reason=reason))
    return {row.id for row in held}


def _until(app: App) -> Any:
    """The moment at which what is held now leaves by itself: the same time of day, a business day later."""
    today = app.today()
    days = app.calendar.add(today, app.book.escalation.storm.hold_business_days) - today
    return app.clock.now() + days


def _by_post(rows: Sequence[Row[Any]]) -> tuple[tuple[str, str, int], ...]:
    counts = Counter(Recipient(row.division, row.post) for row in rows)
    return tuple((to.division, to.label, n) for to, n in sorted(counts.items(), key=lambda c: str(c[0])))


def _journal(app: App, connection: Connection, actor: Actor, rows: Sequence[Row[Any]], body: Body) -> None:
    drafts = [Draft(f"message:{row.id}", app.today(), body) for row in rows]
    time = recording_time(connection, app.clock.now(), [draft.body for draft in drafts])
    append(connection, drafts, actor.author, time.at, time.clock)


def _released(connection: Connection, rows: Sequence[Row[Any]]) -> set[str]:
    """Of these messages those that were held once and released, as the journal tells."""
    subjects = [f"message:{row.id}" for row in rows]
    told = select(journal.c.subject).where(journal.c.subject.in_(subjects), journal.c.kind == MessageReleased.KIND)
    return {subject.partition(":")[2] for subject in connection.execute(told).scalars()}


def _too_many(app: App, connection: Connection, fresh: Sequence[Row[Any]]) -> tuple[str, list[Row[Any]]]:
    """The reason, and the messages that are too many: all unforeseen ones where they are too many in all, else those
    of single recipients."""
    guard = app.book.escalation.storm
    unforeseen = [row for row in fresh if row.unforeseen]
    mean = _mean_of_a_day(app, connection) if unforeseen else None
    if mean is not None and len(unforeseen) > guard.times_the_mean * mean:
        usual = f"直近{guard.mean_of_days}日の1日平均({mean:.1f}通)の{guard.times_the_mean}倍"
        return f"予定になかった連絡が一度に{len(unforeseen)}通で、{usual}を超える", unforeseen
    counted = [row for row in fresh if row.unforeseen or Topic.parse(row.topic).kind not in _PERIODIC]
    counts = Counter((row.division, row.post, row.channel) for row in counted)
    held = [row for row in counted if counts[row.division, row.post, row.channel] > guard.most_per_recipient]
    return f"一つの宛先に一度に{guard.most_per_recipient}通を超える", held


def _mean_of_a_day(app: App, connection: Connection) -> float | None:
    """The mean number of messages on the days of the last month that had any; None before a month of use.

    What was asked of who decides is no measure: persons bring it, not the ladder of duties.
    """
    today = app.today()
    since = today - timedelta(days=app.book.escalation.storm.mean_of_days)
    first = connection.execute(select(func.min(outbox.c.period))).scalar()
    if first is None or first > since:
        return None
    days = (
        select(func.count().label("n"))
        .where(~outbox.c.urgent, ~of_kind(TopicKind.WAITING), outbox.c.period >= since, outbox.c.period < today)
        .group_by(outbox.c.period)
        .subquery()
    )
    mean = connection.execute(select(func.avg(days.c.n))).scalar()
    return float(mean) if mean else None
