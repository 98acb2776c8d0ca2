"""How a message ends, or goes on: its row, the attempt, and the event that proves what became of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, update

from lifecycle.app import App
from lifecycle.clock import JAPAN, timestamp
from lifecycle.records.events.installation import MessageResumed, MessageSettled
from lifecycle.records.journal import Author, Draft, append
from lifecycle.records.messages import text_sha256
from lifecycle.records.recording import recording_time
from lifecycle.records.tables import attempt, outbox
from lifecycle.watch.steps_told import note_told

DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Came:
    """What came of an attempt: the row's new status and cause, when, by which address, and when it is tried again."""

    status: str
    detail: str
    at: datetime
    next_try: datetime
    mark: str | None = None


def record(app: App, connection: Connection, author: Author, row: Row[Any], came: Came) -> bool:
    """Settle a claimed row and keep the attempt; the end of a message goes into the journal with a hash of its text.

    Gives False where another process has taken the row over meanwhile.
    """
    number, at, status, detail = row.attempts + 1, timestamp(came.at), came.status, came.detail
    settled = connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.attempts == number, outbox.c.status == "sending")
        .values(
            status=status, next_try_at=timestamp(came.next_try), settled_at=at, detail=detail, address_ref=came.mark
        )
    )
    if settled.rowcount != 1:
        return False
    content = {"message": row.id, "number": number, "at": at, "status": status, "detail": detail}
    connection.execute(attempt.insert(), [content])
    if status != "failed":
        _note_end(connection, author, row, status, number, came.at)
    if status == "sent":
        note_told(app, connection, row)
    return True


def drop(
    app: App, connection: Connection, author: Author, row: Row[Any], why: str, fallback: str | None = None
) -> bool:
    """End a message that is not sent, with the reason; False where another process has taken it up meanwhile."""
    now = app.clock.now()
    values = {"status": DROPPED, "settled_at": timestamp(now), "detail": why, "fallback": fallback or row.fallback}
    dropped = connection.execute(
        update(outbox)
        .where(outbox.c.id == row.id, outbox.c.attempts == row.attempts, outbox.c.status == row.status)
        .values(values)
    )
    if dropped.rowcount == 1:
        _note_end(connection, author, row, DROPPED, row.attempts, now)
    return dropped.rowcount == 1


def resume(app: App, connection: Connection, author: Author, row: Row[Any]) -> None:
    """Send a settled message once more, from now on."""
    now = app.clock.now()
    again = {"status": "queued", "next_try_at": timestamp(now)}
    taken = connection.execute(update(outbox).where(outbox.c.id == row.id, outbox.c.status == row.status).values(again))
    if taken.rowcount == 1:
        _note(connection, author, Draft(f"message:{row.id}", _day(now), MessageResumed(status=row.status)), now)


def _note_end(connection: Connection, author: Author, row: Row[Any], status: str, attempts: int, now: datetime) -> None:
    """Record a message's end, so that it can be proven what was sent, to which post, and when."""
    settled = MessageSettled(
        **{name: getattr(row, name) for name in ("division", "post", "topic", "channel", "urgent", "period")},
        text_sha256=text_sha256(row.subject, row.body),
        status=status,
        attempts=attempts,
    )
    _note(connection, author, Draft(f"message:{row.id}", _day(now), settled), now)


def _note(connection: Connection, author: Author, draft: Draft, now: datetime) -> None:
    time = recording_time(connection, now, [draft.body])
    append(connection, [draft], author, time.at, time.clock)


def _day(now: datetime) -> Any:
    return now.astimezone(JAPAN).date()
