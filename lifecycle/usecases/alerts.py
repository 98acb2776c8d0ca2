"""Alerts as people see and answer them: listed, acknowledged with a planned date, snoozed with a reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from config.errors import NotFoundError, UsageError
from config.wareki import format_date
from lifecycle.alerts import known_alerts
from lifecycle.app import App
from lifecycle.records.tables import alert, alert_step
from lifecycle.usecases.work import Work, working
from states.ladder import Ladder
from states.vocabulary import Role

ACKNOWLEDGE, SNOOZE = "連絡の受領の確認", "連絡の延期"


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert as of a day: of what, since when, whom it reached, what was answered, what comes next.

    `step` is the highest step told, `told_to` the posts it reached (所属/職); `next_step` and `next_on` what follows
    where nothing changes. `overdue_business_days` counts after `due_on`.
    """

    id: str
    contract: str
    subject: str
    code: str
    label: str
    division: str
    due_on: date | None
    overdue_business_days: int
    opened_on: date
    step: str
    step_label: str
    told_on: date | None
    told_to: tuple[str, ...]
    repeats: int
    urgent: bool
    planned_on: date | None
    paused_until: date | None
    snoozes: int
    snoozed_until: date | None
    resolved_on: date | None
    next_step: str
    next_on: date | None


def list_alerts(
    app: App, division: str | None = None, as_of: date | None = None, *, closed: bool = False
) -> list[AlertShown]:
    """The alerts open on a day (default today), with `closed` the resolved ones too; the longest overdue first."""
    day = as_of or app.today()
    with app.reading() as connection:
        app.actor(connection).must("閲覧")
        wanted = select(alert).where(alert.c.opened_on <= day)
        if not closed:
            wanted = wanted.where(or_(alert.c.resolved_on.is_(None), alert.c.resolved_on > day))
        if division is not None:
            wanted = wanted.where(alert.c.division == division)
        rows = connection.execute(wanted).all()
        steps = _steps(connection, [row.id for row in rows], day)
        known = known_alerts(connection, sorted({row.contract for row in rows if row.resolved_on is None}))
    positions = {one.row.id: one for k in known.values() for one in k.standing.values()}
    shown = [_shown(app, row, steps.get(row.id, []), positions.get(row.id), day) for row in rows]
    return sorted(shown, key=lambda a: (a.due_on or date.max, a.subject, a.code))


def _steps(connection: Connection, ids: list[str], day: date) -> dict[str, list[Row[Any]]]:
    found: dict[str, list[Row[Any]]] = {}
    for start in range(0, len(ids), 400):
        chunk = ids[start : start + 400]
        rows = select(alert_step).where(alert_step.c.alert.in_(chunk), alert_step.c.told_on <= day)
        for row in connection.execute(rows.order_by(alert_step.c.told_on, alert_step.c.repeat)):
            found.setdefault(row.alert, []).append(row)
    return found


def _shown(app: App, row: Row[Any], steps: list[Row[Any]], standing: Any, day: date) -> AlertShown:
    escalation = app.book.escalation
    highest = max(steps, key=lambda s: (escalation.rank(s.step), s.repeat), default=None)
    kind = app.book.alerts.get(row.code)
    resolved = row.resolved_on if row.resolved_on and row.resolved_on <= day else None
    ahead, on = "", None
    if standing is not None and resolved is None and escalation.rank(row.step or escalation.steps[0].id):
        ladder, at = Ladder(escalation, app.calendar), standing.position(row.due_on)
        top = kind.highest if kind else None
        step = ladder.next_step(at, top)
        ahead, on = (step[0].label if step else "再通知"), ladder.next_on(at, top)
    return AlertShown(
        id=row.id,
        contract=row.contract,
        subject=row.subject,
        code=row.code,
        label=kind.label if kind else app.book.rules[row.code].label,
        division=row.division,
        due_on=row.due_on,
        overdue_business_days=app.calendar.between(row.due_on, day) if row.due_on else 0,
        opened_on=row.opened_on,
        step=highest.step if highest else "",
        step_label=_label(app, highest.step) if highest else "未連絡",
        told_on=max((s.told_on for s in steps), default=None),
        told_to=tuple(dict.fromkeys(_post(to) for s in steps for to in s.told_to.split(",") if to)),
        repeats=highest.repeat if highest else 0,
        urgent=row.urgent,
        planned_on=row.planned_on,
        paused_until=row.paused_until,
        snoozes=row.snoozes,
        snoozed_until=row.snoozed_until,
        resolved_on=resolved,
        next_step=ahead if on else "",
        next_on=on,
    )


def _label(app: App, step: str) -> str:
    return next((s.label for s in app.book.escalation.steps if s.id == step), "管理者への連絡")


def _post(stored: str) -> str:
    division, _, post = stored.partition("/")
    return f"{division} {Role.of(post).label}"


def acknowledge(app: App, id_: str, planned_on: date, note: str = "") -> AlertShown:
    """Say that an alert was received and by when it will be dealt with: repeats pause, the next step does not wait.

    Raises NotFoundError, UsageError where the planned day is past or the alert resolved, RoleError.
    """
    with working(app) as work:
        row = _open_row(work, id_)
        work.actor.must(ACKNOWLEDGE, _office(row))
        if planned_on < work.today:
            raise UsageError(f"対応予定日は今日以後にしてください({format_date(planned_on)})。")
        until = app.calendar.add(work.today, app.book.escalation.pause_business_days)
        content = {"id": id_, "planned_on": planned_on.isoformat(), "paused_until": until.isoformat()}
        work.note(row.contract, "alert_acknowledged", {**content, **({"note": note} if note else {})})
    return _one(app, id_)


def snooze(app: App, id_: str, reason: str) -> AlertShown:
    """Hold an alert back for some business days, with a reason on record; only so often, never an urgent one.

    It holds the next step back too, so it takes the 係長 or the 所属長. Raises NotFoundError, UsageError, RoleError.
    """
    escalation = app.book.escalation
    with working(app) as work:
        row = _open_row(work, id_)
        work.actor.must(SNOOZE, _office(row))
        if faults := list(_against_snooze(row, reason, escalation.snooze_limit)):
            raise UsageError("延期できません。\n" + "\n".join(f"  ・{fault}" for fault in faults))
        start = max(work.today, row.snoozed_until or work.today)
        until = app.calendar.add(start, escalation.snooze_business_days)
        content = {"id": id_, "reason": reason.strip(), "snoozed_until": until.isoformat()}
        work.note(row.contract, "alert_snoozed", content)
    return _one(app, id_)


def _against_snooze(row: Row[Any], reason: str, limit: int) -> Iterator[str]:
    if row.urgent:
        yield "至急の連絡(漏えい等事案、承認のない再委託)は延期できない"
    if row.snoozes >= limit:
        yield f"延期は{limit}回まで(すでに{row.snoozes}回)"
    if not reason.strip():
        yield "理由がない(--reason)"


def _open_row(work: Work, id_: str) -> Row[Any]:
    row = work.connection.execute(select(alert).where(alert.c.id == id_)).first()
    if row is None:
        raise NotFoundError(f"連絡 {id_} はありません。lifecycle alerts で番号を確かめてください。")
    if row.resolved_on is not None:
        raise UsageError(f"連絡 {id_} は{format_date(row.resolved_on)}に解消しています。")
    return row


def _office(row: Row[Any]) -> str | None:
    return row.division if not row.contract.startswith("division:") else None


def _one(app: App, id_: str) -> AlertShown:
    return next(shown for shown in list_alerts(app, closed=True) if shown.id == id_)
