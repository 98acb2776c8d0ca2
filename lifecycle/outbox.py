"""The outbox: messages written in the transaction of their cause, one row per recipient and topic and day."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select
from uuid_utils import uuid7

from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.records.flags import is_fictional
from lifecycle.records.tables import outbox
from notifications.alert import Digest, Rendered, Wording
from notifications.notice import Notice, render_notice
from notifications.render import render_digest


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message is for: an office and a post. The address is looked up when it is sent, and stored nowhere."""

    division: str
    post: str


def wording_of(app: App, connection: Connection) -> Wording:
    """How this installation words its messages: its own templates, where it has any, and what its ledger is."""
    folder = app.settings.channels.templates
    return Wording(app.home / folder if folder else None, fictional=is_fictional(connection))


def queue_digest(app: App, connection: Connection, to: Recipient, topic: str, digest: Digest) -> bool:
    """Queue a digest. False where that day's message of this topic was queued before."""
    return _queue(app, connection, to, topic, digest.as_of, render_digest(digest, wording_of(app, connection)))


def queue_notice(app: App, connection: Connection, to: Recipient, topic: str, notice: Notice) -> bool:
    """Queue a message that goes alone and at once. False where it was queued before."""
    return _queue(app, connection, to, topic, notice.on, render_notice(notice, wording_of(app, connection)))


def _queue(app: App, connection: Connection, to: Recipient, topic: str, period: date, rendered: Rendered) -> bool:
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
        "subject": rendered.subject,
        "body": rendered.body,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "queued_at": now,
    }
    connection.execute(outbox.insert(), [row])
    return True
