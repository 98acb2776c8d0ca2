"""Japanese dates (和暦) in and out: what people type becomes a date, a date becomes what people read."""

import re
from datetime import date

from config.typed import without_blanks

_ERAS = (  # Each era: its name, its initial, its first day, its last day.
    ("令和", "R", date(2019, 5, 1), date.max),
    ("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    ("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
)
EARLIEST, LATEST = date(1926, 12, 25), date(2099, 12, 31)
"""The days that may be typed, 昭和元年 to 2099: any other is a slip of the keyboard."""

CELL_FORMAT = '[<43586][$-411]ggge"年"m"月"d"日";[<43831][$-411]ggg"元年"m"月"d"日";[$-411]ggge"年"m"月"d"日"'
"""The number format that shows a workbook's date as 和暦, in Excel and in LibreOffice alike.

LibreOffice shows the bare number under the newer `[$-ja-JP]`, and neither it nor older Excel writes 元年 by itself: the
middle part is the days from 2019-05-01 (43586) to 2019-12-31.
"""

WEEKDAYS = "月火水木金土日"
"""The days of the week from Monday, as one sign each."""
_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")}
_DIGIT = "[一二三四五六七八九]"
_NUMBER = rf"([0-9]{{1,2}}|元|{_DIGIT}?十{_DIGIT}?|[〇一二三四五六七八九]{{1,2}})"
_ERA = r"(令和?|平成?|昭和?|[RHSrhs])"
_JAPANESE = re.compile(rf"^{_ERA}{_NUMBER}(?:年{_NUMBER}月{_NUMBER}日|[./-]([0-9]{{1,2}})[./-]([0-9]{{1,2}}))$")
_WESTERN = re.compile(r"^([0-9]{4})(?:年([0-9]{1,2})月([0-9]{1,2})日|[-/.]([0-9]{1,2})[-/.]([0-9]{1,2}))$")
_FISCAL = re.compile(rf"^(?:{_ERA}{_NUMBER}|([0-9]{{4}}))(?:年度)?$")


def _number(text: str) -> int:
    """The number that a text writes in ASCII digits, as 元, or in kanji below one hundred."""
    if text == "元":
        return 1
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return int("".join(str(_KANJI[c]) for c in text))
    if len(tens) > 1 or len(ones) > 1 or "十" in tens:
        raise ValueError(f"数として読めません「{text}」")
    return (_KANJI[tens] if tens else 1) * 10 + (_KANJI[ones] if ones else 0)


def _era_year(era: str, year: int) -> int:
    """The western year of an era's year."""
    first = next(start for name, initial, start, _ in _ERAS if era.upper() in (name, name[0], initial))
    return first.year + year - 1


def parse_date(text: str) -> date:
    """The date that people wrote: 令和6年4月1日, R6.4.1, 2024-04-01, full-width digits, 元年, kanji numbers.

    Raises ValueError with a Japanese reason where it can't be read, does not exist (2月30日), or lies outside its
    era (平成31年5月1日 was already 令和元年).
    """
    plain = without_blanks(text)
    if match := _WESTERN.match(plain):
        numbers = [int(g) for g in match.groups() if g]
        return _existing(text, *numbers)
    match = _JAPANESE.match(plain)
    if not match:
        raise ValueError(f"日付として読めません「{text}」(例 令和6年4月1日、R6.4.1、2024-04-01)")
    era = match[1].upper()
    year, month, day = (_number(g) for g in match.groups()[1:] if g)
    day_read = _existing(text, _era_year(era, year), month, day)
    name, _, first, last = next(e for e in _ERAS if era in (*e[:2], e[0][0]))
    if year == 0 or not first <= day_read <= last:
        raise ValueError(f"「{text}」は{name}にない日です({format_date(day_read)}のことではありませんか)")
    return day_read


def _existing(text: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"「{text}」は暦にない日です") from None


def format_date(day: date) -> str:
    """The date as officers read it: 令和6年4月1日; before 昭和 the western date."""
    for name, _, first, _ in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def with_weekday(day: date) -> str:
    """The date with its day of the week, as what was typed is read back: 令和6年4月1日(月)."""
    return f"{format_date(day)}({WEEKDAYS[day.weekday()]})"


def short_date(day: date) -> str:
    """The date in its short form: R6.4.1 (an edition's name, a table cell)."""
    for _, initial, first, _ in _ERAS:
        if day >= first:
            return f"{initial}{day.year - first.year + 1}.{day.month}.{day.day}"
    return day.isoformat()


def parse_fiscal_year(text: str) -> int:
    """The western year in which a fiscal year (4/1 to 3/31) begins: R6, 令和6年度 and 2024 all give 2024.

    Raises ValueError with a Japanese reason.
    """
    match = _FISCAL.match(without_blanks(text))
    if not match:
        raise ValueError(f"年度として読めません「{text}」(例 R6、令和6年度、2024)")
    if match[3]:
        return int(match[3])
    year = _number(match[2])
    if year == 0:
        raise ValueError(f"年度として読めません「{text}」(元号の年は元年から)")
    return _era_year(match[1].upper(), year)


def format_fiscal_year(year: int) -> str:
    """The short name of a fiscal year: 2024 is R6, 2018 is H30."""
    return short_date(date(year, 5, 1)).split(".")[0]


def fiscal_year_name(fiscal_year: int) -> str:
    """A fiscal year as the report prints it: 令和5年度; 2019 is 令和元年度 as most of it lies there."""
    return f"{format_date(date(fiscal_year, 5, 1)).partition('年')[0]}年度"


def fiscal_year_of(day: date) -> int:
    """The fiscal year a date lies in: 2024-03-31 is 2023."""
    return day.year if day.month >= 4 else day.year - 1


def first_day_of(fiscal_year: int) -> date:
    """1 April, the first day of a fiscal year."""
    return date(fiscal_year, 4, 1)
