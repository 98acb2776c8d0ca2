"""Emergency contacts in a browser: hidden until somebody who may call asks for them, which is on record."""

import pytest
from installation import AUDITOR, ID, OFFICER, OVERSIGHT, Installation, a_contract, hand_in
from web_visits import Visitor

from lifecycle.usecases.emergency import contacts_standing

PAGE = f"/contracts/{ID}/contacts"
ASKED = f"{PAGE}/numbers"
OURS, THEIRS, RESPONSIBLE = "0742-00-2222", "0742-00-1111", "0742-00-0000"
NUMBERS = (OURS, THEIRS, RESPONSIBLE)


@pytest.fixture
def arranged(installation: Installation) -> Installation:
    """A contract whose checklist and arrangement name numbers."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist", "emergency_contact")
    return installation


def opened(home: Installation) -> list[str]:
    """Who was shown the numbers, by the journal."""
    return [row.actor for row in home.rows("SELECT actor FROM journal WHERE kind = 'contacts_opened' ORDER BY id")]


@pytest.mark.parametrize("actor", [OFFICER, OVERSIGHT])
def test_the_numbers_are_shown_on_request_and_kept_by_no_browser(arranged: Installation, actor: str) -> None:
    """The page itself says only that there are some."""
    visitor = Visitor(arranged, actor)
    page = visitor.get(PAGE)
    assert not [number for number in NUMBERS if number in page.text]
    assert opened(arranged) == []
    answer = visitor.send(ASKED, visitor.form(PAGE, ASKED))
    assert [number for number in NUMBERS if number not in answer.text] == []
    assert answer.headers["cache-control"] == "no-store"
    assert opened(arranged) == [actor]


def test_who_may_not_call_is_told_who_may(arranged: Installation) -> None:
    """The auditors read the contract and see no number; a form sent all the same is refused."""
    visitor = Visitor(arranged, AUDITOR)
    page = visitor.get(PAGE)
    assert "番号を見られるのは" in page.text
    assert visitor.send(ASKED, Visitor(arranged, OFFICER).form(PAGE, ASKED)).status_code == 403
    assert opened(arranged) == []


@pytest.mark.parametrize(
    "page",
    [
        f"/contracts/{ID}",
        f"/contracts/{ID}/evidence/emergency_contact",
        f"/contracts/{ID}/evidence/emergency_contact?of=2024-04-12",
        f"/contracts/{ID}/evidence/emergency_contact/record?of=2024-04-12",
        f"/contracts/{ID}/evidence/emergency_contact/take-back?of=2024-04-12",
        f"/contracts/{ID}/evidence/checklist?of=2024-04-10",
        f"/contracts/{ID}/evidence/checklist/record?of=2024-04-10",
        f"/contracts/{ID}/evidence",
    ],
)
def test_no_other_page_shows_a_number(arranged: Installation, page: str) -> None:
    """Not to the staff of the office either, and no form is filled in with one."""
    answer = Visitor(arranged, OFFICER).get(page)
    assert answer.status_code == 200
    assert [number for number in NUMBERS if number in answer.text] == []


def test_a_form_that_leaves_the_numbers_alone_leaves_them_as_they_are(arranged: Installation) -> None:
    """A correction of the hours alone keeps what is on record."""
    visitor, form = Visitor(arranged, OFFICER), f"/contracts/{ID}/evidence/emergency_contact?of=2024-04-12"
    typed = {
        "arrangement": "携帯番号等の交換",
        "confirmed_on": "R6.4.12",
        "office_covers": "常時",
        "contractor_covers": "平日日中",
    }
    check = visitor.send(form, visitor.form(form) | typed | {"step": "check"})
    assert check.status_code == 303, check.text
    place = check.headers["location"]
    done = visitor.send(place, visitor.form(place))
    assert done.status_code == 303, done.text
    standing = contacts_standing(arranged.app(), ID)
    assert [side.has_number for side in standing.sides] == [True, True]
    assert [gap.label for gap in standing.sides[0].gaps] == ["平日夜間", "休日日中", "休日夜間"]


def test_a_call_is_recorded_by_form_and_its_faults_stand_beside_its_fields(arranged: Installation) -> None:
    """Without a result nothing is recorded; a form sent twice is one record."""
    visitor = Visitor(arranged, OFFICER)
    hidden = visitor.form(PAGE)
    assert visitor.send(PAGE, hidden | {"checked_on": "R6.6.3"}).status_code == 422
    assert visitor.send(PAGE, hidden | {"checked_on": "R6.6.4", "office_outcome": "つながった"}).status_code == 422
    fields = hidden | {"checked_on": "R6.6.3", "contractor_outcome": "つながった", "office_outcome": "つながらなかった"}
    assert visitor.send(PAGE, fields).status_code == 303
    events = arranged.count("journal")
    assert visitor.send(PAGE, fields).status_code == 303
    assert arranged.count("journal") == events
    assert "つながらなかった" in visitor.get(PAGE).text
