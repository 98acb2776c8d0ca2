"""漏えい等事案 as a screen asks for them: one with its stage, its clocks and what is to be done next; or a list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from config.errors import NotFoundError, RequestFault
from config.legal_reports import LegalReport
from config.vocabulary import IncidentStage, Stage
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.fields.values import stored_text
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.folds.incidents import NotedIncident, noted_incidents
from lifecycle.records.one_contract import find_contract
from lifecycle.records.tables import contract, record
from states.columns import columns_of
from states.content import ERASED, Erased
from states.documents import Column
from states.facts import Contract
from states.incident import MARK, stage_of_incident, with_numbers
from states.incident_report import IncidentReport
from states.incident_steps import Step, lacks_to_close, next_steps, question_of_subcontract
from states.incidents import as_said, clocks_of, due_of
from states.reportable import Reportable, reportable

_KIND = "incident_report"
_WHO = {"office": "県", "contractor": "委託先"}


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
    steps: tuple[Step, ...]
    lacking: tuple[str, ...]
    noted: NotedIncident | None
    on: date

    @property
    def id(self) -> str:
        """The id of the incident, such as `R6-0012/J1`."""
        return f"{self.contract}/{MARK}{self.no}"

    @property
    def is_open(self) -> bool:
        """Whether its close is not on record by the day."""
        return self.stage is not IncidentStage.CLOSED

    @property
    def next_on(self) -> date | None:
        """The earliest last day among the office's clocks that still run."""
        ours = _WHO["office"]
        return min((c.on for c in self.clocks if c.on and not c.done and c.by == ours), default=None)

    @property
    def known(self) -> str:
        """When the office knew, with the time of day where it is on record."""
        return moment(self.incident.aware_on, self.incident.aware_at)


def moment(day: date | None, at: str | None) -> str:
    """A day with its time of day, as officers read it; empty without a day."""
    return f"{format_date(day)}{f' {at}' if at else ''}" if day else ""


def show_incident(app: App, id_: str, no: int, as_of: AsOf) -> IncidentSeen:
    """One incident of a contract as of a date. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        noted = noted_incidents(connection, [id_], as_of.known_by)
    for seen in _of_contract(app, facts, noted.get(id_, {}), as_of.on):
        if seen.no == no:
            return seen
    told = f"契約 {id_} にその番号の漏えい等事案はありません。"
    raise NotFoundError(RequestFault("incident_unknown", told, "incident", values={"contract": id_}))


def incidents_of(app: App, id_: str, as_of: AsOf) -> list[IncidentSeen]:
    """Every incident of a contract as of a date, in the order of their numbers. Raises NotFoundError, RoleError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        noted = noted_incidents(connection, [id_], as_of.known_by)
    return list(_of_contract(app, facts, noted.get(id_, {}), as_of.on))


def list_incidents(app: App, as_of: AsOf, division: str | None = None, *, closed: bool = False) -> list[IncidentSeen]:
    """The incidents of all contracts that the actor may read, open ones first, the next last day first.

    `closed` names those too that ended. Raises RoleError.
    """
    with app.reading() as connection:
        reader = app.reader(connection)
        ids = _with_incidents(connection, reader.of(division).offices)
        facts = [one for chunk in chunks(ids) for one in load_contracts(connection, chunk, as_of)]
        noted = noted_incidents(connection, ids, as_of.known_by)
    every = [seen for one in facts for seen in _of_contract(app, one, noted.get(one.id, {}), as_of.on)]
    wanted = [seen for seen in every if seen.is_open or closed]
    return sorted(wanted, key=lambda seen: (not seen.is_open, seen.next_on or date.max, seen.contract, seen.no))


def _with_incidents(connection: Connection, offices: frozenset[str] | None) -> list[str]:
    """The contracts on record that have an incident, of the offices that are read."""
    of_kind = select(record.c.contract).where(record.c.kind == _KIND, record.c.superseded_at.is_(None))
    statement = select(contract.c.id).where(contract.c.id.in_(of_kind), ~contract.c.removed).order_by(contract.c.id)
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    return list(connection.execute(statement).scalars())


def _of_contract(app: App, facts: Contract, noted: Mapping[int, NotedIncident], on: date) -> Iterator[IncidentSeen]:
    rules, readings = app.book.incidents, app.book.readings
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
            steps=(*question_of_subcontract(facts, incident), *next_steps(rules, incident, readings)),
            lacking=tuple(lacks_to_close(rules, incident, readings)) if incident.closed_on is None else (),
            noted=noted.get(no),
            on=on,
        )


def _clock(report: LegalReport, incident: IncidentReport, *, done: bool, on: date) -> ClockSeen:
    due = due_of(report, incident)
    also = report.source_if_specific if incident.specific_pi else ""
    return ClockSeen(
        label=report.name,
        by=_WHO[report.by],
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


def fact_text(column: Column, value: Any) -> str:
    """A fact of an incident as people read it."""
    if isinstance(value, date):
        return format_date(value)
    return ERASED if isinstance(value, Erased) else stored_text(column, value)


def facts_on_record(incident: IncidentReport) -> list[tuple[Column, Any]]:
    """What is on record of an incident, column by column in the ledger's order; blanks left out."""
    pairs = ((column, getattr(incident, column.name, None)) for column in columns_of(_KIND))
    return [(column, value) for column, value in pairs if value is not None and column.name != "no"]


def incident_document(seen: IncidentSeen) -> dict[str, Any]:
    """An incident in JSON."""
    names = ("label", "by", "to", "from_on", "on", "days", "done", "passed", "source", "standing", "verified")
    facts = ("fact", "label", "holds", "answer", "source", "standing", "verified")
    return {
        "id": seen.id,
        "contract": seen.contract,
        "no": seen.no,
        "division": seen.division,
        "title": seen.title,
        "stage": seen.stage,
        "open": seen.is_open,
        "acknowledged_on": seen.noted.on if seen.noted else None,
        "acknowledged_by": seen.noted.post if seen.noted else None,
        "fields": {column.name: value for column, value in facts_on_record(seen.incident)},
        "reportable": {
            "answer": seen.reportable.answer,
            "reason": seen.reportable.reason,
            "by_hand": seen.reportable.by_hand,
            "facts": [{name: getattr(one, name) for name in facts} for one in seen.reportable.facts],
        },
        "clocks": [{name: getattr(one, name) for name in names} for one in seen.clocks],
        "next": [{"words": step.words, "section": step.section} for step in seen.steps],
        "lacking": list(seen.lacking),
    }
