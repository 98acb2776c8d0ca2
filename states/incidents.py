"""Incidents: which reports the law still asks for after a leak, by which days, and the words that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from config.escalation import AlertKind
from config.legal_reports import LegalReport
from config.wareki import format_date, short_date
from states.content import says
from states.documents import IncidentReport
from states.facts import Contract
from states.labels import label
from states.verdict import Note

if TYPE_CHECKING:
    from config.readings import Readings

_KNOWN = label(IncidentReport, "aware_on")
_NOTIFIED, _NO_NOTICE = label(IncidentReport, "person_notified_on"), label(IncidentReport, "no_notice_reason")
_FIRST = label(IncidentReport, "first_reported_on").removesuffix("日")


@dataclass(frozen=True, slots=True)
class ReportDue:
    """A report that is still to be made of an incident: to whom, and by which day.

    `from_on` is the first day of a guide (目安), None where the last day is a deadline. `on` is the last day, None
    where the law names no day.
    """

    report: LegalReport
    from_on: date | None
    on: date | None

    @property
    def days(self) -> str:
        """The days in words: 令和6年12月18日〜令和6年12月20日が目安, 令和7年1月14日まで; empty without a day."""
        if self.on is None:
            return ""
        if self.from_on is None:
            return f"{format_date(self.on)}まで"
        return f"{format_date(self.from_on)}〜{format_date(self.on)}が目安"


def open_incidents(contract: Contract, readings: "Readings") -> list[tuple[date, IncidentReport]]:
    """The incidents on record that are not closed, each with the day the office knew of it, the earliest first."""
    dated = [(i.aware_on, _as_said(i, readings)) for i in contract.incidents if i.closed_on is None and i.aware_on]
    return sorted(dated, key=lambda pair: pair[0])


def _as_said(incident: IncidentReport, readings: "Readings") -> IncidentReport:
    """An incident as it counts: a reason for not telling the persons that says nothing (－) is none."""
    return incident if says(readings, incident, "no_notice_reason") else replace(incident, no_notice_reason=None)


def reports_due(kind: AlertKind, aware_on: date, incident: IncidentReport) -> list[ReportDue]:
    """The reports still to be made of an incident, in the order of the data.

    As long as 不正の目的のおそれ is blank, the days with and without it both stand.
    """
    purpose = incident.wrongful_purpose
    return [
        ReportDue(report, *report.days(aware_on))
        for report in kind.reports
        if not any(getattr(incident, name) for name in report.replaced_by)
        and (report.wrongful is None or purpose is None or report.wrongful is purpose)
    ]


def next_day(kind: AlertKind, incidents: Sequence[tuple[date, IncidentReport]]) -> date | None:
    """The earliest last day among the reports still to be made; None where no report with a day is left."""
    due = [report.on for aware_on, incident in incidents for report in reports_due(kind, aware_on, incident)]
    return min((day for day in due if day), default=None)


def incident_reason(kind: AlertKind, incidents: Sequence[tuple[date, IncidentReport]]) -> str:
    """The words about open incidents: when each was known, what was reported, by which days the rest is due."""
    told = "。".join(_told(kind, aware_on, incident) for aware_on, incident in incidents)
    return f"漏えい等事案(おそれを含む)が{len(incidents)}件、終結していない。{told}{kind.due_note}"


def untold_persons(kind: AlertKind, contract: Contract, readings: "Readings") -> tuple[Note, ...]:
    """What is said of incidents that were closed without a report that the law ties to no day (本人への通知)."""
    ended = (i for i in contract.incidents if i.closed_on is not None)
    closed = [(i.aware_on, _as_said(i, readings)) for i in ended if i.aware_on]
    return tuple(
        Note(
            f"終結した漏えい等事案({_KNOWN} {format_date(aware_on)})に、"
            f"{due.report.name}の記録も、要しない理由の記録もない({due.report.source})",
            f"{_NOTIFIED}又は{_NO_NOTICE}を登録してください。",
            f"lifecycle attach {{id}} incident_report --set aware_on={short_date(aware_on)} --set person_notified_on=…",
        )
        for aware_on, incident in closed
        for due in reports_due(kind, aware_on, incident)
        if due.on is None
    )


def _told(kind: AlertKind, aware_on: date, incident: IncidentReport) -> str:
    first = f"{_FIRST}は記録済み" if incident.first_reported_on else f"{_FIRST}の記録がない"
    return f"{_KNOWN} {format_date(aware_on)}({first}): {'、'.join(_reports(kind, aware_on, incident))}"


def _reports(kind: AlertKind, aware_on: date, incident: IncidentReport) -> Iterator[str]:
    due = reports_due(kind, aware_on, incident)
    done = [report.label for report in kind.reports if report.wrongful is not True and not _is_due(report, due)]
    yield from (f"{one.report.name}は{one.days or f'記録がない({one.report.words})'}" for one in due)
    yield from (f"{name}は記録済み" for name in done)


def _is_due(report: LegalReport, due: Sequence[ReportDue]) -> bool:
    """Whether a report, or the one that stands for it where the purpose is wrongful, is still to be made."""
    return any(one.report.replaced_by == report.replaced_by for one in due)
