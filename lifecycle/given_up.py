"""Messages that a channel gave up: another takes over, and the system owner is told."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from lifecycle.app import App
from lifecycle.contacts import webhook_of
from lifecycle.outbox import CHANNELS, FILE, MAIL, OWNER, TEAMS, Recipient, queue_notice, row_of
from lifecycle.records.database import writing
from lifecycle.records.tables import outbox
from notifications.alert import Rendered
from notifications.notice import UndeliveredNotice


def settle_given_up(app: App, ids: Sequence[str]) -> list[Row[Any]]:
    """Queue each of these messages by the channel that takes over and tell the system owner; what was queued.

    Teams falls back to mail, mail to the head's own webhook or else to a file in the home's outbox folder, where the
    text can be found. Nobody is told of a message to the owner that failed: it would fail as well, the file stays.
    """
    if not ids:
        return []
    with writing(app.engine) as connection:
        rows = connection.execute(select(outbox).where(outbox.c.id.in_(ids))).all()
        queued = [id_ for row in rows if (id_ := _take_over(app, connection, row))]
        told = [row for row in rows if (row.division, row.post) != (OWNER.division, OWNER.post)]
        if told:
            notice = UndeliveredNotice(messages=tuple(_line(row) for row in told), on=app.today())
            queue_notice(app, connection, OWNER, f"undelivered:{told[0].id}", notice)
        return list(connection.execute(select(outbox).where(outbox.c.id.in_(queued)).order_by(outbox.c.id)))


def _line(row: Row[Any]) -> tuple[str, str, str, str]:
    """A message as the owner is told of it: office, post, channel, cause."""
    return row.division, Recipient(row.division, row.post).label, CHANNELS[row.channel], row.detail or ""


def _take_over(app: App, connection: Connection, row: Row[Any]) -> str | None:
    """Queue a message by the next channel; the new row's id. None where another way has it already, or none is left."""
    to = Recipient(row.division, row.post)
    same = [outbox.c[name] == getattr(row, name) for name in ("period", "division", "post", "topic")]
    standing = dict(connection.execute(select(outbox.c.channel, outbox.c.status).where(*same)).tuples().all())
    for channel in _next_channels(app, row.channel, to):
        if channel not in standing:
            connection.execute(update(outbox).where(outbox.c.id == row.id).values(fallback=channel))
            rendered = Rendered(row.subject, row.body, row.card or "")
            new = row_of(app, to, row.topic, row.period, rendered, channel, urgent=row.urgent)
            connection.execute(outbox.insert(), [new])
            return str(new["id"])
        if standing[channel] != "given_up":
            return None
    return None


def _next_channels(app: App, channel: str, to: Recipient) -> tuple[str, ...]:
    """What takes over from a channel, in order; nothing does from the file, nor for the shared channel's counts."""
    if channel == TEAMS:
        return (MAIL, FILE) if to.post != "shared" else ()
    if channel == MAIL:
        return (TEAMS, FILE) if webhook_of(app.settings, to) else (FILE,)
    return ()
