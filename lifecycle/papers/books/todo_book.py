"""The list of what is owed as a workbook to work from: a sheet for each 所属, the worst first, ready to print."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from config.marks import at_the_foot, beside_a_count
from config.vocabulary import Role
from lifecycle.papers.books.book import Looks, dress, height_of, new_book, sheet_names, write_day, write_text
from states.duty import Owed

OVERVIEW = "所属ごとの件数"
_COLUMNS = (
    ("対象", 12),
    ("業務名", 24),
    ("不足", 38),
    ("根拠", 26),
    ("期限", 17),
    ("超過\n開庁日", 8),
    ("行う人", 10),
    ("対応", 38),
)
_LEFT_OUT = "例外承認で開いた義務は載りません。"
_HEAD = 4


@dataclass(frozen=True, slots=True)
class Asked:
    """The question behind the list: its day, what was known by when, whose list, what is said of the home."""

    as_of: date
    known_by: date | None = None
    division: str | None = None
    mark: str = ""


def todo_bytes(owed: Sequence[Owed], asked: Asked, made_at: datetime) -> bytes:
    """A sheet for each 所属 that owes something, in the order given; an overview before several of them."""
    by_division: dict[str, list[Owed]] = {}
    for one in owed:
        by_division.setdefault(one.division, []).append(one)
    divisions = sorted(by_division) or [asked.division or "全所属"]
    target = BytesIO()
    with new_book(target, "することの一覧", made_at) as book:
        looks = Looks.of(book)
        names = sheet_names([OVERVIEW, *divisions])
        if len(divisions) > 1:
            _write_overview(book, names[OVERVIEW], by_division, asked, looks)
        for division in divisions:
            _write_list(book.add_worksheet(names[division]), division, by_division.get(division, []), asked, looks)
    return target.getvalue()


def _write_heading(page: Worksheet, title: str, owed: Sequence[Owed], asked: Asked, looks: Looks) -> None:
    late = sum(one.duty.overdue_business_days > 0 for one in owed)
    write_text(page, 0, 0, title, looks.title)
    write_text(page, 1, 0, "基準日", looks.label)
    write_day(page, 1, 1, asked.as_of, looks.day)
    unsure = beside_a_count(one.duty.due_note for one in owed if one.duty.overdue_business_days > 0)
    counted = f"{late}件({unsure})" if unsure else f"{late}件"
    told = f"不足 {len(owed)}件、うち期限超過 {counted}" if owed else "不足はありません。"
    foot = at_the_foot(one.duty.due_note for one in owed if one.duty.due_on) + _LEFT_OUT
    write_text(page, 1, 2, told, looks.label)
    if asked.known_by:
        write_text(page, 1, 3, "記録の期限", looks.label)
        write_day(page, 1, 4, asked.known_by, looks.day)
    write_text(page, 2, 0, f"{asked.mark}{foot}", looks.label)


def _write_list(page: Worksheet, division: str, owed: Sequence[Owed], asked: Asked, looks: Looks) -> None:
    """Write the duties of one 所属."""
    _write_heading(page, f"{division} することの一覧(個人情報取扱い業務委託)", owed, asked, looks)
    for at, (heading, width) in enumerate(_COLUMNS):
        page.set_column(at, at, width)
        write_text(page, _HEAD, at, heading, looks.head)
    page.set_row(_HEAD, 30)
    for row, one in enumerate(owed, start=_HEAD + 1):
        texts = _texts(one)
        page.set_row(row, height_of((text, _COLUMNS[at][1]) for at, text in texts.items()))
        for at, text in texts.items():
            write_text(page, row, at, text, looks.cell)
        write_day(page, row, 4, one.duty.due_on, looks.cell_day)
        page.write_number(row, 5, one.duty.overdue_business_days, looks.cell_late)
    _finish(page, len(owed), len(_COLUMNS), asked)


def _texts(one: Owed) -> dict[int, str]:
    """The texts of a row by the column in which they stand."""
    duty = one.duty
    missing, who = f"{duty.reason} [{duty.code}]", Role(duty.responsible).label
    basis = f"{duty.source}({duty.strength_label})" + (f" 期限{duty.due_note}" if duty.due_note else "")
    return {0: duty.subject, 1: one.title, 2: missing, 3: basis, 6: who, 7: duty.remedy}


def _write_overview(book: Workbook, name: str, by_division: dict[str, list[Owed]], asked: Asked, looks: Looks) -> None:
    """Write how much each 所属 owes, a row for each office."""
    page, every = book.add_worksheet(name), [one for owed in by_division.values() for one in owed]
    _write_heading(page, "することの一覧 所属ごとの件数", every, asked, looks)
    for at, (heading, width) in enumerate((("所属", 40), ("不足", 20), ("期限超過", 20), ("最も早い期限", 24))):
        page.set_column(at, at, width)
        write_text(page, _HEAD, at, heading, looks.head)
    for row, division in enumerate(sorted(by_division), start=_HEAD + 1):
        owed = by_division[division]
        write_text(page, row, 0, division, looks.cell)
        page.write_number(row, 1, len(owed), looks.cell_count)
        page.write_number(row, 2, sum(one.duty.overdue_business_days > 0 for one in owed), looks.cell_late)
        write_day(page, row, 3, min((one.duty.due_on for one in owed if one.duty.due_on), default=None), looks.cell_day)
    _finish(page, len(by_division), 4, asked)


def _finish(page: Worksheet, rows: int, columns: int, asked: Asked) -> None:
    """Finish a sheet: headings frozen and repeated, a filter, the area and the page that are printed."""
    page.freeze_panes(_HEAD + 1, 1)
    page.repeat_rows(_HEAD)
    if rows:
        page.autofilter(_HEAD, 0, _HEAD + rows, columns - 1)
    page.print_area(0, 0, _HEAD + rows, columns - 1)
    page.fit_to_pages(1, 0)
    # Numbers that are kept as text (契約番号) are meant so.
    page.ignore_errors({"number_stored_as_text": "A1:A1048576"})
    dress(page, asked.as_of, mark=asked.mark, landscape=True)
