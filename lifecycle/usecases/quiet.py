"""Quiet periods: recorded with an end and a reason, told to the head and the desks, and again when they are over."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import func, select

from config.errors import NotFoundError, RequestFault, RoleError, UsageError
from config.place import said_here
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.identity import SYSTEM
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.post.topic import Topic
from lifecycle.records.events.quiet import QuietBegan, QuietEnded
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.quiet import QuietPeriod, quiet_periods
from lifecycle.records.tables import alert
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.work import Work, working
from notifications.quiet_notices import QuietNotice

_ALL = "全ての所属"


@tried_again
def begin_quiet(app: App, division: str | None, starts_on: date, ends_on: date, reason: str) -> QuietPeriod:
    """Record that no step is told of an office (None: of any) in these days; gives the period.

    The 制度所管課 may for all and any, a 所属長 for the own office. Raises RoleError, NotFoundError, UsageError with
    every fault.
    """
    with working(app) as work:
        _must(work, division)
        if division is not None and division not in known_divisions(work.connection):
            raise NotFoundError(RequestFault("division_unknown", f"所属「{division}」はありません。", "division"))
        if faults := tuple(_against(app, starts_on, ends_on, reason)):
            raise UsageError("休止期間を登録できません。", *faults)
        id_ = f"Q{len(quiet_periods(work.connection)) + 1}"
        period = QuietPeriod(id_, division or "", starts_on, ends_on, reason.strip())
        began = QuietBegan(id=id_, division=period.division, starts_on=starts_on, ends_on=ends_on, reason=period.reason)
        work.note(SYSTEM, began)
        _tell(work, period, over=False)
        return period


@tried_again
def end_quiet(app: App, id_: str) -> QuietPeriod:
    """End a quiet period today, or take back one that has not begun; gives it as it stands then.

    Raises NotFoundError, UsageError where it is over already, RoleError.
    """
    with working(app) as work:
        period = next((one for one in quiet_periods(work.connection) if one.id == id_), None)
        if period is None:
            raise NotFoundError(RequestFault("quiet_unknown", f"休止期間 {id_} はありません。", "quiet"))
        _must(work, period.division or None)
        if period.ended_early or period.ends_on < work.today:
            raise UsageError(RequestFault("quiet_over", f"休止期間 {id_} は既に終わっています。", "quiet"))
        work.note(SYSTEM, QuietEnded(id=id_))
        return replace(period, ends_on=work.today - timedelta(days=1), ended_early=True)


def listed_quiet(app: App) -> list[QuietPeriod]:
    """The quiet periods on record that the reader may see: those of all offices, and of the own ones."""
    with app.reading() as connection:
        reader = app.reader(connection)
        return [one for one in quiet_periods(connection) if not one.division or reader.covers(one.division)]


def tell_of_ended(work: Work, day: date) -> int:
    """Tell once that a quiet period is over, on the first day after it; gives how many messages were queued."""
    over = (one for one in quiet_periods(work.connection) if one.starts_on <= one.ends_on < day)
    return sum(_tell(work, one, over=True) for one in over if one.ends_on >= day - timedelta(days=31))


def _must(work: Work, division: str | None) -> None:
    work.actor.must(Act.QUIET, division)
    if division is None and Role.OVERSIGHT_OFFICE not in work.actor.roles_for(Act.QUIET):
        raise RoleError(said_here("全ての所属の連絡の休止を決められるのは、{制度所管課}です。"))


def _against(app: App, starts_on: date, ends_on: date, reason: str) -> Iterator[RequestFault]:
    longest = app.book.escalation.quiet_max_days
    if starts_on < app.today():
        yield RequestFault("quiet_past", f"始まりが過ぎている({format_date(starts_on)})", "starts_on")
    if ends_on < starts_on:
        yield RequestFault("quiet_backwards", "終わりが始まりより前", "ends_on")
    elif (ends_on - starts_on).days >= longest:
        yield RequestFault("quiet_long", f"休止は{longest}日まで(終わりのない休止はない)", "ends_on")
    if not app.book.readings.is_content(reason):
        yield RequestFault("reason_missing", "理由がない", "reason")


def _tell(work: Work, period: QuietPeriod, *, over: bool) -> int:
    desks = [at_desk(desk, work.today) for desk in work.app.book.desks.oversight]
    heads = [Recipient(period.division, Role.DIVISION_HEAD.value)] if period.division else []
    post, topic = work.actor.role, Topic.quiet(period.id, "over" if over else "began")
    notice = QuietNotice(
        division=period.division or _ALL,
        by=post.label if post else "",
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        on=work.today,
        over=over,
        open_alerts=_open_alerts(work, period.division),
    )
    queued = 0
    for to in (*heads, *desks):
        if not work.outbox.holds(to, topic):
            queued += work.outbox.notice(to, topic, replace(notice, recipient=to.label), urgent=False)
    return queued


def _open_alerts(work: Work, division: str) -> int:
    wanted = select(func.count()).select_from(alert).where(alert.c.resolved_on.is_(None))
    if division:
        wanted = wanted.where(alert.c.division == division)
    return int(work.connection.execute(wanted).scalar_one())
