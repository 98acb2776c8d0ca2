"""A judge of the decisions that wait: from what was asked and answered he computes who had to be told, and when."""

from collections.abc import Iterator
from datetime import date, timedelta

from county import CALENDAR
from county_deeds import Asked, Deeds
from daily_judge import Saying

from config.loader import rule_book
from states.ladder import add_months

JUDGED = ("AL-21", "AL-22")
"""An exception asked for, a subcontract applied for."""


def demanded(deeds: Deeds, last: date) -> set[tuple[Saying, date]]:
    """Every step of what was asked until a day, with the day on which it had to be told.

    People ask and answer after the sweep of a morning: an answer counts from the next morning on.
    """
    told: set[tuple[Saying, date]] = set()
    asked_today: set[tuple[date, tuple[str, str]]] = set()
    for one in deeds.asked:
        at_once = (one.on, one.to) not in asked_today
        asked_today.add((one.on, one.to))
        told |= set(_steps(one, _ended(one, deeds, last), at_once))
    return {(saying, day) for saying, day in told if day <= last}


def _ended(one: Asked, deeds: Deeds, last: date) -> date:
    """The day in the course of which nothing waits any more: answered, the contract ended, or its day passed."""
    days = [deeds.answered.get((one.code, one.subject)), deeds.ended.get(one.contract), one.until]
    return min([day for day in days if day], default=last)


def _steps(one: Asked, ended: date, at_once: bool) -> Iterator[tuple[Saying, date]]:
    kind, book = rule_book().alerts[one.code], rule_book().escalation.of_decisions
    first, reminder, following = book.steps
    due = CALENDAR.add(one.on, kind.days or 1)
    due = min(due, one.until) if one.until else due
    morning = CALENDAR.add(one.on, 1)
    asked = one.on if at_once else morning
    if at_once or morning <= min(ended, due):
        yield (one.subject, one.code, first.id, 0), asked
    if kind.highest == first.id:
        return
    reminded = CALENDAR.add(due, reminder.after_business_days)
    if reminded > ended:
        return
    yield (one.subject, one.code, reminder.id, 0), reminded
    assert following.after_told
    next_on = max(
        CALENDAR.add(due, following.after_business_days),
        CALENDAR.add(reminded, following.after_told.business_days),
    )
    number = 0
    while next_on <= ended:
        yield (one.subject, one.code, following.id, number), next_on
        number, again = number + 1, add_months(next_on, book.repeat_months)
        next_on = again if CALENDAR.is_business_day(again) else CALENDAR.add(again - timedelta(days=1), 1)
