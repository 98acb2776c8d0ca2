"""The empty ledger: every sheet with drop-down lists, the meaning of each column, and an example on its own sheet."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.rulebook import RuleBook
from lifecycle.fields.values import parse_value
from lifecycle.ledger.columns import CONTRACT_NO, INTRODUCTION, SHEETS, STAGE, SUBCONTRACT_NO, LedgerColumn, Sheet
from lifecycle.papers.books.book import new_book
from lifecycle.papers.books.layout import LEDGER, Formats, add_sheet
from lifecycle.papers.ledger_out.guide import Advice, guide, how_to
from lifecycle.papers.ledger_out.out_cells import out_cell
from lifecycle.papers.ledger_out.write import add_words, write_cell

EXAMPLES = "記入例"
"""The sheet of examples; import passes over it."""

# The lengths that Excel takes.
_LONGEST_MESSAGE, _LONGEST_TITLE = 255, 32
_NOTE_CHARACTERS = 22


_FIRST = ("契約", "再委託")
"""The sheets with which an office begins: what its contracts lack beside them becomes their duties."""


def template_bytes(book: RuleBook, made_at: datetime, *, full: bool = False) -> bytes:
    """The empty ledger as a workbook; importing it stores nothing and finds no fault.

    It has the sheets with which an office begins; with `full` every sheet.
    """
    advice = guide(book)
    sheets = [sheet for sheet in SHEETS if full or sheet.name in _FIRST]
    target = BytesIO()

    def says(sheet: Sheet, column: LedgerColumn) -> Mapping[str, str]:
        return _message(sheet, column, advice[sheet.name, column.label])

    with new_book(target, LEDGER, made_at) as made:
        formats = Formats.of(made)
        add_words(made, INTRODUCTION, how_to(full=full), formats)
        for sheet in sheets:
            page = add_sheet(made, sheet, formats, says)
            for at, column in enumerate(sheet.columns):
                _note(page, at, sheet, column, advice[sheet.name, column.label])
        _examples(made, sheets, advice, formats)
    return target.getvalue()


def _note(page: Worksheet, at: int, sheet: Sheet, column: LedgerColumn, advice: Advice) -> None:
    """The whole advice for a column, as a note on its heading."""
    asked = [f"規則 {code} {label}" for code, label in advice.rules]
    lines = [_meaning(sheet, column, advice), *asked, f"例 {advice.example}"]
    height = 20 * sum(1 + len(line) // _NOTE_CHARACTERS for line in lines) + 10
    page.write_comment(0, at, "\n".join(lines), {"width": 320, "height": height})


def _message(sheet: Sheet, column: LedgerColumn, advice: Advice) -> Mapping[str, str]:
    """The advice in short, shown wherever a cell of the column is chosen."""
    codes = "、".join(code for code, _ in advice.rules)
    tail = (f"\n規則 {codes}" if codes else "") + f"\n例 {advice.example}"
    meaning = _meaning(sheet, column, advice)[: _LONGEST_MESSAGE - len(tail)]
    return {"input_title": column.label[:_LONGEST_TITLE], "input_message": meaning + tail}


def _meaning(sheet: Sheet, column: LedgerColumn, advice: Advice) -> str:
    return f"必ず書く。{advice.meaning}" if column.label in sheet.required else advice.meaning


def _examples(
    book: Workbook, sheets: Sequence[Sheet], advice: Mapping[tuple[str, str], Advice], formats: Formats
) -> None:
    """Write one row of example for each sheet, one below another."""
    page: Worksheet = book.add_worksheet(EXAMPLES)
    page.set_column(0, max(len(sheet.columns) for sheet in sheets) - 1, 20)
    page.write_string(0, 0, "書き方の例です。このシートは取り込まれません。所属・契約・氏名は実在しません。")
    y = 2
    for sheet in sheets:
        page.write_string(y, 0, f"【{sheet.name}】", formats.heading)
        for x, column in enumerate(sheet.columns):
            page.write_string(y + 1, x, column.label, formats.heading)
            _example(page, y + 2, x, column, advice[sheet.name, column.label].example, formats)
        y += 4


def _example(page: Worksheet, y: int, x: int, column: LedgerColumn, example: str, formats: Formats) -> None:
    plain = column in (CONTRACT_NO, SUBCONTRACT_NO, STAGE)
    cell = example if plain else out_cell(column.column, parse_value(column.column, example))
    write_cell(page, y, x, column, cell, formats)
