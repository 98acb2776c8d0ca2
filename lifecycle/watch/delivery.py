"""Delivery: the outbox's rows are claimed, sent through a channel, and what became of each is recorded.

At least once: a claim is stored before the sending, so a crash between sending and recording repeats at most the
message in flight, under the same Message-ID. A message that no way takes waits and is tried again for ever.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, select, update

from config.errors import ConflictError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.identity import Actor
from lifecycle.post.contacts import MessageWay, mail_way, webhook_of
from lifecycle.post.numbers import numbers_for, with_numbers_in
from lifecycle.post.outbox import TEAMS
from lifecycle.post.recipients import Recipient
from lifecycle.post.ways import Ways
from lifecycle.records.database import reading, writing
from lifecycle.records.messages import OPEN, WAITING
from lifecycle.records.seal_file import last_lines, must_hold
from lifecycle.records.tables import attempt, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.kept_seals import kept_seals
from lifecycle.watch.called_again import call_again
from lifecycle.watch.clocks_told import warn_by_the_hour
from lifecycle.watch.outage import settle_outage
from lifecycle.watch.refusals import reached_elsewhere
from lifecycle.watch.resuming import resume_settled
from lifecycle.watch.settling import Came, record
from lifecycle.watch.stale import freshen
from lifecycle.watch.storm import HELD, hold_back, release
from lifecycle.watch.taken_over import steps_of, take_over
from notifications.alert import Message
from notifications.channels import Channel, SendResult
from notifications.email import domain_of

LEASE = timedelta(minutes=10)
MAX_CRASHES = 5
"""The number of sendings that may end with the process: then it may have arrived, and is not sent once more."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of a message, or how it stands: its row's id, its reader, subject, channel, status and cause.

    `waiting_since` is the moment since which its reader waits, `next_try_at` the moment of the next try where it waits,
    in their stored form; `tries` counts what was tried. `is_due`: the next delivery takes it up.
    """

    id: str
    division: str
    post: str
    subject: str
    status: str
    detail: str
    channel: str = "mail"
    tries: int = 0
    waiting_since: str | None = None
    next_try_at: str | None = None
    is_due: bool = False


def deliver(
    app: App,
    channel: Channel | None = None,
    *,
    dry_run: bool = False,
    urgent: bool = False,
    divisions: Collection[str] | None = None,
    force: bool = False,
    retry: bool = False,
) -> list[Delivered]:
    """Send what is due in the outbox, one message at a time; with `dry_run` only list what waits, due or not.

    A failure is tried again after a growing pause, for ever; what a server refuses for good is not, and the next step
    of the ladder takes over. What was written on an earlier day, or before its contract changed, is written anew or
    dropped first. More than is usual is held back for a day (`lifecycle.watch.storm`), unless `force` says that it is
    meant. Incidents are told again first. `retry` takes up everything that waits at once, and what was refused or
    given up. `urgent` sends the urgent messages only, `divisions` those of some offices and desks only. `channel`
    takes the place of every channel of the settings. Raises ValueError where the mail channel's setting is off,
    SetupError where the journal is older than its seals; nothing is touched then.
    """
    with reading(app.engine) as connection:
        actor = app.actor(connection)
        actor.must(Act.DELIVER)
        must_hold(connection, last_lines(kept_seals(app)))
        if dry_run:
            return _listed(app, connection, _chosen(WAITING, urgent, divisions))
    ways = Ways(app, channel)
    if not urgent:
        release(app, actor)
    _queue_again(app, actor, asked=retry)
    wanted = (*OPEN, HELD) if force else OPEN
    freshen(app, actor.author, wanted)
    waiting = _waiting(app, _chosen(wanted, urgent, divisions), at_once=retry)
    fresh = [row for row in waiting if row.waiting_since in (None, row.queued_at)]
    held = set() if force or urgent else hold_back(app, actor, fresh)
    rows = [row for row in waiting if row.id not in held]
    done = [one for row in rows if (one := _deliver_one(app, actor, ways, row))]
    done += [one for row in _further(app, actor, done) if (one := _deliver_one(app, actor, ways, row))]
    settle_outage(app, actor.author)
    return done + [_outcome(row, HELD, "通数が多いため留めました") for row in waiting if row.id in held]


def _queue_again(app: App, actor: Actor, *, asked: bool) -> None:
    """Queue what is to be told again: of incidents, of their clocks, and what was settled and must go once more."""
    call_again(app, actor.author)
    warn_by_the_hour(app, actor.author)
    resume_settled(app, actor.author, asked=asked)


def _further(app: App, actor: Actor, done: Sequence[Delivered]) -> list[Row[Any]]:
    """What tells another way, or another reader, what was refused or has failed too often."""
    tries = app.book.escalation.delivery.take_over_after
    refused = [one.id for one in done if one.status == "refused"]
    stuck = [one.id for one in done if one.status == "failed" and one.tries >= tries]
    return [*take_over(app, actor.author, [*refused, *stuck]), *reached_elsewhere(app, refused)]


def _chosen(statuses: Sequence[str], urgent: bool, divisions: Collection[str] | None) -> Any:
    statement = (
        select(outbox)
        .where(outbox.c.status.in_(statuses))
        .order_by(outbox.c.urgent.desc(), outbox.c.queued_at, outbox.c.id)
    )
    if urgent:
        statement = statement.where(outbox.c.urgent)
    return statement if divisions is None else statement.where(outbox.c.division.in_(sorted(divisions)))


def _waiting(app: App, chosen: Any, *, at_once: bool) -> list[Row[Any]]:
    """The rows whose next try has come, or that were held; with `at_once` all that no other process is sending."""
    now = timestamp(app.clock.now())
    may = (outbox.c.next_try_at <= now) | (outbox.c.status == HELD)
    may = may | (outbox.c.status != "sending") if at_once else may
    with reading(app.engine) as connection:
        return list(connection.execute(chosen.where(may)))


def _listed(app: App, connection: Connection, chosen: Any) -> list[Delivered]:
    now = timestamp(app.clock.now())
    return [_outcome(row, row.status, row.detail or "", now) for row in connection.execute(chosen)]


def _outcome(row: Row[Any], status: str, detail: str, now: str = "", tried: int = 0) -> Delivered:
    return Delivered(
        row.id,
        row.division,
        row.post,
        row.subject,
        status,
        detail,
        row.channel,
        tries=row.attempts + tried,
        waiting_since=row.waiting_since or row.queued_at,
        next_try_at=row.next_try_at if status in OPEN else None,
        is_due=status in OPEN and row.next_try_at <= now,
    )


def _deliver_one(app: App, actor: Actor, ways: Ways, row: Row[Any]) -> Delivered | None:
    """Send one message and record what became of it; gives None where another process has the row."""
    now = app.clock.now()
    to = Recipient(row.division, row.post)
    try:
        with writing(app.engine) as connection:
            if not _claim(connection, row, now):
                return None
            way = _way(app, connection, row.channel, to)
            crashes = row.attempts - _attempts(connection, row.id)
            numbers = numbers_for(app, connection, row)
            nowhere = way is None and (row.channel == TEAMS or bool(steps_of(connection, row.id)))
    except ConflictError:
        return None
    if crashes >= MAX_CRASHES:
        result = SendResult("uncertain", "最後の送信の途中で止まりました(届いたかもしれません)")
    else:
        result = ways.send(row.channel, to, with_numbers_in(_message(app, row), numbers), way)
        # Nobody can be told here: another channel or the next step takes over at once.
        result = replace(result, status="refused") if nowhere and result.status == "failed" else result
    came = _came(app, result, row.attempts + 1, now, way)
    _recorded(app, actor, row, came)
    return _outcome(row, came.status, result.detail, tried=1)


@tried_again
def _recorded(app: App, actor: Actor, row: Row[Any], came: Came) -> None:
    with writing(app.engine) as connection:
        record(app, connection, actor.author, row, came)


def _way(app: App, connection: Connection, channel: str, to: Recipient) -> MessageWay | None:
    return webhook_of(app, to) if channel == TEAMS else mail_way(app, connection, to, app.today())


def _attempts(connection: Connection, message: str) -> int:
    """How many attempts came to an end; what was claimed beyond them ended with its process."""
    return connection.execute(select(func.count()).where(attempt.c.message == message)).scalar_one()


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


def _came(app: App, result: SendResult, tries: int, now: datetime, way: MessageWay | None) -> Came:
    """What an attempt came to: a failed message is tried again after a pause, whatever the number of tries."""
    pause = timedelta()
    if result.status == "failed":
        pause = app.book.escalation.delivery.pause(tries)
        pause = max(pause, timedelta(seconds=result.retry_after_seconds or 0))
    return Came(result.status, result.detail, now, now + pause, way.mark if way else None)


def _message(app: App, row: Row[Any]) -> Message:
    domain = domain_of(app.settings.channels.sender)
    queued = datetime.fromisoformat(row.queued_at)
    return Message(row.subject, row.body, f"<{row.id}@{domain}>", queued, card=row.card, html=row.html)


def counted(rows: Sequence[Delivered]) -> dict[str, int]:
    """How many messages ended in each status."""
    names = ("sent", "failed", "given_up", "uncertain", HELD, "queued")
    return {name: sum(row.status == name for row in rows) for name in names}
