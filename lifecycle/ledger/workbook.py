"""Opens a workbook without trusting it: the file is looked at, then read in a child process under limits."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import lifecycle
from config.plain_files import UnreadableFile, opened_plain
from lifecycle.fields.shown_numbers import ShownNumber
from lifecycle.fields.words import plain
from lifecycle.ledger import child, sources
from lifecycle.ledger.cells import ERROR_CODES, FORMULA_WITHOUT_VALUE, Cell, Row, error_cell
from lifecycle.ledger.columns import INTRODUCTION, SHEETS, built_in_sheets
from lifecycle.ledger.limits import MEGABYTE, ONE_WORKBOOK, WorkbookLimits
from lifecycle.ledger.number_formats import number_shown

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "Excelで開き、「Excelブック(.xlsx)」として保存し直してください"
_TOO_BIG = (
    "読み取りに要るメモリーが上限を超えるブックです",
    "表から遠く離れたセルに値がないか(Ctrl+Endで確かめられます)、不要なシートがないかを見て、減らしてから実行してください",
)
_BROKEN = (
    "壊れているか、途中で切れたブックです",
    "元のブックをExcelで開けるか確かめ、保存し直すか、もう一度受け取ってください",
)
_SPLIT = "所属・年度ごとのブックに分けて、1つずつ取り込んでください"
_TOO_SLOW = f"表から遠く離れたセルや不要なシートがあれば除き、行が多ければ{_SPLIT}"
_LOCKED = ("パスワードで保護(暗号化)されたブックです", "Excelで開き、パスワードを外して保存し直してください")
_NOT_EXCEL = ("Excelブック(.xlsx、.xlsm、.xls)でもCSVでもないファイルです", _SAVE_AS)
_NOT_TEXT = (
    "文字コードの分からないCSVです",
    "Excelで開き、「CSV UTF-8」又は「Excelブック(.xlsx)」として保存し直してください",
)
_REASONS = {
    sources.EXIT_BROKEN: _BROKEN,
    sources.EXIT_NOT_EXCEL: _NOT_EXCEL,
    sources.EXIT_ENCRYPTED: _LOCKED,
    sources.EXIT_NOT_TEXT: _NOT_TEXT,
}
SMALLEST = "ひな形(template)なら、要るのは 所属 と 契約 の2枚だけです"
"""What is told to whoever has a file that can't be read as a ledger."""
_UNTAGGED: Mapping[str, Callable[[Any], Cell]] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "time": time.fromisoformat,
    "seconds": lambda seconds: timedelta(seconds=seconds),
}


Range = tuple[int, int, int, int]
"""Cells that are joined: row and column of the first, row and column of the last, from 0."""


class WorkbookUnreadable(ValueError):  # noqa: N818  (it names what the file is)
    """Raised where a file can't be read as a workbook at all: it holds the file's name, what was found, what to do."""

    def __init__(self, file: str, found: str, remedy: str) -> None:
        self.file, self.found, self.remedy = file, found, remedy
        super().__init__(f"台帳「{file}」を読めません。{found}。{remedy}。")


@dataclass(frozen=True, slots=True)
class Cells:
    """The content of a workbook: each known sheet's rows that are not blank, the other sheets' names, its SHA-256.

    `sheets` goes by the names as typed in the workbook; `hidden` names those that Excel does not show, `merged` has the
    ranges of cells that are joined (row and column of the first and of the last, from 0). `remarks` say what a reader
    should know of the file. `formulas` are told where they were asked for: by sheet, row (Excel's) and column (from 0);
    never of a workbook that `is_old` (.xls).
    """

    sheets: dict[str, tuple[Row, ...]]
    unread: tuple[str, ...]
    sha256: str
    hidden: frozenset[str] = frozenset()
    merged: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()
    formulas: Mapping[str, Mapping[tuple[int, int], str]] = field(default_factory=dict)
    is_old: bool = False


