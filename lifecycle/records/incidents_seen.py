"""漏えい等事案 as pages and papers show them: the stage, the clocks, whether it must be reported, what is next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from config.legal_reports import LegalReport, reporter_name
from config.rulebook import RuleBook
from config.vocabulary import IncidentStage, Stage
from config.wareki import format_date
from lifecycle.records.folds.incidents import NotedIncident
from states.after_incident import steps_beside
from states.facts import Contract
from states.incident import incident_id, stage_of_incident, with_numbers
from states.incident_report import IncidentReport
from states.incident_steps import IncidentStep, lacks_to_close, next_steps, question_of_subcontract
from states.incidents import as_said, clocks_of, due_of
from states.reportable import Reportable, reportable


@dataclass(frozen=True, slots=True)
class ClockSeen:
    """A clock of an incident: who must tell whom by which day, whether it was done, and how far the day was checked.

    `from_on` is the first day of a guide (目安), `on` the last day; both None where no day is set. `days` says them in
    words. `passed` says that the last day went by without it.
    """

    label: str
    by: str
    to: str
    from_on: date | None
    on: date | None
    days: str
    done: bool
    passed: bool
    source: str
    standing: str
    verified: str


@dataclass(frozen=True, slots=True)
class IncidentSeen:
    """An incident on a day: what is on record, its stage, its clocks, whether it must be reported, what comes next.

    `lacking` is what still lacks before it closes without a reason; `noted` that a person took note of it.
    """

    contract: str
    no: int
    division: str
    title: str
    contractor: str
    contract_stage: Stage
    incident: IncidentReport
    stage: IncidentStage
    clocks: tuple[ClockSeen, ...]
    reportable: Reportable
    steps: tuple[IncidentStep, ...]
    lacking: tuple[str, ...]
    noted: NotedIncident | None
    on: date

    @property
    def id(self) -> str:
        """The id of the incident, such as `R6-0012/J1`."""
        return incident_id(self.contract, self.no)

    @property
    def is_open(self) -> bool:
        """Whether its close is not on record by the day."""
        return self.stage is not IncidentStage.CLOSED

    @property
    def is_late(self) -> bool:
        """Whether it is open and the last day of one of its clocks went by."""
        return self.is_open and any(clock.passed for clock in self.clocks)

    @property
    def next_on(self) -> date | None:
        """The earliest last day among the office's clocks that still run."""
        ours = reporter_name("office")
        return min((c.on for c in self.clocks if c.on and not c.done and c.by == ours), default=None)

    @property
    def known(self) -> str:
        """When the office knew, with the time of day where it is on record."""
        return moment(self.incident.aware_on, self.incident.aware_at)


def moment(day: date | None, at: str | None) -> str:
    """A day with its time of day, as officers read it; empty without a day."""
    return f"{format_date(day)}{f' {at}' if at else ''}" if day else ""


def incidents_seen(book: RuleBook, facts: Contract, noted: Mapping[int, NotedIncident], on: date) -> list[IncidentSeen]:
    """Every incident of a contract on a day, in the order of their numbers; `noted` are those that a person noted."""
    return list(_seen(book, facts, noted, on))


def _seen(book: RuleBook, facts: Contract, noted: Mapping[int, NotedIncident], on: date) -> Iterator[IncidentSeen]:
    rules, readings = book.incidents, book.readings
    for no, recorded in with_numbers(facts.incidents):
        incident = as_said(recorded, readings)
        yield IncidentSeen(
            contract=facts.id,
            no=no,
            division=facts.sheet.division or "",
            title=facts.sheet.title or "",
            contractor=facts.sheet.contractor or "",
            contract_stage=facts.stage,
            incident=incident,
            stage=stage_of_incident(incident),
            clocks=tuple(_clock(report, incident, done=done, on=on) for report, done in clocks_of(rules, incident)),
            reportable=reportable(rules, incident),
            steps=(
                *question_of_subcontract(facts, incident, book),
                *next_steps(rules, incident, readings),
                *steps_beside(facts, incident),
            ),
            lacking=tuple(lacks_to_close(rules, incident, readings)) if incident.closed_on is None else (),
            noted=noted.get(no),
            on=on,
        )


def _clock(report: LegalReport, incident: IncidentReport, *, done: bool, on: date) -> ClockSeen:
    due = due_of(report, incident)
    also = report.source_if_specific if incident.specific_pi else ""
    return ClockSeen(
        label=report.name,
        by=reporter_name(report.by),
        to=report.to,
        from_on=due.from_on,
        on=due.on,
        days=due.days or report.words,
        done=done,
        passed=not done and due.on is not None and due.on < on,
        source="、".join(one for one in (report.source, also) if one),
        standing=report.standing,
        verified=report.verified,
    )
