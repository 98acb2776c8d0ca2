"""The office's calendar: which days count when a deadline runs in business days."""

from bisect import bisect_left, bisect_right
from calendar import isleap
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, datetime
from functools import cache, lru_cache
from pathlib import Path

from config.errors import DataFault, RuleDataError
from config.toml_files import read_toml


@cache
def _listed() -> dict[str, list[date]]:
    path = Path(__file__).with_name("national_holidays.toml")
    years: dict[str, list[date]] = read_toml(path, path.name)["years"]
    return years


@cache
def _holidays_of(year: int) -> frozenset[date]:
    """National holidays of a year (国民の祝日に関する法律), from the list or, beyond it, the `holidays` package."""
    if str(year) in _listed():
        return frozenset(_listed()[str(year)])
    from holidays.countries.japan import Japan

    return frozenset(Japan(years=year))


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The business days of an office: no Saturday, Sunday, holiday, day of 12/29 to 1/3, nor a day in `closed`."""

    closed: frozenset[date] = field(default_factory=frozenset)

    def is_business_day(self, day: date) -> bool:
        """Whether the office is open on that day."""
        days, ordinal = _open_days(self.closed, day.year), day.toordinal()
        at = bisect_left(days, ordinal)
        return at < len(days) and days[at] == ordinal

    def add(self, day: date, business_days: int) -> date:
        """The day that many business days after (negative: before) a day; 0 is the day itself."""
        return _added(self.closed, day, business_days) if business_days else day

    def next_business_day(self, day: date) -> date:
        """The day itself where it is a business day, else the next one."""
        return day if self.is_business_day(day) else self.add(day, 1)

    def between(self, start: date, end: date) -> int:
        """How many business days lie after `start` up to and including `end`; 0 where `end` is not later."""
        if end <= start:
            return 0
        before = bisect_right(_open_days(self.closed, start.year), start.toordinal())
        within = bisect_right(_open_days(self.closed, end.year), end.toordinal())
        return within - before + sum(len(_open_days(self.closed, year)) for year in range(start.year, end.year))


@lru_cache(maxsize=1 << 14)
def _added(closed: frozenset[date], day: date, business_days: int) -> date:
    year, days = day.year, _open_days(closed, day.year)
    if business_days > 0:
        at = bisect_right(days, day.toordinal()) + business_days - 1
        while at >= len(days):
            at -= len(days)
            year += 1
            days = _open_days(closed, year)
    else:
        at = bisect_left(days, day.toordinal()) + business_days
        while at < 0:
            year -= 1
            days = _open_days(closed, year)
            at += len(days)
    return date.fromordinal(days[at])


@cache
def _open_days(closed: frozenset[date], year: int) -> tuple[int, ...]:
    """The ordinals of a year's business days, in order. Raises OverflowError beyond the years that a date may have."""
    if not MINYEAR <= year <= MAXYEAR:
        raise OverflowError("date value out of range")
    shut, first = closed | _holidays_of(year), date(year, 1, 1).toordinal()
    days = (date.fromordinal(first + n) for n in range(366 if isleap(year) else 365))
    return tuple(day.toordinal() for day in days if day.weekday() < 5 and day not in shut and not _between_years(day))


def _between_years(day: date) -> bool:
    return (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)


STATUTORY = BusinessCalendar()
"""The days by which the law counts: Saturdays, Sundays, national holidays and 12/29 to 1/3, no office's own days."""


def load_closed_days(path: Path) -> frozenset[date]:
    """The office's extra closed days from `closed_days.toml`, a list of dates with a reason each.

    Raises RuleDataError with every entry that is none.
    """
    rows = read_toml(path, path.name).get("closed", [])
    days = [row.get("on") if isinstance(row, dict) else None for row in rows] if isinstance(rows, list) else [None]
    wrong = [number for number, day in enumerate(days, 1) if not isinstance(day, date) or isinstance(day, datetime)]
    if wrong:
        told = "日付がありません。[[closed]] の下に on = 2024-12-30 のように書いてください"
        raise RuleDataError([DataFault(path.name, f"closed {number}番目", told) for number in wrong])
    return frozenset(day for day in days if isinstance(day, date))
