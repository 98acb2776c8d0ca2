"""What is told of 漏えい等事案, and to whom: the first word and its repeats, a clock that runs out."""

from collections.abc import Iterator
from datetime import date

from config.legal_reports import reporter_name
from config.vocabulary import Role
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.post.contacts import acting_beside
from lifecycle.post.outbox import Outbox, every_channel
from lifecycle.post.recipients import Recipient, at_desk
from notifications.incident_notices import ClockNotice, IncidentNotice, ReportToMake
from states.facts import Contract
from states.incident import incident_id
from states.incident_clocks import ClockNear
from states.incident_report import IncidentReport
from states.incident_steps import next_steps
from states.incidents import ReportDue, reports_due
from states.reportable import Reportable, reportable


def head_and_desk(app: App, contract: Contract, day: date) -> tuple[Recipient, Recipient]:
    """Who is told of an incident: the head of the office, and the desk that answers for it (制度所管課)."""
    desk = at_desk(app.book.oversight_of(app.book.occasion("incident").code), day)
    return Recipient(contract.sheet.division or "", Role.DIVISION_HEAD.value), desk


def called_at_once(box: Outbox, contract: Contract, day: date) -> Iterator[tuple[Recipient, tuple[str, ...]]]:
    """Who is told of an incident at once, head, deputy (代理) and desk, each with every channel that they have."""
    head, desk = head_and_desk(box.app, contract, day)
    deputy = acting_beside(box.app, box.connection, head.division, day)
    for to in (head, deputy, desk):
        if to:
            yield to, every_channel(box.app, box.connection, to, day)


def incident_notice(
    app: App, contract: Contract, no: int, incident: IncidentReport, day: date, repeat: int = 0
) -> IncidentNotice:
    """The first word of an incident, or a repeat of it, as it is told on a day."""
    kind, rules, readings = app.book.occasion("incident"), app.book.incidents, app.book.readings
    answer, aware = reportable(rules, incident), incident.aware_on or day
    hours, often = rules.repeat_hours, rules.repeat_often
    return IncidentNotice(
        contract=contract.id,
        subject=contract.id,
        incident=incident_id(contract.id, no),
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        aware_on=aware,
        known=f"{format_date(aware)}{f' {incident.aware_at}' if incident.aware_at else ''}",
        feared=bool(incident.only_feared),
        first_reported_on=incident.first_reported_on,
        answer=answer.words,
        why=_why(answer),
        first_step=next((step.words for step in next_steps(rules, incident, readings)), ""),
        again=f"誰かが確認するまで、{rules.repeat_minutes}分ごとに{often}回、その後は{hours}時間ごとに知らせます。",
        reports=tuple(report_to_make(due) for due in reports_due(rules, incident)),
        counting=rules.counting,
        rests_on=rules.due_note,
        remedy=app.book.desks.worded(kind.remedy or "", day),
        sources=(kind.source,),
        on=day,
        repeat=repeat,
    )


def _why(answer: Reportable) -> str:
    """Why an incident must be reported or need not, in few words; what a person wrote stays on record."""
    if answer.by_hand:
        return "決めた理由は事案の記録に"
    if answer.answer is None:
        return f"空欄の類型が{sum(fact.holds is None for fact in answer.facts)}つ"
    return answer.reason.rstrip("。")


def report_to_make(due: ReportDue) -> ReportToMake:
    """A report that is still to be made, as a message tells it."""
    report = due.report
    return ReportToMake(report.label, report.when, report.to, due.days, due.on, report.words, report.source)


def clock_notice(
    app: App, contract: Contract, no: int, incident: IncidentReport, near: ClockNear, day: date
) -> ClockNotice:
    """The message that a clock of an incident is at a step."""
    report = near.due.report
    return ClockNotice(
        contract=contract.id,
        subject=contract.id,
        incident=incident_id(contract.id, no),
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        report=report_to_make(near.due),
        by=reporter_name(report.by),
        step=near.step.words,
        answer=reportable(app.book.incidents, incident).words,
        field=report.replaced_by[0],
        on=day,
    )
