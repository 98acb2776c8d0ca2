"""The work of an office: what is owed by due day, each record once; what of it is begun; what was recorded lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import select

from lifecycle.app import App
from lifecycle.clock import day_of, timestamp
from lifecycle.records.free_text import said
from lifecycle.records.tables import contract, record
from lifecycle.views.owed import owed_page
from lifecycle.views.paging import Page, Paging
from lifecycle.views.seeking import Sought
from states.cures import Cure, cures_of
from states.duty import Duty, Owed
from states.evidence import KINDS

LATELY = timedelta(days=7)
"""For how long what was recorded is still shown as done."""
_DONE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class TaskOfToday:
    """One record to make, of a contract: what for, and whether a record of that kind is there already (不足あり).

    `cure` is None where nothing that is recorded would meet the duties.
    """

    duties: tuple[Duty, ...]
    cure: Cure | None
    begun: bool


@dataclass(frozen=True, slots=True)
class TasksOfContract:
    """The tasks of one contract on one due day."""

    contract: str
    title: str
    division: str
    tasks: tuple[TaskOfToday, ...]


@dataclass(frozen=True, slots=True)
class TasksOfDay:
    """The tasks that are due on a day, by contract; None for duties without a day."""

    due_on: date | None
    first: Duty
    contracts: tuple[TasksOfContract, ...]


@dataclass(frozen=True, slots=True)
class DoneLately:
    """A document that was recorded in the last days."""

    contract: str
    title: str
    label: str
    recorded_on: date


def tasks_of(app: App, sought: Sought, paging: Paging) -> tuple[Page[Owed], tuple[TasksOfDay, ...]]:
    """A page of what is owed and the tasks in it, by due day and contract.

    Raises UsageError, NotFoundError, RoleError.
    """
    page = owed_page(app, sought, paging)
    there = _recorded(app, sorted({one.duty.contract for one in page.rows}))
    days = groupby(page.rows, key=lambda one: one.duty.due_on)
    return page, tuple(_of_day(due_on, tuple(rows), there) for due_on, rows in days)


def _of_day(due_on: date | None, rows: Sequence[Owed], there: frozenset[tuple[str, str, str]]) -> TasksOfDay:
    by_contract = groupby(sorted(rows, key=lambda one: one.duty.contract), key=lambda one: one.duty.contract)
    contracts = (
        TasksOfContract(id_, owed[0].title, owed[0].division, _tasks(id_, [one.duty for one in owed], there))
        for id_, of in by_contract
        if (owed := list(of))
    )
    return TasksOfDay(due_on, rows[0].duty, tuple(contracts))


def _tasks(id_: str, duties: Sequence[Duty], there: frozenset[tuple[str, str, str]]) -> tuple[TaskOfToday, ...]:
    cures = cures_of(duties)
    made = [
        TaskOfToday(
            tuple(d for d in duties if d.code in cure.codes and d.subject == cure.subject),
            cure,
            cure.kind not in KINDS or (id_, cure.kind, cure.no) in there,
        )
        for cure in cures
    ]
    named = {(duty.subject, duty.code) for task in made for duty in task.duties}
    left = tuple(duty for duty in duties if (duty.subject, duty.code) not in named)
    return (*made, *(TaskOfToday((duty,), None, begun=True) for duty in left))


def _recorded(app: App, ids: Sequence[str]) -> frozenset[tuple[str, str, str]]:
    """The kinds of which a document is on record, by contract and subcontract."""
    statement = (
        select(record.c.contract, record.c.kind, record.c.subcontract)
        .where(record.c.contract.in_(ids), record.c.superseded_at.is_(None))
        .distinct()
    )
    with app.reading() as connection:
        return frozenset((row.contract, row.kind, row.subcontract) for row in connection.execute(statement))


def done_lately(app: App, offices: Sequence[str]) -> list[DoneLately]:
    """What was recorded in the last days of the contracts of these offices, the latest first. Raises RoleError."""
    statement = (
        select(record.c.contract, record.c.kind, record.c.subcontract, record.c.recorded_at)
        .add_columns(said(contract.c.title).label("title"))
        .join(contract, contract.c.id == record.c.contract)
        .where(contract.c.division.in_(offices), ~contract.c.removed)
        .where(record.c.recorded_at >= timestamp(app.clock.now() - LATELY))
        .where(record.c.superseded_at.is_(None), record.c.kind.in_(list(KINDS)))
        .order_by(record.c.recorded_at.desc(), record.c.contract, record.c.kind)
        .limit(_DONE_SHOWN)
    )
    with app.reading() as connection:
        reader = app.reader(connection)
        for office in offices:
            reader.must(office)
        rows = connection.execute(statement).all()
    return [
        DoneLately(row.contract, row.title, _label(row.kind, row.subcontract), day_of(row.recorded_at)) for row in rows
    ]


def _label(kind: str, no: str) -> str:
    return f"再委託{no}の{KINDS[kind].label}" if no else KINDS[kind].label
