"""Circulars in a browser: sent out by the desk, read and answered by an office; the desk sees who has not."""

from urllib.parse import quote

import pytest
from installation import HEAD, OFFICE, OFFICER, OTHER_OFFICE, OTHER_OFFICER, OVERSIGHT, Installation, a_contract
from web_visits import Visitor

from lifecycle.usecases.circulars import publish_circular
from lifecycle.views.circulars import seen_circular
from lifecycle.web.ways import way_of

NAME, NUMBER = "5kou1237", "5広第1237号"
PAGE, FORM = f"/circulars/{NAME}", f"/circulars/{NAME}/answer/{quote(OFFICE)}"


@pytest.fixture
def published(installation: Installation) -> Installation:
    """A circular that went out to both offices; one of them has a contract."""
    a_contract(installation.app())
    publish_circular(installation.app(OVERSIGHT), NAME)
    return installation


def test_the_desk_sends_it_out_after_seeing_whom_it_goes_to(installation: Installation) -> None:
    """The list offers what was not published yet; the form shows addressees and questions before it is sent."""
    desk, form = Visitor(installation, OVERSIGHT), f"{PAGE}/publish"
    assert f'href="{form}"' in desk.get("/circulars").text
    shown = desk.fill(form)
    assert shown.status_code == 200
    assert OTHER_OFFICE in shown.text
    assert "通知の受領 令和6年6月6日まで〔仮定〕" in shown.text
    sent = desk.fill(form, step="record")
    assert sent.status_code == 303, sent.text
    assert seen_circular(installation.app(OVERSIGHT), NAME).circular.addressees == (OFFICE, OTHER_OFFICE)
    assert f'href="{form}"' not in desk.get("/circulars").text


def test_an_office_reads_what_changes_for_its_own_contracts_and_answers(published: Installation) -> None:
    """The officer answers two things with a day each; the reading is the head's and no field of the officer's."""
    officer = Visitor(published, OFFICER)
    page = officer.get(PAGE).text
    assert "R6-0001" in page
    assert OTHER_OFFICE not in page
    form = officer.get(FORM).text
    assert 'name="received"' in form
    assert 'name="read"' not in form
    answer = officer.fill(FORM, received="R6.6.3", told="R6.6.3", how="課内会議で説明")
    assert answer.status_code == 303, answer.text
    assert "● 済 令和6年6月3日(課内会議で説明)" in officer.get(PAGE).text
    assert 'name="read"' in Visitor(published, HEAD).get(FORM).text
    other = Visitor(published, OTHER_OFFICER)
    assert "R6-0001" not in other.get(PAGE).text
    assert other.get(FORM).status_code == 403


def test_faults_stand_beside_their_fields_and_nothing_is_recorded(published: Installation) -> None:
    """A day ahead and a missing way of telling are both told."""
    answer = Visitor(published, OFFICER).fill(FORM, received="R6.6.4", told="R6.6.3")
    assert answer.status_code == 422
    assert "先の日付" in answer.text
    assert "職員への周知の方法がない" in answer.text
    assert not seen_circular(published.app(OVERSIGHT), NAME).circular.answers


def test_the_desk_sees_every_office_and_which_has_not(published: Installation) -> None:
    """All offices in one table; the desk answers for none."""
    Visitor(published, OFFICER).fill(FORM, received="R6.6.3")
    desk = Visitor(published, OVERSIGHT)
    page = desk.get(PAGE).text
    assert "未回答 2所属" in page
    assert page.count("● 済") == 1
    assert desk.get(FORM).status_code == 403
    assert NUMBER in desk.get("/circulars").text


def test_the_command_of_a_duty_leads_to_the_page(published: Installation) -> None:
    """What a mail tells to type is done on the page of the circular."""
    way = way_of(f"lifecycle circular confirm {NAME} received")
    assert way
    assert way.href == PAGE
    assert f'href="{FORM}"' in Visitor(published, OFFICER).get(way.href).text


def test_the_desk_reads_what_it_brings_and_asks_what_changes_in_each_office(published: Installation) -> None:
    """The edition and whom it reaches at once; every contract is judged for it when it is asked for."""
    desk = Visitor(published, OVERSIGHT)
    page = desk.get(PAGE).text
    assert "チェックリスト R5.12.26(令和5年12月26日から。初日に続いている契約と、初日以降に締結した契約)" in page
    assert "所属ごとに変わること" not in page
    asked = desk.get(f"{PAGE}?changes=1").text
    assert f'<th scope="row">{OFFICE}</th><td class="num">1</td>' in asked
    assert f'<th scope="row">{OTHER_OFFICE}</th><td class="num">0</td>' in asked


def test_an_edition_that_a_later_one_leaves_in_force_is_listed_with_whom_it_binds(published: Installation) -> None:
    """The newest template binds who concluded from its day on; those before it go on under the former."""
    rules = Visitor(published, OVERSIGHT).get("/rules").text
    assert "<td>R6.3.1</td><td>令和6年3月1日</td><td>初日以降に締結した契約</td>" in rules
    former = "初日以降に締結した契約のうち、後の版が及ばないもの"
    assert f"<td>R5.10.10</td><td>令和5年10月10日</td><td>{former}</td>" in rules
