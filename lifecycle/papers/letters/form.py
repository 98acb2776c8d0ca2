"""The checklist workbook of one contract: items struck through, agreed items listed, and read back by `attach --from`.

What comes back is read from the cells in sight, beside the names of the fields. A text that the source lost is not made
up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook

from config.forms import ChecklistForm, ChecklistItem
from config.place import said_here
from config.vocabulary import Answer
from config.wareki import format_date, short_date
from config.wordings import is_lost
from lifecycle.ledger.form_code import LOST_TEXT, FormCode
from lifecycle.papers.books.book import new_book
from lifecycle.papers.letters.sheet import COUNT, DAY, PLAIN_TEXT, VALUE, Blank, FormSheet
from states.documents import Checklist
from states.facts import SubcontractSheet
from states.labels import label

CHECKLIST = "checklist"
"""The kind of evidence that the form becomes."""
SHEET = "自己点検"
"""The sheet that the contractor fills."""
LOST, PARTLY_LOST = LOST_TEXT + " — 送付の前に、{government}で様式の文言を記入〕", "〔一部欠落〕"
TO_AGREE = "(送付の前に、{government}で取り決めた遵守事項を記入)"
_INSPECTED, _REQUESTED, _RECEIVED, _EDITION, _WORKERS = (
    label(Checklist, name) for name in ("inspected_on", "requested_on", "received_on", "form_edition", "worker_count")
)
_SUBCONTRACTOR = label(SubcontractSheet, "subcontractor")
_BLANK_LINES = 2
_NOTES = (
    "注1 {provisions}に記載された項目についてのみ点検してください。",
    "注2 3・16・19の「遵守事項」は、あらかじめ{government}と取り決めた項目です。",
    "注3 「いいえ」と答えた項目(20を除く)があるときは、改善策を併せて提出してください。",
)
_ON_LOST = f"注4 {PARTLY_LOST}・〔本文欠落〕は、この様式の元にした資料(監査報告書 p.29以下)で文言が読めない項目です。"


@dataclass(frozen=True, slots=True)
class Form:
    """The content of one form: whose it is, the struck items, and the agreed items by number.

    `subcontract` is the number of the subcontract whose form it is, blank for the contractor's own.
    """

    contract: str
    contractor: str
    title: str
    checklist: ChecklistForm
    edition: date
    struck: frozenset[int]
    agreed: Mapping[int, Sequence[str]]
    mark: str = ""
    subcontract: str = ""
    subcontractor: str = ""

    @property
    def code(self) -> FormCode:
        """What is printed on it to be known by."""
        return FormCode(CHECKLIST, self.contract, self.subcontract, short_date(self.edition))


def form_bytes(form: Form, made_at: datetime) -> bytes:
    """The workbook of the form: one sheet, in which no text is taken for a formula."""
    target = BytesIO()
    with new_book(target, form.checklist.title, made_at) as book:
        _FormPage(book, form).fill()
    return target.getvalue()


class _FormPage:
    """The sheet 自己点検, written from the top."""

    def __init__(self, book: Workbook, form: Form) -> None:
        self.form = form
        self.sheet = FormSheet(book, SHEET, form.code, (6, 13, 50, 30))

    def fill(self) -> None:
        """Write everything from the heading to the notes, and set how it is printed."""
        sheet = self.sheet
        self._heading()
        first = sheet.row
        for at, head in enumerate(("番号", said_here("{provisions}"), "点検項目", "回答・記入欄")):
            sheet.page.write_string(sheet.row, at, head, sheet.head)
        sheet.row += 1
        for item in self.form.checklist.items:
            self._item(item)
        lacking = [item for item in self.form.checklist.items if is_lost(item)]
        sheet.notes([said_here(note) for note in ((*_NOTES, _ON_LOST) if lacking else _NOTES)])
        sheet.print_from(first)

    def _heading(self) -> None:
        form, sheet = self.form, self.sheet
        sheet.heading(form.checklist.title, f"{form.mark}色のついた欄に記入してください。斜線の項目は対象外です。")
        sheet.line(f"契約番号・{_EDITION}", f"{form.contract} / {format_date(form.edition)}改正")
        sheet.line("受託者名", form.contractor or None)
        if form.subcontract:
            sheet.line(
                f"{label(SubcontractSheet, 'subcontractor')}(再委託{form.subcontract})", form.subcontractor or None
            )
        sheet.line("受託者の責任者 職・氏名", None)
        sheet.line("受託事務の名称", form.title or None)
        sheet.asked(f"{_INSPECTED}(年月日)", "", Blank(_INSPECTED, DAY))
        for ours in (_REQUESTED, _RECEIVED):
            sheet.asked(said_here(f"{{government}}記入欄: {ours}"), "", Blank(ours, DAY, ours=True))
        sheet.row += 1

    def _item(self, item: ChecklistItem) -> None:
        sheet, struck = self.sheet, item.no in self.form.struck
        look = sheet.struck if struck else sheet.cell
        article = "・".join(f"第{n}" for n in item.articles) + f"\n{item.article_title}"
        sheet.page.write_number(sheet.row, 0, item.no, sheet.struck if struck else sheet.middle)
        sheet.page.write_string(sheet.row, 1, article, look)
        words = sheet.ours if item.text is None and not struck else look
        sheet.page.write_string(sheet.row, 2, _text_of(item), words)
        sheet.page.set_row(sheet.row, _height(_text_of(item), article))
        if struck:
            sheet.page.write_string(sheet.row, VALUE, Answer.STRUCK.label, look)
            sheet.named(f"問{item.no}")
            sheet.row += 1
            return
        sheet.blank(Blank(f"問{item.no}", choices=() if item.answer == "free_text" else _choices(item)))
        sheet.row += 1
        if item.has_agreed_list:
            self._agreed(self.form.agreed.get(item.no, ()))
        for follow_up in item.follow_ups:
            for field in follow_up.labels:
                self._follow_up(f"「{follow_up.when}」のとき: {field}", field)

    def _agreed(self, agreed: Sequence[str]) -> None:
        """Write the agreed items, or room to write them by hand where none were given."""
        sheet = self.sheet
        for text in agreed or (said_here(TO_AGREE),) * _BLANK_LINES:
            self._below("遵守事項")
            sheet.page.merge_range(sheet.row, 2, sheet.row, VALUE, text, sheet.cell if agreed else sheet.ours)
            sheet.page.set_row(sheet.row, _height(text, ""))
            sheet.row += 1

    def _follow_up(self, words: str, field: str) -> None:
        sheet = self.sheet
        self._below("")
        sheet.page.write_string(sheet.row, 2, words, sheet.cell)
        sheet.page.set_row(sheet.row, 30)
        sheet.blank(Blank(field, COUNT if field == _WORKERS else PLAIN_TEXT))
        sheet.row += 1

    def _below(self, word: str) -> None:
        sheet = self.sheet
        sheet.page.write_blank(sheet.row, 0, None, sheet.cell)
        sheet.page.write_string(sheet.row, 1, word, sheet.cell)


def _text_of(item: ChecklistItem) -> str:
    """The item's text as far as the source lets it be read."""
    if item.text is None:
        return said_here(LOST)
    return f"{item.text} {PARTLY_LOST}" if is_lost(item) else item.text


def _choices(item: ChecklistItem) -> list[str]:
    words = [Answer.YES.label, Answer.NO.label]
    return [*words, Answer.NO_SUBCONTRACT.label] if item.may_be_no_subcontract else words


def _height(text: str, article: str) -> float:
    """The height of a row in points, because merged and wrapped cells do not grow by themselves."""
    lines = max(1 + len(text) // 29, article.count("\n") + 1 + max(map(len, article.split("\n"))) // 7)
    return 15.0 * lines + 4
