"""Versions: which of several documents speaks, and what a later one takes over."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from factories import checklist, contract
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import Answer, Arrangement
from states.documents import Checklist, CompletionInspection, Document, EmergencyContact
from states.evidence import KINDS
from states.on_record import recorded_in_part
from states.versions import fullness, in_part, lacking, speaking, taken_over
from states.visit_documents import OnsiteInspection

DAY = date(2024, 5, 1)
FULL = checklist(
    answers=dict.fromkeys(range(1, 30), Answer.YES), inspected_on=DAY, manager_name="p", manager_contact="c"
)


def test_of_equally_full_documents_the_latest_speaks() -> None:
    """A new checklist with bad news counts as soon as it is as full as the one before."""
    worse = replace(FULL, received_on=DAY, answers={**FULL.answers, 27: Answer.NO}, doubt=True)
    assert speaking([FULL, worse]) is worse
    assert speaking([]) is None


@given(st.lists(st.sets(st.integers(1, 29)), min_size=1, max_size=6))
def test_none_that_is_less_full_hides_a_fuller_one(answered: list[set[int]]) -> None:
    """Whatever is answered of each."""
    papers = [
        Checklist(received_on=DAY + timedelta(n), answers=dict.fromkeys(sorted(numbers), Answer.YES))
        for n, numbers in enumerate(answered)
    ]
    spoken = speaking(papers)
    assert spoken
    assert fullness(spoken) == max(map(fullness, papers))
    assert all(fullness(one) < fullness(spoken) for one in in_part(papers))


@pytest.mark.parametrize(
    ("fuller", "part"),
    [
        (
            OnsiteInspection(inspected_on=DAY, place="本社", inspected_by="p", fit=True),
            OnsiteInspection(inspected_on=DAY),
        ),
        (
            CompletionInspection(
                inspected_on=DAY, inspected_by="p", method="書面", personal_data_check="件数", passed=True
            ),
            CompletionInspection(inspected_on=DAY, passed=True),
        ),
        (FULL, Checklist(received_on=DAY, form_edition=date(2023, 12, 26))),
    ],
)
def test_the_part_of_any_kind_names_what_it_lacks(fuller: Document, part: Document) -> None:
    """By the columns that make up a document of its kind."""
    assert speaking([fuller, part]) is fuller
    assert in_part([fuller, part]) == (part,)
    assert lacking(part)
    assert lacking(fuller) == []


def test_what_is_lacking_is_told_with_its_items_and_the_command() -> None:
    """Items in runs, fields by name; a checklist is read from its form."""
    part = Checklist(received_on=date(2024, 6, 1), answers={n: Answer.YES for n in range(1, 30) if n not in (3, 7, 8)})
    (told,) = recorded_in_part(contract(checklists=(FULL, part)))
    assert told.lacks[-2:] == ("問3", "問7〜問8")
    assert "点検日" in told.lacks
    assert "R6.6.1" in told.told
    assert "attach R6-0001 checklist --set received_on=R6.6.1 --set inspected_on=…" in told.command


def test_a_standing_arrangement_takes_over_what_it_does_not_say() -> None:
    """Neither the number of its paper nor its proof; a checklist says its own."""
    first = EmergencyContact(arrangement=Arrangement.SHIFT_DUTY, confirmed_on=DAY, document_no="1", office_contact="c")
    second = EmergencyContact(confirmed_on=DAY + timedelta(365))
    _, standing = taken_over((first, second), ())
    assert (standing.arrangement, standing.office_contact, standing.document_no) == (Arrangement.SHIFT_DUTY, "c", None)
    assert not KINDS["checklist"].standing
