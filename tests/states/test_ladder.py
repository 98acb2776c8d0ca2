"""The ladder: each step on its day and once; late when first seen it starts at the bottom; nothing climbs by itself."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.calendar import BusinessCalendar
from config.escalation import EscalationStep
from config.loader import rule_book
from states.ladder import Ladder, Position, add_months

LADDER = Ladder(rule_book().escalation, BusinessCalendar())
DUE = date(2024, 4, 19)
HEAD_DAY = date(2024, 4, 24)


def climb(due: date, opened: date, until: date, *, sweeps: set[date] | None = None) -> list[tuple[date, str, int]]:
    """What is told on which day, swept daily (or on some days) from the day it was opened."""
    at = Position(due, LADDER.begin(due, opened))
    told = []
    day = opened
    while day <= until:
        if sweeps is None or day in sweeps:
            for step in LADDER.due(at, day, lambda _: True):
                steps = at.told if step.repeat else {**at.told, step.step.id: day}
                at = Position(due, at.begins_on, steps, step.repeat, day)
                told.append((day, step.step.id, step.repeat))
        day += timedelta(days=1)
    return told


def test_the_whole_ladder_once_each() -> None:
    """D−5, D+1, D+3, D+10 in business days (a Golden Week lies between), then monthly."""
    opened = LADDER.opens_on(DUE)
    assert opened == date(2024, 4, 12)
    assert climb(DUE, opened, date(2024, 7, 10)) == [
        (date(2024, 4, 12), "notice", 0),
        (date(2024, 4, 22), "officer", 0),
        (HEAD_DAY, "division_head", 0),
        (date(2024, 5, 8), "oversight_office", 0),
        (date(2024, 6, 8), "oversight_office", 1),
        (date(2024, 7, 8), "oversight_office", 2),
    ]


def test_what_is_late_when_first_seen_starts_at_the_first_late_step() -> None:
    """Not over the heads of those who could have acted: 担当者, two days later 所属長, seven later 制度所管課."""
    assert climb(date(2024, 4, 1), date(2024, 12, 2), date(2024, 12, 20)) == [
        (date(2024, 12, 2), "officer", 0),
        (date(2024, 12, 4), "division_head", 0),
        (date(2024, 12, 13), "oversight_office", 0),
    ]


def test_missed_days_are_caught_up_but_the_head_keeps_time_to_act() -> None:
    """Announced, then no sweep for a month: 担当者 and 所属長 at once, 制度所管課 seven business days later."""
    opened, back = date(2024, 4, 12), date(2024, 5, 20)
    days = {opened, *(back + timedelta(days=n) for n in range(30))}
    assert climb(DUE, opened, date(2024, 6, 10), sweeps=days) == [
        (opened, "notice", 0),
        (back, "officer", 0),
        (back, "division_head", 0),
        (date(2024, 5, 29), "oversight_office", 0),
    ]


def test_a_due_date_that_has_passed_is_not_announced() -> None:
    """事前案内 after the day would mislead: the first seen is the officer's step."""
    assert climb(DUE, DUE, DUE)[0][1] == "notice"
    assert climb(DUE, date(2024, 4, 22), date(2024, 4, 22)) == [(date(2024, 4, 22), "officer", 0)]


def test_a_step_that_reaches_nobody_takes_the_next_at_once() -> None:
    """No address of 担当者 and 係長: the 所属長 the same day; nor of the 所属長: the 制度所管課."""

    def only(*posts: str) -> list[str]:
        def reaches(step: EscalationStep) -> bool:
            return step.id in posts

        at = Position(DUE, DUE)
        return [told.step.id for told in LADDER.due(at, date(2024, 4, 22), reaches)]

    assert only("officer") == ["officer"]
    assert only("division_head") == ["officer", "division_head"]
    assert only("oversight_office") == ["officer", "division_head", "oversight_office"]


def test_an_acknowledgement_holds_repeats_only() -> None:
    """It never stops the step to the next level."""
    told = {"officer": date(2024, 4, 22)}
    acknowledged = Position(DUE, DUE, told, 0, date(2024, 4, 22), paused_until=date(2024, 5, 31))
    assert [t.step.id for t in LADDER.due(acknowledged, HEAD_DAY, lambda _: True)] == ["division_head"]
    everybody = {**told, "division_head": HEAD_DAY, "oversight_office": date(2024, 5, 8)}
    paused = Position(DUE, DUE, everybody, 0, date(2024, 5, 8), paused_until=date(2024, 6, 12))
    assert LADDER.due(paused, date(2024, 6, 12), lambda _: True) == []
    assert [t.repeat for t in LADDER.due(paused, date(2024, 6, 13), lambda _: True)] == [1]


def test_a_snooze_holds_everything_and_then_catches_up() -> None:
    """Nothing is lost by waiting."""
    snoozed = Position(DUE, DUE, {"officer": date(2024, 4, 22)}, snoozed_until=date(2024, 5, 1))
    assert LADDER.due(snoozed, date(2024, 5, 1), lambda _: True) == []
    assert LADDER.next_on(snoozed) == date(2024, 5, 2)
    assert [t.step.id for t in LADDER.due(snoozed, date(2024, 5, 2), lambda _: True)] == ["division_head"]


def test_the_climb_ends_where_the_occasion_says() -> None:
    """AL-14 only announces; AL-15 ends at the 所属長."""
    at = Position(DUE, DUE, {"notice": date(2024, 4, 12)})
    assert LADDER.due(at, date(2024, 12, 2), lambda _: True, "notice") == []
    told = [t.step.id for t in LADDER.due(at, date(2024, 12, 2), lambda _: True, "division_head")]
    assert told == ["officer", "division_head"]


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 12, 13), 1, date(2025, 1, 13)),
        (date(2025, 4, 1), -2, date(2025, 2, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_end_on_a_day_that_exists(day: date, months: int, then: date) -> None:
    """Monthly means the same day, or the month's last."""
    assert add_months(day, months) == then


DAYS = st.dates(date(2024, 1, 4), date(2025, 12, 26))


@given(due=DAYS, late=st.integers(-5, 400), sweeps=st.sets(st.integers(0, 200), min_size=1))
def test_whatever_days_are_swept_each_step_is_told_once_and_none_too_early(
    due: date, late: int, sweeps: set[int]
) -> None:
    """Any due date, any first sight, any days without a sweep: never twice, never out of order, never early."""
    opened = max(due + timedelta(days=late), LADDER.opens_on(due))
    days = {opened + timedelta(days=n) for n in sweeps}
    told = climb(due, opened, opened + timedelta(days=201), sweeps=days)
    first = {step: day for day, step, repeat in told if repeat == 0}
    assert len(told) == len({(step, repeat) for _, step, repeat in told})
    assert [day for day, _, _ in told] == sorted(day for day, _, _ in told)
    assert all(day > due for step, day in first.items() if step != "notice")
    if "oversight_office" in first:
        assert LADDER.calendar.add(first["division_head"], 7) <= first["oversight_office"]
    if "division_head" in first:
        assert LADDER.calendar.add(due, 3) <= first["division_head"]
