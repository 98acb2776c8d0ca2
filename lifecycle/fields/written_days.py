"""Days as offices write them: with a day of the week, a time or 付け behind, without dividers, with any dash or dot."""

import re
from collections.abc import Iterator
from datetime import date

from config.typed import half_width, without_blanks
from config.wareki import WEEKDAYS, format_date, parse_date, short_date
from lifecycle.fields.dashes import with_hyphens

_ERA = "(?:令和?|平成?|昭和?|[RHSrhs])"
_NUMBER = "(?:[0-9]{1,2}|元)"
_MIDDLE_DOT = re.compile(r"(?<=[0-9元])・(?=[0-9])")
_IN_FORCE = re.compile(r"付け?(?:で|にて)?$")
_WEEKDAY = re.compile(r"(?:\(([月火水木金土日])(?:曜日?)?(?:[・,、]祝日?)?\)|([月火水木金土日])曜日?)$")
_HOURS = r"(?:[01]?[0-9]|2[0-4])(?::[0-5][0-9]){1,2}(?:\.[0-9]+)?|(?:[01]?[0-9]|2[0-4])時(?:半|[0-5]?[0-9]分)?"
_TIME = re.compile(
    rf"(?:(?<=[0-9])T|\s+|(?<=[日)]))(?:(?:午前|午後|AM|PM)\s*)?(?:{_HOURS})(?:\s*(?:AM|PM)|\+09:?00)?$", re.IGNORECASE
)
_ALL_DIGITS = re.compile(r"^([0-9]{4})([0-9]{2})([0-9]{2})$")
_ERA_AND_DIGITS = re.compile(rf"^({_ERA})([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})$")
_WITHOUT_ERA = re.compile(rf"^{_NUMBER}(?:([./-])[0-9]{{1,2}}\1[0-9]{{1,2}}|年[0-9]{{1,2}}月[0-9]{{1,2}}日)$")
_ONE_DAY = re.compile(
    rf"(?:{_ERA}\s*{_NUMBER}|(?<![0-9])[0-9]{{4}})\s*"
    r"(?:年\s*[0-9]{1,2}\s*月\s*[0-9]{1,2}\s*日|([./-])\s*[0-9]{1,2}\s*\1\s*[0-9]{1,2}(?![0-9]))"
)
_PERIOD = re.compile(r"[0-9日)]\s*(?:[〜~]|から)")
_ODD = (
    (re.compile(r"^[0-9]{6,8}$"), "年・月・日の区切りがありません"),
    (_PERIOD, "期間ではなく1日を入れてください"),
    (re.compile(r"^[^0-9]*(?:[0-9]{1,2}|[0-9]{4})(?:年|[./-])[0-9]{1,2}月?$"), "年・月・日がそろっていません"),
    (re.compile(r"^[0-9]{1,2}月[0-9]{1,2}日$"), "年がありません"),
    (re.compile(r"頃|ごろ|約|上旬|中旬|下旬|末|吉日|予定|見込|未定"), "日が決まっていないときは空欄にしてください"),
)
"""Shapes of text that are nearly dates, each with the reason why it is not taken."""
_NOW = "令和"


def written_day(text: str, era: str = "") -> date:
    """The day that a text writes; `era` (令和) is that of a year which stands without one, where it is settled.

    Raises ValueError with the reason and, where it can be told, what to write instead; the reason is empty where
    nothing is known, and repeats nothing but days.
    """
    narrow = _MIDDLE_DOT.sub(".", with_hyphens(half_width(text)))
    if len(days := list(_days_in(narrow))) > 1:
        raise ValueError(_several(days, period=bool(_PERIOD.search(narrow))))
    bare, weekday = _without_what_follows(narrow)
    try:
        day = parse_date(_divided(without_blanks(bare), era))
    except (ValueError, KeyError, OverflowError) as error:
        raise ValueError(_reason(bare, days, str(error))) from None
    if weekday and WEEKDAYS[day.weekday()] != weekday:
        named = f"{format_date(day)}は{WEEKDAYS[day.weekday()]}曜日で、「{weekday}」ではありません"
        raise ValueError(f"{named}。日付か曜日を直してください")
    return day


def is_without_era(text: str) -> bool:
    """Whether a text is a day but for the era of its year: 7.4.1, 8年3月31日, 6/4/1."""
    try:
        bare, _ = _without_what_follows(_MIDDLE_DOT.sub(".", with_hyphens(half_width(text))))
        return bool(_WITHOUT_ERA.match(without_blanks(bare)))
    except ValueError:
        return False


def _without_what_follows(text: str) -> tuple[str, str]:
    """The text without 付け, the time and the day of the week behind it, and that day of the week."""
    weekday, before = "", None
    while before != text:
        before = text
        text = _TIME.sub("", _IN_FORCE.sub("", text)).rstrip()
        if match := _WEEKDAY.search(text):
            weekday, text = match[1] or match[2], text[: match.start()].rstrip()
    return text, weekday


def _divided(compact: str, era: str) -> str:
    """The day with its parts divided, and with the settled era before a year that has none."""
    if match := _ALL_DIGITS.match(compact):
        return "-".join(match.groups())
    if match := _ERA_AND_DIGITS.match(compact):
        return f"{match[1]}{match[2]}.{match[3]}.{match[4]}"
    return f"{era}{compact}" if era and _WITHOUT_ERA.match(compact) else compact


def _days_in(text: str) -> Iterator[date]:
    """Every day that stands somewhere in a text with its era or its western year."""
    for match in _ONE_DAY.finditer(text):
        try:
            yield parse_date(match[0])
        except (ValueError, KeyError):
            continue


def _several(days: list[date], *, period: bool) -> str:
    """The reason why a cell of several days is not taken, with the days that it holds."""
    named = "、".join(map(format_date, days))
    if period:
        return f"期間ではなく1日を入れてください(始まりなら {short_date(days[0])}、終わりなら {short_date(days[-1])})"
    return (
        f"日付が{len(days)}つあります({named})。この欄の日を1つだけ残し(例 {short_date(days[0])})、"
        "別の記録の日は行を分けてください"
    )


def _reason(text: str, days: list[date], said: str) -> str:
    """Why a text is no day, where its shape tells that, and what to do; empty where it does not."""
    if "暦にない" in said or "にない日" in said:
        return said
    try:
        narrow = without_blanks(text)
    except ValueError as error:
        return str(error)
    if _WITHOUT_ERA.match(narrow):
        return f"年が2桁以下で、元号か西暦か分かりません{_of_this_era(narrow)}"
    odd = next((reason for shape, reason in _ODD if shape.search(narrow)), "")
    if odd or not days:
        return odd
    return f"日付のほかに文字や記号が付いています。{short_date(days[0])} のことなら、日付だけにしてください"


def _of_this_era(narrow: str) -> str:
    """What to write where the year is one of 令和."""
    try:
        day = parse_date(f"{_NOW}{narrow}")
    except (ValueError, KeyError):
        return ""
    return f"。{format_date(day)}のことなら {short_date(day)} と書いてください"
