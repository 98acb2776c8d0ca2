"""What waits in the outbox, and whether the clock can be recorded by: what a monitor of the installation asks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from lifecycle.app import App
from lifecycle.records.recording import clock_behind
from lifecycle.records.tables import journal, outbox

_WAITING = ("queued", "sending", "failed")


@dataclass(frozen=True, slots=True)
class Waiting:
    """The messages by status, for how many minutes the oldest that waits has waited, whether the clock is behind,
    and the moment of the first event on record.
    """

    messages: dict[str, int]
    oldest_minutes: int | None
    clock_is_behind: bool
    founded: datetime | None


def waiting(app: App) -> Waiting:
    """What waits now; nothing is written."""
    now = app.clock.now()
    statement = select(
        outbox.c.status,
        func.count().label("messages"),
        func.min(func.coalesce(outbox.c.waiting_since, outbox.c.queued_at)).label("oldest"),
    )
    with app.reading() as connection:
        rows = connection.execute(statement.group_by(outbox.c.status).order_by(outbox.c.status)).all()
        first = connection.execute(select(journal.c.recorded_at).order_by(journal.c.id).limit(1)).scalar()
        behind = clock_behind(connection, now) is not None
    oldest = min((row.oldest for row in rows if row.status in _WAITING), default=None)
    waited = int((now - datetime.fromisoformat(oldest)).total_seconds() // 60) if oldest else None
    return Waiting(
        {row.status: row.messages for row in rows}, waited, behind, datetime.fromisoformat(first) if first else None
    )