@dataclass(frozen=True, slots=True)
class _Bounds:
    """What the reading of one workbook may take: seconds, megabytes of memory; and how large the workbook may be."""

    seconds: float
    megabytes: int
    limits: WorkbookLimits


def read_cells(
    path: Path, *, seconds: float = 60, megabytes: int = 2048, limits: WorkbookLimits = ONE_WORKBOOK
) -> Cells:
    """The cells of the ledger's sheets in a workbook, read within that time and memory.

    Raises WorkbookUnreadable: no file, empty, not a workbook, encrypted, damaged, beyond the limits (which of them is
    said), or without any sheet of the ledger.
    """
    wanted = [plain(name) for name in (INTRODUCTION, *(sheet.name for sheet in SHEETS))]
    cells = _read(path, wanted, _Bounds(seconds, megabytes, limits))
    if cells.sheets.keys() <= {INTRODUCTION}:
        raise no_ledger(path.name, [*cells.sheets, *cells.unread])
    return cells


def no_ledger(file: str, sheets: Sequence[str]) -> WorkbookUnreadable:
    """The refusal of a file in which no sheet is the ledger's, and none a list of contracts."""
    known = "、".join(sheet.name for sheet in built_in_sheets())
    told = f"台帳のシートも、契約の一覧と読める表もありません(見つかったシート: {'、'.join(sheets[:5])})"
    remedy = f"台帳のシート名は {known} です。契約の一覧なら、業務名・委託先などの見出しを付けてください。{SMALLEST}"
    return WorkbookUnreadable(file, told, remedy)


def read_every_sheet(
    path: Path,
    *,
    seconds: float = 60,
    megabytes: int = 2048,
    formulas: bool = False,
    limits: WorkbookLimits = ONE_WORKBOOK,
) -> Cells:
    """The cells of every sheet of a file, whatever their names. Raises WorkbookUnreadable as `read_cells`."""
    return _read(path, None, _Bounds(seconds, megabytes, limits), formulas=formulas)


def _read(path: Path, wanted: Sequence[str] | None, bounds: _Bounds, *, formulas: bool = False) -> Cells:
    data, limits = _bytes_of(path, bounds.limits), bounds.limits
    command = [sys.executable, "-m", child.__name__, str(bounds.megabytes), json.dumps(wanted), path.stem or path.name]
    command += [json.dumps(formulas), str(limits.rows), str(limits.content_megabytes)]
    root = Path(lifecycle.__file__).parent.parent
    # Into a file without a name: as bytes the cells of a large workbook would take as much memory again.
    with TemporaryFile() as written:
        how: dict[str, Any] = {"stdout": written, "stderr": subprocess.DEVNULL, "cwd": root, "check": False}
        try:
            done = subprocess.run(command, input=data, timeout=bounds.seconds, **how)
        except subprocess.TimeoutExpired:
            told = f"読み取りの時間の上限({bounds.seconds:g}秒)を超えるブックです"
            raise WorkbookUnreadable(path.name, told, _TOO_SLOW) from None
        if done.returncode != 0:
            raise WorkbookUnreadable(path.name, *_ended(done.returncode, limits))
        written.seek(0)
        return _decode(written, hashlib.sha256(data).hexdigest())


def _ended(code: int, limits: WorkbookLimits) -> tuple[str, str]:
    """Why the child ended with a code, and what to do; a signal that ended it was an abort for want of memory."""
    if code == sources.EXIT_TOO_MANY_ROWS:
        return f"行が多すぎるブックです(上限{limits.rows:,}行。全てのシートの行を合わせて数えます)", _SPLIT
    if code == sources.EXIT_TOO_MUCH_TEXT:
        return f"中身が多すぎるブックです(セルの文字の上限{limits.content_megabytes}MB)", _SPLIT
    return _REASONS.get(code, _TOO_BIG)


