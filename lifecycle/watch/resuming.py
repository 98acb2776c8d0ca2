"""Messages that are sent once more though they were settled: as a person asks, or on the morning after an accident."""

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select

from lifecycle.app import App
from lifecycle.clock import day_of, timestamp
from lifecycle.post.outbox import FILE
from lifecycle.records.database import reading, writing
from lifecycle.records.journal import Author
from lifecycle.records.tables import message_step, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.watch.settling import resume


@tried_again
def resume_settled(app: App, author: Author, *, asked: bool) -> int:
    """Take up what was settled and must be sent once more; gives the number of messages.

    `asked` by a person: what was refused or given up, unless another channel told it. By itself: what has uncertainly
    arrived on an earlier day and tells no step of the ladder, as long as those who keep the system were not told. The
    steps of the ladder are told anew by the sweep, with the state of the day. No row is read twice where nothing waits.
    """
    with reading(app.engine) as connection:
        rows = _rows(app, connection, asked=asked)
    if not rows:
        return 0
    with writing(app.engine) as connection:
        for row in _rows(app, connection, asked=asked):
            resume(app, connection, author, row)
    return len(rows)


def _rows(app: App, connection: Connection, *, asked: bool) -> list[Row[Any]]:
    uncertain = select(outbox).where(outbox.c.status == "uncertain", ~_tells_a_step())
    oldest = app.clock.now() - timedelta(days=app.book.escalation.delivery.tell_after_days)
    uncertain = uncertain.where(func.coalesce(outbox.c.waiting_since, outbox.c.queued_at) > timestamp(oldest))
    rows = [row for row in connection.execute(uncertain) if day_of(row.settled_at or row.queued_at) < app.today()]
    if asked:
        untold = or_(outbox.c.fallback.is_(None), outbox.c.fallback == FILE)
        rows += connection.execute(select(outbox).where(outbox.c.status.in_(("refused", "given_up")), untold)).all()
    return rows


def _tells_a_step() -> ColumnElement[bool]:
    return select(message_step.c.message).where(message_step.c.message == outbox.c.id).exists()
