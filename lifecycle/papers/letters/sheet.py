"""The one sheet of a form, as `lifecycle.ledger.form_code` describes it: written from the top, every value in column D.

A and B say what is asked, C explains, D is filled in, E names the field for whoever reads the form back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.wareki import CELL_FORMAT
from lifecycle.ledger.form_code import CODE_LABEL, KEYS, FormCode, key_text
from lifecycle.papers.books.book import FONT, height_of

VALUE, KEY = 3, 4
"""The columns, from 0, of what is filled in and of what names it."""
PLAIN_TEXT, DAY, COUNT = "@", CELL_FORMAT, "0"
"""The number formats of a cell to fill in."""
_WIDEST_CODE, _ONE_LINE, _AIR = 60, 20, 4


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to fill in: its field's name in the ledger, how it is typed, what it may hold, who fills it.

    `look` is a number format; `ours` says that the prefecture fills it; of the choices `several` may be named;
    `tall` is its height in points, 0 for one line.
    """

    name: str
    look: str = PLAIN_TEXT
    choices: Sequence[str] = ()
    ours: bool = False
    several: bool = False
    tall: float = 0


class FormSheet:
    """A sheet under construction; `row` is the next one to write."""

    def __init__(self, book: Workbook, name: str, code: FormCode, widths: Sequence[int]) -> None:
        self.page: Worksheet = book.add_worksheet(name)
        self.code = code
        self.row = 0
        self._narrow, self._hint, self._wide = 0.9 * sum(widths[:2]), 0.9 * widths[2], 0.9 * sum(widths[2:])
        base = {"font_name": FONT, "font_size": 10, "text_wrap": True, "valign": "top", "border": 1}
        self.title = book.add_format({"font_name": FONT, "font_size": 14, "bold": True, "align": "center"})
        self.note = book.add_format({"font_name": FONT, "font_size": 9, "text_wrap": True, "valign": "top"})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#E7E6E6", "valign": "vcenter"})
        self.cell = book.add_format(base)
        # These cells are free for the prefecture to fill, so they are not coloured for the contractor.
        self.ours = book.add_format({**base, "locked": False})
        self._told = book.add_format({**base, "valign": "vcenter"})
        self.middle = book.add_format({**base, "align": "center"})
        self.struck = book.add_format({**base, "font_color": "#595959", "diag_type": 2, "diag_border": 1})
        self._key = book.add_format({"font_name": FONT, "font_size": 7, "font_color": "#767676", "valign": "top"})
        left = {**base, "locked": False, "align": "left"}
        self._looks = {
            (look, ours): book.add_format({**left, "num_format": look, **({} if ours else {"bg_color": "#FFF9E5"})})
            for look in (PLAIN_TEXT, DAY, COUNT)
            for ours in (False, True)
        }
        for at, width in enumerate((*widths, 13)):
            self.page.set_column(at, at, width)

    def heading(self, title: str, said: str) -> None:
        """Write the title, what is to be done with the form, and the code."""
        self.page.merge_range(0, 0, 0, VALUE, title, self.title)
        self.page.set_row(0, 24)
        self.page.merge_range(1, 0, 1, VALUE, said, self.note)
        self.page.set_row(1, 13.5 * (1 + len(said) // 52))
        self.row = 2
        self.page.write_string(self.row, KEY, KEYS, self._key)
        self.line(CODE_LABEL, self.code.text)

    def line(self, label: str, text: str | None, tall: float = _ONE_LINE) -> None:
        """Write a line: its label, and a text or room to write that nobody reads back; at least so many points high."""
        needed = _AIR + height_of([(text or "", self._wide), (label, self._narrow)])
        self.page.set_row(self.row, max(tall, needed))
        self.page.merge_range(self.row, 0, self.row, 1, label, self.head)
        look = self._told if text is not None else self._looks[PLAIN_TEXT, False]
        self.page.merge_range(self.row, 2, self.row, VALUE, text or "", look)
        self.row += 1

    def asked(self, label: str, hint: str, blank: Blank) -> None:
        """Write a line with a place to fill in."""
        self.page.merge_range(self.row, 0, self.row, 1, label, self.head)
        self.page.write_string(self.row, 2, hint, self._told)
        needed = _AIR + height_of([(hint, self._hint), (label, self._narrow)])
        self.page.set_row(self.row, max(blank.tall, _ONE_LINE, needed))
        self.blank(blank)
        self.row += 1

    def blank(self, blank: Blank) -> None:
        """Write the place to fill in of the row that is being written, and its name."""
        self.page.write_blank(self.row, VALUE, None, self._looks[blank.look, blank.ours])
        if blank.choices:
            # Several may be chosen, so Excel only warns of what is not one of them.
            kind = {"error_type": "warning"} if blank.several else {}
            rule: dict[str, Any] = {"validate": "list", "source": list(blank.choices), **kind}
            self.page.data_validation(self.row, VALUE, self.row, VALUE, rule)
        self.named(blank.name, ours=blank.ours)

    def named(self, name: str, *, ours: bool = False) -> None:
        """Name the field whose value stands in the row that is being written."""
        self.page.write_string(self.row, KEY, key_text(name, ours=ours), self._key)

    def notes(self, texts: Sequence[str]) -> None:
        """Write notes below, each over the whole width."""
        for text in texts:
            self.page.merge_range(self.row, 0, self.row, VALUE, text, self.note)
            self.page.set_row(self.row, 13.5 * (1 + len(text) // 58))
            self.row += 1

    def print_from(self, head: int) -> None:
        """Set how it prints: A4, that row on every page, the code at the foot; and protect what is not to be typed.

        There is no password: cells are locked against slips only.
        """
        page = self.page
        page.set_paper(9)
        page.set_margins(0.5, 0.5, 0.6, 0.7)
        page.fit_to_pages(1, 0)
        page.repeat_rows(head)
        page.print_area(0, 0, self.row - 1, VALUE)
        said = self.code.text if len(self.code.text) <= _WIDEST_CODE else self.code.subject
        page.set_footer(f"&L&8{said.replace('&', '&&')}&R&P/&N")
        page.protect("", {"format_rows": True, "format_cells": True})
