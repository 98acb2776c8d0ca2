"""Ledgers of many shapes as offices keep them: the same three contracts, written in one way after another."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import xlsxwriter
from installation import OFFICE

Line = Sequence[Any]
FIELDS = ("no", "office", "title", "firm", "year", "concluded", "start", "end", "amount", "sensitive", "count")
TRUTH: Mapping[str, Mapping[str, Any]] = {
    no: {
        "division": OFFICE,
        "title": title,
        "contractor": firm,
        "fiscal_years": (2025,),
        "concluded_on": days[0],
        "performance_start_on": days[1],
        "performance_end_on": days[2],
        "amount": amount,
        "sensitive_pi": sensitive,
        "record_count": count,
    }
    for no, title, firm, days, amount, sensitive, count in (
        (
            "R7-0001",
            "県民意識調査の集計業務",
            "株式会社サンプル",
            (date(2025, 4, 1), date(2025, 4, 1), date(2026, 3, 31)),
            1234000,
            False,
            5000,
        ),
        (
            "R7-0002",
            "広報紙の発送業務",
            "合同会社見本",
            (date(2025, 5, 12), date(2025, 5, 15), date(2025, 12, 26)),
            880000,
            True,
            320,
        ),
        (
            "R7-0003",
            "相談記録の電子化業務",
            "見本システム株式会社",
            (date(2025, 5, 20), date(2025, 6, 2), date(2026, 2, 27)),
            4500000,
            True,
            12,
        ),
    )
}
"""What every shape says of its contracts, as the register holds it: whatever is stored beside this was misread."""

OWN: Mapping[str, str] = {
    "no": "契約番号",
    "office": "所管課",
    "title": "契約件名",
    "firm": "受託者",
    "year": "年度",
    "concluded": "契約年月日",
    "start": "着手日",
    "end": "完了期限",
    "amount": "契約金額",
    "sensitive": "要配慮個人情報の有無",
    "count": "個人情報の件数",
}
"""The headings of an office that made its list by itself."""
PRODUCT: Mapping[str, str] = dict(
    zip(
        FIELDS,
        (
            "契約番号",
            "所属",
            "業務名",
            "委託先",
            "年度",
            "締結日",
            "履行開始日",
            "履行期限",
            "契約額",
            "要配慮個人情報",
            "取扱件数",
        ),
        strict=True,
    )
)
"""The headings of the product's own ledger."""


def lines(**said: Callable[[Any], Any]) -> list[list[Any]]:
    """The three contracts, one line each in the order of FIELDS; `said` writes some of them in another way."""
    rows = []
    for no, truth in TRUTH.items():
        days = [truth[f"{name}_on"] for name in ("concluded", "performance_start", "performance_end")]
        own = [no, OFFICE, truth["title"], truth["contractor"], "R7", *days, truth["amount"]]
        values = [*own, "有" if truth["sensitive_pi"] else "無", truth["record_count"]]
        rows.append([said[name](value) if name in said else value for name, value in zip(FIELDS, values, strict=True)])
    return rows


_WIDE = {ord("0") + n: ord("０") + n for n in range(10)} | {ord(","): ord("，")}


def headed(names: Mapping[str, str] = OWN, **said: Callable[[Any], Any]) -> list[list[Any]]:
    """A table with one row of headings."""
    return [list(names.values()), *lines(**said)]


def wareki(day: date) -> str:
    """A day as it is written in Japanese."""
    return f"令和{day.year - 2018}年{day.month}月{day.day}日"


def short(day: date) -> str:
    """A day in the short form, without its 年号: what it means hangs on the column."""
    return f"{day.year - 2018}.{day.month}.{day.day}"


