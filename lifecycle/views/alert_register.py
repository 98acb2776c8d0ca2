"""The list of alerts: those open today come from what is stored, those of another day from the journal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, or_, select

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.alerts import AlertSeen, Telling, alerts_by, alerts_on_record
from lifecycle.records.tables import alert
from states.duty import Duties, basis_of
from states.ladder import Ladder, Position


@dataclass(frozen=True, slots=True)
class AlertShown:
    """An alert as it stood on a day: its subject, its start, whom it reached, what was answered, what comes next.

    `step` is the highest step told, `told_to` the posts that it reached (所属/職); `next_step` and `next_on` are what
    follows where nothing changes. `overdue_business_days` counts the business days after `due_on`, `due_note` marks a
    due date that no source sets.
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
    due_note: str = ""


def list_alerts(
    app: App, division: str | None = None, as_of: AsOf | None = None, *, closed: bool = False
) -> list[AlertShown]:
    """The alerts open today, or on a day as far as it was known; with `closed` also the resolved ones.

    The alert that is longest overdue comes first.
    """
    asked = as_of or AsOf(app.today())
    wanted = [alert.c.opened_on <= asked.on]
    if not closed and asked.known_by is None:
        wanted.append(or_(alert.c.resolved_on.is_(None), alert.c.resolved_on > asked.on))
    with app.reading() as connection:
        reader = app.reader(connection)
        if (offices := reader.of(division).offices) is not None:
            wanted.append(alert.c.division.in_(sorted(offices)))
        seen = alerts_on_record(connection, wanted, asked.on) if as_of is None else _then(connection, wanted, as_of)
    duties = Duties(app.assessor, asked.on)
    shown = [_shown(app, one, duties) for one in seen if closed or one.resolved_on is None]
    return sorted(shown, key=lambda a: (a.due_on or date.max, a.subject, a.code, a.id))


def alert_of(app: App, id_: str) -> AlertShown:
    """One alert as it stands now; its id must be that of an alert on record."""
    with app.reading() as connection:
        (seen,) = alerts_on_record(connection, [alert.c.id == id_], app.today())
    return _shown(app, seen, Duties(app.assessor, app.today()))


def _then(connection: Connection, wanted: Sequence[ColumnElement[bool]], as_of: AsOf) -> list[AlertSeen]:
    """The alerts that meet the conditions, as the journal tells of them by the date; the table only names them."""
    rows = connection.execute(select(alert.c.id, alert.c.contract).where(*wanted)).all()
    known = alerts_by(connection, sorted({row.contract for row in rows}), as_of)
    return [known[row.id] for row in rows if row.id in known]


def _shown(app: App, seen: AlertSeen, duties: Duties) -> AlertShown:
    escalation = app.book.escalation
    tellings = sorted(seen.tellings, key=lambda t: (t.on, escalation.rank(t.step), t.repeat))
    highest = max(tellings, key=lambda t: (escalation.rank(t.step), t.repeat), default=None)
    next_step, next_on = _ahead(app, seen, tellings)
    return AlertShown(
        id=seen.id,
        contract=seen.contract,
        subject=seen.subject,
        code=seen.code,
        label=basis_of(app.book, seen.code, duties.on).label,
        division=seen.division,
        due_on=seen.due_on,
        overdue_business_days=duties.days_since(seen.due_on) if seen.due_on else 0,
        opened_on=seen.opened_on,
        step=highest.step if highest else "",
        step_label=_label(app, highest.step) if highest else "未連絡",
        told_on=tellings[-1].on if tellings else None,
        told_to=tuple(dict.fromkeys(f"{office} {Role(post).label}" for t in tellings for office, post in t.to)),
        repeats=highest.repeat if highest else 0,
        urgent=seen.urgent,
        planned_on=seen.planned_on,
        paused_until=seen.paused_until,
        snoozes=seen.snoozes,
        snoozed_until=seen.snoozed_until,
        resolved_on=seen.resolved_on,
        next_step=next_step,
        next_on=next_on,
        due_note=app.book.due_mark(seen.code) if seen.due_on else "",
    )


def _ahead(app: App, seen: AlertSeen, tellings: Sequence[Telling]) -> tuple[str, date | None]:
    """The next step and its day; both None where the alert is resolved or stands outside the ladder (連絡先がない)."""
    escalation, last = app.book.escalation, tellings[-1] if tellings else None
    if seen.resolved_on is not None or not escalation.rank(last.step if last else escalation.steps[0].id):
        return "", None
    at = Position(
        due_on=seen.due_on,
        begins_on=seen.begins_on,
        told={t.step: t.on for t in tellings if t.repeat == 0},
        repeats=last.repeat if last else 0,
        last_told_on=last.on if last else None,
        paused_until=seen.paused_until,
        snoozed_until=seen.snoozed_until,
    )
    ladder, kind = Ladder(escalation, app.calendar), app.book.alerts.get(seen.code)
    top = kind.highest if kind else None
    step, on = ladder.next_step(at, top), ladder.next_on(at, top)
    return ("", None) if on is None else (step[0].label if step else "再通知", on)


def _label(app: App, step: str) -> str:
    return next((s.label for s in app.book.escalation.steps if s.id == step), "管理者への連絡")
