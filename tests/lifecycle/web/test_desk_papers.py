"""What a desk (制度所管課) did for the offices, recorded in a browser."""

from urllib.parse import quote

import pytest
from installation import OFFICE, OFFICER, OTHER_OFFICER, OVERSIGHT, Installation, a_contract
from web_visits import Visitor

from config.loader import rule_book
from lifecycle.views.desks import duties_of_desks
from lifecycle.web.ways import way_of
from states.desk_duties import kinds_of_offices
from states.evidence import OFFICE_KINDS


def recorded(installation: Installation) -> int:
    """How many records of desks there are."""
    return len(installation.rows("SELECT 1 FROM journal WHERE kind = 'desk_evidence_recorded'"))


@pytest.mark.parametrize("kind", sorted(OFFICE_KINDS.keys() - kinds_of_offices(rule_book())))
def test_every_kind_is_recorded_once_with_its_original(installation: Installation, kind: str) -> None:
    """The desk types it, adds the paper, sends it twice by a double click: it is there once."""
    a_contract(installation.app())
    desk, page = Visitor(installation, OVERSIGHT), f"/desk/{kind}"
    form = desk.form(page) | {OFFICE_KINDS[kind].dated_by: "R6.6.1"}
    for _ in range(2):
        answer = desk.send(page, form, [("file", ("通知.pdf", b"%PDF-1.7 x"))])
        assert answer.status_code == 303, answer.text
    assert recorded(installation) == 1
    (event,) = installation.rows("SELECT payload FROM journal WHERE kind = 'desk_evidence_recorded'")
    assert b'"type":"pdf"' in bytes(event.payload)
    assert "記録しました" in desk.get(answer.headers["location"]).text


def test_every_duty_that_lacks_a_record_leads_to_its_form(installation: Installation) -> None:
    """Each command that cures a duty of a desk has its page, and the page of duties links to it."""
    desk = Visitor(installation, OVERSIGHT)
    page = desk.get("/desk").text
    duties = [duty for duty in duties_of_desks(installation.app(OVERSIGHT)) if duty.command]
    assert duties
    for duty in duties:
        way = way_of(duty.command)
        assert way
        assert f'href="{way.href}"' in page
        assert desk.get(way.href).status_code == 200


def test_faults_stand_beside_their_fields(installation: Installation) -> None:
    """Nothing is recorded, what was typed stays."""
    kind = next(iter(OFFICE_KINDS.values()))
    answer = Visitor(installation, OVERSIGHT).fill(f"/desk/{kind.id}", **{kind.dated_by: "R6.13.1"})
    assert answer.status_code == 422
    assert f'id="f-{kind.dated_by}-told"' in answer.text
    assert 'value="R6.13.1"' in answer.text
    assert not recorded(installation)


def test_an_office_sees_the_duties_and_gets_no_form(installation: Installation) -> None:
    """The page says whose they are."""
    officer = Visitor(installation, OFFICER)
    page = officer.get("/desk")
    assert page.status_code == 200
    assert "記録するのは" in page.text
    assert "行ったことを記録する" not in page.text
    assert officer.get(f"/desk/{next(iter(OFFICE_KINDS))}").status_code == 403


def test_an_office_records_its_training_and_no_other_office_may(installation: Installation) -> None:
    """X-06: the form of the office, by its own people; the door of the desk knows no such kind."""
    page = f"/desk/staff_training/of/{quote(OFFICE)}"
    officer = Visitor(installation, OFFICER)
    answer = officer.fill(page, attended_on="R6.6.3", training="契約事務研修", spread_how="課内会議")
    assert answer.status_code == 303, answer.text
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'office_evidence_recorded'")) == 1
    assert Visitor(installation, OTHER_OFFICER).get(page).status_code == 403
    assert Visitor(installation, OVERSIGHT).get(page).status_code == 403
    assert Visitor(installation, OVERSIGHT).get("/desk/staff_training").status_code == 404
    way = way_of(f"lifecycle office record staff_training --division {OFFICE} --set attended_on=…")
    assert way
    assert way.href == page
