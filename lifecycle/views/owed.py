"""What is owed: every unmet duty with who must act and by when, the worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from config.errors import NotFoundError
from config.vocabulary import Stage
from lifecycle.app import App
from lifecycle.identity import May
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.tables import assessment, contract, obligation
from states.occasions import is_alertable
from states.verdict import OPEN_AFTER_TERMINATION

_CLOSED = (Stage.COMPLETED.value, Stage.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Owed:
    """One unmet duty. `overdue_business_days` is 0 where it is not late; `due_on` None where no day is set."""

    subject: str
    code: str
    contract: str
    division: str
    title: str
    label: str
    source: str
    reason: str
    remedy: str
    responsible: str
    gate: str | None
    due_on: date | None
    overdue_business_days: int


def owed(app: App, division: str | None = None, within: int | None = None, as_of: AsOf | None = None) -> list[Owed]:
    """Every unmet duty of contracts still running, worst first.

    `within` so many business days keeps what is due by then.

    Without `as_of` the stored obligations answer; with it every contract is judged anew as of the date. Raises
    NotFoundError where nothing is owed by a 所属 that nobody knows: a slip of the name must not read as «all is done».
    """
    on = as_of.on if as_of else app.today()
    with app.reading() as connection:
        app.actor(connection).must(May.READ)
        rows = list(_judged(app, connection, as_of) if as_of else _stored(app, connection, on))
        _must_be_known(connection, division, rows, as_of or AsOf(on))
    last = app.calendar.add(on, within) if within is not None else None
    kept = [
        row
        for row in rows
        if (division is None or row.division == division) and (last is None or (row.due_on and row.due_on <= last))
    ]
    return sorted(kept, key=lambda row: (row.due_on or date.max, row.subject, row.code))


def _must_be_known(connection: Connection, division: str | None, rows: list[Owed], as_of: AsOf) -> None:
    if division is None or any(row.division == division for row in rows):
        return
    if division not in known_divisions(connection, as_of.known_by) and not _is_named(connection, division, as_of):
        raise NotFoundError(f"所属「{division}」はありません。")


def _is_named(connection: Connection, division: str, as_of: AsOf) -> bool:
    """Whether a contract names the office, in a ledger without a sheet of offices."""
    if as_of.known_by is None:
        named = select(contract.c.id).where(contract.c.division == division).limit(1)
        return connection.execute(named).first() is not None
    found = load_contracts(connection, contract_ids(connection, as_of.known_by), as_of)
    return any(one.sheet.division == division for one in found)


def _stored(app: App, connection: Connection, on: date) -> Iterator[Owed]:
    statement = (
        select(obligation, contract.c.division, contract.c.title)
        .join(contract, contract.c.id == obligation.c.contract)
        .join(assessment, assessment.c.contract == obligation.c.contract)
        .where(
            assessment.c.stage.not_in(_CLOSED),
            or_(assessment.c.stage != Stage.TERMINATED.value, obligation.c.code.in_(OPEN_AFTER_TERMINATION)),
            ~contract.c.removed,
        )
    )
    for row in connection.execute(statement):
        yield _owed(app, row, row.contract, (row.division, row.title), on)


def _judged(app: App, connection: Connection, as_of: AsOf) -> Iterator[Owed]:
    for found in load_contracts(connection, contract_ids(connection, as_of.known_by), as_of):
        for finding in app.assessor.assess(found, as_of.on).blocking():
            if is_alertable(found, finding):
                yield _owed(app, finding, found.id, (found.sheet.division or "", found.sheet.title or ""), as_of.on)


def _owed(app: App, duty: Any, id_: str, of: tuple[str, str], on: date) -> Owed:
    late = duty.due_on is not None and duty.due_on < on
    return Owed(
        subject=duty.subject,
        code=duty.code,
        contract=id_,
        division=of[0],
        title=of[1],
        label=app.book.rules[duty.code].label,
        source=app.book.source_text(duty.code),
        reason=duty.reason,
        remedy=duty.remedy,
        responsible=duty.responsible,
        gate=duty.gate,
        due_on=duty.due_on,
        overdue_business_days=app.calendar.between(duty.due_on, on) if late else 0,
    )
