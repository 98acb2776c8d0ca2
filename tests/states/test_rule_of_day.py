"""What is found once a day for all contracts is what each contract would have been told, on any day, in any order."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from factories import contract, subcontract

from config.calendar import BusinessCalendar
from config.loader import rule_book
from states.assessment import Assessor
from states.facts import Contract, Departure, Policy
from states.posed import PosedRule
from states.rule_of_day import RuleOfDay
from states.verdict import Finding

BOOK = rule_book()
DAYS = (date(2023, 4, 3), date(2024, 4, 1), date(2024, 11, 26), date(2026, 11, 26))
PLAIN = contract(sheet={"specific_pi": False, "sensitive_pi": False})
SPECIAL = contract("R6-0002", sheet={"specific_pi": True}, subcontracts=(subcontract(),))
RAISED = Policy(
    raised=frozenset(BOOK.rules), departures={code: Departure(DAYS[1], "running_on") for code in BOOK.rules}
)


def _findings(facts: Contract, on: date, rules: tuple[PosedRule, ...], policy: Policy) -> tuple[Finding, ...]:
    """What is found where no rule is known to have one answer: each is asked by its guard."""
    assessor = Assessor(BOOK, policy, BusinessCalendar())
    assessor.__dict__["_posed"] = rules
    return assessor.assess(facts, on).findings


@pytest.mark.parametrize("policy", [Policy(), RAISED, replace(Policy(), yearly_visit=True)])
@pytest.mark.parametrize("facts", [PLAIN, SPECIAL])
@pytest.mark.parametrize("on", DAYS)
def test_one_answer_for_all_is_the_answer_for_each(facts: Contract, on: date, policy: Policy) -> None:
    posed = Assessor(BOOK, policy, BusinessCalendar())._posed
    asked = tuple(one._replace(always=None) for one in posed)
    assert any(one.always for one in posed)
    assert _findings(facts, on, posed, policy) == _findings(facts, on, asked, policy)


def test_a_rule_that_may_be_raised_is_asked_of_each_contract() -> None:
    """A raise reaches some contracts and not others."""
    for one in Assessor(BOOK, Policy(), BusinessCalendar())._posed:
        assert RuleOfDay(one, BOOK, RAISED, BusinessCalendar(), DAYS[2])._settled is None


def test_the_days_that_came_between_change_nothing() -> None:
    """More days than are kept are asked for, forwards and back; each is answered as by somebody who asks it alone."""
    assessor = Assessor(BOOK, Policy(), BusinessCalendar())
    days = [DAYS[1] + timedelta(days=29 * n) for n in range(40)]
    told = {day: assessor.assess(SPECIAL, day) for day in days}
    for day in (*reversed(days), days[3], days[-1]):
        assert assessor.assess(SPECIAL, day) == told[day]
        assert Assessor(BOOK, Policy(), BusinessCalendar()).assess(SPECIAL, day) == told[day]
