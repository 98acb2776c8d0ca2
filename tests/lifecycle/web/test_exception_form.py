"""Asking for an exception by form: shown what it would open and who decides, asked once, decided by somebody else."""

import pytest
from installation import HEAD, ID, OTHER_OFFICER, REASON, Installation, a_contract
from web_visits import Visitor

FORM = f"/contracts/{ID}/exception"
FILLED = {"category": "その他", "reason": REASON, "document_no": "広第6号"}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract which lacks much."""
    a_contract(installation.app())
    return Visitor(installation)


def test_the_preview_says_what_it_opens_and_who_decides(installation: Installation, officer: Visitor) -> None:
    """Nothing is on record before the button; then it waits for the head, and the requester sees that it does."""
    rule = officer.form(f"{FORM}?rule=s1-01")["rule"]
    assert rule.startswith("S1-01 ")
    checked = officer.fill(FORM, rule=rule, **FILLED)
    assert checked.status_code == 200, checked.text
    for told in ("承認されると開くもの", "[S1-01]", "所属長(申請した本人はできません)", "令和6年9月1日(日)まで"):
        assert told in checked.text
    assert not installation.rows("SELECT 1 FROM override")
    answer = officer.send(FORM, officer.on(checked, FORM) | {"step": "record"})
    assert answer.status_code == 303
    (row,) = installation.rows("SELECT codes, status, reason FROM override")
    assert (row.codes, row.status) == ("S1-01", "requested")
    assert f"/decisions/exceptions/{ID}-E1" in Visitor(installation, HEAD).get("/decisions").text


def test_every_fault_of_a_request_stands_beside_its_field(officer: Visitor) -> None:
    """A reason too short, no paper, a day too far: all at once; a rule that is not lacking can't be chosen."""
    rule = officer.form(f"{FORM}?rule=S1-01")["rule"]
    answer = officer.fill(FORM, rule=rule, category="その他", reason="短い", document_no="なし", expires="R8.4.1")
    assert answer.status_code == 422
    for field in ("reason", "document_no", "expires"):
        assert f'href="#f-{field}"' in answer.text
    assert officer.fill(FORM, **FILLED, rule="S6-01 返還").status_code == 422


def test_a_second_request_while_the_first_waits_is_refused(officer: Visitor) -> None:
    """The same rule of the same contract is asked for once at a time, by this door too."""
    rule = officer.form(f"{FORM}?rule=S1-01")["rule"]
    first = officer.on(officer.fill(FORM, rule=rule, **FILLED), FORM) | {"step": "record"}
    assert [officer.send(FORM, first).status_code for _ in range(2)] == [303, 303]
    again = officer.fill(FORM, rule=rule, **FILLED)
    assert again.status_code == 422
    assert "既に申請され、決裁を待っています" in again.text


def test_another_office_asks_for_nothing(installation: Installation, officer: Visitor) -> None:
    """The form is the own office's."""
    assert Visitor(installation, OTHER_OFFICER).get(FORM).status_code == 403
