"""Stale messages: written on an earlier day or before their contract changed, they are written anew or dropped.

A digest is written anew from the state of now, all that waits for one reader in one; an urgent message too. Decisions
that wait are asked for anew. What does not hold any more is dropped. Other messages report what was done on a day: they
say from which day they are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, select

from lifecycle.app import App
from lifecycle.clock import day_of, timestamp
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import reading, writing
from lifecycle.records.journal import Author
from lifecycle.records.messages import OPEN, WAITING
from lifecycle.records.recording import clock_behind
from lifecycle.records.tables import alert, journal, message_step, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work
from lifecycle.watch.decisions import settle_decisions
from lifecycle.watch.office_dues import settle_office_dues
from lifecycle.watch.settling import drop
from lifecycle.watch.told_anew import NewDigests, urgent_now
from notifications.alert import Rendered
from notifications.late import late

ANEW = "今の状態で書き直して送ります"
PASSED = "送る前に、知らせることがなくなりました"
_NEWER = "新しいものを送ります"
_ONE_AT_A_TIME = (TopicKind.HEARTBEAT, TopicKind.STORM)
"""The kinds of which only the newest is of use."""


@dataclass(frozen=True, slots=True)
class _Stale:
    """The stale messages of an outbox: digests by their readers, what asks for decisions, what goes alone."""

    digests: Mapping[Recipient, Sequence[Row[Any]]]
    asking: Sequence[Row[Any]]
    alone: Sequence[Row[Any]]

    def __bool__(self) -> bool:
        return bool(self.digests or self.asking or self.alone)


@tried_again
def freshen(app: App, author: Author, statuses: Sequence[str] = OPEN) -> int:
    """Write anew, or drop, what waits in one of these states and is stale; gives the number of such messages.

    Under a clock that stands before the last record nobody knows what is stale: everything leaves as it is.
    """
    with reading(app.engine) as connection:
        if clock_behind(connection, app.clock.now()) or not _stale(app, connection, statuses):
            return 0
    with writing(app.engine) as connection:
        stale = _stale(app, connection, statuses)
        anew = NewDigests(app, connection, [row.id for rows in stale.digests.values() for row in rows])
        readers = sorted(stale.digests.items(), key=str)
        done = sum(_digests(app, connection, author, to, rows, anew) for to, rows in readers)
        done += _asking(app, connection, author, stale.asking)
        return done + sum(_alone(app, connection, author, row) for row in stale.alone)


def _stale(app: App, connection: Connection, statuses: Sequence[str]) -> _Stale:
    today, now = app.today(), timestamp(app.clock.now())
    waiting = connection.execute(
        select(outbox)
        .where(outbox.c.status.in_(statuses), (outbox.c.status != "sending") | (outbox.c.next_try_at <= now))
        .order_by(outbox.c.queued_at, outbox.c.id)
    ).all()
    tells, still, changed = _steps_told(connection), _steps_told(connection, only_open=True), _changed(connection)
    digests: dict[Recipient, list[Row[Any]]] = defaultdict(list)
    alone, asking = [], []
    for row in waiting:
        if _kind(row.topic) is TopicKind.DIGEST and row.id in tells:
            digests[Recipient(row.division, row.post)].append(row)
        elif row.id in tells and (day_of(row.queued_at) < today or row.id not in still):
            asking.append(row)
        elif row.id not in tells and day_of(row.queued_at) < today:
            alone.append(row)
    return _Stale({to: rows for to, rows in digests.items() if _is_stale_together(rows, today, changed)}, asking, alone)


def _is_stale_together(rows: Sequence[Row[Any]], today: date, changed: frozenset[str]) -> bool:
    """Whether the digests of one reader must be written anew: one is stale, or several wait since an earlier day."""
    if any(day_of(row.queued_at) < today or row.id in changed for row in rows):
        return True
    topics = {row.topic for row in rows}
    return len(topics) > 1 and any(day_of(row.waiting_since or row.queued_at) < today for row in rows)


def _steps_told(connection: Connection, *, only_open: bool = False) -> frozenset[str]:
    """The waiting messages that tell steps of alerts, or only of alerts that are open."""
    statement = select(message_step.c.message).join(outbox, outbox.c.id == message_step.c.message)
    if only_open:
        statement = statement.join(alert, alert.c.id == message_step.c.alert).where(alert.c.resolved_on.is_(None))
    return frozenset(connection.execute(statement.where(outbox.c.status.in_(WAITING))).scalars())


def _changed(connection: Connection) -> frozenset[str]:
    """The waiting messages of whose contracts something was recorded since they were written."""
    statement = (
        select(message_step.c.message)
        .join(outbox, outbox.c.id == message_step.c.message)
        .join(journal, journal.c.subject == message_step.c.contract)
        .where(outbox.c.status.in_(WAITING), journal.c.recorded_at > outbox.c.queued_at)
        .where(~journal.c.kind.startswith("alert_", autoescape=True))
    )
    return frozenset(connection.execute(statement.distinct()).scalars())


def _digests(
    app: App, connection: Connection, author: Author, to: Recipient, rows: Sequence[Row[Any]], anew: NewDigests
) -> int:
    """Replace the digests of one reader by one for each channel; gives how many there were."""
    box = Outbox(app, connection)
    topic = str(box.next_topic(to, TopicKind.DIGEST, app.today()))
    for channel in sorted({row.channel for row in rows}):
        ours = [row for row in rows if row.channel == channel]
        written = anew.for_reader(to, [row.id for row in ours])
        why = ANEW if written else PASSED
        dropped = [row for row in ours if drop(app, connection, author, row, why)]
        if written and dropped:
            rendered, steps = written
            first = min(dropped, key=lambda row: row.waiting_since or row.queued_at)
            box.in_place_of(first, channel, topic, rendered, steps)
    return len(rows)


def _asking(app: App, connection: Connection, author: Author, rows: Sequence[Row[Any]]) -> int:
    """Ask anew for the decisions that stale messages asked for, and wait still; gives how many messages there were."""
    for row in rows:
        drop(app, connection, author, row, ANEW)
    if rows:
        work = Work(app, connection)
        settle_decisions(work, app.today())
        settle_office_dues(work, app.today())
        work.finish()
    return len(rows)


def _alone(app: App, connection: Connection, author: Author, row: Row[Any]) -> int:
    """Replace or drop one message that goes alone."""
    topic = Topic.parse(row.topic)
    if topic.kind in _ONE_AT_A_TIME and _is_superseded(connection, row, topic.kind):
        return int(drop(app, connection, author, row, _NEWER))
    rendered = _written_anew(app, connection, row, topic)
    why = ANEW if rendered else PASSED
    if not drop(app, connection, author, row, why):
        return 0
    if rendered:
        free = _free_topic(connection, row, topic, app.today())
        Outbox(app, connection).in_place_of(row, row.channel, str(free), rendered)
    return 1


def _free_topic(connection: Connection, row: Row[Any], topic: Topic, day: date) -> Topic:
    """The topic under which a message is written anew on a day: its own, numbered where the day has it already.

    Two of one kind may have waited since two days, as what ended on each of them.
    """
    same = [outbox.c[name] == getattr(row, name) for name in ("division", "post", "channel")]
    taken = set(connection.execute(select(outbox.c.topic).where(*same, outbox.c.period == day)).scalars())
    numbered = (replace(topic, number=number) for number in count(topic.number))
    return next(one for one in numbered if str(one) not in taken)


def _written_anew(app: App, connection: Connection, row: Row[Any], topic: Topic) -> Rendered | None:
    """The message as it is told now; None where there is nothing to tell any more."""
    if topic.kind is TopicKind.URGENT:
        return urgent_now(app, connection, Recipient(row.division, row.post), topic)
    written_on = day_of(row.waiting_since or row.queued_at)
    stands = Rendered(row.subject, row.body, row.card or "", html=row.html or "")
    return stands if written_on < day_of(row.queued_at) else late(stands, written_on)


def _is_superseded(connection: Connection, row: Row[Any], kind: TopicKind) -> bool:
    later = select(outbox.c.topic).where(
        outbox.c.division == row.division,
        outbox.c.post == row.post,
        outbox.c.channel == row.channel,
        outbox.c.queued_at > row.queued_at,
    )
    return any(_kind(topic) is kind for topic in connection.execute(later).scalars())


def _kind(topic: str) -> TopicKind:
    return Topic.parse(topic).kind
