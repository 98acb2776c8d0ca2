"""A message whose channel does not take it: after some tries another channel that leads to its reader takes over."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.contacts import mail_way, webhook_of
from lifecycle.post.outbox import CHANNELS, MAIL, TEAMS, Outbox, StepOfAlert
from lifecycle.post.recipients import Recipient, owner
from lifecycle.post.topic import Topic
from lifecycle.records.database import writing
from lifecycle.records.journal import Author
from lifecycle.records.messages import OPEN
from lifecycle.records.tables import message_step, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.watch.settling import drop
from notifications.alert import Rendered
from notifications.notice import GivenUp, UndeliveredNotice

_INSTEAD = "{}で知らせます"


@tried_again
def take_over(app: App, author: Author, ids: Sequence[str]) -> list[Row[Any]]:
    """Let another channel tell these messages, where one is left; gives what was queued for it.

    From Teams it is mail, from mail the reader's own webhook. Where none is left a message that was refused stays
    refused, and any other goes on waiting. The system owner is told of what changed its way, but for messages to the
    owner.
    """
    if not ids:
        return []
    with writing(app.engine) as connection:
        rows = connection.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.id)).all()
        told, queued = [], []
        for row in rows:
            channel, new = _take_over(app, connection, author, row)
            queued += [new] if new else []
            if channel and row.post != Role.ADMIN:
                told.append(_line(row, channel))
        if told:
            notice = UndeliveredNotice(messages=tuple(told), on=app.today())
            Outbox(app, connection).notice(owner(app), Topic.undelivered(rows[0].id), notice)
        return list(connection.execute(select(outbox).where(outbox.c.id.in_(queued)).order_by(outbox.c.id)))


def steps_of(connection: Connection, message: str) -> list[StepOfAlert]:
    """The steps of alerts that a message tells."""
    columns = message_step.c
    named = (columns.alert, columns.step, columns.repeat, columns.contract, columns.primary)
    rows = connection.execute(select(*named).where(columns.message == message).order_by(columns.alert, columns.step))
    return [StepOfAlert(**row._mapping) for row in rows]


def _line(row: Row[Any], channel: str) -> GivenUp:
    """A message as the system owner is told of it."""
    return GivenUp(
        division=row.division,
        post=Recipient(row.division, row.post).label,
        channel=CHANNELS[row.channel],
        cause=row.detail or "",
        instead=CHANNELS[channel],
    )


def _take_over(app: App, connection: Connection, author: Author, row: Row[Any]) -> tuple[str | None, str | None]:
    """The channel that tells of a message in place of its own, and the row queued for it; None where none is left.

    A reader who is told by both channels anyway waits for each.
    """
    channel = _other_channel(app, connection, row)
    if channel is None:
        return None, None
    same = [outbox.c[name] == getattr(row, name) for name in ("period", "division", "post", "topic")]
    standing = connection.execute(select(outbox.c.status).where(*same, outbox.c.channel == channel)).scalar()
    if standing:
        return None, None
    if row.status in OPEN and not drop(app, connection, author, row, _INSTEAD.format(CHANNELS[channel]), channel):
        return None, None
    rendered = Rendered(row.subject, row.body, row.card or "", html=row.html or "")
    new = Outbox(app, connection).in_place_of(row, channel, row.topic, rendered, steps_of(connection, row.id))
    return channel, new


def _other_channel(app: App, connection: Connection, row: Row[Any]) -> str | None:
    """The other channel that leads to the reader of a message; None for the shared channel's counts."""
    to = Recipient(row.division, row.post)
    if row.channel == TEAMS:
        return MAIL if to.post != "shared" and mail_way(app, connection, to, app.today()) else None
    return TEAMS if row.channel == MAIL and row.card and webhook_of(app, to) else None