def _bytes_of(path: Path, limits: WorkbookLimits) -> bytes:
    """The file's bytes, once they look like a workbook's. Raises WorkbookUnreadable."""
    try:
        with opened_plain(path) as file:
            if beyond := limits.beyond(0, os.fstat(file.fileno()).st_size):
                remedy = f"画像や不要なシートを除いて保存し直すか、{_SPLIT}"
                raise WorkbookUnreadable(path.name, f"大きすぎるファイルです: {'、'.join(beyond)}", remedy)
            data = file.read(limits.file_megabytes * MEGABYTE)
    except FileNotFoundError:
        told = "ファイル名と置き場所を確かめてください"
        raise WorkbookUnreadable(path.name, "ファイルがありません", told) from None
    except UnreadableFile as unreadable:
        raise WorkbookUnreadable(
            path.name, unreadable.reason, "Excelのファイルと読み取りの権限を確かめてください"
        ) from None
    except OSError:
        raise WorkbookUnreadable(
            path.name, "ファイルを開けません", "読み取りの権限があるか、Excelで開いたままでないかを確かめてください"
        ) from None
    if reason := _refused(data):
        raise WorkbookUnreadable(path.name, *reason)
    return data


def _refused(data: bytes) -> tuple[str, str] | None:
    """The reason why these bytes are no workbook, and what to do; None where they may be one."""
    if not data:
        return "空(0バイト)のファイルです", "元のブックを確かめ、もう一度保存するか受け取ってください"
    return _LOCKED if data.startswith(sources.OLE2) and _ENCRYPTED in data else None


def _decode(lines: IO[bytes], sha256: str) -> Cells:
    """The child's lines as sheets of rows, and the names of the sheets that the child was not asked for."""
    file = json.loads(next(lines))
    rows: dict[str, dict[int, list[Cell]]] = {}
    told: dict[str, dict[str, Any]] = {}
    sheet = ""
    for line in lines:
        message = json.loads(line)
        if isinstance(message, dict):
            sheet = message["sheet"]
            rows[sheet], told[sheet] = {}, message
        else:
            rows[sheet][message[0]] = [_cell(cell) for cell in message[1]]
    for name, one in told.items():
        for number, at, code in one.get("formats", ()):
            _as_shown(rows[name].get(number, []), at, code)
        for number, at, code in one["broken"]:
            cells = rows[name].setdefault(number, [])
            cells.extend([None] * (at + 1 - len(cells)))
            cells[at] = error_cell(code) if code else FORMULA_WITHOUT_VALUE
    return Cells(
        sheets={name: tuple(Row(n, tuple(by.pop(n))) for n in sorted(by)) for name, by in rows.items()},
        unread=tuple(name for name in file["sheets"] if name not in rows),
        sha256=sha256,
        hidden=frozenset(name for name, one in told.items() if one["hidden"]),
        merged={name: tuple(map(tuple, one["merged"])) for name, one in told.items() if one["merged"]},
        remarks=tuple(_remarks(file)),
        is_old=file.get(sources.OLD, False),
        formulas={name: {(row, at): text for row, at, text in one.get("formulas", ())} for name, one in told.items()},
    )


def _as_shown(cells: list[Cell], at: int, code: str) -> None:
    """Puts the number with the text that Excel shows of it in the place of the bare number."""
    value = cells[at] if at < len(cells) else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = number_shown(value, code)
        cells[at] = value if text is None else ShownNumber(value, text)


def _remarks(file: Mapping[str, Any]) -> Iterator[str]:
    if file.get(sources.MACROS):
        yield "マクロのあるブックです。マクロは実行せず、セルの値だけを読みます"
    if encoding := file.get(sources.ENCODING):
        yield f"CSVの文字コードは {encoding} として読みます"


def _cell(encoded: Any) -> Cell:
    if isinstance(encoded, list):
        return _UNTAGGED[encoded[0]](encoded[1])
    if not isinstance(encoded, str):
        return cast(Cell, encoded)
    # The same word stands in thousands of cells, and once in memory.
    return error_cell(encoded) if encoded in ERROR_CODES else sys.intern(encoded)
