"""Dates in cells: days, editions that are named by their date, and fiscal years."""

import re
from datetime import date, datetime
from typing import TypeGuard

from config.typed import half_width
from config.wareki import EARLIEST, LATEST, format_fiscal_year, parse_fiscal_year, short_date
from lifecycle.fields.shown_numbers import as_shown
from lifecycle.fields.words import number_text, plain
from lifecycle.fields.written_days import written_day

OLD = "旧"
_FIRST_YEAR, _LAST_YEAR = 1927, 2098
_DATE_EXPECTED = "日付(例 令和6年4月1日、R6.4.1、2024-04-01、Excelの日付)が必要です"
_YEAR_EXPECTED = "年度(例 R6、令和6年度、2024。複数は R5,R6)が必要です"
_EDITION_EXPECTED = "版の日付(例 R5.12.26)又は「旧」が必要です"
_BETWEEN_YEARS = re.compile(r"[,、・;/\n]+")
_BARE_YEAR, _ODD_YEAR = re.compile(r"^[0-9]{1,3}(?:年度?)?$"), "。元号(R6)か西暦4桁(2024)を付けてください"
_YEAR_ZERO = re.compile(r"(?:令和|平成|昭和|[RHSrhs])[0〇]+(?:年度)?$")


def read_date(raw: object, era: str = "") -> str:
    """A day as an ISO date: it may be typed as Excel's own date, 和暦 or ISO text; a time of day is dropped.

    `era` is the era of a year that stands without one (7.4.1), where somebody has settled it. Raises ValueError for a
    bare number, for a day that does not exist or lies outside its era, for two days, and for one before 昭和 or after
    2099, which only a slip of the keyboard gives.
    """
    return _day(raw, _DATE_EXPECTED, era).isoformat()


def _day(raw: object, expected: str, era: str = "") -> date:
    raw = as_shown(raw)
    if isinstance(raw, datetime):
        day = raw.date()
    elif isinstance(raw, date):
        day = raw
    elif isinstance(raw, str) or _is_eight_digits(raw):
        try:
            day = written_day(raw if isinstance(raw, str) else number_text(raw), era)
        except ValueError as error:
            raise ValueError(f"{expected}。{error}" if str(error) else expected) from None
    else:
        raise ValueError(f"{expected}。数値のときはセルの書式を日付にしてください")
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"{expected}(昭和元年から2099年まで)")
    return day


def _is_eight_digits(raw: object) -> TypeGuard[float]:
    """Whether a number can only be a day written without dividers: Excel's own numbers of days are far smaller."""
    return isinstance(raw, int | float) and not isinstance(raw, bool) and 19000101 <= raw <= 20991231


def read_edition(raw: object) -> str:
    """An edition: the ISO date by which it is named, or 旧. Raises ValueError."""
    if isinstance(raw, str) and plain(raw) == OLD:
        return OLD
    return _day(raw, _EDITION_EXPECTED).isoformat()


def edition_text(stored: str) -> str:
    """An edition as people write it: R5.12.26, or 旧."""
    return OLD if stored == OLD else short_date(date.fromisoformat(stored))


def read_fiscal_years(raw: object) -> list[int]:
    """The fiscal years of a contract, ascending and once each: R6, 令和6年度, 2024, or several as R5,R6.

    Raises ValueError.
    """
    raw = as_shown(raw)
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, bool) or not isinstance(raw, int | str):
        raise ValueError(_YEAR_EXPECTED)
    try:
        text = half_width(str(raw))
    except ValueError as error:
        raise ValueError(f"{_YEAR_EXPECTED}。{error}") from None
    years = {_fiscal_year(part) for part in _BETWEEN_YEARS.split(text) if part.strip()}
    if not years:
        raise ValueError(_YEAR_EXPECTED)
    return sorted(years)


def _fiscal_year(text: str) -> int:
    try:
        year = parse_fiscal_year(text)
    except (ValueError, KeyError):
        raise ValueError(f"{_YEAR_EXPECTED}{_ODD_YEAR if _BARE_YEAR.search(plain(text)) else ''}") from None
    if _YEAR_ZERO.search(plain(text)):
        raise ValueError(_YEAR_EXPECTED)
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValueError(f"{_YEAR_EXPECTED}。{year}年度は範囲の外です(元号の打ち違いではありませんか)")
    return year


def fiscal_years_text(stored: list[int]) -> str:
    """Fiscal years as people write them: R5,R6."""
    return ",".join(format_fiscal_year(year) for year in stored)
