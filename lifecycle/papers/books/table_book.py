"""The twelve tables as a workbook in the report's layout, and beside them how each is counted."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter.worksheet import Worksheet

from config.wareki import fiscal_year_name, format_date
from lifecycle.papers.books.book import Looks, dress, height_of, new_book, write_day, write_text
from lifecycle.papers.tables.audit_counts import AuditTable, AuditTables
from lifecycle.papers.tables.printed_form import FORMS, IMPROVEMENT_CAVEAT
from lifecycle.papers.tables.table_notes import table_notes

_COLUMNS, _LABEL, _WIDTH = 7, 10.5, 10.5
_TITLE, _HEAD, _ROW, _NOTE = 20, 48, 18, 14
_SUMMARY = 8
_PAGE = 690
"""Points of height that a page of A4 holds between its margins."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What the tables cover: one 所属 or all, what was known by a day or all there is, and what is said of the home."""

    division: str | None = None
    known_by: date | None = None
    mark: str = ""


def tables_bytes(tables: AuditTables, scope: Scope, made_at: datetime) -> bytes:
    """The tables as of their date. Counts and rates are numbers, shown as printed; an empty table's rate is blank."""
    target = BytesIO()
    with new_book(target, "監査表 表1〜12", made_at) as book:
        looks = Looks.of(book, "vcenter")
        _write_tables(book.add_worksheet("表1〜12"), tables, scope, looks)
        _write_notes(book.add_worksheet("数え方"), tables, scope, Looks.of(book))
    return target.getvalue()


def _write_tables(page: Worksheet, tables: AuditTables, scope: Scope, looks: Looks) -> None:
    """Write every table and the summary, so that no page ends within a table."""
    page.set_column(0, 0, _LABEL)
    page.set_column(1, _COLUMNS - 1, _WIDTH)
    row = _write_heading(page, tables, scope, looks)
    filled, breaks = row * _ROW, []
    for table in tables.tables:
        height = _TITLE + _HEAD + (len(table.rows) + 1) * _ROW + len(_footnotes(table)) * _NOTE
        if filled + height > _PAGE:
            breaks.append(row)
            filled = 0
        row = _write_table(page, row, table, looks)
        filled += height
    if filled + _SUMMARY * _ROW > _PAGE:
        breaks.append(row)
    page.set_h_pagebreaks(breaks)
    row = _write_summary(page, row, tables, looks)
    page.print_area(0, 0, row, _COLUMNS - 1)
    dress(page, tables.as_of, mark=scope.mark, landscape=False)


def _write_heading(page: Worksheet, tables: AuditTables, scope: Scope, looks: Looks) -> int:
    """Write the first row of the tables: what the sheet is, the day it speaks of, and whether it is made up."""
    write_text(page, 0, 0, f"監査表 表1〜12({scope.division or '全所属'})", looks.title)
    write_text(page, 1, 0, "基準日", looks.label)
    write_day(page, 1, 1, tables.as_of, looks.day)
    if scope.known_by:
        write_text(page, 1, 3, "記録の期限", looks.label)
        write_day(page, 1, 4, scope.known_by, looks.day)
    if scope.mark:
        write_text(page, 2, 0, scope.mark, looks.label)
    return 4


def _write_table(page: Worksheet, row: int, table: AuditTable, looks: Looks) -> int:
    """Write one table from a row on; gives the row that follows the table and a blank row."""
    write_text(page, row, 0, f"表{table.number} {table.title}(単位: {table.unit})", looks.title)
    page.set_row(row, _TITLE)
    row += 1
    page.set_row(row, _HEAD)
    page.write_blank(row, 0, None, looks.head)
    for at, heading in enumerate(FORMS[table.number - 1].printed, start=1):
        write_text(page, row, at, heading.replace("|", "\n"), looks.head)
    for figures in table.rows:
        row += 1
        page.set_row(row, _ROW)
        write_text(page, row, 0, fiscal_year_name(figures.fiscal_year), looks.cell)
        for at, count in enumerate(figures.values, start=1):
            page.write_number(row, at, count, looks.cell_count)
        _write_rate(page, row, len(figures.values) + 1, figures.rate, looks)
    for note in _footnotes(table):
        row += 1
        write_text(page, row, 0, note, looks.label)
    return row + 2


def _write_rate(page: Worksheet, row: int, at: int, rate: str | None, looks: Looks) -> None:
    """Write a rate as a number that shows what the report prints: 51.7%, exactly all as 100%, a blank for no case."""
    if rate is None:
        page.write_blank(row, at, None, looks.cell_rate)
        return
    look = looks.cell_rate if "." in rate else looks.cell_whole
    page.write_number(row, at, round(float(rate.removesuffix("%")) / 100, 3), look)


def _footnotes(table: AuditTable) -> list[str]:
    """What the table does not count, and the report's footnote on the sample where a year it concerns is shown."""
    return [*([table.foot] if table.foot else []), *table.sample_notes]


def _write_summary(page: Worksheet, row: int, tables: AuditTables, looks: Looks) -> int:
    """Write the headline and what 要改善 means here; gives the last row written."""
    write_text(page, row, 0, "総括", looks.title)
    pairs = (
        ("契約", tables.contracts),
        ("区切り以降", tables.in_scope),
        ("要改善", tables.needs_improvement),
    )
    for at, (label, count) in enumerate(pairs, start=row + 1):
        write_text(page, at, 0, label, looks.cell)
        page.write_number(at, 1, count, looks.cell_count)
    cutoff = tables.tables[0].cutoff_on
    since = f"区切り({format_date(cutoff)})以降の" if cutoff else ""
    meant = f"要改善の{IMPROVEMENT_CAVEAT}。{since}契約のうち、表1〜10の所見があるもの。"
    for at, note in enumerate((meant, "各表の数え方と、報告書が定めていないことは、シート「数え方」にあります。")):
        write_text(page, row + 5 + at, 0, note, looks.label)
    return row + 6


def _write_notes(page: Worksheet, tables: AuditTables, scope: Scope, looks: Looks) -> None:
    """Write how each table is counted, a row for each table; below stands what all tables have in common."""
    notes, widths = table_notes(), (24, 30, 50, 26, 40)
    for at, width in enumerate(widths):
        page.set_column(at, at, width)
    write_text(page, 0, 0, "数え方", looks.title)
    for at, heading in enumerate(("表(報告書の頁)", "母数", "列", "率", "報告書が定めていないこと")):
        write_text(page, 2, at, heading, looks.head)
    row = 2
    for row, table in enumerate(tables.tables, start=3):
        told = notes.of(table.number)
        cells = (
            f"表{table.number} {table.title}({told.page})",
            told.counted,
            "\n".join(told.columns),
            told.rate,
            "\n".join(told.undefined) or "なし",
        )
        page.set_row(row, height_of(zip(cells, widths, strict=True)))
        for at, cell in enumerate(cells):
            write_text(page, row, at, cell, looks.cell)
    for at, line in enumerate((*notes.common, notes.improvement), start=row + 2):
        page.merge_range(at, 0, at, len(widths) - 1, "", looks.note)
        write_text(page, at, 0, line, looks.note)
        page.set_row(at, height_of([(line, sum(widths))]))
        row = at
    page.freeze_panes(3, 1)
    page.repeat_rows(2)
    page.fit_to_pages(1, 0)
    page.print_area(0, 0, row, len(widths) - 1)
    dress(page, tables.as_of, mark=scope.mark, landscape=True)
