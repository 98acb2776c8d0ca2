"""Sources: the kinds of file in which a ledger comes, each as the same messages. Part of the child process.

A package of Excel's (.xlsx, .xlsm) is read by calamine, and its XML for cells that calamine shows as blank; so is an
older workbook (.xls), and xlrd for its errors; a text (CSV, TSV) is one sheet that bears the file's name.
"""

import io
import sys
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import ZipFile

from lifecycle.fields.words import plain
from lifecycle.ledger.formulas import Found, cells_without_value, sheet_parts, texts_of_formulas
from lifecycle.ledger.number_formats import formats_of_cells, is_telling

EXIT_TOO_BIG, EXIT_BROKEN, EXIT_NOT_EXCEL, EXIT_ENCRYPTED, EXIT_NOT_TEXT = 11, 12, 13, 14, 15
EXIT_TOO_MANY_ROWS, EXIT_TOO_MUCH_TEXT = 16, 17
OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")
"""How an older workbook begins, and one that is encrypted."""
MACROS, ENCODING, OLD = "macros", "encoding", "old"
_ENCRYPTED_BIT = 0x1
_ERROR_CELL, _NUMBER_CELL = 5, 2


def messages(data: bytes, wanted: list[str] | None, name: str, *, formulas: bool = False) -> Iterator[Any]:
    """What the child writes: the sheets' names, then for each wanted sheet what it is and its rows.

    `wanted` are names without widths and blanks, None for every sheet; `name` is what a text's only sheet is called.
    `formulas` asks for the texts of a package's formulas too; an older workbook does not tell them.
    """
    if data.startswith(OLE2):
        return _of_old_workbook(data, wanted)
    if data.startswith(b"PK"):
        return _of_package(data, wanted, formulas=formulas)
    return _of_text(data, wanted, name)


def _of_package(data: bytes, wanted: list[str] | None, *, formulas: bool) -> Iterator[Any]:
    from python_calamine import CalamineWorkbook

    with ZipFile(io.BytesIO(data)) as container:
        if any(part.flag_bits & _ENCRYPTED_BIT for part in container.infolist()):
            sys.exit(EXIT_ENCRYPTED)
        names = {name.replace("\\", "/").lower() for name in container.namelist()}
        if "xl/workbook.xml" not in names:
            sys.exit(EXIT_NOT_EXCEL)
        parts = sheet_parts(container)
        yield {"sheets": list(parts), MACROS: "xl/vbaproject.bin" in names}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        hidden, shown = _shown(book)
        for name in (name for name in parts if name in hidden | shown):
            if wanted is None or plain(name) in wanted:
                broken = cells_without_value(container, parts[name])
                texts = texts_of_formulas(container, parts[name]) if formulas else []
                formats = formats_of_cells(container, parts[name])
                yield from _sheet(book.get_sheet_by_name(name), name, hidden, broken, texts, formats)


def _of_old_workbook(data: bytes, wanted: list[str] | None) -> Iterator[Any]:
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    yield {"sheets": list(book.sheet_names), OLD: True}
    errors, formats = _told_of_cells(data)
    hidden, shown = _shown(book)
    for name in (name for name in book.sheet_names if name in hidden | shown):
        if wanted is None or plain(name) in wanted:
            told: tuple[list[Found], list[Found], list[Found]] = errors.get(name, []), [], formats.get(name, [])
            yield from _sheet(book.get_sheet_by_name(name), name, hidden, *told)


def _told_of_cells(data: bytes) -> tuple[dict[str, list[Found]], dict[str, list[Found]]]:
    """The cells of an older workbook that show an error, and those whose format changes what is read, by sheet."""
    import xlrd
    from xlrd.biffh import XLRDError, error_text_from_code

    opened: Any = xlrd.open_workbook
    try:
        book = opened(file_contents=data, logfile=io.StringIO(), formatting_info=True)
    except XLRDError as error:
        sys.exit(EXIT_ENCRYPTED if "encrypted" in str(error).lower() else EXIT_BROKEN)
    errors: dict[str, list[Found]] = {}
    formats: dict[str, list[Found]] = {}
    for sheet in book.sheets():
        for y, x, kind in _kinds_of_cells(sheet):
            if kind == _ERROR_CELL:
                code = error_text_from_code.get(sheet.cell_value(y, x), "#N/A")
                errors.setdefault(sheet.name, []).append((y + 1, x, code))
            elif kind == _NUMBER_CELL:
                style = book.xf_list[sheet.cell_xf_index(y, x)]
                code = book.format_map[style.format_key].format_str
                if is_telling(code):
                    formats.setdefault(sheet.name, []).append((y + 1, x, code))
    return errors, formats


def _kinds_of_cells(sheet: Any) -> Iterator[tuple[int, int, int]]:
    return ((y, x, kind) for y in range(sheet.nrows) for x, kind in enumerate(sheet.row_types(y)))


def _shown(book: Any) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the sheets of cells that Excel does not show, and of those that it shows."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    sheets = [one for one in book.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    hidden = frozenset(one.name for one in sheets if one.visible != SheetVisibleEnum.Visible)
    return hidden, frozenset(one.name for one in sheets) - hidden


def _sheet(
    sheet: Any,
    name: str,
    hidden: frozenset[str],
    broken: list[Found],
    formulas: Sequence[Found] = (),
    formats: Sequence[Found] = (),
) -> Iterator[Any]:
    merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
    told = {"broken": broken, "merged": merged, "formulas": formulas, "formats": formats}
    yield {"sheet": name, "hidden": name in hidden, **told}
    yield from rows_of(sheet)


def rows_of(sheet: Any) -> Iterator[list[Any]]:
    """Each row that is not blank: its number in Excel and its cells from column A up to the last that is not blank."""
    before = [None] * (sheet.start[1] if sheet.start else 0)
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if cells.count("") == len(cells):
            continue
        row = [*before, *(encode(cell) for cell in cells)]
        if ended := _ended(row):
            yield [number, ended]


def _ended(row: list[Any]) -> list[Any]:
    """The row up to its last cell that is not blank."""
    while row and row[-1] is None:
        row.pop()
    return row


def encode(cell: Any) -> Any:
    """A cell for the pipe: blank is null, dates and times are tagged lists."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    return ["seconds", cell.total_seconds()] if isinstance(cell, timedelta) else cell


def _of_text(data: bytes, wanted: list[str] | None, name: str) -> Iterator[Any]:
    from lifecycle.ledger.texts_in import NoTableError, UnknownLettersError, table_in

    try:
        encoding, rows = table_in(data)
    except UnknownLettersError:
        sys.exit(EXIT_NOT_TEXT)
    except NoTableError:
        sys.exit(EXIT_NOT_EXCEL)
    yield {"sheets": [name], ENCODING: encoding}
    if wanted is None or plain(name) in wanted:
        yield {"sheet": name, "broken": [], "hidden": False, "merged": []}
        yield from _numbered(rows)


def _numbered(rows: Sequence[Sequence[str]]) -> Iterator[list[Any]]:
    for number, cells in enumerate(rows, 1):
        if ended := _ended([encode(cell) for cell in cells]):
            yield [number, ended]
