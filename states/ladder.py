"""The ladder: which steps of an alert are due on a day, and when the next one falls; dates in, steps out."""

import calendar as months
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from config.calendar import BusinessCalendar
from config.escalation import Escalation, EscalationStep


@dataclass(frozen=True, slots=True)
class Position:
    """Where an alert stands on the ladder.

    `due_on` is the day by which the duty must be met, None where it has none; `begins_on` the day from which the steps
    count (`begin`). `told` gives the day each step was told. `paused_until` (an acknowledgement) holds back repeats,
    `snoozed_until` everything.
    """

    due_on: date | None
    begins_on: date
    told: Mapping[str, date] = field(default_factory=dict)
    repeats: int = 0
    last_told_on: date | None = None
    paused_until: date | None = None
    snoozed_until: date | None = None


@dataclass(frozen=True, slots=True)
class StepDue:
    """A step to be told now; `repeat` is the n of 再通知n回目, 0 where the step is told for the first time."""

    step: EscalationStep
    repeat: int = 0


@dataclass(frozen=True, slots=True)
class Ladder:
    """The steps of an installation with its business days. `highest` (a step's id) ends the climb early."""

    escalation: Escalation
    calendar: BusinessCalendar

    def begin(self, due_on: date | None, opened_on: date, *, at_once: bool = False) -> date:
        """The day from which an alert's steps count.

        This is the due date. Where the alert is late already when first seen, or waits for no due date, it is the
        business day before the alert was opened: so it starts at the first late step, never higher.
        """
        first_late = next(step for step in self.escalation.steps if step.is_late)
        if due_on and not at_once and opened_on <= self.calendar.add(due_on, first_late.after_business_days):
            return due_on
        return self.calendar.add(opened_on, -first_late.after_business_days)

    def opens_on(self, due_on: date) -> date:
        """The first day on which anybody is told of a duty with that due date: the day of the first step."""
        return self.calendar.add(due_on, self.escalation.steps[0].after_business_days)

    def due(
        self, at: Position, day: date, reaches: Callable[[EscalationStep], bool], highest: str | None = None
    ) -> list[StepDue]:
        """The steps to be told on a day, the lowest first: every step whose day has come and that was not told yet.

        A late step that reaches nobody takes the next one with it at once.
        """
        if at.snoozed_until and day <= at.snoozed_until:
            return []
        due_now: list[StepDue] = []
        told, carried = dict(at.told), False
        for step in self._pending(at, highest):
            on = day if carried else self._step_on(step, at, told)
            if on is None or on > day:
                break
            if step.is_late or (at.due_on and day <= at.due_on):
                due_now.append(StepDue(step))
                told[step.id] = day
                carried = step.is_late and not reaches(step)
        if due_now:
            return due_now
        again = self._repeat_on(at, highest)
        return [StepDue(self._steps(highest)[-1], at.repeats + 1)] if again and again <= day else []

    def next_on(self, at: Position, highest: str | None = None) -> date | None:
        """The day of the next step or repeat; None where no step follows."""
        ahead = self.next_step(at, highest)
        on = ahead[1] if ahead else self._repeat_on(at, highest)
        if on and at.snoozed_until:
            return max(on, at.snoozed_until + timedelta(days=1))
        return on

    def next_step(self, at: Position, highest: str | None = None) -> tuple[EscalationStep, date] | None:
        """The next step that was not told yet, and its day as far as known now; None at the top of the ladder."""
        for step in self._pending(at, highest):
            on = self._step_on(step, at, at.told)
            return (step, on) if on else None
        return None

    def _pending(self, at: Position, highest: str | None) -> list[EscalationStep]:
        """The steps above the highest one told; a step that announces a due date only where they count from it."""
        reached = max((self.escalation.rank(id_) for id_ in at.told), default=0)
        announces = at.begins_on == at.due_on
        return [step for step in self._steps(highest)[reached:] if step.is_late or announces]

    def _steps(self, highest: str | None) -> tuple[EscalationStep, ...]:
        rank = self.escalation.rank(highest) if highest else len(self.escalation.steps)
        return self.escalation.steps[:rank]

    def _step_on(self, step: EscalationStep, at: Position, told: Mapping[str, date]) -> date | None:
        """The day of a step; None where the step waits for another that was not told yet.

        A step that announces the due date is told as soon as the alert is open: it is opened no sooner (`opens_on`).
        """
        if not step.is_late:
            return date.min
        on = self.calendar.add(at.begins_on, step.after_business_days)
        if step.after_told is None:
            return on
        if step.after_told.step not in told:
            return None
        return max(on, self.calendar.add(told[step.after_told.step], step.after_told.business_days))

    def _repeat_on(self, at: Position, highest: str | None) -> date | None:
        """The day on which the top step is told again: each month, but not while an acknowledgement holds it back."""
        top = self._steps(highest)[-1]
        if top.id not in at.told or at.last_told_on is None or not top.is_late:
            return None
        again = add_months(at.last_told_on, self.escalation.repeat_months)
        return max(again, at.paused_until + timedelta(days=1)) if at.paused_until else again


def add_months(day: date, number: int) -> date:
    """The same day so many months later; the last day of the month where the month has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
