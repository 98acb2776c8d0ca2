"""The twelve tables as a workbook in the report's layout: title, printed columns, a row per year, notes."""

from pathlib import Path
from typing import Any

from config.wareki import format_date
from lifecycle.reports.audit_counts import AuditTable, AuditTables
from lifecycle.reports.columns import fiscal_year_name
from lifecycle.reports.printed_form import FICTIONAL, IMPROVEMENT_CAVEAT

_WIDTH = 16


def write_tables(tables: AuditTables, path: Path, *, fictional: bool, division: str | None = None) -> None:
    """Write the tables as of their date. Counts are numbers, rates the printed text; an empty table's rate is blank."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("表1〜12")
        formats = {
            "title": book.add_format({"bold": True, "font_size": 12}),
            "head": book.add_format({"border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}),
            "name": book.add_format({"border": 1}),
            "count": book.add_format({"border": 1, "num_format": "#,##0"}),
            "rate": book.add_format({"border": 1, "align": "right"}),
            "note": book.add_format({"font_size": 9, "text_wrap": False}),
        }
        scope = f"({division})" if division else ""
        sheet.write_string(0, 0, f"監査表 表1〜12{scope}  基準日 {format_date(tables.as_of)}", formats["title"])
        if fictional:
            sheet.write_string(1, 0, FICTIONAL, formats["note"])
        row = 3
        for table in tables.tables:
            row = _write(sheet, row, table, formats)
        _summary(sheet, row, tables, formats)
        sheet.set_column(0, 7, _WIDTH)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C基準日 " + format_date(tables.as_of) + "  &P/&N")


def _write(sheet: Any, row: int, table: AuditTable, formats: dict[str, Any]) -> int:
    """One table from a row on; the row after it and a blank one."""
    sheet.write_string(row, 0, f"表{table.number} {table.title}(単位: {table.unit})", formats["title"])
    sheet.write_blank(row + 1, 0, None, formats["head"])
    for at, heading in enumerate(table.columns, start=1):
        sheet.write_string(row + 1, at, heading, formats["head"])
    sheet.set_row(row + 1, 45)
    row += 2
    for found in table.rows:
        sheet.write_string(row, 0, fiscal_year_name(found.fiscal_year), formats["name"])
        for at, count in enumerate(found.values, start=1):
            sheet.write_number(row, at, count, formats["count"])
        sheet.write_string(row, len(found.values) + 1, found.rate or "", formats["rate"])
        row += 1
    if table.cutoff_on:
        text = f"※{format_date(table.cutoff_on)}以降に契約したもの(この日以降に始まる年度は全件)"
        sheet.write_string(row, 0, text, formats["note"])
        row += 1
    return row + 1


def _summary(sheet: Any, row: int, tables: AuditTables, formats: dict[str, Any]) -> None:
    sheet.write_string(row, 0, "総括", formats["title"])
    pairs = (
        ("契約", tables.contracts),
        ("区切り以降", tables.in_scope),
        ("要改善", tables.needs_improvement),
    )
    for at, (label, count) in enumerate(pairs):
        sheet.write_string(row + 1 + at, 0, label, formats["name"])
        sheet.write_number(row + 1 + at, 1, count, formats["count"])
    cutoff = tables.table(1).cutoff_on
    since = f"区切り({format_date(cutoff)})以降の" if cutoff else ""
    note = f"要改善の{IMPROVEMENT_CAVEAT}。{since}契約のうち、表1〜10の所見があるもの。"
    sheet.write_string(row + 5, 0, note, formats["note"])
