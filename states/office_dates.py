"""By when an office, or a desk, owes the record of a duty that belongs to no contract."""

from collections.abc import Collection
from datetime import date

from config.calendar import BusinessCalendar
from config.office_deadlines import OfficeDeadline
from config.wareki import fiscal_year_of


def owed_by(
    deadline: OfficeDeadline, kept: Collection[date], since: date, on: date, calendar: BusinessCalendar
) -> date | None:
    """The day by which a record is owed as of a day; None where it was kept, or is not asked yet.

    `kept` are the days of the records that count, `since` when it was first asked here. Of a duty of each fiscal year a
    record counts in its own year; what was missed in one year is not owed in the next, which has a day of its own.
    """
    first = max(since, deadline.from_day or since)
    year = fiscal_year_of(on)
    if on < first:
        return None
    earliest, day = calendar.add(first, deadline.business_days), deadline.in_year(year)
    if day is None:
        return None if any(one <= on for one in kept) else earliest
    if any(fiscal_year_of(one) == year and one <= on for one in kept):
        return None
    return max(day, earliest)
