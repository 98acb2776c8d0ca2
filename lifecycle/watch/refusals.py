"""A refused message: its reader is a gap from now on, and the next step of the ladder takes over at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, select

from lifecycle.app import App
from lifecycle.post.contacts import Reach
from lifecycle.post.recipients import Recipient
from lifecycle.records.database import writing
from lifecycle.records.recording import clock_behind
from lifecycle.records.tables import alert, message_step, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work
from lifecycle.watch.sweep import look_at


@tried_again
def reached_elsewhere(app: App, refused: Sequence[str]) -> list[Row[Any]]:
    """Look again at the contracts of refused messages, and tell of posts that nobody reaches; gives what was queued.

    A step that another reader took is told; one that reached nobody goes to the next step at once.
    """
    if not refused:
        return []
    with writing(app.engine) as connection:
        if clock_behind(connection, app.clock.now()):
            return []  # the sweep tells the next step once the clock is right
        work = Work(app, connection)
        before = set(connection.execute(select(outbox.c.id).where(outbox.c.status == "queued")).scalars())
        reach = Reach(app, connection, app.today())
        rows = connection.execute(select(outbox.c.division, outbox.c.post).where(outbox.c.id.in_(refused))).all()
        gaps = {to for row in rows if not reach.reaches(to := Recipient(row.division, row.post))}
        open_ones = (
            select(message_step.c.contract)
            .join(alert, alert.c.id == message_step.c.alert)
            .where(message_step.c.message.in_(refused), message_step.c.primary, alert.c.resolved_on.is_(None))
        )
        look_at(work, sorted(set(connection.execute(open_ones).scalars())), app.today(), gaps)
        work.finish()
        queued = connection.execute(select(outbox).where(outbox.c.status == "queued").order_by(outbox.c.id)).all()
        return [row for row in queued if row.id not in before]
