"""Counts the audit's tables from the stored facts as of a date."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from config.errors import NotFoundError
from lifecycle.app import App
from lifecycle.papers.tables.audit_counts import AuditTables, count_tables
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.progress import counted
from states.backing import Backed, backed
from states.columns import SUBCONTRACT


def count(app: App, as_of: AsOf, fiscal_years: Sequence[int] | None = None, division: str | None = None) -> AuditTables:
    """The twelve tables and 要改善 as of a date, of these fiscal years or of all, of one 所属 or of all."""
    with app.reading() as connection:
        reader = app.reader(connection)
        if division is not None and division not in known_divisions(connection, as_of.known_by):
            raise NotFoundError(f"所属「{division}」はありません。")
        reader.of(division)
        ids = contract_ids(connection, as_of.known_by, reader.offices)
        loaded = counted(load_contracts(connection, ids, as_of), "契約を読んでいます", len(ids))
        contracts = [c for c in loaded if division is None or c.sheet.division == division]
        return count_tables(contracts, as_of.on, app.book, fiscal_years)


@dataclass(frozen=True, slots=True)
class Behind:
    """One subject behind a cell of a table, with the duties that it has not met, and what backs what was counted."""

    fiscal_year: int
    column: str
    subject: str
    division: str
    title: str
    missing: tuple[str, ...]
    backed: tuple[Backed, ...] = ()


_VISIT = ("onsite_inspection", "onsite_waiver")
_COUNTED: Mapping[int, tuple[str, ...]] = {
    1: ("contract_review",),
    2: ("contract_review",),
    3: ("checklist",),
    4: ("checklist",),
    5: _VISIT,
    6: (SUBCONTRACT,),
    7: ("subcontract_notice",),
    8: ("checklist",),
    9: ("checklist",),
    10: _VISIT,
    11: ("checklist",),
    12: ("emergency_contact", "contact_check"),
}
"""The kinds of evidence that each table counts by."""


def drill(app: App, as_of: AsOf, counted: AuditTables, number: int) -> list[Behind]:
    """The contracts or subcontracts behind every cell of a table but its total, with their unmet duties.

    Raises NotFoundError where there is no table of that number.
    """
    try:
        table = counted.table(number)
    except KeyError:
        numbers = [one.number for one in counted.tables]
        whole = f"{numbers[0]}から{numbers[-1]}まで" if len(numbers) > numbers[-1] - numbers[0] else ""
        raise NotFoundError(f"表{number}はありません({whole or '、'.join(map(str, numbers))})。") from None
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
    backing = {id_: backed(app.book.readings, c) for id_, c in contracts.items()}
    behind = []
    for year, column, subject in cells:
        contract = contracts[subject.partition("/")[0]]
        missing = tuple(f"[{f.code}] {f.reason}" for f in unmet[contract.id] if f.subject == subject)
        sheet = contract.sheet
        proofs = tuple(counted_by(backing[contract.id], subject.partition("/")[2], number))
        behind.append(Behind(year, column, subject, sheet.division or "", sheet.title or "", missing, proofs))
    return behind


def counted_by(every: Sequence[Backed], no: str, number: int) -> Iterator[Backed]:
    """What backs the evidence that a table counts a contract ('') or a subcontract by."""
    return (one for one in every if one.subcontract == no and one.kind in _COUNTED.get(number, ()))
