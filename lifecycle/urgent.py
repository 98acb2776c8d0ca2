"""What is told at once and alone, whatever door it came in by: an incident, a subcontract without approval."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection

from lifecycle.app import App
from lifecycle.outbox import Recipient, queue_notice, was_queued
from lifecycle.records.facts import AsOf, load_contracts
from notifications.notice import IncidentNotice, UnapprovedNotice
from states.facts import Contract
from states.occasions import Occasion, occasions
from states.verdict import Assessment
from states.vocabulary import Role

_FINAL_REPORT_DAYS = (30, 60)
_SIGNS = ("S4-03", "F-05")
"""The rules of which an unmet one may be an urgent occasion: an approval, an incident that is open."""


def urgent_of(
    app: App, connection: Connection, judged: Mapping[str, Assessment], day: date
) -> list[tuple[Contract, Occasion]]:
    """The urgent occasions among contracts just assessed."""
    ids = sorted(id_ for id_, one in judged.items() if any(f.code in _SIGNS for f in one.blocking()))
    return [
        (found, occasion)
        for found in load_contracts(connection, ids, AsOf(day))
        for occasion in occasions(app.assessor, found, judged[found.id])
        if occasion.urgent
    ]


def tell_urgent(app: App, connection: Connection, found: Iterable[tuple[Contract, Occasion]], day: date) -> int:
    """Queue an immediate message to the 所属長 and the 制度所管課 of each occasion that was never told of; how many."""
    queued = 0
    for contract, occasion in found:
        topic = f"urgent:{occasion.code}:{occasion.subject}:{occasion.due_on}"
        desk = app.book.oversight_of(occasion.code)
        division = contract.sheet.division or ""
        for to in (Recipient(division, Role.DIVISION_HEAD.value), Recipient(desk, Role.OVERSIGHT_OFFICE.value)):
            if not was_queued(connection, to, topic):
                notice = replace(_notice(app, contract, occasion, day), recipient=to.label)
                queued += queue_notice(app, connection, to, topic, notice)
    return queued


def _notice(app: App, contract: Contract, occasion: Occasion, day: date) -> UnapprovedNotice | IncidentNotice:
    division, title = contract.sheet.division or "", contract.sheet.title or ""
    if occasion.code == "AL-10":
        return _incident(app, contract, occasion, day)
    return UnapprovedNotice(
        contract=contract.id,
        subject=occasion.subject,
        division=division,
        title=title,
        missing=occasion.reason,
        remedy=occasion.remedy,
        label=app.book.rules[occasion.code].label,
        source=app.book.source_text(occasion.code),
        on=day,
    )


def _incident(app: App, contract: Contract, occasion: Occasion, day: date) -> IncidentNotice:
    """The legal days run in calendar days from the day somebody of the office knew; no closed day prolongs them."""
    open_ones = [i for i in contract.incidents if i.closed_on is None and i.aware_on]
    aware = min(i.aware_on for i in open_ones if i.aware_on)
    first = next((i.first_reported_on for i in open_ones if i.first_reported_on), None)
    kind = app.book.alerts["AL-10"]
    usual, malicious = (aware + timedelta(days=days) for days in _FINAL_REPORT_DAYS)
    return IncidentNotice(
        contract=contract.id,
        subject=occasion.subject,
        division=contract.sheet.division or "",
        title=contract.sheet.title or "",
        aware_on=aware,
        first_reported_on=first,
        deadlines=(
            ("速報", aware + timedelta(days=kind.days or 0), "概ね3〜5日以内(暦日)〔外部〕"),
            ("確報", usual, "30日以内(暦日)〔外部〕"),
            ("確報(不正の目的による場合)", malicious, "60日以内(暦日)〔外部〕"),
        ),
        missing=occasion.reason,
        remedy=occasion.remedy,
        sources=(kind.source,),
        on=day,
    )
