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


def count_tables(
    contracts: Iterable[Contract], as_of: date, book: RuleBook, fiscal_years: Sequence[int] | None = None
) -> AuditTables:
    """The tables of the pack (the twelve where it names none) of facts already loaded as of the date.

    `fiscal_years` None means every year that has a contract concluded by then. A contract with several years counts
    in each row and once in the summary; a year without contracts gives rows of zeros.
    """
    counting = TablesCount(as_of, book, fiscal_years)
    for contract in contracts:
        counting.add(contract)
    return counting.tables()


class TablesCount:
    """The tables counted contract by contract, as `count_tables` has it; of each only its number is kept."""

    def __init__(self, as_of: date, book: RuleBook, fiscal_years: Sequence[int] | None = None) -> None:
        self._as_of, self._book = as_of, book
        self._asked = None if fiscal_years is None else frozenset(fiscal_years)
        self._counting = tuple(_TableCounting(form, book.sample_limits(form.number)) for form in forms_of(book))
        self._limits = book.sample_limits(FORMS[0].number)
        self._years = set[int](self._asked or ())
        self._contracts, self._in_scope, self._faulty = set[str](), set[str](), set[str]()

    def add(self, contract: Contract) -> None:
        """Count one contract more."""
        years = contract.sheet.fiscal_years or () if self._asked is None else self._asked
        rows = year_rows((contract,), tuple(years), self._as_of, self._book)
        if not rows:
            return
        self._years.update(row.fiscal_year for row in rows)
        self._contracts.add(contract.id)
        amiss = [counting.add(row) for counting in self._counting for row in rows]
        if any(amiss):
            self._faulty.add(contract.id)
        if any(row.is_counted_from(self._limits) for row in rows):
            self._in_scope.add(contract.id)

    def tables(self) -> AuditTables:
        """What was counted so far."""
        years = tuple(sorted(self._years))
        return AuditTables(
            as_of=self._as_of,
            fiscal_years=years,
            tables=tuple(counting.table(years) for counting in self._counting),
            contracts=len(self._contracts),
            in_scope=len(self._in_scope),
            needs_improvement=len(self._in_scope & self._faulty),
        )


class _TableCounting:
    """One table being counted: the subjects of each fiscal year, by the place of their columns."""

    def __init__(self, form: TableForm, limits: Sequence[date]) -> None:
        self._form, self._limits = form, tuple(limits)
        self._places = {heading: place for place, heading in enumerate(form.counted_columns) if place}
        self._last = form.counted_columns[-1] if form.number in FINDING_TABLES else None
        self._members: dict[int, dict[int, list[str]]] = {}
        self._pending: dict[str, None] = {}

    def add(self, row: YearRow) -> bool:
        """Count a contract in one of its years; gives whether it, or a subcontract, is a finding of 表1〜10."""
        if not row.is_counted_from(self._limits) or row.is_left_out_of(self._form.number):
            return False
        amiss = False
        for subject, columns in self._cases(row):
            members = self._members.setdefault(row.fiscal_year, {})
            for place in (0, *sorted({self._places[heading] for heading in columns if heading in self._places})):
                members.setdefault(place, []).append(subject)
            amiss = amiss or self._last in columns
        return amiss

    def _cases(self, row: YearRow) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What a contract gives to the table in one fiscal year: itself or its subcontracts, each with its columns.

        A subcontract that is applied for and undecided is noted as pending.
        """
        number, contract = self._form.number, row.contract
        if self._form.unit == "契約":
            columns = contract_cases.CLASSIFIERS[number](row)
            if columns is not None:
                yield contract.id, columns
            return
        for subcontract in contract.subcontracts:
            columns = subcontract_cases.CLASSIFIERS[number](row, subcontract)
            if columns is None:
                continue
            if is_approved_or_begun(subcontract, row.as_of):
                yield f"{contract.id}/{subcontract.no}", columns
            if is_undecided(subcontract, row.as_of):
                self._pending[f"{contract.id}/{subcontract.no}"] = None

    def table(self, years: Sequence[int]) -> AuditTable:
        """The table so far, a row for each of these years."""
        form, rows = self._form, tuple(self._row(year) for year in years)
        return AuditTable(form.number, form.title, form.unit, form.columns, self._limits, rows, tuple(self._pending))

    def _row(self, fiscal_year: int) -> TableRow:
        held, places = self._members.get(fiscal_year, {}), range(len(self._form.counted_columns))
        members = {place: tuple(held.get(place, ())) for place in places}
        values = tuple(len(members[place]) for place in places)
        return TableRow(fiscal_year, values, rate_of(values[-1], values[0]), members)


def rate_of(part: int, whole: int) -> str | None:
    """A share as the report prints it: one decimal, half up; all cases give 100%, and no cases at all give None."""
    if whole == 0:
        return None
    if part == whole:
        return "100%"
    return f"{(Decimal(part * 100) / whole).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"
