"""The checklist workbook of one contract: items struck through, agreed items listed, and read back by `attach --from`.

The contractor fills the sheet 自己点検. The hidden sheet チェックリスト gathers the answers by formulas into the row of
the ledger, so that what comes back is read like any ledger. A text that the source lost is not made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.forms import ChecklistForm, ChecklistItem
from config.vocabulary import Answer
from config.wareki import CELL_FORMAT, format_date, short_date
from lifecycle.papers.books.book import new_book
from lifecycle.papers.books.layout import LEDGER
from states.documents import Checklist
from states.evidence import FREE_TEXT_ITEMS
from states.labels import label

SHEET, BACK = "自己点検", "チェックリスト"
"""The sheet that the contractor fills, and the ledger's sheet that gathers it."""
LOST, PARTLY_LOST = "〔本文欠落 — 送付の前に、県で様式の文言を記入〕", "〔一部欠落〕"
TO_AGREE = "(送付の前に、県で取り決めた遵守事項を記入)"
_FONT = "BIZ UDPゴシック"
_INSPECTED, _REQUESTED, _RECEIVED, _EDITION, _WORKERS = (
    label(Checklist, name) for name in ("inspected_on", "requested_on", "received_on", "form_edition", "worker_count")
)
_LAST = 3
_BLANK_LINES = 2


@dataclass(frozen=True, slots=True)
class Form:
    """The content of one contract's form: whose form it is, the struck items, and the agreed items by number."""

    contract: str
    contractor: str
    title: str
    checklist: ChecklistForm
    edition: date
    struck: frozenset[int]
    agreed: Mapping[int, Sequence[str]]
    mark: str = ""


def form_bytes(form: Form, made_at: datetime) -> bytes:
    """The workbook of the form; no text in it is taken for a formula, except the formulas that gather the answers."""
    target = BytesIO()
    with new_book(target, LEDGER, made_at) as book:
        book.set_properties({"title": form.checklist.title, "created": made_at.replace(tzinfo=None)})
        page = _FormPage(book, form)
        page.fill()
        _gather(book, form, page.inputs)
    return target.getvalue()


