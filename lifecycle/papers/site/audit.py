"""The audit's tables as pages: our figures, the report's, their difference, the definition, the contracts behind."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from config.wareki import fiscal_year_name, fiscal_year_of, format_date
from lifecycle.papers.site import links
from lifecycle.papers.site.duties import present
from lifecycle.papers.site.seen import ContractSeen, Frame
from lifecycle.papers.tables.audit_counts import AuditTable, TableRow
from lifecycle.papers.tables.count import counted_by
from lifecycle.papers.tables.expected_file import Expected, ExpectedRow
from lifecycle.papers.tables.printed_form import FORMS
from lifecycle.papers.tables.table_notes import Definition, table_notes
from notifications.plain import clean
from states.backing import Backed, backed
from states.duty import Duty

BLANK = "空欄"
_MIDDLE = ("内訳:理由あり", "長期継続契約のため見直ししていない", "長期継続契約のため未使用")
_SUM = "未実施"
"""The column of 表5 and 表10 that adds up the two after it."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: our figure, the report's where given, their difference in words; `href` leads to the contracts."""

    heading: str
    ours: str
    theirs: str | None
    difference: str
    href: str


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The row of a fiscal year. `agrees` is None where the report gives no figure."""

    name: str
    figures: tuple[Figure, ...]
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class BehindSubject:
    """A contract or subcontract behind a cell, with what it lacks and what backs what was counted."""

    subject: str
    href: str
    title: str
    division: str
    missing: tuple[str, ...]
    proofs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BehindCell:
    """The contracts behind one cell; what they lack is told for the column of findings alone."""

    mark: str
    year: str
    heading: str
    is_finding: bool
    subjects: tuple[BehindSubject, ...]


@dataclass(frozen=True, slots=True)
class TablePage:
    """One of the twelve tables. `columns` are its headings in the parts that the report breaks them into."""

    number: int
    title: str
    unit: str
    cutoff_on: date | None
    later_limits: tuple[str, ...]
    foot: str
    columns: tuple[tuple[str, ...], ...]
    years: tuple[YearFigures, ...]
    definition: Definition
    behind: tuple[BehindCell, ...]
    bars: tuple[Mapping[str, Any], ...]

    @property
    def compared(self) -> bool:
        """Whether the report gives a figure for any of the years."""
        return any(year.agrees is not None for year in self.years)

    @property
    def agrees(self) -> bool | None:
        """Whether every figure that the report gives is ours too; None where it gives none."""
        return all(year.agrees is not False for year in self.years) if self.compared else None


@dataclass(frozen=True, slots=True)
class _ToldOfContract:
    """What the tables say of a contract behind a cell: by subject what is missing, and what backs its evidence.

    Of what backs it neither day nor number of files is kept: no table tells them, and so contracts share the value.
    """

    title: str
    division: str
    missing: Mapping[str, tuple[str, ...]]
    backed: tuple[Backed, ...]


class BehindTables:
    """The contracts behind the tables' cells, noted one after another: a few words of each. Equal ones stand once."""

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._by_id: dict[str, _ToldOfContract] = {}
        self._texts: dict[str, str] = {}
        self._backed: dict[tuple[Backed, ...], tuple[Backed, ...]] = {}

    def add(self, one: ContractSeen, duties: Sequence[Duty]) -> None:
        """Note a contract, with what it lacks."""
        missing: dict[str, list[str]] = {}
        for duty in present(duties):
            text = f"[{duty.code}] {duty.reason}"
            missing.setdefault(duty.subject, []).append(self._texts.setdefault(text, text))
        every = backed(self._frame.book.readings, one.contract)
        kept = tuple(Backed(b.kind, b.label, b.subcontract, None, b.backing, 0) for b in every)
        self._by_id[one.id] = _ToldOfContract(
            title=clean(one.contract.sheet.title or ""),
            division=one.division,
            missing={subject: tuple(texts) for subject, texts in missing.items()},
            backed=self._backed.setdefault(kept, kept),
        )

    def subject(self, table: AuditTable, subject: str, *, with_missing: bool) -> BehindSubject:
        """A contract or subcontract behind a cell of a table."""
        id_, _, no = subject.partition("/")
        known = self._by_id[id_]
        proofs = counted_by(known.backed, no, table.number)
        return BehindSubject(
            subject=subject,
            href=links.subject_link(subject),
            title=known.title,
            division=known.division,
            missing=known.missing.get(subject, ()) if with_missing else (),
            proofs=tuple(f"{proof.label} {proof.backing.label}" for proof in proofs),
        )


