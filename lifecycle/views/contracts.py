"""Contracts as screens ask for them: the list of contracts, and one contract with everything known of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, Subquery, case, func, select

from config.rulebook import RuleBook
from config.vocabulary import Backing, Stage, Standing
from lifecycle.app import App
from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import contract_ids, load_contracts, stored_records
from lifecycle.records.folds.holds import ErasureHold, holds_by
from lifecycle.records.free_text import said
from lifecycle.records.one_contract import find_contract, not_there
from lifecycle.records.people import references_in, values_of
from lifecycle.records.shared_files import shared_notes
from lifecycle.records.shelf import Stored
from lifecycle.records.tables import assessment, contract, obligation
from lifecycle.usecases.retention import kept_until
from lifecycle.views.narrowing import JudgedThen, Narrowed, judged, narrowed, owes_some
from lifecycle.views.open_duties import left_on_record, still_told
from lifecycle.views.paging import InOrder, Page, Paging, page_in_sql, page_of
from lifecycle.views.seeking import ALL, FIRST_PAGE, Sought
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


_OWN_ORDER = ("id",)
_KEYS: Mapping[str, Callable[[Listed], Any]] = {
    "id": lambda one: one.id,
    "division": lambda one: one.division,
    "title": lambda one: one.title,
    "stage": lambda one: one.stage.order,
    "standing": lambda one: list(Standing).index(one.standing),
    "unmet": lambda one: one.unmet,
    "overdue": lambda one: one.overdue,
    "due_on": lambda one: one.due_on,
}
"""What contracts can be ordered by."""


def list_contracts(app: App, as_of: AsOf | None = None) -> list[Listed]:
    """Every contract that the actor may read in order of its number: from what is stored, or as of a date."""
    with app.reading() as connection:
        offices = app.reader(connection).offices
        if as_of is None:
            of_these = [contract.c.division.in_(sorted(offices))] if offices is not None else []
            return _stored_list(app.book, connection, app.today(), of_these)
        contracts = load_contracts(connection, contract_ids(connection, as_of.known_by, offices), as_of)
        duties = Duties(app.assessor, as_of.on)
        return [_listed(c, app.assessor.assess(c, as_of.on), duties) for c in contracts]


def contracts_page(
    app: App, sought: Sought = ALL, paging: Paging = FIRST_PAGE, as_of: AsOf | None = None
) -> Page[Listed]:
    """A page of the contracts that the actor may read: from what is stored, or as of a date.

    The list's own order is that of the numbers. Raises UsageError, NotFoundError, RoleError.
    """
    with app.reading() as connection:
        within = narrowed(app, connection, sought, as_of)
        if as_of is None:
            page = page_in_sql(connection, _numbers(within), paging, _columns(within))
            ids = [row.id for row in page.rows]
            stored = {
                one.id: one
                for some in chunks(ids)
                for one in _stored_list(app.book, connection, within.today, [contract.c.id.in_(some)], some)
            }
            return page.of_these([stored[id_] for id_ in ids])
        duties = Duties(app.assessor, as_of.on)
        every = [
            _listed(one.facts, one.assessment, duties)
            for one in judged(app, connection, as_of, within)
            if within.says(*one.texts) and _is_wanted(within, one)
        ]
    return page_of(every, paging, InOrder(_KEYS, _OWN_ORDER))


def _columns(within: Narrowed) -> InOrder[ColumnElement[Any]]:
    """The same for the database; what is counted is counted for the order that asks for it alone."""
    still = still_told(within.book)
    owed = select(func.count()).where(obligation.c.contract == contract.c.id, still)
    places = {standing.value: at for at, standing in enumerate(Standing)}
    by: dict[str, ColumnElement[Any]] = {
        "id": contract.c.id,
        "division": contract.c.division,
        "title": said(contract.c.title),
        "stage": case({stage.value: stage.order for stage in Stage}, value=assessment.c.stage),
        "standing": case((within.is_past_due, len(places)), else_=case(places, value=assessment.c.standing)),
        "unmet": _of_each(owed),
        "overdue": _of_each(owed.where(obligation.c.due_on < within.today)),
        "due_on": _of_each(owed.with_only_columns(func.min(obligation.c.due_on))),
    }
    return InOrder(by, _OWN_ORDER)


def _of_each(statement: Select[Any]) -> ColumnElement[Any]:
    return statement.correlate(contract, assessment).scalar_subquery()


def _is_wanted(within: Narrowed, one: JudgedThen) -> bool:
    sought = within.sought
    mine = not sought.own or one.facts.sheet.division in within.own_offices
    return mine and (not (sought.overdue or sought.rule) or any(map(within.owes, one.duties)))


def _numbers(within: Narrowed) -> Select[Any]:
    """The numbers of the contracts that are sought, without an order."""
    sought = within.sought
    wanted = [~contract.c.removed, *within.within(contract.c.division), *within.contracts()]
    if sought.own:
        wanted.append(contract.c.division.in_(sorted(within.own_offices)))
    if sought.overdue or sought.rule:
        wanted.append(owes_some(within))
    if within.words:
        wanted.append(within.said_of_contract())
    joined = contract.join(assessment, assessment.c.contract == contract.c.id)
    return select(contract.c.id).select_from(joined).where(*wanted)


def _counts(book: RuleBook, today: date, ids: Sequence[str] | None) -> Subquery:
    """What each contract owes, counted; with `ids` of these alone."""
    still, left = still_told(book), left_on_record(book, today)
    counts = select(
        obligation.c.contract,
        func.count().filter(still).label("unmet"),
        func.count().filter(still, obligation.c.due_on < today).label("overdue"),
        func.count().filter(left).label("on_record"),
        func.min(case((still, obligation.c.due_on))).label("due_on"),
        func.count().filter(obligation.c.due_on < today).label("past_due"),
    ).join(assessment, assessment.c.contract == obligation.c.contract)
    if ids is not None:
        counts = counts.where(obligation.c.contract.in_(ids))
    return counts.group_by(obligation.c.contract).subquery()


def _stored_list(
    book: RuleBook,
    connection: Connection,
    today: date,
    of_these: Sequence[ColumnElement[bool]],
    ids: Sequence[str] | None = None,
) -> list[Listed]:
    """The contracts that meet the conditions; with `ids` only what these owe is counted."""
    owed = _counts(book, today, ids)
    statement = (
        select(
            contract,
            said(contract.c.title).label("title_said"),
            assessment.c.stage.label("stage_now"),
            assessment.c.standing,
            *(owed.c[name] for name in ("unmet", "overdue", "on_record", "due_on", "past_due")),
        )
        .join(assessment, assessment.c.contract == contract.c.id)
        .outerjoin(owed, owed.c.contract == contract.c.id)
        .where(~contract.c.removed, *of_these)
        .order_by(contract.c.id)
    )
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
    files that prove something else too. `kept_until` is the last day of its retention once it has ended, `holds` are
    those ever placed on it.
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
    kept_until: date | None
    holds: tuple[ErasureHold, ...]


def show(app: App, id_: str, as_of: AsOf) -> Shown:
    """One contract with its duties and documents as of a date. Raises NotFoundError."""
    with app.reading() as connection:
        facts = find_contract(connection, id_, as_of, app.reader(connection).must)
        records = [r for r in stored_records(connection, [id_], as_of.known_by)[id_] if _on_file(r, as_of.on)]
        people = values_of(connection, [ref for r in records for ref in references_in(r.fields)])
        shared = tuple(shared_notes(connection, id_))
        holds = holds_by(connection, [id_], as_of).get(id_, ())
    judged = app.assessor.assess(facts, as_of.on)
    unmet = Duties(app.assessor, as_of.on).blocking(judged)
    readings = app.book.readings
    backing = {(r.kind, r.subcontract, r.key): backing_of_stored(readings, r.proof, r.fields) for r in records}
    speaking, in_part, until = speaking_keys(facts), recorded_in_part(facts), kept_until(app, facts)
    return Shown(facts, judged, unmet, records, people, speaking, in_part, backing, shared, until, holds)


def division_of(app: App, id_: str) -> str:
    """The office of a contract that the actor may read. Raises NotFoundError, RoleError."""
    statement = select(contract.c.division).where(contract.c.id == id_, ~contract.c.removed)
    with app.reading() as connection:
        division = connection.execute(statement).scalar()
        if division is None:
            raise not_there(id_)
        app.reader(connection).must(division)
    return str(division)


def people_in(app: App, records: Sequence[Stored]) -> Mapping[str, str | None]:
    """The names and contacts that documents refer to, by reference; for a screen that needs them."""
    with app.reading() as connection:
        return values_of(connection, [ref for record in records for ref in references_in(record.fields)])


def _on_file(record: Stored, on: date) -> bool:
    """Whether a document belongs on the page of a day: dated by then, or recorded by then with a date still to come."""
    return record.dated_on is None or record.dated_on <= on or record.recorded_at <= end_of_day(on)
