"""Promises about the order of weight: what is told first, read from the rules' attributes and from judged contracts."""

from datetime import date

import pytest
from factories import contract, subcontract

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.schema import Rule
from states.assessment import Assessor
from states.duty import Duties
from states.facts import Contract, Policy

BOOK = rule_book()
LADDER = BOOK.escalation
ASSESSOR = Assessor(BOOK, Policy(), BusinessCalendar())
NOVEMBER = date(2024, 11, 26)
CHECKLIST = BOOK.rule_proved_by("checklist")
NEWEST_FORM = next(rule for rule in BOOK.rules.values() if rule.newest_form_of == CHECKLIST.code)


def of(rule: Rule, *, special: bool = False) -> int:
    """The place of a rule."""
    return LADDER.weight(rule.code, handles_special=special)


def weights_in(facts: Contract) -> dict[str, int]:
    """The weight of each unmet duty of a contract, by its rule."""
    return {duty.code: duty.weight for duty in Duties(ASSESSOR, NOVEMBER).blocking(ASSESSOR.assess(facts, NOVEMBER))}


def test_the_order_is_approval_visit_checklist_newest_form_and_clauses_last() -> None:
    """The order of the mails: nothing about a clause of the contract stands before a visit that was never made."""
    visit, sensitive = of(BOOK.visit_rule), of(BOOK.visit_rule, special=True)
    clauses = {of(rule) for rule in BOOK.rules.values() if rule.stage == "S1" and rule.table in (1, 2)}
    assert [of(BOOK.approval_rule), sensitive, visit, of(CHECKLIST), of(NEWEST_FORM), *clauses] == sorted(
        {of(BOOK.approval_rule), sensitive, visit, of(CHECKLIST), of(NEWEST_FORM), *clauses}
    )
    assert len(clauses) == 1


@pytest.mark.parametrize(
    ("sheet", "special"),
    [
        ({"sensitive_pi": True}, True),
        ({"specific_pi": True}, True),
        ({"record_count": 1000}, False),
        ({"sensitive_pi": None, "record_count": 1000}, False),
    ],
)
def test_a_visit_weighs_by_the_kind_of_data_and_not_by_the_count(sheet: dict[str, object], special: bool) -> None:
    """特定個人情報 and 要配慮個人情報 come before 1,000 records of another kind; a blank is no «yes»."""
    assert weights_in(contract(sheet=sheet))[BOOK.visit_rule.code] == of(BOOK.visit_rule, special=special)


def test_a_subcontract_weighs_by_its_own_data() -> None:
    """What the contract handles says nothing about the subcontract's visit, and the other way round."""
    facts = contract(
        sheet={"sensitive_pi": False},
        subcontracts=(subcontract(sheet={"sensitive_pi": True}),),
    )
    theirs = {code: weight for code, weight in weights_in(facts).items() if BOOK.rules[code].subject == "subcontract"}
    assert of(BOOK.visit_rule, special=True) in theirs.values()


def test_a_rule_that_no_class_names_stands_with_the_rest_and_without_classes_all_are_equal() -> None:
    """An installation's data may name no class at all: then the days alone decide."""
    rest = next(n for n, one in enumerate(LADDER.weights) if not one.codes)
    named = {code for one in LADDER.weights for code in one.codes}
    unnamed = [code for code in BOOK.rules if code not in named]
    assert {LADDER.weight(code, handles_special=True) for code in unnamed} == {rest}
    bare = LADDER.model_copy(update={"weights": ()})
    assert {bare.weight(code, handles_special=False) for code in BOOK.rules} == {0}
