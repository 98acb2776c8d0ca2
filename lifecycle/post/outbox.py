"""The outbox: messages written in the transaction of their cause, one row per recipient, topic, day and channel."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from uuid_utils import uuid7

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.post.recipients import SHARED, Recipient, names_of
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.flags import is_fictional
from lifecycle.records.tables import outbox
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.notice import Notice, render_notice
from notifications.render import render_counts, render_digest

MAIL, TEAMS, FILE = "mail", "teams", "file"
CHANNELS = {MAIL: "メール", TEAMS: "Teams", FILE: "ファイル"}
STATUSES = {
    "sent": "送信済",
    "failed": "失敗(再送待ち)",
    "given_up": "断念",
    "uncertain": "不明",
    "held": "留め置き",
    "queued": "待ち",
}
"""What became of a message, as people read it."""


def wording(app: App, connection: Connection) -> Wording:
    """How this installation words its messages: its own templates, marked as fictional or as an exercise."""
    folder = app.settings.channels.templates
    return Wording(
        templates=app.home / folder if folder else None,
        fictional=is_fictional(connection),
        training=app.settings.channels.training,
        owner=app.book.desks.owner.greeted_on(app.today()),
    )


def queue_digest(app: App, connection: Connection, to: Recipient, topic: Topic, digest: Digest) -> bool:
    """Queue a digest. False where that day's message of this topic was queued before."""
    return queue(app, connection, to, topic, digest.as_of, render_digest(digest, wording(app, connection)))


def queue_notice(
    app: App, connection: Connection, to: Recipient, topic: Topic, notice: Notice, *, urgent: bool = True
) -> bool:
    """Queue a message that goes alone and at once. False where it was queued before."""
    rendered = render_notice(notice, wording(app, connection))
    return queue(app, connection, to, topic, notice.on, rendered, urgent=urgent)


def queue_counts(app: App, connection: Connection, topic: Topic, counts: RunCounts) -> bool:
    """Queue the counts of a run for the shared channel. False where there is none, or it was queued before."""
    if not app.settings.teams.shared:
        return False
    return queue(app, connection, SHARED, topic, counts.as_of, render_counts(counts, wording(app, connection)))


def queue(
    app: App,
    connection: Connection,
    to: Recipient,
    topic: Topic,
    period: date,
    rendered: Rendered,
    *,
    urgent: bool = False,
) -> bool:
    """Queue a message by every channel that its recipient is told by; False where it was queued before.

    Day, recipient, topic and channel are its idempotency key: the database takes each once.
    """
    if was_queued(app, connection, to, topic, period):
        return False
    rows = [row_of(app, to, str(topic), period, rendered, channel, urgent=urgent) for channel in _channels(app, to)]
    connection.execute(outbox.insert(), rows)
    return True


def was_queued(app: App, connection: Connection, to: Recipient, topic: Topic, period: date | None = None) -> bool:
    """Whether a recipient, under any of its names, was told of a topic, on that day or, without one, ever."""
    known = select(outbox.c.id).where(
        outbox.c.division.in_(names_of(app, to)), outbox.c.post == to.post, outbox.c.topic == str(topic)
    )
    if period is not None:
        known = known.where(outbox.c.period == period)
    return connection.execute(known.limit(1)).first() is not None


def next_topic(app: App, connection: Connection, to: Recipient, kind: TopicKind, period: date) -> Topic:
    """The topic of a recipient's next message of a kind on a day: the kind alone, then its second, its third …"""
    told = select(outbox.c.topic).where(
        outbox.c.division.in_(names_of(app, to)), outbox.c.post == to.post, outbox.c.period == period, of_kind(kind)
    )
    numbers = [Topic.parse(topic).number for topic in connection.execute(told).scalars()]
    return Topic(kind, number=max(numbers, default=0) + 1)


def _channels(app: App, to: Recipient) -> tuple[str, ...]:
    """The channels a recipient is told by: a head with a webhook by Teams and mail, or by Teams alone if so set."""
    teams = app.settings.teams
    if to == SHARED:
        return (TEAMS,)
    if to.post == Role.DIVISION_HEAD and to.division in teams.heads:
        return (TEAMS,) if teams.alone else (TEAMS, MAIL)
    return (MAIL,)


def row_of(
    app: App, to: Recipient, topic: str, period: date, rendered: Rendered, channel: str, *, urgent: bool
) -> dict[str, Any]:
    """A message as the outbox holds it."""
    now = timestamp(app.clock.now())
    return {
        "id": str(uuid7()),
        "period": period,
        "division": to.division,
        "post": to.post,
        "topic": topic,
        "channel": channel,
        "urgent": urgent,
        "subject": rendered.subject,
        "body": rendered.body,
        "card": rendered.card,
        "status": "queued",
        "attempts": 0,
        "next_try_at": now,
        "queued_at": now,
    }
