"""The office's calendar: which days count when a deadline runs in business days."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path

from config.errors import DataFault, RuleDataError
from config.toml_files import read_toml

_DAY = timedelta(days=1)


@cache
def _listed() -> dict[str, list[date]]:
    path = Path(__file__).with_name("national_holidays.toml")
    years: dict[str, list[date]] = tomllib.loads(path.read_text(encoding="utf-8"))["years"]
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
        return not (
            day.weekday() >= 5
            or (day.month, day.day) >= (12, 29)
            or (day.month, day.day) <= (1, 3)
            or day in self.closed
            or day in _holidays_of(day.year)
        )

    def add(self, day: date, business_days: int) -> date:
        """The day that many business days after (negative: before) a day; 0 is the day itself."""
        step = _DAY if business_days >= 0 else -_DAY
        left = abs(business_days)
        while left:
            day += step
            left -= self.is_business_day(day)
        return day

    def next_business_day(self, day: date) -> date:
        """The day itself where it is a business day, else the next one."""
        while not self.is_business_day(day):
            day += _DAY
        return day

    def between(self, start: date, end: date) -> int:
        """How many business days lie after `start` up to and including `end`; 0 where `end` is not later."""
        days = (end - start).days
        if days <= 0:
            return 0
        return sum(self.is_business_day(start + _DAY * n) for n in range(1, days + 1))


STATUTORY = BusinessCalendar()
"""The days by which the law counts: Saturdays, Sundays, national holidays and 12/29 to 1/3, no office's own days."""


def load_closed_days(path: Path) -> frozenset[date]:
    """The office's extra closed days from `closed_days.toml`, a list of dates with a reason each."""
    try:
        rows = read_toml(path, path.name).get("closed", [])
        return frozenset(_as_date(row["on"]) for row in rows)
    except (KeyError, TypeError, ValueError) as fault:
        raise RuleDataError([DataFault(path.name, "closed", f"日付の一覧として読めません({fault})")]) from fault


def _as_date(value: object) -> date:
    if isinstance(value, date):
        return value
    raise ValueError(f"日付ではありません: {value!r}")
