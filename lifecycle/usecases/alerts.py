"""Alerts as people answer them: acknowledged with a planned date, snoozed with a reason."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from config.errors import NotFoundError, RequestFault, UsageError
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.alerts import AlertAcknowledged, AlertNeedless, AlertSnoozed
from lifecycle.records.tables import alert
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.incidents_noted import take_note
from lifecycle.usecases.work import Work, working


def acknowledge(app: App, id_: str, planned_on: date, note: str = "") -> None:
    """Acknowledge an alert, with the day by which it will be dealt with: repeats pause, the next step does not wait.

    Raises NotFoundError, UsageError where the planned day is past or the alert resolved, RoleError.
    """
    acknowledge_several(app, [id_], planned_on, note)


@tried_again
def acknowledge_several(app: App, ids: Sequence[str], planned_on: date, note: str = "") -> None:
    """Acknowledge several alerts with one planned day, all of them or none. Raises as `acknowledge` does.

    Who answers for incidents takes note of those of which such an alert tells: they are told again no more.
    """
    if not ids:
        raise UsageError(RequestFault("alert_missing", "受け取る連絡を選んでください。", "alert"))
    with working(app) as work:
        rows = [_open_row(work, id_) for id_ in dict.fromkeys(ids)]
        for row in rows:
            work.actor.must(Act.ACKNOWLEDGE, _office(row))
        if planned_on < work.today:
            told = f"対応予定日は今日以後にしてください({format_date(planned_on)})。"
            raise UsageError(RequestFault("planned_on_past", told, "planned_on"))
        until = app.calendar.add(work.today, app.book.escalation.pause_business_days)
        for row in rows:
            answer = AlertAcknowledged(id=row.id, planned_on=planned_on, paused_until=until, note=note or None)
            work.note(row.contract, answer)
        for id_, office in {row.contract: _office(row) for row in rows if row.code == _of_incidents(app)}.items():
            if work.actor.roles_for(Act.ANSWER_INCIDENT, office):
                take_note(work, id_)


def _of_incidents(app: App) -> str:
    """The code under which alerts tell of open incidents."""
    return app.book.occasion("incident").code


@tried_again
def needless(app: App, ids: Sequence[str], note: str = "") -> None:
    """Say of alerts, open or ended, that telling of them was of no use; the monthly report counts it by occasion.

    Repeats of an open one pause as for an acknowledgement; the duty is owed as before, and the next step does not wait.
    Raises NotFoundError, RoleError, UsageError where none is named or one is urgent.
    """
    if not ids:
        raise UsageError(RequestFault("alert_missing", "不要だった連絡を選んでください。", "alert"))
    with working(app) as work:
        rows = [_row(work, id_) for id_ in dict.fromkeys(ids)]
        for row in rows:
            work.actor.must(Act.ACKNOWLEDGE, _office(row))
            if row.urgent:
                told = "至急の連絡(漏えい等事案、承認のない再委託)は、不要とはできません。"
                raise UsageError(RequestFault("alert_urgent", told, "alert"))
        until = app.calendar.add(work.today, app.book.escalation.pause_business_days)
        for row in rows:
            pause = until if row.resolved_on is None else None
            work.note(row.contract, AlertNeedless(id=row.id, paused_until=pause, note=note.strip() or None))


@tried_again
def snooze(app: App, id_: str, reason: str) -> None:
    """Hold an alert back for some business days, with a reason on record; only so often, and never an urgent alert.

    Because a snooze holds back the next step too, it takes the 係長 or the 所属長. Raises NotFoundError, UsageError,
    RoleError.
    """
    escalation = app.book.escalation
    with working(app) as work:
        row = _open_row(work, id_)
        work.actor.must(Act.SNOOZE, _office(row))
        if faults := tuple(_against_snooze(row, escalation.snooze_limit, says=app.book.readings.is_content(reason))):
            raise UsageError("延期できません。", *faults)
        start = max(work.today, row.snoozed_until or work.today)
        until = app.calendar.add(start, escalation.snooze_business_days)
        work.note(row.contract, AlertSnoozed(id=id_, reason=reason.strip(), snoozed_until=until))


def _against_snooze(row: Row[Any], limit: int, *, says: bool) -> Iterator[RequestFault]:
    if row.urgent:
        yield RequestFault("alert_urgent", "至急の連絡(漏えい等事案、承認のない再委託)は延期できない", "alert")
    if row.snoozes >= limit:
        yield RequestFault("snoozed_often", f"延期は{limit}回まで(既に{row.snoozes}回)", "alert")
    if not says:
        yield RequestFault("reason_missing", "理由がない", "reason")


def _row(work: Work, id_: str) -> Row[Any]:
    row = work.connection.execute(select(alert).where(alert.c.id == id_)).first()
    if row is None:
        raise NotFoundError(RequestFault("alert_unknown", f"連絡 {id_} はありません。", "alert"))
    return row


def _open_row(work: Work, id_: str) -> Row[Any]:
    row = _row(work, id_)
    if row.resolved_on is not None:
        told = f"連絡 {id_} は{format_date(row.resolved_on)}に解消しています。"
        raise UsageError(RequestFault("alert_closed", told, "alert"))
    return row


def _office(row: Row[Any]) -> str | None:
    return row.division if not row.contract.startswith("division:") else None
