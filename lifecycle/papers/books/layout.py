"""Layout: how a sheet of the ledger looks — headings, widths, choices in a list, what is printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.wareki import CELL_FORMAT, EARLIEST, LATEST
from lifecycle.fields.choices import choices_of
from lifecycle.ledger.columns import CONTRACT_NO, ROW, SUBCONTRACT_NO, LedgerColumn, Sheet
from states.documents import Column, ValueType

LAST_ROW = 1_048_575
LEDGER = "委託監督台帳"
"""The title of a workbook with sheets of the ledger."""

_A4 = 9
_ONE_PAGE_WIDE = 20
_WIDTHS: Mapping[ValueType, int] = {
    ValueType.DATE: 18,
    ValueType.TEXT: 28,
    ValueType.PERSON: 20,
    ValueType.CONTACT: 26,
    ValueType.MAIL: 26,
}
_NARROW = 12
_ANYTHING: Mapping[str, Any] = {"validate": "any"}

Says = Callable[[Sheet, LedgerColumn], Mapping[str, str]]


def _silent(_: Sheet, __: LedgerColumn) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Formats:
    """The few ways in which a cell of the ledger looks."""

    text: Format
    date: Format
    count: Format
    heading: Format
    required: Format
    prose: Format

    @classmethod
    def of(cls, book: Workbook) -> "Formats":
        """The formats of one workbook."""
        heading = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1}
        return cls(
            text=book.add_format({"num_format": "@", "valign": "top", "text_wrap": True}),
            date=book.add_format({"num_format": CELL_FORMAT, "valign": "top", "align": "left"}),
            count=book.add_format({"num_format": "#,##0", "valign": "top"}),
            heading=book.add_format({**heading, "bg_color": "#E7E6E6"}),
            required=book.add_format({**heading, "bg_color": "#FFE699"}),
            prose=book.add_format({"text_wrap": True, "valign": "top"}),
        )

    def of_column(self, column: Column) -> Format:
        """The format in which a column's values look."""
        type_ = column.value_type
        return self.date if type_ is ValueType.DATE else self.count if type_ is ValueType.COUNT else self.text


def add_sheet(book: Workbook, sheet: Sheet, formats: Formats, says: Says = _silent) -> Worksheet:
    """Add a sheet of the ledger without rows: headings (frozen, required ones coloured), widths, lists, print setup.

    `says` gives what appears beside a chosen cell of a column (xlsxwriter's input_title and input_message).
    """
    page: Worksheet = book.add_worksheet(sheet.name)
    needed = {*sheet.required, *sheet.one_of}
    for at, column in enumerate(sheet.columns):
        page.set_column(at, at, width_of(column), formats.of_column(column.column))
        page.write_string(0, at, column.label, formats.required if column.label in needed else formats.heading)
        rule = {**validation_of(sheet, column), **says(sheet, column)}
        if rule != _ANYTHING:
            page.data_validation(1, at, LAST_ROW, at, rule)
    page.set_row(0, 32)
    keys = key_columns(sheet)
    page.freeze_panes(1, keys)
    _print(page, sheet, keys)
    # Numbers that are kept as text (契約番号, 1.10) are meant so.
    page.ignore_errors({"number_stored_as_text": f"A1:XFD{LAST_ROW + 1}"})
    return page


def key_columns(sheet: Sheet) -> int:
    """How many columns at the left of a sheet say to which contract or office a row belongs."""
    return max(1, len(list(takewhile(lambda column: column.target == ROW, sheet.columns))))


def width_of(column: LedgerColumn) -> int:
    """A column's width in characters."""
    if column in (CONTRACT_NO, SUBCONTRACT_NO):
        return 14
    if column.column.value_type is ValueType.ANSWER and not choices_of(column.column):
        return _WIDTHS[ValueType.TEXT]
    return _WIDTHS.get(column.column.value_type, _NARROW)


def _print(page: Worksheet, sheet: Sheet, keys: int) -> None:
    page.set_landscape()
    page.set_paper(_A4)
    page.hide_gridlines(0)
    page.repeat_rows(0)
    page.repeat_columns(0, keys - 1)
    page.fit_to_pages(1 if len(sheet.columns) <= _ONE_PAGE_WIDE else 4, 0)
    personal = any(column.column.personal for column in sheet.columns)
    page.set_footer(f"&L{'取扱注意(氏名・連絡先を含む)' if personal else ''}&C&A&R&P/&N")


def validation_of(sheet: Sheet, column: LedgerColumn) -> Mapping[str, Any]:
    """The values that may be typed into a column: a list, a date, a number, or anything."""
    words = choices_of(column.column)
    type_ = column.column.value_type
    if words:
        # Several may be chosen, so Excel only warns of what is not one of them.
        kind = {"error_type": "warning"} if type_ is ValueType.CHOICES else {}
        return {"validate": "list", "source": list(words), **kind}
    if type_ is ValueType.DATE:
        # Excel only warns of a wrong date, because 和暦 typed as text is read too.
        limits = {"criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return {"validate": "date", "error_type": "warning", **limits}
    if type_ is ValueType.COUNT:
        return {"validate": "integer", "error_type": "warning", "criteria": ">=", "value": 0}
    if column is CONTRACT_NO and sheet.name != "契約":
        return {"validate": "list", "error_type": "warning", "source": "='契約'!$A$2:$A$10001"}
    if column.target == "contract" and column.column.name == "division":
        return {"validate": "list", "error_type": "warning", "source": "='所属'!$A$2:$A$1001"}
    return _ANYTHING
