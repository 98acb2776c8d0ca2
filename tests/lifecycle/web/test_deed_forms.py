"""Deeds by form: what was typed is read back and kept before it is recorded, once, on what was shown."""

import pytest
from installation import HEAD, ID, OFFICE, OTHER_OFFICER, Installation, a_contract, sheet
from web_visits import Visitor

from lifecycle.usecases.contracts import amend

REGISTER = "/register"


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """An officer."""
    return Visitor(installation)


def typed(**more: str) -> dict[str, str]:
    """What an officer types to register a contract."""
    return {**sheet(), "contract": "Ｒ6-0001", "concluded_on": "R6.4.1", **more}


def test_a_contract_is_registered_once_its_answers_were_read_back(installation: Installation, officer: Visitor) -> None:
    """Checking records nothing, reads dates back with the day of the week and keeps what was typed; then it is done."""
    checked = officer.fill(REGISTER, **typed())
    assert checked.status_code == 200
    assert "令和6年4月1日(月)" in checked.text
    assert not installation.rows("SELECT 1 FROM journal WHERE kind = 'contract_registered'")
    assert officer.form(REGISTER)["title"] == sheet()["title"]
    answer = officer.send(REGISTER, officer.on(checked, REGISTER) | {"step": "record"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/contracts/{ID}?recorded=")
    assert "記録しました: " in officer.get(answer.headers["location"]).text
    assert officer.form(REGISTER)["title"] == ""


def test_going_back_to_the_fields_loses_nothing(officer: Visitor) -> None:
    """The button beside an answer opens the fields as they were typed."""
    checked = officer.fill(REGISTER, **typed())
    back = officer.send(REGISTER, officer.on(checked, REGISTER) | {"step": "edit"})
    assert officer.on(back, REGISTER)["concluded_on"] == "R6.4.1"


def test_every_fault_is_told_at_once_beside_its_field(installation: Installation, officer: Visitor) -> None:
    """A number that is taken, a field that lacks, a date that is none: nothing is recorded and nothing is lost."""
    answer = officer.fill(REGISTER, **typed(title="", concluded_on="R6.13.1"))
    assert answer.status_code == 422
    assert "直すところが2件あります" in answer.text
    a_contract(installation.app())
    taken = officer.fill(REGISTER, **typed())
    assert taken.status_code == 422
    assert 'href="#f-contract"' in taken.text


def test_a_deed_sent_twice_is_done_once(installation: Installation, officer: Visitor) -> None:
    """The second click finds the first one's record."""
    form = officer.on(officer.fill(REGISTER, **typed()), REGISTER) | {"step": "record"}
    assert [officer.send(REGISTER, form).status_code for _ in range(3)] == [303, 303, 303]
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'contract_registered'")) == 1


def test_an_officer_registers_for_the_own_office(installation: Installation) -> None:
    """The own office stands there already; another one is refused as a choice."""
    form = Visitor(installation, OTHER_OFFICER).form(REGISTER)
    assert form["division"] == "税務課"
    assert Visitor(installation, OTHER_OFFICER).send(REGISTER, {**form, **typed(division=OFFICE)}).status_code == 422


def test_a_head_ends_a_contract_with_a_reason(installation: Installation, officer: Visitor) -> None:
    """不成立 asks for a reason and is the head's; a form of before is refused with what has changed since."""
    a_contract(installation.app())
    path = f"/contracts/{ID}/withdraw"
    assert officer.get(path).status_code == 403
    head = Visitor(installation, HEAD)
    assert head.fill(path).status_code == 422
    late = head.on(head.fill(path, reason="入札が不調に終わったため"), path) | {"step": "record"}
    amend(installation.app(), ID, {"record_count": "900"}, None)
    assert head.send(path, late).status_code == 409
    again = head.on(head.fill(path), path) | {"step": "record"}
    assert again["reason"] == "入札が不調に終わったため"
    assert head.send(path, again).status_code == 303
    assert installation.rows("SELECT stage FROM contract")[0].stage == "withdrawn"
    assert head.get(f"/contracts/{ID}/terminate").status_code == 200
    assert "「不成立」の契約は解除できません" in head.fill(f"/contracts/{ID}/terminate", reason="理由の記載").text


def test_a_head_holds_a_contract_and_lifts_it_again(installation: Installation, officer: Visitor) -> None:
    """廃棄の留保 asks for the decision; the page shows it, and leads to its lifting. An officer may do neither."""
    a_contract(installation.app())
    path, head = f"/contracts/{ID}/hold", Visitor(installation, HEAD)
    assert officer.get(path).status_code == 403
    assert head.fill(path, reason="係争中のため").status_code == 422
    typed = {"approved_by": "広報課長", "document_no": "広第30号", "approved_on": "R6.6.3"}
    held = head.on(head.fill(path, reason="係争中のため", **typed), path) | {"step": "record"}
    assert head.send(path, held).status_code == 303
    page = head.get(f"/contracts/{ID}").text
    assert "留保中 H1" in page
    assert f"/contracts/{ID}/holds/H1" in page
    assert f"/contracts/{ID}/holds/H1" not in officer.get(f"/contracts/{ID}").text
    path = f"/contracts/{ID}/holds/H1"
    lifted = head.on(head.fill(path, reason="和解したため", **typed), path) | {"step": "record"}
    assert head.send(path, lifted).status_code == 303
    assert "留保中" not in head.get(f"/contracts/{ID}").text
    assert head.get(f"/contracts/{ID}/holds/H9").status_code == 404
