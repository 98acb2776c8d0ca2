"""Delivery: the outbox's rows are claimed, sent through a channel, and what became of each is recorded.

At least once: a claim is stored before the sending, so a crash between sending and recording repeats at most the
message in flight, under the same Message-ID.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, update

from config.errors import ConflictError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import JAPAN, timestamp
from lifecycle.identity import Actor
from lifecycle.post.contacts import address_of
from lifecycle.post.recipients import Recipient
from lifecycle.post.ways import Ways
from lifecycle.records.database import reading, writing
from lifecycle.records.events.installation import MessageSettled
from lifecycle.records.journal import Draft, append
from lifecycle.records.messages import OPEN, text_sha256
from lifecycle.records.recording import recording_time
from lifecycle.records.seal_file import must_not_be_behind
from lifecycle.records.tables import attempt, outbox
from lifecycle.watch.given_up import settle_given_up
from lifecycle.watch.steps_told import note_told
from lifecycle.watch.storm import HELD, hold_back, release
from notifications.alert import Message
from notifications.channels import Channel, SendResult
from notifications.email import domain_of

LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=5)
MAX_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Delivered:
    """The outcome of one message: the outbox row's id, office, post, subject, channel, status and cause."""

    id: str
    division: str
    post: str
    subject: str
    status: str
    detail: str
    channel: str = "mail"


@dataclass(frozen=True, slots=True)
class _Came:
    """What came of an attempt: the row's new status and cause, when, and when it is tried again."""

    status: str
    detail: str
    at: datetime
    next_try: datetime


def deliver(
    app: App,
    channel: Channel | None = None,
    *,
    dry_run: bool = False,
    urgent: bool = False,
    divisions: Collection[str] | None = None,
    force: bool = False,
) -> list[Delivered]:
    """Send what is due in the outbox, one message at a time; with `dry_run` only list it.

    A failure is retried later with a growing pause, five times in all, then another channel takes over and the system
    owner is told; an uncertain one is not repeated by itself. More than is usual is held back for a day
    (`lifecycle.watch.storm`), unless `force` says that it is meant. `urgent` sends the immediate messages only,
    `divisions` those of some offices and desks only. `channel` takes the place of every channel of the settings. Raises
    ValueError where the mail channel's setting is off, SetupError where the journal is older than its seals; nothing is
    touched then.
    """
    with reading(app.engine) as connection:
        actor = app.actor(connection)
        actor.must(Act.DELIVER)
        must_not_be_behind(connection, app.seal_file)
    if not dry_run and not urgent:
        release(app, actor)
    with reading(app.engine) as connection:
        waiting = list(connection.execute(_due(timestamp(app.clock.now()), urgent, divisions, force)))
    if dry_run:
        return [_outcome(row, row.status, row.detail or "") for row in waiting]
    ways = Ways(app, channel)
    held = set() if force or urgent else hold_back(app, actor, waiting)
    rows = [row for row in waiting if row.id not in held]
    done = [one for row in rows if (one := _deliver_one(app, actor, ways, row))]
    taken_over = settle_given_up(app, [d.id for d in done if d.status == "given_up"])
    done += [one for row in taken_over if (one := _deliver_one(app, actor, ways, row))]
    return done + [_outcome(row, HELD, "通数が多いため留めました") for row in waiting if row.id in held]


def _due(now: str, urgent: bool, divisions: Collection[str] | None, force: bool) -> Any:
    due = and_(outbox.c.status.in_(OPEN), outbox.c.next_try_at <= now)
    statement = (
        select(outbox)
        .where(or_(due, outbox.c.status == HELD) if force else due)
        .order_by(outbox.c.urgent.desc(), outbox.c.queued_at, outbox.c.id)
    )
    if urgent:
        statement = statement.where(outbox.c.urgent)
    return statement if divisions is None else statement.where(outbox.c.division.in_(sorted(divisions)))


