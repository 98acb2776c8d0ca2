"""Counts the audit's tables from the stored facts as of a date."""

from collections.abc import Sequence
from dataclasses import dataclass

from config.errors import NotFoundError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.offices import known_divisions


def count(app: App, as_of: AsOf, fiscal_years: Sequence[int] | None = None, division: str | None = None) -> AuditTables:
    """The twelve tables and 要改善 as of a date, of these fiscal years or of all, of one 所属 or of all."""
    with app.reading() as connection:
        app.actor(connection).must(Act.READ)
        if division is not None and division not in known_divisions(connection, as_of.known_by):
            raise NotFoundError(f"所属「{division}」はありません。")
        loaded = load_contracts(connection, contract_ids(connection, as_of.known_by), as_of)
        contracts = [c for c in loaded if division is None or c.sheet.division == division]
        return count_tables(contracts, as_of.on, app.book, fiscal_years)


@dataclass(frozen=True, slots=True)
class Behind:
    """One subject behind a cell of a table, with the duties that it has not met."""

    fiscal_year: int
    column: str
    subject: str
    division: str
    title: str
    missing: tuple[str, ...]


def drill(app: App, as_of: AsOf, counted: AuditTables, number: int) -> list[Behind]:
    """The contracts or subcontracts behind every cell of a table but its total, with their unmet duties.

    Raises NotFoundError where there is no table of that number.
    """
    try:
        table = counted.table(number)
    except KeyError:
        raise NotFoundError(f"表{number}はありません(1から12まで)。") from None
    cells = [
        (row.fiscal_year, table.columns[at], subject)
        for row in table.rows
        for at, subjects in sorted(row.members.items())
        if at > 0
        for subject in subjects
    ]
    wanted = sorted({subject.partition("/")[0] for _, _, subject in cells})
    with app.reading() as connection:
        contracts = {c.id: c for c in load_contracts(connection, wanted, as_of)}
    unmet = {id_: app.assessor.assess(c, as_of.on).blocking() for id_, c in contracts.items()}
    behind = []
    for year, column, subject in cells:
        contract = contracts[subject.partition("/")[0]]
        missing = tuple(f"[{f.code}] {f.reason}" for f in unmet[contract.id] if f.subject == subject)
        sheet = contract.sheet
        behind.append(Behind(year, column, subject, sheet.division or "", sheet.title or "", missing))
    return behind
