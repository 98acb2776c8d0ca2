"""Amending a contract in a browser: once, and only on what was shown."""

import pytest
from installation import HEAD, ID, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

from lifecycle.usecases.contracts import amend

FORM, PAGE = f"/contracts/{ID}/amend", f"/contracts/{ID}"


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def test_what_was_changed_is_recorded_and_said(installation: Installation, officer: Visitor) -> None:
    """Only the field that was changed is recorded; the page that follows says so."""
    answer = officer.fill(FORM, record_count="1,200件", amend_reason="仕様書の件数を改めたため")
    assert answer.status_code == 303
    page = officer.get(answer.headers["location"])
    assert "記録しました: " in page.text
    assert "1,200件" in page.text
    (event,) = installation.rows("SELECT payload FROM journal WHERE kind = 'contract_amended'")
    assert b'"changes":{"record_count":[500,1200]}' in event.payload


def test_the_same_form_sent_twice_is_one_deed(installation: Installation, officer: Visitor) -> None:
    """A second click, or the browser that sends again, records nothing more and says no error."""
    form = officer.form(FORM) | {"record_count": "1200"}
    assert [officer.send(FORM, form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'contract_amended'")) == 1


def test_a_form_filled_in_from_an_older_state_shows_both_values(installation: Installation, officer: Visitor) -> None:
    """Two tabs: what the first recorded is not overwritten by the second, which is shown all three values."""
    form = officer.form(FORM) | {"record_count": "1200"}
    amend(installation.app(HEAD), ID, {"record_count": "900"}, None)
    answer = officer.send(FORM, form)
    assert answer.status_code == 409
    for shown in ("500", "900", "1200"):
        assert f"<td>{shown}</td>" in answer.text
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'contract_amended'")) == 1


def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(officer: Visitor) -> None:
    """All faults at once, each with the field, nothing typed is lost."""
    answer = officer.fill(FORM, record_count="たくさん", concluded_on="R6.13.1")
    assert answer.status_code == 422
    assert "直すところが2件あります" in answer.text
    assert 'href="#f-record_count"' in answer.text
    assert 'value="たくさん"' in answer.text
    assert "<title>エラー: " in answer.text


def test_who_may_not_record_gets_no_form(installation: Installation, officer: Visitor) -> None:
    """An officer of another office neither sees the form nor gets one taken."""
    form = officer.form(FORM)
    other = Visitor(installation, OTHER_OFFICER)
    assert other.get(FORM).status_code == 403
    assert other.send(FORM, form | {"record_count": "1"}).status_code == 403
    assert other.get(PAGE).status_code == 403


def test_a_form_from_elsewhere_is_refused(installation: Installation, officer: Visitor) -> None:
    """What another site sends is refused unread, by the browser's word or by its origin; without either too."""
    form = officer.form(FORM) | {"record_count": "1200"}
    for headers in (
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.test"},
        {},
    ):
        assert officer.client.post(FORM, data=form, headers=headers).status_code == 403
    assert not installation.rows("SELECT 1 FROM journal WHERE kind = 'contract_amended'")
    assert officer.client.post(FORM, data=form, headers={"origin": "http://register.test"}).status_code == 303