def write_book(path: Path, sheets: Mapping[str, Sequence[Line]], hidden: Sequence[str] = ()) -> None:
    """A workbook of sheets; `=A1→5` is a formula with a value, `=A1` one that was never calculated."""
    with xlsxwriter.Workbook(str(path)) as book:
        day = book.add_format({"num_format": "yyyy/m/d"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            if name in hidden:
                page.hide()
            for y, row in enumerate(rows):
                for x, value in enumerate(row):
                    if isinstance(value, date):
                        page.write_datetime(y, x, value, day)
                    elif isinstance(value, str) and value.startswith("="):
                        formula, _, result = value.partition("→")
                        page.write_formula(y, x, formula, None, result)
                    elif value not in (None, ""):
                        page.write(y, x, value)


@dataclass(frozen=True)
class Shape:
    """A ledger: its file, what writes it, what it must ask (topic and name) with the answers, what it must refuse.

    Without `refused` all three contracts are read as TRUTH has them, but for the fields in `lacks`. `refused` are the
    row (Excel's) and a word of each fault. `standard` is read as the product's own ledger, without a mapping.
    """

    name: str
    file: str
    write: Callable[[Path], None]
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    refused: Sequence[tuple[int, str]] = ()
    lacks: frozenset[str] = frozenset()
    standard: bool = False
    converted: bool = False

    def made(self, folder: Path) -> Path:
        """The file, written."""
        path = folder / self.file
        self.write(path)
        return path


def _book(sheets: Mapping[str, Sequence[Line]], *hidden: str) -> Callable[[Path], None]:
    return lambda path: write_book(path, sheets, hidden)


def _one(rows: Sequence[Line], name: str = "R7委託一覧") -> Callable[[Path], None]:
    return _book({name: rows})


def _text(encoding: str, divider: str = ",") -> Callable[[Path], None]:
    rows = headed(concluded=wareki, start=wareki, end=wareki)

    def write(path: Path) -> None:
        path.write_bytes("\r\n".join(divider.join(map(str, row)) for row in rows).encode(encoding))

    return write


def _merged(path: Path) -> None:
    """A title across the table, and headings in two rows: a period with its two days, blocks of others."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, day = book.add_worksheet("委託"), book.add_format({"num_format": "yyyy/m/d"})
        page.merge_range(0, 0, 0, 10, "令和7年度 個人情報取扱業務委託一覧")
        for x, label in (
            (0, "契約番号"),
            (1, "所管課"),
            (2, "契約件名"),
            (3, "受託者"),
            (4, "年度"),
            (5, "契約年月日"),
        ):
            page.merge_range(1, x, 2, x, label)
        page.merge_range(1, 6, 1, 7, "履行期間")
        page.write_row(2, 6, ["自", "至"])
        page.merge_range(1, 8, 2, 8, "契約金額")
        page.merge_range(1, 9, 1, 10, "個人情報")
        page.write_row(2, 9, ["要配慮個人情報の有無", "個人情報の件数"])
        for y, row in enumerate(lines(), 3):
            for x, value in enumerate(row):
                page.write_datetime(y, x, value, day) if isinstance(value, date) else page.write(y, x, value)


def _serial(path: Path) -> None:
    """Numbers within the office and the year alone, shown with zeros in front."""
    _numbered(path, "0000")


def _numbered(path: Path, code: str = '"R7-"0000') -> None:
    """Numbers of contracts kept as numbers, shown with zeros in front."""
    with xlsxwriter.Workbook(str(path)) as book:
        page, day = book.add_worksheet("一覧"), book.add_format({"num_format": "yyyy/m/d"})
        zeros = book.add_format({"num_format": code})
        page.write_row(0, 0, OWN.values())
        for y, row in enumerate(lines(no=lambda no: int(no[-4:])), 1):
            page.write_number(y, 0, row[0], zeros)
            for x, value in enumerate(row[1:], 1):
                page.write_datetime(y, x, value, day) if isinstance(value, date) else page.write(y, x, value)


def _with_macros(path: Path) -> None:
    """A workbook with macros: its content type says so, and a part holds them."""
    plain = path.with_suffix(".xlsx")
    write_book(plain, {"R7委託一覧": headed()})
    with ZipFile(plain) as source, ZipFile(path, "w") as target:
        for part in source.infolist():
            content = source.read(part)
            if part.filename == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                    b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
                )
            target.writestr(part, content)
        target.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 not run")
    plain.unlink()


def _with(at: str, value: Any, *, row: int = 2) -> list[list[Any]]:
    """The office's table with one cell (of a field, in one of its contracts) said otherwise."""
    rows = headed()
    rows[row - 1][FIELDS.index(at)] = value
    return rows


def _in_margin(rows: Sequence[Line], right: int, down: int) -> list[list[Any]]:
    return [[] for _ in range(down)] + [[None] * right + list(row) for row in rows]


def _without(*names: str) -> list[list[Any]]:
    kept = [at for at, name in enumerate(FIELDS) if name not in names]
    return [[row[at] for at in kept] for row in headed()]


def _ditto() -> list[list[Any]]:
    rows = headed()
    for row in rows[2:]:
        row[1], row[4] = "〃", "同上"
    return rows


_NOTES = [[f"注{n} 記入に当たっては、別に定める要領によること。"] for n in range(1, 16)]
_TOTAL = ["合計", None, "3件", None, None, None, None, None, 6614000]
_BEFORE: Sequence[Line] = [
    list(OWN.values()),
    ["R6-0901", OFFICE, "前年度の業務", "前年度株式会社", "R6", date(2024, 4, 1), date(2024, 4, 1), date(2025, 3, 31)],
]
_UNITS = {
    **OWN,
    "amount": "契約金額\n（円）",
    "count": "個人情報の件数（件）",
    "title": "契 約 件 名",
    "firm": "２．受託者",
}

READ: Sequence[Shape] = (
    Shape("product", "台帳.xlsx", _one(headed(PRODUCT, sensitive=lambda s: s), "契約"), standard=True),
    Shape("own_headings", "一覧.xlsx", _one(headed(), "契約")),
    Shape("own_sheet_name", "一覧.xlsx", _one(headed())),
    Shape("title_above", "一覧.xlsx", _one([["令和7年度委託契約一覧"], [], *headed()])),
    Shape("two_merged_header_rows", "一覧.xlsx", _merged),
    Shape("fifteen_notes_above", "一覧.xlsx", _one([*_NOTES, *headed()])),
    Shape("blank_margin", "一覧.xlsx", _one(_in_margin(headed(), 1, 1))),
    Shape("wide_margin", "一覧.xlsx", _one(_in_margin(headed(), 3, 4))),
    Shape("blank_lines_between", "一覧.xlsx", _one([line for row in headed() for line in (row, [])])),
    Shape("hidden_sheets", "一覧.xlsx", _book({"選択肢": [["有"], ["無"]], "R7委託一覧": headed()}, "選択肢")),
    Shape("hidden_year_before", "一覧.xlsx", _book({"R7": headed(), "R6": _BEFORE}, "R6")),
    Shape("total_below", "一覧.xlsx", _one([*headed(), _TOTAL])),
    Shape("ditto", "一覧.xlsx", _one(_ditto())),
    Shape("wareki", "一覧.xlsx", _one(headed(concluded=wareki, start=wareki, end=wareki))),
    Shape("units_in_headings", "一覧.xlsx", _one(headed(_UNITS))),
    Shape("full_width_counts", "一覧.xlsx", _one(headed(count=lambda n: f"{n:,}件".translate(_WIDE)))),
    Shape("circles", "一覧.xlsx", _one(headed(sensitive=lambda s: {"有": "○", "無": "×"}[s]))),
    Shape("calculated", "一覧.xlsx", _one(headed(amount=lambda a: f"={a}*1→{a}"))),
    Shape("numbers_with_a_format", "一覧.xlsx", _numbered),
    Shape("macros", "一覧.xlsm", _with_macros),
    Shape("older_excel", "一覧.xls", _one(headed()), converted=True),
    Shape("csv_with_mark", "一覧.csv", _text("utf-8-sig")),
    Shape("csv_without_mark", "一覧.csv", _text("utf-8")),
    Shape("csv_of_excel", "一覧.csv", _text("cp932")),
    Shape("unicode_text", "一覧.txt", _text("utf-16", "\t")),
    Shape("few_columns", "一覧.xlsx", _one(_without("start", "end", "amount", "sensitive")), lacks=frozenset(
        {"performance_start_on", "performance_end_on", "amount", "sensitive_pi"}
    )),
)  # fmt: skip
"""The shapes that are read whole: every contract, and nothing else of what stands in the file."""

REFUSED: Sequence[Shape] = (
    Shape("broken_last_cell", "一覧.xlsx", _one(_in_margin(_with("count", "=X1→#N/A"), 1, 1)), refused=[(3, "#N/A")]),
    Shape("broken_day", "一覧.xlsx", _one(_with("concluded", "=X1→#REF!", row=3)), refused=[(3, "#REF!")]),
    Shape("not_calculated", "一覧.xlsx", _one(_with("amount", "=1+2")), refused=[(2, "数式")]),
    Shape("two_days_in_a_cell", "一覧.xlsx", _one(_with("concluded", "R7.4.1 R7.4.3")), refused=[(2, "R7.4.1 R7.4.3")]),
    Shape("see_elsewhere", "一覧.xlsx", _one(_with("amount", "別紙のとおり")), refused=[(2, "別紙のとおり")]),
    Shape("point_for_thousands", "一覧.xlsx", _one(_with("count", "10.000件", row=4)), refused=[(4, "10.000件")]),
    Shape("no_such_day", "一覧.xlsx", _one(_with("end", "R7.2.30")), refused=[(2, "R7.2.30")]),
    Shape("number_twice", "一覧.xlsx", _one(_with("no", "R7-0001", row=3)), refused=[(3, "R7-0001")]),
)
"""The shapes of which one cell can't be taken as it stands: it is named, and nothing is stored."""

ASKED: Sequence[Shape] = (
    Shape(
        "days_without_their_era",
        "一覧.xlsx",
        _one(headed(concluded=short, start=short, end=short)),
        answers={("era", OWN["concluded"]): "令和", ("era", OWN["start"]): "令和", ("era", OWN["end"]): "令和"},
    ),
    Shape("no_office", "一覧.xlsx", _one(_without("office")), answers={("constant", "契約/所属"): OFFICE}),
    Shape("serial_numbers", "一覧.xlsx", _serial, answers={("constant", "契約番号の前"): "R7-"}),
    Shape("no_year", "一覧.xlsx", _one(_without("year")), answers={("constant", "契約/年度"): "R7"}),
    Shape(
        "a_heading_like_a_known_one",
        "一覧.xlsx",
        _one(headed({**OWN, "end": "完了の期限日"})),
        answers={("column", "完了の期限日"): "契約/履行期限"},
    ),
)
"""The shapes that say something only half: it is asked, and read as it is answered."""

NO_LEDGER: Mapping[str, Sequence[Line]] = {
    "送付状": [["委託契約の一覧の送付について"], ["標記について、別添のとおり送付します。"]]
}
"""A workbook in which no list of contracts stands."""
