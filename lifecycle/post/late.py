"""Messages that no way has taken for days: how many, since when, and why; asked by whoever can still tell of them."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, or_, select

from lifecycle.app import App
from lifecycle.clock import day_of, timestamp
from lifecycle.post.outbox import CHANNELS
from lifecycle.records.messages import OPEN
from lifecycle.records.tables import outbox


@dataclass(frozen=True, slots=True)
class LateMail:
    """The messages that wait for longer than `tell_after_days`: their number, their first day, by what, and the cause.

    `cause` is what was answered last, without secrets and addresses.
    """

    messages: int
    since: date
    channels: str
    cause: str

    @property
    def sentence(self) -> str:
        """What a page or a monitor says of it."""
        return f"連絡{self.messages}通が{self.channels}で届いていません。送信サーバーを確かめてください({self.cause})"


def late_messages(app: App, connection: Connection) -> LateMail | None:
    """The messages that wait for too long though there is an address; None where there are none."""
    oldest = app.clock.now() - timedelta(days=app.book.escalation.delivery.tell_after_days)
    waiting_since = func.coalesce(outbox.c.waiting_since, outbox.c.queued_at)
    tried = or_(outbox.c.address_ref.is_not(None), outbox.c.attempts == 0)
    rows = connection.execute(
        select(outbox.c.channel, outbox.c.detail, waiting_since.label("since"))
        .where(outbox.c.status.in_(OPEN), waiting_since <= timestamp(oldest), tried)
        .order_by(outbox.c.settled_at)
    ).all()
    if not rows:
        return None
    channels = "・".join(CHANNELS.get(name, name) for name in sorted({row.channel for row in rows}))
    cause = next((row.detail for row in reversed(rows) if row.detail), "まだ送信が試されていません")
    return LateMail(len(rows), day_of(min(row.since for row in rows)), channels, cause)
