"""The calendar: national holidays as data equal the `holidays` package, and the year's end is closed."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from holidays.countries.japan import Japan

from config import calendar
from config.calendar import BusinessCalendar, load_closed_days
from config.errors import RuleDataError

LISTED = tomllib.loads(Path(calendar.__file__).with_name("national_holidays.toml").read_text(encoding="utf-8"))["years"]
OPEN = BusinessCalendar()


@pytest.mark.parametrize("year", range(2015, 2036))
def test_the_listed_holidays_are_those_of_the_package(year: int) -> None:
    """国民の祝日、振替休日 and 国民の休日 of 2015 to 2035, each once and in order."""
    assert LISTED[str(year)] == sorted(Japan(years=year))


def test_exactly_those_years_are_listed() -> None:
    """Other years are asked of the package."""
    assert [int(year) for year in LISTED] == [*range(2015, 2036)]
    assert not OPEN.is_business_day(date(2036, 5, 5))
    assert not OPEN.is_business_day(date(2014, 9, 15))


def test_the_office_closes_from_29_december_to_3_january() -> None:
    """2026-12-28 is a Monday; the next business day is Monday 2027-01-04 (register D-4)."""
    assert OPEN.add(date(2026, 12, 28), 1) == date(2027, 1, 4)
    closed = [date(2026, 12, day) for day in (29, 30, 31)] + [date(2027, 1, day) for day in (1, 2, 3)]
    assert not any(OPEN.is_business_day(day) for day in closed)


def test_going_back_over_the_year_s_end() -> None:
    """Deadlines before a date count backwards (S5-01)."""
    assert OPEN.add(date(2027, 1, 4), -1) == date(2026, 12, 28)


def test_no_days_is_the_day_itself_also_on_a_sunday() -> None:
    """«締結日» is that day, whatever day it is."""
    assert OPEN.add(date(2024, 3, 31), 0) == date(2024, 3, 31)


def test_between_counts_the_days_after_the_first_up_to_the_last() -> None:
    """Friday to Monday is one; backwards and the same day are none."""
    assert OPEN.between(date(2024, 4, 5), date(2024, 4, 8)) == 1
    assert OPEN.between(date(2024, 4, 5), date(2024, 4, 5)) == 0
    assert OPEN.between(date(2024, 4, 8), date(2024, 4, 5)) == 0


def test_extra_closed_days_are_read_and_a_bad_list_refused(tmp_path: Path) -> None:
    """`closed_days.toml`: a date with a reason each; anything else is a fault of the data."""
    path = tmp_path / "closed_days.toml"
    path.write_text('[[closed]]\non = 2027-02-12\nreason = "庁舎停電"\n', encoding="utf-8")
    assert not BusinessCalendar(load_closed_days(path)).is_business_day(date(2027, 2, 12))
    assert OPEN.is_business_day(date(2027, 2, 12))
    path.write_text('[[closed]]\non = "2027-02-12"\n', encoding="utf-8")
    with pytest.raises(RuleDataError):
        load_closed_days(path)
