"""Contracts as screens ask for them: the list of contracts, and one contract with everything known of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, case, func, select

from config.rulebook import RuleBook
from config.vocabulary import Backing, Stage, Standing
from lifecycle.app import App
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts, stored_records
from lifecycle.records.free_text import said
from lifecycle.records.one_contract import find_contract
from lifecycle.records.people import references_in, values_of
from lifecycle.records.shared_files import shared_notes
from lifecycle.records.shelf import Stored
from lifecycle.records.tables import assessment, contract, obligation
from lifecycle.views.open_duties import left_on_record, still_told
from states.backing import backing_of_stored
from states.duty import Duties, Duty, count_of
from states.facts import Contract
from states.on_record import InPart, recorded_in_part, speaking_keys
from states.verdict import Assessment


@dataclass(frozen=True, slots=True)
class Listed:
    """A contract as lists show it, with the count of its duties (`states.duty.Count`)."""

    id: str
    division: str
    title: str
    stage: Stage
    stage_declared: bool
    standing: Standing
    unmet: int
    overdue: int
    on_record: int
    due_on: date | None


def list_contracts(app: App, as_of: AsOf | None = None) -> list[Listed]:
    """Every contract that the actor may read in order of its number: from what is stored, or as of a date."""
    with app.reading() as connection:
        offices = app.reader(connection).offices
        if as_of is None:
            return _stored_list(app.book, connection, app.today(), offices)
        contracts = load_contracts(connection, contract_ids(connection, as_of.known_by, offices), as_of)
        duties = Duties(app.assessor, as_of.on)
        return [_listed(c, app.assessor.assess(c, as_of.on), duties) for c in contracts]


def _stored_list(book: RuleBook, connection: Connection, today: date, offices: frozenset[str] | None) -> list[Listed]:
    still, left = still_told(book), left_on_record(book, today)
    owed = (
        select(
            obligation.c.contract,
            func.count().filter(still).label("unmet"),
            func.count().filter(still, obligation.c.due_on < today).label("overdue"),
            func.count().filter(left).label("on_record"),
            func.min(case((still, obligation.c.due_on))).label("due_on"),
            func.count().filter(obligation.c.due_on < today).label("past_due"),
        )
        .join(assessment, assessment.c.contract == obligation.c.contract)
        .group_by(obligation.c.contract)
        .subquery()
    )
    statement = (
        select(
            contract,
            said(contract.c.title).label("title_said"),
            assessment.c.stage.label("stage_now"),
            assessment.c.standing,
            owed.c.unmet,
            owed.c.overdue,
            owed.c.on_record,
            owed.c.due_on,
            owed.c.past_due,
        )
        .join(assessment, assessment.c.contract == contract.c.id)
        .outerjoin(owed, owed.c.contract == contract.c.id)
        .where(~contract.c.removed)
        .order_by(contract.c.id)
    )
    if offices is not None:
        statement = statement.where(contract.c.division.in_(sorted(offices)))
    return [_from_row(row) for row in connection.execute(statement)]


def _from_row(row: Row[Any]) -> Listed:
    """The entry for a stored row; a contract that became overdue since its assessment is 要是正 without a sweep."""
    return Listed(
        id=row.id,
        division=row.division,
        title=row.title_said,
        stage=Stage(row.stage_now),
        stage_declared=row.stage_declared,
        standing=Standing.NEEDS_CORRECTION if row.past_due else Standing(row.standing),
        unmet=row.unmet or 0,
        overdue=row.overdue or 0,
        on_record=row.on_record or 0,
        due_on=row.due_on,
    )


def _listed(facts: Contract, judged: Assessment, duties: Duties) -> Listed:
    count = count_of(duties.blocking(judged))
    return Listed(
        id=facts.id,
        division=facts.sheet.division or "",
        title=facts.sheet.title or "",
        stage=facts.stage,
        stage_declared=facts.stage_declared,
        standing=judged.standing,
        unmet=count.unmet,
        overdue=count.overdue,
        on_record=count.on_record,
        due_on=count.due_on,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """A contract with everything known of it; `people` resolves references, for the screen that needs them.

    `speaking` names of each kind and subcontract the date of the version that speaks, `in_part` what does not count
    yet, `backing` what backs the record of each kind, subcontract and date, `shared` what is said of
    files that prove something else too.
    """

    contract: Contract
    assessment: Assessment
    unmet: tuple[Duty, ...]
    records: Sequence[Stored]
    people: Mapping[str, str | None]
    speaking: Mapping[tuple[str, str], str]
    in_part: tuple[InPart, ...]
    backing: Mapping[tuple[str, str, str], Backing]
    shared: tuple[str, ...]


def show(app: App, id_: str, as_of: AsOf) -> Shown:
    """One contract with its duties and documents as of a date. Raises NotFoundError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        records = [r for r in stored_records(connection, [id_], as_of.known_by)[id_] if _on_file(r, as_of.on)]
        people = values_of(connection, [ref for r in records for ref in references_in(r.fields)])
        shared = tuple(shared_notes(connection, id_))
    judged = app.assessor.assess(facts, as_of.on)
    unmet = Duties(app.assessor, as_of.on).blocking(judged)
    readings = app.book.readings
    backing = {(r.kind, r.subcontract, r.key): backing_of_stored(readings, r.proof, r.fields) for r in records}
    return Shown(facts, judged, unmet, records, people, speaking_keys(facts), recorded_in_part(facts), backing, shared)


def _on_file(record: Stored, on: date) -> bool:
    """Whether a document belongs on the page of a day: dated by then, or recorded by then with a date still to come."""
    return record.dated_on is None or record.dated_on <= on or record.recorded_at <= end_of_day(on)
