"""Urgent messages, told at once and alone, by whatever door the cause came in: incidents, unapproved subcontracts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.post.topic import Topic
from notifications.notice import IncidentNotice, ReportToMake, UnapprovedNotice
from states.duty import Duties
from states.facts import Contract
from states.incident import MARK
from states.incident_report import IncidentReport
from states.incidents import open_incidents, reports_due
from states.occasions import Occasion, occasions


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
        for mark, notice in _notices(box.app, contract, occasion, day):
            topic = Topic.urgent(occasion.code, occasion.subject, mark)
            for to in (Recipient(division, Role.DIVISION_HEAD.value), desk):
                if not box.holds(to, topic):
                    queued += box.notice(to, topic, replace(notice, recipient=to.label))
    return queued


def urgent_notices(
    app: App, contract: Contract, occasion: Occasion, day: date, to: Recipient
) -> Iterator[tuple[str, UnapprovedNotice | IncidentNotice]]:
    """The notices by which a reader is told of an urgent occasion on a day, each with its mark."""
    for mark, notice in _notices(app, contract, occasion, day):
        yield mark, replace(notice, recipient=to.label)


def _notices(
    app: App, contract: Contract, occasion: Occasion, day: date
) -> Iterator[tuple[str, UnapprovedNotice | IncidentNotice]]:
    """The notices that tell of an occasion, each with the mark that tells it from others.

    Every open incident has its own notice, though one alert stands for all of a contract's incidents.
    """
    if occasion.kind is None or occasion.kind.occasion != "incident":
        yield str(occasion.due_on), _unapproved(app, contract, occasion, day)
        return
    for aware, incident in open_incidents(contract, app.book.readings):
        yield (
            f"{MARK}{incident.no}" if incident.no else f"known-{aware}",
            _incident(app, contract, incident, aware, day),
        )


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


def _incident(app: App, contract: Contract, incident: IncidentReport, aware: date, day: date) -> IncidentNotice:
    """The notice of an incident that the office knew of on a day: who must still be told, and by when the law says."""
    kind, rules = app.book.occasion("incident"), app.book.incidents
    return IncidentNotice(
        contract=contract.id,
        subject=contract.id,
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        aware_on=aware,
        first_reported_on=incident.first_reported_on,
        reports=tuple(
            ReportToMake(r.label, r.when, r.to, due.days, due.on, r.words, r.source)
            for due in reports_due(rules, incident)
            for r in (due.report,)
        ),
        counting=rules.counting,
        rests_on=rules.due_note,
        remedy=app.book.desks.worded(kind.remedy or "", day),
        sources=(kind.source,),
        on=day,
    )
