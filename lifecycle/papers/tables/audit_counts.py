"""Counts the audit's twelve tables (表1〜12) and 要改善 from the facts of contracts as of a date."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from config.rulebook import RuleBook
from config.wareki import fiscal_year_name, fiscal_year_of, format_date
from lifecycle.papers.tables import contract_cases, subcontract_cases
from lifecycle.papers.tables.printed_form import FINDING_TABLES, FORMS, CountedUnit, TableForm, forms_of
from lifecycle.papers.tables.year_row import YearRow, year_rows
from states.facts import Contract
from states.undecided import is_approved_or_begun, is_undecided


@dataclass(frozen=True, slots=True)
class TableRow:
    """One fiscal year of a table. `values` are counts in the unit of the table, the rate's column left out.

    `members` names the subjects behind each count by its place in `values`: `R6-0012`, or `R6-0012/1` for a
    subcontract. `rate` is the last count over the first as printed, None where the table has no case.
    """

    fiscal_year: int
    values: tuple[int, ...]
    rate: str | None
    members: Mapping[int, tuple[str, ...]] = field(hash=False, repr=False)


@dataclass(frozen=True, slots=True)
class AuditTable:
    """One of the twelve tables. `columns` are the printed headings, the rate's last; `limits` are those of its sample.

    `pending` names the subcontracts that are applied for and undecided (審査中): the table does not count them.
    """

    number: int
    title: str
    unit: CountedUnit
    columns: tuple[str, ...]
    limits: tuple[date, ...]
    rows: tuple[TableRow, ...]
    pending: tuple[str, ...] = ()

    @property
    def cutoff_on(self) -> date | None:
        """The first limit of its sample, before whose fiscal year nothing is counted; None without any."""
        return self.limits[0] if self.limits else None

    @property
    def sample_notes(self) -> Iterator[str]:
        """The report's footnotes on the sample, where a fiscal year that they concern is shown."""
        for limit in self.limits:
            if self.row(year := fiscal_year_of(limit)):
                yield f"※{fiscal_year_name(year)}の監査対象は{format_date(limit)}以降に契約したもの"
        first = fiscal_year_of(self.limits[0]) if self.limits else 0
        if any(row.fiscal_year < first for row in self.rows):
            yield f"※{fiscal_year_name(first)}より前の年度は監査対象外"

    @property
    def foot(self) -> str:
        """What stands below the table of what it does not count: 「ほかに審査中 2件」; empty where there is nothing."""
        return f"ほかに審査中 {len(self.pending):,}件" if self.pending else ""

    def row(self, fiscal_year: int) -> TableRow | None:
        """The row of a fiscal year; None where the year was not asked for."""
        return next((row for row in self.rows if row.fiscal_year == fiscal_year), None)


@dataclass(frozen=True, slots=True)
class AuditTables:
    """The twelve tables as of a date, and the report's headline in contracts of the fiscal years asked for.

    `in_scope` are those the cut-off of 2023-10-10 counts (the report's 92), `needs_improvement` those of them with
    any finding of 表1〜10 in themselves or in a subcontract (the report's 80, which it never defines).
    """

    as_of: date
    fiscal_years: tuple[int, ...]
    tables: tuple[AuditTable, ...]
    contracts: int
    in_scope: int
    needs_improvement: int

    def table(self, number: int) -> AuditTable:
        """The table of that number (1 to 12). Raises KeyError for any other."""
        for table in self.tables:
            if table.number == number:
                return table
        raise KeyError(number)


@dataclass(frozen=True, slots=True)
class _Case:
    """A contract or subcontract that a table counts, the contract it belongs to, and the columns it falls into."""

    subject: str
    contract_id: str
    columns: tuple[str, ...]


def count_tables(
    contracts: Iterable[Contract], as_of: date, book: RuleBook, fiscal_years: Sequence[int] | None = None
) -> AuditTables:
    """The tables of the pack (the twelve where it names none) of facts already loaded as of the date.

    `fiscal_years` None means every year that has a contract concluded by then. A contract with several years counts
    in each row and once in the summary; a year without contracts gives rows of zeros.
    """
    known = tuple(contracts)
    asked = {year for c in known for year in c.sheet.fiscal_years or ()} if fiscal_years is None else set(fiscal_years)
    rows = year_rows(known, tuple(asked), as_of, book)
    years = tuple(sorted({row.fiscal_year for row in rows} if fiscal_years is None else asked))
    tables, faulty = [], set[str]()
    for form in forms_of(book):
        limits = book.sample_limits(form.number)
        cases = [(row.fiscal_year, case) for row in rows for case in _cases(form, row, limits)]
        printed = tuple(_table_row(form, year, [case for y, case in cases if y == year]) for year in years)
        pending = tuple(dict.fromkeys(subject for row in rows for subject in _pending(form, row, limits)))
        tables.append(AuditTable(form.number, form.title, form.unit, form.columns, limits, printed, pending))
        if form.number in FINDING_TABLES:
            finding = form.counted_columns[-1]
            faulty |= {case.contract_id for _, case in cases if finding in case.columns}
    in_scope = {row.contract.id for row in rows if row.is_counted_from(book.sample_limits(FORMS[0].number))}
    return AuditTables(
        as_of=as_of,
        fiscal_years=years,
        tables=tuple(tables),
        contracts=len({row.contract.id for row in rows}),
        in_scope=len(in_scope),
        needs_improvement=len(in_scope & faulty),
    )


def _cases(form: TableForm, row: YearRow, limits: Sequence[date]) -> Iterator[_Case]:
    """The cases that a contract gives to a table in one fiscal year: itself, its subcontracts, or none."""
    if not row.is_counted_from(limits) or row.is_left_out_of(form.number):
        return
    contract = row.contract
    if form.unit == "契約":
        columns = contract_cases.CLASSIFIERS[form.number](row)
        if columns is not None:
            yield _Case(contract.id, contract.id, columns)
        return
    for subcontract in contract.subcontracts:
        columns = subcontract_cases.CLASSIFIERS[form.number](row, subcontract)
        if columns is not None and is_approved_or_begun(subcontract, row.as_of):
            yield _Case(f"{contract.id}/{subcontract.no}", contract.id, columns)


def _pending(form: TableForm, row: YearRow, limits: Sequence[date]) -> Iterator[str]:
    """The subcontracts of a contract that the table would count but for the decision on their application."""
    if form.unit == "再委託" and row.is_counted_from(limits) and not row.is_left_out_of(form.number):
        for subcontract in row.contract.subcontracts:
            falls = subcontract_cases.CLASSIFIERS[form.number](row, subcontract) is not None
            if falls and is_undecided(subcontract, row.as_of):
                yield f"{row.contract.id}/{subcontract.no}"


def _table_row(form: TableForm, fiscal_year: int, cases: Sequence[_Case]) -> TableRow:
    members = {0: tuple(case.subject for case in cases)}
    for place, heading in enumerate(form.counted_columns[1:], start=1):
        members[place] = tuple(case.subject for case in cases if heading in case.columns)
    values = tuple(len(members[place]) for place in range(len(form.counted_columns)))
    return TableRow(fiscal_year, values, rate_of(values[-1], values[0]), members)


def rate_of(part: int, whole: int) -> str | None:
    """A share as the report prints it: one decimal, half up; all cases give 100%, and no cases at all give None."""
    if whole == 0:
        return None
    if part == whole:
        return "100%"
    return f"{(Decimal(part * 100) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
