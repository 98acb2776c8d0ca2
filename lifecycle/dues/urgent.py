"""Urgent messages, told at once and alone, by whatever door the cause came in: incidents, unapproved subcontracts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.post.topic import Topic
from notifications.notice import IncidentNotice, UnapprovedNotice
from states.documents import IncidentReport
from states.duty import Duties
from states.facts import Contract
from states.occasions import Occasion, incident_reason, occasions, open_incidents


def urgent_of(app: App, judged: Mapping[str, Judged]) -> list[tuple[Contract, Occasion]]:
    """The urgent occasions among contracts that were just assessed."""
    return [
        (now.contract, occasion)
        for _, now in sorted(judged.items())
        if any(f.code in app.book.urgent_signs for f in now.assessment.blocking())
        for occasion in occasions(app.assessor, now.contract, now.assessment)
        if occasion.urgent
    ]


def tell_urgent(box: Outbox, occasions_found: Iterable[tuple[Contract, Occasion]], day: date) -> int:
    """Queue an immediate message to 所属長 and 制度所管課 for each occasion never told of; gives their number."""
    queued = 0
    for contract, occasion in occasions_found:
        desk = at_desk(box.app.book.oversight_of(occasion.code), day)
        division = contract.sheet.division or ""
        for due, notice in _notices(box.app, contract, occasion, day):
            topic = Topic.urgent(occasion.code, occasion.subject, due)
            for to in (Recipient(division, Role.DIVISION_HEAD.value), desk):
                if not box.holds(to, topic):
                    queued += box.notice(to, topic, replace(notice, recipient=to.label))
    return queued


def _notices(
    app: App, contract: Contract, occasion: Occasion, day: date
) -> Iterator[tuple[date | None, UnapprovedNotice | IncidentNotice]]:
    """The notices that tell of an occasion, each with the due date that tells it from others.

    Every open incident has its own notice, though one alert stands for all of a contract's incidents.
    """
    if occasion.kind is None or occasion.kind.occasion != "incident":
        yield occasion.due_on, _unapproved(app, contract, occasion, day)
        return
    for aware, incident in open_incidents(contract):
        due = aware + timedelta(days=occasion.kind.days or 0)
        yield due, _incident(app, contract, incident, (aware, due, day))


def _unapproved(app: App, contract: Contract, occasion: Occasion, day: date) -> UnapprovedNotice:
    duty = Duties(app.assessor, day).told(contract.id, contract.stage, occasion)
    return UnapprovedNotice(
        contract=contract.id,
        subject=duty.subject,
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        reason=duty.reason,
        remedy=duty.remedy,
        code=duty.code,
        label=duty.label,
        source=duty.source,
        on=day,
    )


def _incident(app: App, contract: Contract, incident: IncidentReport, days: tuple[date, date, date]) -> IncidentNotice:
    """The notice of an incident; `days`: when the office knew, when the 速報 is due, today.

    The days set by law are calendar days from the day the office knew; no closed day prolongs them. What is reported
    already has no deadline any more.
    """
    aware, due, day = days
    kind = app.book.occasion("incident")
    still_due = [report for report in kind.reports if not getattr(incident, report.replaced_by)]
    return IncidentNotice(
        contract=contract.id,
        subject=contract.id,
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        aware_on=aware,
        first_reported_on=incident.first_reported_on,
        deadlines=tuple((r.label, aware + timedelta(days=r.days) if r.days else due, r.words) for r in still_due),
        reason=incident_reason([incident], aware, due),
        remedy=app.book.desks.worded(kind.remedy or "", day),
        sources=(kind.source,),
        on=day,
    )
