"""The weekly sign of life: it tells the system owner what ran, was sent and stands open; the seal goes to two desks."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import day_of, timestamp
from lifecycle.dues.alerts import of_duties
from lifecycle.post.late import late_messages
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import at_desk, owner
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.database import reading, writing
from lifecycle.records.recording import clock_behind
from lifecycle.records.seals import last_seal, value_of
from lifecycle.records.tables import alert, outbox
from lifecycle.usecases.again import tried_again
from lifecycle.watch.claims import Run, last_run
from lifecycle.watch.mail import queue_installation_notice
from notifications.installation_notices import HeartbeatNotice, SealNotice

_WEEK = timedelta(days=7)
_NOT_ARRIVED = ("failed", "given_up", "uncertain", "refused")


@tried_again
def heartbeat(app: App) -> int:
    """Queue the week's sign of life, and the last seal for the auditors; gives how many messages were queued.

    Each is queued once in an ISO week. Raises RoleError.
    """
    with reading(app.engine) as connection:
        app.actor(connection).must(Act.KEEP)
    notice = week(app)
    with writing(app.engine) as connection:
        monday = notice.on - timedelta(days=notice.on.weekday())
        box, topic = Outbox(app, connection), Topic(TopicKind.HEARTBEAT)
        queued = int(queue_installation_notice(box, owner(app), topic, notice, period=monday))
        if sealed := _seal_for_auditors(app, connection):
            desk = at_desk(app.book.desks.auditors, notice.on)
            queued += queue_installation_notice(box, desk, Topic(TopicKind.SEAL), sealed, period=monday)
        return queued


def _seal_for_auditors(app: App, connection: Connection) -> SealNotice | None:
    """The last seal as it is sent to the auditors; None where there is none with a value."""
    today, last = app.today(), last_seal(connection)
    value = value_of(last[2]) if last else None
    if last is None or value is None:
        return None
    return SealNotice(app.book.desks.auditors.greeted_on(today), str(value), value.events, day_of(last[1]), today)


def week(app: App) -> HeartbeatNotice:
    """The report of how the seven days up to now went."""
    today = app.today()
    swept, verified = last_run(app, "supervise"), last_run(app, "verify")
    with reading(app.engine) as connection:
        counts = _settled_since(connection, timestamp(app.clock.now() - _WEEK))
        waiting = _count(connection, outbox, outbox.c.status.in_(("queued", "sending")))
        standing = _count(connection, alert, alert.c.resolved_on.is_(None) & of_duties(app.book))
        sealed, late_mail = _seal_for_auditors(app, connection), late_messages(app, connection)
    return HeartbeatNotice(
        reader=app.book.desks.owner.greeted_on(today),
        since=today - _WEEK,
        on=today,
        last_sweep_on=_day(swept),
        last_verify_on=_day(verified),
        found=((verified.detail if verified else None) or "結果の記録なし").rstrip("。"),
        late=_late(app, _day(swept), _day(verified), _day(last_run(app, "seal"))),
        undelivered=late_mail.sentence if late_mail else "",
        sent=counts["sent"],
        failed=sum(counts[status] for status in _NOT_ARRIVED),
        held=counts["held"],
        waiting=waiting,
        open_alerts=standing,
        seal=sealed.seal if sealed else "",
        sealed_on=sealed.sealed_on if sealed else None,
    )


def _late(app: App, swept: date | None, verified: date | None, sealed: date | None) -> tuple[str, ...]:
    """The jobs that are late: a sweep should have run by the last business day, the others by yesterday."""
    last_business_day, yesterday = app.calendar.add(app.today(), -1), app.today() - timedelta(days=1)
    late = []
    if swept is None or not last_business_day <= swept <= app.today():
        late.append("点検")
    if verified is None or not yesterday <= verified <= app.today():
        late.append("記録の検証")
    if sealed is None or not yesterday <= sealed <= app.today():
        late.append("記録の封印")
    with reading(app.engine) as connection:
        if clock_behind(connection, app.clock.now()):
            late.append("時計が最後の記録より戻っているため、点検と記録")
    return tuple(late)


def _day(run: Run | None) -> date | None:
    return day_of(run.started_at) if run else None


def _settled_since(connection: Connection, moment: str) -> Counter[str]:
    """The messages settled since then, by what became of them; held ones have not left and count whenever queued."""
    last = func.coalesce(outbox.c.settled_at, outbox.c.queued_at)
    rows = connection.execute(
        select(outbox.c.status, func.count().label("messages")).where(last >= moment).group_by(outbox.c.status)
    )
    counts: Counter[str] = Counter({row.status: row.messages for row in rows})
    counts["held"] = _count(connection, outbox, outbox.c.status == "held")
    return counts


def _count(connection: Connection, source: Any, condition: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(source).where(condition)).scalar_one())