def _outcome(row: Row[Any], status: str, detail: str) -> Delivered:
    return Delivered(row.id, row.division, row.post, row.subject, status, detail, row.channel)


def _deliver_one(app: App, actor: Actor, ways: Ways, row: Row[Any]) -> Delivered | None:
    """Send one message and record what became of it; gives None where another process has the row."""
    now = app.clock.now()
    to = Recipient(row.division, row.post)
    try:
        with writing(app.engine) as connection:
            if not _claim(connection, row, now):
                return None
            address = address_of(app, connection, to, app.today())
    except ConflictError:
        return None
    if row.attempts >= MAX_ATTEMPTS:
        result = SendResult("uncertain", "最後の送信の途中で止まりました(届いたかもしれません)")
    else:
        result = ways.send(row.channel, to, _message(app, row), address)
    status, next_try = _settled(result, row.attempts + 1, now)
    with writing(app.engine) as connection:
        _record(app, connection, actor, row, _Came(status, result.detail, now, next_try))
    return _outcome(row, status, result.detail)


def _claim(connection: Connection, row: Row[Any], now: datetime) -> bool:
    """Take the row for sending; False where another process has it. A claim older than the lease is taken over.

    Attempts are counted at the claim, so that whoever lost a claim meanwhile can't settle the other's.
    """
    claimed = connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.status == row.status, outbox.c.attempts == row.attempts)
        .values(status="sending", attempts=row.attempts + 1, next_try_at=timestamp(now + LEASE))
    )
    return claimed.rowcount == 1


def _settled(result: SendResult, attempts: int, now: datetime) -> tuple[str, datetime]:
    """The row's new status, and the moment at which a failed message is tried again."""
    if result.status != "failed":
        return result.status, now
    pause = FIRST_RETRY * 2 ** (attempts - 1)
    if result.retry_after_seconds:
        pause = max(pause, timedelta(seconds=result.retry_after_seconds))
    return ("failed" if attempts < MAX_ATTEMPTS else "given_up"), now + pause


def _record(app: App, connection: Connection, actor: Actor, row: Row[Any], came: _Came) -> None:
    """Settle the row and keep the attempt; the end of a message goes into the journal with a hash of its text."""
    number, at, status, detail = row.attempts + 1, timestamp(came.at), came.status, came.detail
    settled = connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.attempts == number, outbox.c.status == "sending")
        .values(status=status, next_try_at=timestamp(came.next_try), settled_at=at, detail=detail)
    )
    if settled.rowcount != 1:
        return
    content = {"message": row.id, "number": number, "at": at, "status": status, "detail": detail}
    connection.execute(attempt.insert(), [content])
    if status == "failed":
        return
    ended = _ended(row, status, number, came.at)
    time = recording_time(connection, came.at, [ended.body])
    append(connection, [ended], actor.author, time.at, time.clock)
    if status == "sent":
        note_told(app, connection, row)


def _ended(row: Row[Any], status: str, attempts: int, now: datetime) -> Draft:
    """The event of a message's end, so that it can be proven what was sent, to which post, and when."""
    settled = MessageSettled(
        **{name: getattr(row, name) for name in ("division", "post", "topic", "channel", "urgent", "period")},
        text_sha256=text_sha256(row.subject, row.body),
        status=status,
        attempts=attempts,
    )
    return Draft(f"message:{row.id}", now.astimezone(JAPAN).date(), settled)


def _message(app: App, row: Row[Any]) -> Message:
    domain = domain_of(app.settings.channels.sender)
    queued = datetime.fromisoformat(row.queued_at)
    return Message(row.subject, row.body, f"<{row.id}@{domain}>", queued, card=row.card, html=row.html)


def counted(rows: Sequence[Delivered]) -> dict[str, int]:
    """How many messages ended in each status."""
    names = ("sent", "failed", "given_up", "uncertain", HELD, "queued")
    return {name: sum(row.status == name for row in rows) for name in names}
