"""A judge of its own who computes from the facts of each day what must be told; it knows no alert that is on record."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from county import CALENDAR

from config.escalation import EscalationStep
from config.loader import rule_book
from states.assessment import Assessor
from states.facts import Contract, Policy
from states.ladder import add_months
from states.occasions import Occasion, occasions

Key = tuple[str, str]
"""A subject and the code of what is owed."""
Saying = tuple[str, str, str, int]
"""A subject, a code, a step and the number of its repeat."""


@dataclass(slots=True)
class Standing:
    """What is owed and was found: since when, from which day its steps count, what was told and what waits to be."""

    contract: str
    division: str
    opened_on: date
    begins_on: date
    highest: str | None
    told: dict[str, date] = field(default_factory=dict)
    waiting: list[str] = field(default_factory=list)
    repeats: int = 0
    repeat_waits: bool = False
    last_told_on: date | None = None


@dataclass(slots=True)
class Judgement:
    """What a day demands: the steps to be told, and what was told as late and is owed no longer."""

    said: set[Saying] = field(default_factory=set)
    cured: dict[Key, Standing] = field(default_factory=dict)
    of: dict[Key, Standing] = field(default_factory=dict)


@dataclass(slots=True)
class DailyJudge:
    """Judges every contract anew on every business day, whether anything is due or not."""

    assessor: Assessor = field(default_factory=lambda: Assessor(rule_book(), Policy(), CALENDAR))
    standing: dict[Key, Standing] = field(default_factory=dict)

    def morning(
        self, day: date, contracts: Iterable[Contract], answers: Mapping[Key, tuple[date | None, date | None]]
    ) -> Judgement:
        """What a business day demands of the facts of its morning.

        `answers` are people's: until when an acknowledgement holds back repeats, and a snooze everything.
        """
        given = {o.key: (c, o) for c in contracts for o in self._open(c, day)}
        judged = Judgement()
        for key in [key for key in self.standing if key not in given]:
            gone = self.standing.pop(key)
            if any(_step(id_).is_late for id_ in gone.told):
                judged.cured[key] = gone
        for key, (contract, occasion) in given.items():
            if key not in self.standing:
                self.standing[key] = _opened(contract, occasion, day)
            paused, snoozed = answers.get(key, (None, None))
            if not (snoozed and day <= snoozed):
                judged.said |= self._climb(key, occasion, day, paused)
        judged.of = {key: self.standing[key] for key in ((said[0], said[1]) for said in judged.said)}
        return judged

    def delivered(self, day: date, accepted: Callable[[Standing, EscalationStep], bool]) -> set[tuple[Saying, date]]:
        """What a day's deliveries told: each waiting step of which a primary recipient's message was accepted."""
        told: set[tuple[Saying, date]] = set()
        for (subject, code), one in self.standing.items():
            for id_ in [id_ for id_ in one.waiting if accepted(one, _step(id_))]:
                one.waiting.remove(id_)
                repeat = one.repeats if one.repeat_waits else 0
                if not one.repeat_waits:
                    one.told[id_] = day
                one.repeat_waits, one.last_told_on = False, day
                told.add(((subject, code, id_, repeat), day))
        return told

    def _open(self, contract: Contract, day: date) -> list[Occasion]:
        judged = self.assessor.assess(contract, day)
        return [o for o in occasions(self.assessor, contract, judged) if o.is_open(day)]

    def _climb(self, key: Key, occasion: Occasion, day: date, paused: date | None) -> set[Saying]:
        """The steps that a day brings; nothing above a step that waits to be delivered."""
        one = self.standing[key]
        said: set[Saying] = set()
        if one.waiting:
            return said
        for step in _above(one):
            if not step.is_late:
                if one.begins_on != occasion.counts_from or occasion.counts_from is None:
                    continue
                if day > occasion.counts_from:
                    continue
            elif day < _day_of(step, one):
                break
            one.waiting.append(step.id)
            said.add((*key, step.id, 0))
            break
        return said or self._again(key, day, paused)

    def _again(self, key: Key, day: date, paused: date | None) -> set[Saying]:
        """The top step again, a month after it was told last."""
        one = self.standing[key]
        top = _ladder(one.highest)[-1]
        if not (top.is_late and top.id in one.told and one.last_told_on):
            return set()
        on = add_months(one.last_told_on, rule_book().escalation.repeat_months)
        if day < on or (paused and day <= paused):
            return set()
        one.repeats, one.repeat_waits = one.repeats + 1, True
        one.waiting.append(top.id)
        return {(*key, top.id, one.repeats)}


def _opened(contract: Contract, occasion: Occasion, day: date) -> Standing:
    """An alert's beginning: it counts from its due date, or, found late, so that its first late step falls today."""
    due, first = occasion.counts_from, next(step for step in _ladder(None) if step.is_late)
    in_time = due is not None and not occasion.at_once and day <= CALENDAR.add(due, first.after_business_days)
    begins = due if in_time and due else CALENDAR.add(day, -first.after_business_days)
    highest = occasion.kind.highest if occasion.kind else None
    return Standing(contract.id, contract.sheet.division or "", day, begins, highest)


def _ladder(highest: str | None) -> tuple[EscalationStep, ...]:
    steps = rule_book().escalation.steps
    ids = [step.id for step in steps]
    return steps[: ids.index(highest) + 1] if highest else steps


def _above(one: Standing) -> tuple[EscalationStep, ...]:
    """The steps above the highest one told."""
    steps = _ladder(one.highest)
    ids = [step.id for step in steps]
    return steps[max((ids.index(id_) + 1 for id_ in one.told if id_ in ids), default=0) :]


def _day_of(step: EscalationStep, one: Standing) -> date:
    """The day of a late step: counted from the beginning, and from the day on which the step before it was told."""
    on = CALENDAR.add(one.begins_on, step.after_business_days)
    if step.after_told is None:
        return on
    before = one.told.get(step.after_told.step)
    return max(on, CALENDAR.add(before, step.after_told.business_days)) if before else date.max


def _step(id_: str) -> EscalationStep:
    return rule_book().escalation.step(id_)
