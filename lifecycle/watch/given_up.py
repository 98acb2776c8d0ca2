"""Messages that a channel gave up: another channel takes over, and the system owner is told."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.contacts import webhook_of
from lifecycle.post.outbox import CHANNELS, FILE, MAIL, TEAMS, Outbox, enter, row_of
from lifecycle.post.recipients import Recipient, owner
from lifecycle.post.topic import Topic
from lifecycle.records.database import writing
from lifecycle.records.tables import outbox
from notifications.alert import Rendered
from notifications.notice import GivenUp, UndeliveredNotice


def settle_given_up(app: App, ids: Sequence[str]) -> list[Row[Any]]:
    """Queue each message by the channel that takes over and tell the system owner; gives what was queued.

    Teams falls back to mail, mail to the head's own webhook or else to a file in the home's outbox folder, where the
    text can be found. Nobody is told of a message to the owner that failed: it would fail as well, the file stays.
    """
    if not ids:
        return []
    with writing(app.engine) as connection:
        rows = connection.execute(select(outbox).where(outbox.c.id.in_(ids)).order_by(outbox.c.id)).all()
        ways = [(row, *_take_over(app, connection, row)) for row in rows]
        told = [_line(row, channel) for row, channel, _ in ways if row.post != Role.ADMIN]
        if told:
            notice = UndeliveredNotice(messages=tuple(told), on=app.today())
            Outbox(app, connection).notice(owner(app), Topic.undelivered(rows[0].id), notice)
        queued = [id_ for _, _, id_ in ways if id_]
        return list(connection.execute(select(outbox).where(outbox.c.id.in_(queued)).order_by(outbox.c.id)))


def _line(row: Row[Any], channel: str | None) -> GivenUp:
    """A message as the system owner is told of it."""
    return GivenUp(
        division=row.division,
        post=Recipient(row.division, row.post).label,
        channel=CHANNELS[row.channel],
        cause=row.detail or "",
        instead=CHANNELS[channel] if channel in (MAIL, TEAMS) else "",
        as_file=channel == FILE,
    )


def _take_over(app: App, connection: Connection, row: Row[Any]) -> tuple[str | None, str | None]:
    """The channel that tells of a message in place of the failed one, and the row queued for it.

    The channel is None where none is left, the row where the message was told by that channel anyway.
    """
    to = Recipient(row.division, row.post)
    same = [outbox.c[name] == getattr(row, name) for name in ("period", "division", "post", "topic")]
    told = connection.execute(select(outbox.c.channel, outbox.c.status).where(*same))
    standing = {other.channel: other.status for other in told}
    for channel in _next_channels(app, row.channel, to):
        if channel not in standing:
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(fallback=channel))
            rendered = Rendered(row.subject, row.body, row.card or "", html=row.html or "")
            new = row_of(app, to, row.topic, row.period, rendered, channel, urgent=row.urgent)
            enter(app, connection, [new], app.actor(connection).author)
            return channel, str(new["id"])
        if standing[channel] != "given_up":
            return channel, None
    return None, None


def _next_channels(app: App, channel: str, to: Recipient) -> tuple[str, ...]:
    """The channels that take over from a channel, in order; none for the file, nor for the shared channel's counts."""
    if channel == TEAMS:
        return (MAIL, FILE) if to.post != "shared" else ()
    if channel == MAIL:
        return (TEAMS, FILE) if webhook_of(app.settings, to) else (FILE,)
    return ()
