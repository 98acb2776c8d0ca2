"""Whether an incident must be reported: each category by itself, 100 and 101 persons, blanks, encryption, by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from states.incident_report import IncidentReport
from states.incidents import reports_due
from states.reportable import reportable

LAW = rule_book().incidents
TRUTHS = ("sensitive", "property_damage", "wrongful_purpose", "ordinance_sensitive")
NONE_OF_THEM = IncidentReport(**dict.fromkeys(TRUTHS, False), persons=1)  # type: ignore[arg-type]
FACTS = st.builds(
    IncidentReport,
    **{name: st.sampled_from([None, True, False]) for name in (*TRUTHS, "specific_pi", "seen_by_many", "concealed")},
    persons=st.none() | st.integers(0, 300),
)


@pytest.mark.parametrize(("persons", "answer"), [(0, False), (100, False), (101, True), (133_655, True)])
def test_more_than_a_hundred_persons_not_a_hundred(persons: int, answer: bool) -> None:
    """本人の数が100人を「超える」: 100 is not (施行規則第43条第4号)."""
    said = reportable(LAW, replace(NONE_OF_THEM, persons=persons))
    assert said.answer is answer
    (fact,) = [one for one in said.facts if one.fact == "persons"]
    assert ("超えない" in fact.answer) is not answer


@pytest.mark.parametrize("name", TRUTHS)
def test_each_category_is_enough_by_itself(name: str) -> None:
    """Whatever the others say; one that is blank leaves it open, as «unknown» is not «no»."""
    assert reportable(LAW, replace(NONE_OF_THEM, **{name: True})).answer is True
    assert reportable(LAW, replace(NONE_OF_THEM, **{name: None})).answer is None
    assert reportable(LAW, NONE_OF_THEM).answer is False


def test_the_number_of_a_person_has_categories_of_its_own() -> None:
    """番号法第29条の4: asked where 特定個人情報 is concerned, and only there."""
    seen = replace(NONE_OF_THEM, seen_by_many=True, in_network_system=False)
    assert reportable(LAW, seen).answer is False
    assert reportable(LAW, replace(seen, specific_pi=True)).answer is True


def test_a_decision_by_hand_needs_its_reason() -> None:
    """Without a reason the facts speak; with one it goes before them, and is said to be by hand."""
    by_hand = replace(NONE_OF_THEM, reportable=True)
    assert reportable(LAW, by_hand).answer is False
    said = reportable(LAW, replace(by_hand, reportable_reason="件数が確定していないため、報告する"))
    assert (said.answer, said.by_hand) == (True, True)


@given(FACTS)
def test_every_fact_has_its_source_and_the_days_stand_unless_it_need_not_be_reported(incident: IncidentReport) -> None:
    """While it is open the days stand as if it must be reported; where it need not be, none is left."""
    known = replace(incident, aware_on=rule_book().editions[0].issued_on)
    said = reportable(LAW, known)
    assert all(fact.source and fact.standing and fact.verified for fact in said.facts)
    assert bool(reports_due(LAW, known)) is (said.answer is not False)
    assert said.reason
    if known.concealed:
        assert said.answer is False
