"""The outbox: messages written in the transaction of their cause, one row per recipient and topic and day."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select
from uuid_utils import uuid7

from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.records.flags import is_fictional
from lifecycle.records.tables import outbox
from notifications.alert import Digest
from notifications.notice import Notice, render_notice
from notifications.render import render_digest


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for: an office and a post. The address is looked up when it is sent, and stored nowhere."""

    division: str
    post: str


def templates_of(app: App) -> Path | None:
    """The installation's own templates, where it has any."""
    folder = app.settings.channels.templates
    return app.home / folder if folder else None


def queue_digest(app: App, connection: Connection, to: Recipient, topic: str, digest: Digest) -> bool:
    """Queue a digest. False where that day's message of this topic was queued before."""
    subject, body = render_digest(digest, templates_of(app))
    return _queue(app, connection, to, topic, digest.as_of, subject, body)


def queue_notice(app: App, connection: Connection, to: Recipient, topic: str, notice: Notice) -> bool:
    """Queue a message that goes alone and at once. False where it was queued before."""
    subject, body = render_notice(notice, templates_of(app), fictional=is_fictional(connection))
    return _queue(app, connection, to, topic, notice.on, subject, body)


def _queue(app: App, connection: Connection, to: Recipient, topic: str, period: date, subject: str, body: str) -> bool:
    known = select(outbox.c.id).where(
        outbox.c.period == period,
        outbox.c.division == to.division,
        outbox.c.post == to.post,
        outbox.c.topic == topic,
    )
    if connection.execute(known).first():
        return False
    now = timestamp(app.clock.now())
    row = {
        "id": str(uuid7()),
        "period": period,
        "division": to.division,
        "post": to.post,
        "topic": topic,
        "subject": subject,
        "body": body,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "queued_at": now,
    }
    connection.execute(outbox.insert(), [row])
    return True
