"""An outage: what no way takes for days is told once to those who keep the system, and once more when it leaves."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from lifecycle.app import App
from lifecycle.post.late import LateMail, late_messages
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import at_desk
from lifecycle.post.topic import Topic, TopicKind, of_kind
from lifecycle.records.database import reading, writing
from lifecycle.records.journal import Author
from lifecycle.records.messages import WAITING
from lifecycle.records.tables import outbox
from lifecycle.usecases.again import tried_again
from lifecycle.watch.settling import drop
from notifications.outage_notices import OutageNotice

_OVER = "送信できるようになりました"


@dataclass(frozen=True, slots=True)
class _Known:
    """The outage that was told last: the day since which messages waited, and whether its end was told."""

    about: str
    ended: bool


@tried_again
def settle_outage(app: App, author: Author) -> int:
    """Tell of an outage that has lasted for days, or of its end, each once; gives how many messages were queued.

    The system owner and every desk of the 制度所管課 are told by each way they have: Teams, where a webhook of theirs
    is set, as well as mail, which leaves when the server is back.
    """
    with reading(app.engine) as connection:
        late, known = late_messages(app, connection), _last(connection)
    begins, ends = late and (known is None or known.ended), not late and known and not known.ended
    if not begins and not ends:
        return 0
    with writing(app.engine) as connection:
        if ends and known:
            _drop_untold(app, connection, author)
            told = LateMail(0, app.today(), "", "")
            return _tell(app, connection, told, Topic.outage_over(known.about), since=known.about)
        return _tell(app, connection, late, Topic.outage(late.since)) if late else 0


def _tell(app: App, connection: Connection, late: LateMail, topic: Topic, since: str = "") -> int:
    """Queue the notice to each desk that is told."""
    box, today, queued = Outbox(app, connection), app.today(), 0
    for desk in (app.book.desks.owner, *app.book.desks.oversight):
        notice = OutageNotice(
            messages=late.messages,
            since=type(today).fromisoformat(since) if since else late.since,
            channels=late.channels or "送信サーバー",
            cause=late.cause,
            reader=desk.greeted_on(today),
            on=today,
            ended=bool(since),
        )
        queued += box.notice(at_desk(desk, today), topic, notice, urgent=not since)
    return queued


def _last(connection: Connection) -> _Known | None:
    """The outage that was told last."""
    told = select(outbox.c.topic).where(of_kind(TopicKind.OUTAGE) | of_kind(TopicKind.OUTAGE_OVER))
    topics = [Topic.parse(t) for t in connection.execute(told.order_by(outbox.c.queued_at, outbox.c.id)).scalars()]
    if not topics:
        return None
    return _Known(topics[-1].about, topics[-1].kind is TopicKind.OUTAGE_OVER)


def _drop_untold(app: App, connection: Connection, author: Author) -> None:
    """Drop the notices of the outage that still wait when it is over."""
    waiting = select(outbox).where(of_kind(TopicKind.OUTAGE), outbox.c.status.in_(WAITING))
    for row in connection.execute(waiting).all():
        drop(app, connection, author, row, _OVER)