def table_page(table: AuditTable, expected: Expected | None, behind: BehindTables | None) -> TablePage:
    """One of the twelve tables, beside the report's figures where they are given.

    Without `behind` no contract is named behind its cells: the page of all tables names none.
    """
    theirs = expected.tables.get(str(table.number), {}) if expected else {}
    return TablePage(
        number=table.number,
        title=table.title,
        unit=table.unit,
        cutoff_on=table.cutoff_on,
        later_limits=tuple(f"{fiscal_year_name(fiscal_year_of(day))}は{format_date(day)}" for day in table.limits[1:]),
        foot=table.foot,
        columns=tuple(tuple(heading.split("|")) for heading in FORMS[table.number - 1].printed),
        years=tuple(_year(table, row, theirs.get(row.fiscal_year)) for row in table.rows),
        definition=table_notes().of(table.number),
        behind=tuple(cell for row in table.rows for cell in _cells(behind, table, row)) if behind else (),
        bars=tuple(bar for row in table.rows for bar in _bars(table, row)),
    )


def _year(table: AuditTable, row: TableRow, theirs: ExpectedRow | None) -> YearFigures:
    figures = [
        _count(heading, own, _printed(theirs, at), row, at)
        for at, (heading, own) in enumerate(zip(table.columns, row.values, strict=False))
    ]
    if theirs is None or not theirs.states_rate:
        figures.append(Figure(table.columns[-1], row.rate or BLANK, None, "", ""))
    else:
        same = row.rate == theirs.rate
        figures.append(
            Figure(table.columns[-1], row.rate or BLANK, theirs.rate or BLANK, "一致" if same else "相違", "")
        )
    agrees = None if theirs is None else all(f.difference in ("", "0", "一致") for f in figures)
    return YearFigures(fiscal_year_name(row.fiscal_year), tuple(figures), agrees)


def _printed(theirs: ExpectedRow | None, at: int) -> int | None:
    """The report's figure of a column; a cell that it leaves blank is zero, a column that it does not have has none."""
    if theirs is None:
        return None
    values = theirs.values
    return 0 if values is None else values[at] if at < len(values) else None


def _count(heading: str, own: int, theirs: int | None, row: TableRow, at: int) -> Figure:
    difference = "" if theirs is None else f"{own - theirs:+d}" if own != theirs else "0"
    href = f"#{links.cell_mark(row.fiscal_year, at)}" if own else ""
    return Figure(heading, f"{own:,}", None if theirs is None else f"{theirs:,}", difference, href)


def _cells(behind: BehindTables, table: AuditTable, row: TableRow) -> Iterator[BehindCell]:
    """The cells of a row that count any contract: the findings first, the total last."""
    last = len(row.values) - 1
    for at in (*range(last, 0, -1), 0):
        if row.values[at]:
            yield BehindCell(
                mark=links.cell_mark(row.fiscal_year, at),
                year=fiscal_year_name(row.fiscal_year),
                heading=table.columns[at],
                is_finding=at == last,
                subjects=tuple(behind.subject(table, subject, with_missing=at == last) for subject in row.members[at]),
            )


def _bars(table: AuditTable, row: TableRow) -> Iterator[Mapping[str, Any]]:
    """The parts of the total as the chart stacks them: what is fine, what lies between, the findings."""
    last = len(row.values) - 1
    for at in range(1, last + 1):
        heading = table.columns[at]
        if heading != _SUM or last == at:
            kind = "finding" if at == last else "middle" if heading in _MIDDLE else "fine"
            year = fiscal_year_name(row.fiscal_year)
            yield {"year": year, "part": heading, "count": row.values[at], "order": at, "kind": kind}