class _FormPage:
    """The sheet 自己点検, written from the top; `inputs` remembers the cell where each of the ledger's fields
    stands."""

    def __init__(self, book: Workbook, form: Form) -> None:
        self.form = form
        self.sheet: Worksheet = book.add_worksheet(SHEET)
        self.inputs: dict[str, str] = {}
        self.row = 0
        base = {"font_name": _FONT, "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
        self.title = book.add_format({"font_name": _FONT, "font_size": 14, "bold": True, "align": "center"})
        self.note = book.add_format({"font_name": _FONT, "font_size": 9, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#E7E6E6", "valign": "vcenter"})
        self.cell = book.add_format(base)
        # These cells are free for the prefecture to fill, so they are not coloured for the contractor.
        self.ours = book.add_format({**base, "locked": False})
        self.our_day = book.add_format({**base, "locked": False, "num_format": CELL_FORMAT, "align": "left"})
        self.middle = book.add_format({**base, "align": "center"})
        filled_in = {**base, "bg_color": "#FFF9E5", "locked": False}
        self.input = book.add_format({**filled_in, "num_format": "@"})
        self.day = book.add_format({**filled_in, "num_format": CELL_FORMAT, "align": "left"})
        self.count = book.add_format({**filled_in, "num_format": "0", "align": "left"})
        self.struck = book.add_format({**base, "font_color": "#595959", "diag_type": 2, "diag_border": 1})

    def fill(self) -> None:
        """Write everything from the heading to the notes, and set how it is printed."""
        for at, width in enumerate((6, 13, 56, 24)):
            self.sheet.set_column(at, at, width)
        self._heading()
        first = self.row
        for at, head in enumerate(("番号", "特記事項", "点検項目", "回答・記入欄")):
            self.sheet.write_string(self.row, at, head, self.head)
        self.row += 1
        for item in self.form.checklist.items:
            self._item(item)
        self._notes()
        self._print(first)

    def _heading(self) -> None:
        form = self.form
        self.sheet.merge_range(0, 0, 0, _LAST, form.checklist.title, self.title)
        self.sheet.set_row(0, 24)
        said = "色のついた欄に記入してください。斜線の項目は対象外です。"
        self.sheet.merge_range(1, 0, 1, _LAST, form.mark + said, self.note)
        self.row = 2
        self._line(f"契約番号・{_EDITION}", f"{form.contract} / {format_date(form.edition)}改正")
        self._line("受託者名", form.contractor)
        self._line("受託者の責任者 職・氏名", None)
        self._line("受託事務の名称", form.title)
        self._line(f"{_INSPECTED}(年月日)", None, _INSPECTED, self.day)
        self._line(f"県記入欄: {_REQUESTED}", None, _REQUESTED, self.our_day)
        self._line(f"県記入欄: {_RECEIVED}", None, _RECEIVED, self.our_day)
        self.row += 1

    def _line(self, label: str, text: str | None, field: str = "", look: Format | None = None) -> None:
        """Write one line of the heading: its label, and the text or the place to fill in."""
        self.sheet.merge_range(self.row, 0, self.row, 1, label, self.head)
        self.sheet.merge_range(self.row, 2, self.row, _LAST, text or "", self.cell if text else look or self.input)
        if field:
            self.inputs[field] = xl_rowcol_to_cell(self.row, 2, row_abs=True, col_abs=True)
        self.row += 1

    def _item(self, item: ChecklistItem) -> None:
        struck = item.no in self.form.struck
        look = self.struck if struck else self.cell
        article = "・".join(f"第{n}" for n in item.articles) + f"\n{item.article_title}"
        self.sheet.write_number(self.row, 0, item.no, self.struck if struck else self.middle)
        self.sheet.write_string(self.row, 1, article, look)
        words = self.ours if item.text is None and not struck else look
        self.sheet.write_string(self.row, 2, _text_of(item), words)
        self.sheet.set_row(self.row, _height(_text_of(item), article))
        self.inputs[f"問{item.no}"] = xl_rowcol_to_cell(self.row, _LAST, row_abs=True, col_abs=True)
        if struck:
            self.sheet.write_string(self.row, _LAST, Answer.STRUCK.label, look)
            self.row += 1
            return
        self.sheet.write_blank(self.row, _LAST, None, self.input)
        if item.no not in FREE_TEXT_ITEMS:
            self.sheet.data_validation(self.row, _LAST, self.row, _LAST, {"validate": "list", "source": _choices(item)})
        self.row += 1
        if item.has_agreed_list:
            self._agreed(self.form.agreed.get(item.no, ()))
        for follow_up in item.follow_ups:
            for field in follow_up.labels:
                self._follow_up(f"「{follow_up.when}」のとき: {field}", field)

    def _agreed(self, agreed: Sequence[str]) -> None:
        """Write the agreed items, or room to write them by hand where none were given."""
        for text in agreed or (TO_AGREE,) * _BLANK_LINES:
            self._below("遵守事項")
            self.sheet.merge_range(self.row, 2, self.row, _LAST, text, self.cell if agreed else self.ours)
            self.sheet.set_row(self.row, _height(text, ""))
            self.row += 1

    def _follow_up(self, label: str, field: str) -> None:
        self._below("")
        self.sheet.write_string(self.row, 2, label, self.cell)
        self.sheet.write_blank(self.row, _LAST, None, self.count if field == _WORKERS else self.input)
        self.inputs[field] = xl_rowcol_to_cell(self.row, _LAST, row_abs=True, col_abs=True)
        self.sheet.set_row(self.row, 30)
        self.row += 1

    def _below(self, word: str) -> None:
        self.sheet.write_blank(self.row, 0, None, self.cell)
        self.sheet.write_string(self.row, 1, word, self.cell)

    def _notes(self) -> None:
        for text in (
            "注1 特記事項に記載された項目についてのみ点検してください。",
            "注2 3・16・19の「遵守事項」は、あらかじめ県と取り決めた項目です。",
            "注3 「いいえ」と答えた項目(20を除く)があるときは、改善策を併せて提出してください。",
            f"注4 {PARTLY_LOST}・〔本文欠落〕は、この様式の元にした資料(監査報告書 p.29以下)で文言が読めない項目です。",
        ):
            self.sheet.merge_range(self.row, 0, self.row, _LAST, text, self.note)
            self.row += 1

    def _print(self, first: int) -> None:
        page = self.sheet
        page.set_paper(9)
        page.set_margins(0.5, 0.5, 0.6, 0.7)
        page.fit_to_pages(1, 0)
        page.repeat_rows(first)
        page.print_area(0, 0, self.row - 1, _LAST)
        page.set_footer(f"&L{self.form.contract}&R&P/&N")
        # The sheet is protected without a password: cells are locked against slips only.
        page.protect("", {"format_rows": True, "format_cells": True})


def _text_of(item: ChecklistItem) -> str:
    """The item's text as far as the source lets it be read."""
    if item.text is None:
        return LOST
    return item.text if item.text_status == "verbatim" else f"{item.text} {PARTLY_LOST}"


def _choices(item: ChecklistItem) -> list[str]:
    words = [Answer.YES.label, Answer.NO.label]
    return [*words, Answer.NO_SUBCONTRACT.label] if item.may_be_no_subcontract else words


def _height(text: str, article: str) -> float:
    """The height of a row in points, because merged and wrapped cells do not grow by themselves."""
    lines = max(1 + len(text) // 29, article.count("\n") + 1 + max(map(len, article.split("\n"))) // 7)
    return 15.0 * lines + 4


def _gather(book: Workbook, form: Form, inputs: Mapping[str, str]) -> None:
    """Write the ledger's row by formulas: a blank stays blank, and a field that nothing asks for has no column."""
    sheet: Worksheet = book.add_worksheet(BACK)
    day = book.add_format({"num_format": CELL_FORMAT})
    fixed = {"契約番号": form.contract, _EDITION: short_date(form.edition)}
    for at, (column, text) in enumerate(fixed.items()):
        sheet.write_string(0, at, column)
        sheet.write_string(1, at, text)
    for at, (column, place) in enumerate(inputs.items(), start=len(fixed)):
        sheet.write_string(0, at, column)
        where = f"'{SHEET}'!{place}"
        known = Answer.STRUCK.label if column.removeprefix("問") in map(str, form.struck) else ""
        look = day if column.endswith("日") else None
        sheet.write_formula(1, at, f'=IF({where}="","",{where})', look, known)
    sheet.protect()
    sheet.hide()
