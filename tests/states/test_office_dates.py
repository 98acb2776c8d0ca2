"""By when offices owe records of their own duties: once or in each fiscal year, never sooner than they were asked."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from config.calendar import BusinessCalendar
from config.office_deadlines import OfficeDeadline
from config.wareki import fiscal_year_of
from states.office_dates import owed_by

CALENDAR = BusinessCalendar(frozenset())
DAYS = st.dates(date(2023, 4, 1), date(2030, 3, 31))
YEARLY = OfficeDeadline(each_year_by="09-30", from_day=date(2025, 4, 1))
ONCE = OfficeDeadline(from_day=date(2025, 4, 1))


def test_a_yearly_record_counts_in_its_own_year() -> None:
    """Kept in one year it is owed again in the next; on 31 March and 1 April the years turn."""
    since, kept = date(2024, 4, 1), [date(2025, 6, 20)]
    assert owed_by(YEARLY, kept, since, date(2025, 6, 19), CALENDAR) == date(2025, 9, 30)
    assert owed_by(YEARLY, kept, since, date(2025, 6, 20), CALENDAR) is None
    assert owed_by(YEARLY, kept, since, date(2026, 3, 31), CALENDAR) is None
    assert owed_by(YEARLY, kept, since, date(2026, 4, 1), CALENDAR) == date(2026, 9, 30)
    assert owed_by(YEARLY, [], since, date(2025, 3, 31), CALENDAR) is None


def test_a_day_before_april_lies_in_the_year_that_began_before_it() -> None:
    """A duty of the year 2025 by 31 March is due in 2026."""
    assert OfficeDeadline(each_year_by="03-31").in_year(2025) == date(2026, 3, 31)
    assert OfficeDeadline(each_year_by="04-01").in_year(2025) == date(2025, 4, 1)


@given(since=DAYS, on=DAYS, kept=st.lists(DAYS, max_size=3), deadline=st.sampled_from([YEARLY, ONCE]))
def test_nothing_is_overdue_on_the_day_that_it_is_first_asked(
    since: date, on: date, kept: list[date], deadline: OfficeDeadline
) -> None:
    """Whenever a home begins: at least the business days pass from the first asking; a record that counts ends it."""
    due = owed_by(deadline, kept, since, on, CALENDAR)
    first = max(since, date(2025, 4, 1))
    if due is None:
        assert on < first or any(one <= on for one in kept)
    else:
        assert due >= CALENDAR.add(first, deadline.business_days)
        assert on >= first
        assert not any(one <= on and fiscal_year_of(one) == fiscal_year_of(on) for one in kept)


@pytest.mark.parametrize("written", ["02-29", "13-01", "09-31", "9-30"])
def test_a_day_that_not_every_year_has_is_refused(written: str) -> None:
    """The fault shows what was found."""
    with pytest.raises(ValidationError):
        OfficeDeadline(each_year_by=written)
