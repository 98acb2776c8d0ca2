"""Delivery: the outbox's rows are claimed, sent through a channel, and what became of each is recorded.

At least once: a claim is stored before the sending, so a crash between sending and recording repeats at most the
message in flight, under the same Message-ID.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, select, update

from config.errors import ConflictError
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.records.database import reading, writing
from lifecycle.records.offices import deputy_acts, deputy_replaces, office_on
from lifecycle.records.people import values_of
from lifecycle.records.tables import outbox
from notifications.alert import Message
from notifications.channels import Channel, SendResult, channel_for
from states.vocabulary import Role

LEASE = timedelta(minutes=10)
FIRST_RETRY = timedelta(minutes=5)
MAX_ATTEMPTS = 5
OPEN = ("queued", "failed", "sending")


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one message: the outbox row's id, office, post, subject, status and cause."""

    id: str
    division: str
    post: str
    subject: str
    status: str
    detail: str


def channel_of(app: App) -> Channel:
    """The channel that the settings name."""
    return channel_for(app.settings.channels.mail, outbox=app.home / "outbox", sender=app.settings.channels.sender)


def deliver(
    app: App,
    channel: Channel | None = None,
    *,
    dry_run: bool = False,
    urgent: bool = False,
    divisions: Collection[str] | None = None,
) -> list[Delivered]:
    """Send what is due in the outbox, one message at a time; with `dry_run` only list it.

    `urgent` keeps the messages that go alone and at once, `divisions` those to recipients of these offices. A failure
    is retried later with a growing pause, five times in all; an uncertain one is not repeated by itself.
    """
    with reading(app.engine) as connection:
        app.actor(connection).must("点検・送信などの定例の処理")
        waiting = list(connection.execute(_due(timestamp(app.clock.now()), urgent, divisions)))
    if dry_run:
        return [Delivered(r.id, r.division, r.post, r.subject, r.status, r.detail or "") for r in waiting]
    way = channel or channel_of(app)
    return [done for row in waiting if (done := _deliver_one(app, way, row))]


def _due(now: str, urgent: bool, divisions: Collection[str] | None) -> Any:
    waiting = select(outbox).where(outbox.c.status.in_(OPEN), outbox.c.next_try_at <= now)
    if urgent:
        waiting = waiting.where(outbox.c.subject.startswith("【至急】"))
    if divisions is not None:
        waiting = waiting.where(outbox.c.division.in_(divisions))
    return waiting.order_by(outbox.c.queued_at, outbox.c.id)


def _deliver_one(app: App, channel: Channel, row: Row[Any]) -> Delivered | None:
    """Send one message and record what became of it; None where another process has it."""
    now = app.clock.now()
    try:
        with writing(app.engine) as connection:
            if not _claim(connection, row, now):
                return None
            address = address_of(connection, row.division, row.post, app.today())
    except ConflictError:
        return None
    if row.attempts >= MAX_ATTEMPTS:
        result = SendResult("uncertain", "最後の送信の途中で止まりました(届いたかもしれません)")
    elif address is None:
        result = SendResult("failed", "宛先のメールアドレスが登録されていません(所属長・代理とも)")
    else:
        result = channel.send(_message(app, row), address)
    status, next_try = _settled(result, row.attempts + 1, now)
    with writing(app.engine) as connection:
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id, outbox.c.attempts == row.attempts + 1)
            .values(status=status, next_try_at=timestamp(next_try), settled_at=timestamp(now), detail=result.detail)
        )
    return Delivered(row.id, row.division, row.post, row.subject, status, result.detail)


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
    """The row's new status, and when a failed one is tried again."""
    if result.status != "failed":
        return result.status, now
    pause = FIRST_RETRY * 2 ** (attempts - 1)
    if result.retry_after_seconds:
        pause = max(pause, timedelta(seconds=result.retry_after_seconds))
    return ("failed" if attempts < MAX_ATTEMPTS else "given_up"), now + pause


def _message(app: App, row: Row[Any]) -> Message:
    domain = app.settings.channels.sender.rpartition("@")[2] or "localhost"
    queued = datetime.fromisoformat(row.queued_at)
    return Message(row.subject, row.body, f"<{row.id}@{domain}>", queued)


def address_of(connection: Connection, name: str, post: str, day: date) -> str | None:
    """The address of a post of an office on a day; None where nobody can be reached.

    Where a deputy acts for the head (a period says so), the deputy's comes first; elsewhere it stands in for a head
    without one.
    """
    held = office_on(connection, name, day)
    order = [f"{post}_mail"]
    if post == Role.DIVISION_HEAD and deputy_acts(held, day):
        order.insert(0 if deputy_replaces(held, day) else 1, "deputy_mail")
    for field in order:
        reference = held.get(field)
        if reference:
            value = values_of(connection, [reference["ref"]]).get(reference["ref"])
            if value:
                return value
    return None
