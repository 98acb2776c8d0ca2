"""The offices side by side as a workbook: exactly the rows, columns and order of the page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from lifecycle.papers.books.book import Looks, dress, new_book, write_day, write_text

_FIRST, _WIDTH, _HEAD = 34, 10, 4
TITLE = "所属別の件数(個人情報取扱い業務委託)"


@dataclass(frozen=True, slots=True)
class FiguresAsked:
    """What the sheet speaks of: its day, what was known by when, what is said of the home and at the foot."""

    as_of: date
    known_by: date | None
    mark: str
    foot: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures: its heading, the figure of each row, that of all together; a rate shows percent."""

    heading: str
    numbers: Sequence[float]
    total: float | None
    is_rate: bool


def offices_bytes(
    names: Sequence[str], columns: Sequence[FigureColumn], asked: FiguresAsked, made_at: datetime
) -> bytes:
    """One sheet: a row for each office, the sum below. Counts and rates are numbers."""
    target = BytesIO()
    with new_book(target, "所属別の件数", made_at) as book:
        page, looks = book.add_worksheet("所属別"), Looks.of(book, "vcenter")
        write_text(page, 0, 0, TITLE, looks.title)
        write_text(page, 1, 0, "基準日", looks.label)
        write_day(page, 1, 1, asked.as_of, looks.day)
        if asked.known_by:
            write_text(page, 1, 4, "記録の期限", looks.label)
            write_day(page, 1, 6, asked.known_by, looks.day)
        write_text(page, 2, 0, f"{asked.mark}{asked.foot}", looks.label)
        page.set_column(0, 0, _FIRST)
        page.set_column(1, len(columns), _WIDTH)
        page.set_row(_HEAD, 42)
        for at, heading in enumerate(("所属", *(column.heading for column in columns))):
            write_text(page, _HEAD, at, heading, looks.head)
        for row, name in enumerate((*names, "計"), start=_HEAD + 1):
            write_text(page, row, 0, name, looks.cell)
        for at, column in enumerate(columns, start=1):
            look = looks.cell_rate if column.is_rate else looks.cell_count
            for row, number in enumerate(column.numbers, start=_HEAD + 1):
                page.write_number(row, at, number, look)
            last = _HEAD + 1 + len(names)
            if column.total is None:
                page.write_blank(last, at, None, look)
            else:
                page.write_number(last, at, column.total, look)
        page.freeze_panes(_HEAD + 1, 1)
        page.repeat_rows(_HEAD)
        page.fit_to_pages(1, 0)
        if names:
            page.autofilter(_HEAD, 0, _HEAD + len(names), len(columns))
        page.print_area(0, 0, _HEAD + 1 + len(names), len(columns))
        dress(page, asked.as_of, mark=asked.mark, landscape=True)
    return target.getvalue()
