"""The list of what is owed: every unmet duty, with who must act and by when, the worst first."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, select

from config.errors import NotFoundError
from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from lifecycle.app import App
from lifecycle.identity import ReadingScope
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.free_text import said
from lifecycle.records.tables import assessment, contract, obligation
from lifecycle.views.open_duties import still_told
from states.duty import Duties, Owed
from states.verdict import Finding


def owed(app: App, division: str | None = None, within: int | None = None, as_of: AsOf | None = None) -> list[Owed]:
    """Every unmet duty of the contracts that still run, the worst first.

    With `within`, only the duties due within so many business days are kept.

    Without `as_of` the stored obligations answer; with it every contract is judged anew as of the date. Raises
    NotFoundError where nothing is owed by a 所属 that nobody knows: a slip of the name must not read as «all is done».
    """
    on = as_of.on if as_of else app.today()
    with app.reading() as connection:
        reader = app.reader(connection)
        listed = _judged(app, connection, as_of, reader) if as_of else _stored(app, connection, on)
        rows = [row for row in listed if reader.covers(row.division) or as_of]
        _must_be_known(connection, division, rows, as_of or AsOf(on))
        reader.of(division)
    last = app.calendar.add(on, within) if within is not None else None
    kept = [row for row in rows if division is None or row.division == division]
    if last is not None:
        kept = [row for row in kept if row.duty.due_on and row.duty.due_on <= last]
    return sorted(kept, key=lambda row: (row.duty.due_on or date.max, row.duty.subject, row.duty.code))


def _must_be_known(connection: Connection, division: str | None, rows: list[Owed], as_of: AsOf) -> None:
    if division is None or any(row.division == division for row in rows):
        return
    if division not in known_divisions(connection, as_of.known_by) and not _is_named(connection, division, as_of):
        raise NotFoundError(f"所属「{division}」はありません。")


def _is_named(connection: Connection, division: str, as_of: AsOf) -> bool:
    """Whether a contract names the office; this is asked of a ledger without a sheet of offices."""
    if as_of.known_by is None:
        named = select(contract.c.id).where(contract.c.division == division).limit(1)
        return connection.execute(named).first() is not None
    contracts = load_contracts(connection, contract_ids(connection, as_of.known_by), as_of)
    return any(one.sheet.division == division for one in contracts)


def _stored(app: App, connection: Connection, on: date) -> Iterator[Owed]:
    statement = (
        select(obligation, contract.c.division, said(contract.c.title).label("title"), assessment.c.stage)
        .join(contract, contract.c.id == obligation.c.contract)
        .join(assessment, assessment.c.contract == obligation.c.contract)
        .where(still_told(app.book), ~contract.c.removed)
    )
    duties = Duties(app.assessor, on)
    for row in connection.execute(statement):
        yield Owed(duties.of(row.contract, Stage(row.stage), _finding(app.book, row)), row.division, row.title)


def _finding(book: RuleBook, row: Row[Any]) -> Finding:
    """The finding from which an obligation was stored."""
    return Finding(
        code=row.code,
        subject=row.subject,
        status=Status(row.status),
        reason=row.reason,
        remedy=row.remedy,
        due_on=row.due_on,
        gate=Stage(row.gate) if row.gate else None,
        responsible=row.responsible,
        outlives_termination=row.code in book.outliving,
        command=row.command,
        curable=row.curable,
        weight=row.weight,
    )


def _judged(app: App, connection: Connection, as_of: AsOf, reader: ReadingScope) -> Iterator[Owed]:
    duties = Duties(app.assessor, as_of.on)
    for facts in load_contracts(connection, contract_ids(connection, as_of.known_by, reader.offices), as_of):
        for duty in duties.blocking(app.assessor.assess(facts, as_of.on)):
            if duty.is_open:
                yield Owed(duty, facts.sheet.division or "", facts.sheet.title or "")
