"""Incidents: which reports the law still asks for after a leak, by which days, and the words that say so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from config.legal_reports import IncidentRules, LegalReport
from config.wareki import format_date
from states.content import says
from states.facts import Contract
from states.incident import MARK, with_numbers
from states.incident_report import IncidentReport
from states.labels import label
from states.reportable import reportable
from states.verdict import Note

if TYPE_CHECKING:
    from config.readings import Readings

_KNOWN = label(IncidentReport, "aware_on")
_NOTIFIED, _NO_NOTICE = label(IncidentReport, "person_notified_on"), label(IncidentReport, "no_notice_reason")
_REASONS = ("no_notice_reason", "no_written_reason", "reportable_reason", "no_publication_reason")
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
    dated = [(i.aware_on, as_said(i, readings)) for i in contract.incidents if i.closed_on is None and i.aware_on]
    return sorted(dated, key=lambda pair: pair[0])


def open_by_number(contract: Contract, readings: "Readings") -> dict[int, IncidentReport]:
    """The incidents on record that are not closed and whose day of knowing is on record, by their numbers."""
    every = with_numbers(contract.incidents)
    return {no: as_said(i, readings) for no, i in every if i.closed_on is None and i.aware_on}


def as_said(incident: IncidentReport, readings: "Readings") -> IncidentReport:
    """An incident as it counts: a reason that says nothing (－) is none."""
    empty: dict[str, Any] = {name: None for name in _REASONS if not says(readings, incident, name)}
    return replace(incident, **empty) if empty else incident


def clocks_of(rules: IncidentRules, incident: IncidentReport) -> Iterator[tuple[LegalReport, bool]]:
    """The clocks that an incident starts, in the order of the data, each with whether its report was made.

    As long as 不正の目的のおそれ is blank, the days with and without it both stand. What law asks for only of incidents
    that must be reported falls away where this one need not be.
    """
    known, purpose = incident.aware_on or incident.noticed_on, incident.wrongful_purpose
    spared = reportable(rules, incident).answer is False
    for report in rules.clocks:
        done = any(getattr(incident, name) for name in report.replaced_by)
        of_purpose = report.wrongful is None or purpose is None or report.wrongful is purpose
        if known and report.holds_on(known) and of_purpose and (done or not (spared and report.if_reportable)):
            yield report, done


def due_of(report: LegalReport, incident: IncidentReport) -> ReportDue:
    """A report with its days, counted from the day of knowing that it goes by; without that day none stand."""
    known = getattr(incident, report.counted_from)
    return ReportDue(report, *report.days(known)) if known else ReportDue(report, None, None)


def reports_due(rules: IncidentRules, incident: IncidentReport) -> list[ReportDue]:
    """The reports that the office has still to make of an incident, in the order of the data."""
    clocks = clocks_of(rules, incident)
    return [due_of(report, incident) for report, done in clocks if report.by == "office" and not done]


def next_day(rules: IncidentRules, incidents: Sequence[tuple[date, IncidentReport]]) -> date | None:
    """The earliest last day among the reports still to be made; None where no report with a day is left."""
    due = [report.on for _, incident in incidents for report in reports_due(rules, incident)]
    return min((day for day in due if day), default=None)


def incident_reason(rules: IncidentRules, incidents: Sequence[tuple[date, IncidentReport]]) -> str:
    """The words about open incidents: when each was known, what was reported, by which days the rest is due."""
    told = "。".join(_told(rules, aware_on, incident) for aware_on, incident in incidents)
    return f"漏えい等事案(おそれを含む)が{len(incidents)}件、終結していない。{told}{rules.due_note}"


def untold_persons(rules: IncidentRules, contract: Contract, readings: "Readings") -> tuple[Note, ...]:
    """What is said of incidents that were closed without a report that the law ties to no day (本人への通知)."""
    ended = ((no, as_said(i, readings)) for no, i in with_numbers(contract.incidents) if i.closed_on is not None)
    return tuple(
        Note(
            f"終結した漏えい等事案({_KNOWN} {format_date(incident.aware_on)})に、"
            f"{due.report.name}の記録も、要しない理由の記録もない({due.report.source})",
            f"{_NOTIFIED}又は{_NO_NOTICE}を登録してください。",
            f"lifecycle incident update {{id}}/{MARK}{no} --person-notified-on …",
        )
        for no, incident in ended
        if incident.aware_on
        for due in reports_due(rules, incident)
        if due.on is None
    )


def _told(rules: IncidentRules, aware_on: date, incident: IncidentReport) -> str:
    first = f"{_FIRST}は記録済み" if incident.first_reported_on else f"{_FIRST}の記録がない"
    return f"{_KNOWN} {format_date(aware_on)}({first}): {'、'.join(_reports(rules, incident))}"


def _reports(rules: IncidentRules, incident: IncidentReport) -> Iterator[str]:
    due = reports_due(rules, incident)
    if reportable(rules, incident).answer is False:
        yield "委員会への報告は要しない"
    yield from (f"{one.report.name}は{one.days or f'記録がない({one.report.words})'}" for one in due)
    ours = [report for report, done in clocks_of(rules, incident) if report.by == "office" and done]
    labels = dict.fromkeys(report.label for report in ours if not _is_due(report, due))
    yield from (f"{name}は記録済み" for name in labels)


def _is_due(report: LegalReport, due: Sequence[ReportDue]) -> bool:
    """Whether a report, or the one that stands for it where the purpose is wrongful, is still to be made."""
    return any(one.report.replaced_by == report.replaced_by for one in due)
