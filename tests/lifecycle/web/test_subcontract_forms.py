"""The forms of a subcontract: applied for, completed, started and finished, each told what it means before it is."""

import pytest
from installation import HEAD, ID, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

PAGE = f"/contracts/{ID}"
APPLY, AMEND = f"{PAGE}/subcontracts", f"{PAGE}/subcontracts/1/amend"
START, FINISH = f"{PAGE}/subcontracts/1/start", f"{PAGE}/subcontracts/1/finish"
WEIGHED = {
    "reason": "専用の設備を要するため",
    "scope": "封入と発送",
    "capability": "同種業務の実績5件",
    "core_of_work": "いいえ",
}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def recorded(visitor: Visitor, path: str, **fields: str) -> str:
    """Fill in a form, look it through, record it; the page that follows."""
    checked = visitor.fill(path, **fields)
    assert checked.status_code == 200, checked.text
    answer = visitor.send(path, visitor.on(checked, path) | {"step": "record"})
    assert answer.status_code == 303, answer.text
    return str(visitor.get(answer.headers["location"]).text)


def test_an_application_is_recorded_with_what_it_leads_to(installation: Installation, officer: Visitor) -> None:
    """Checking says the stage and where it waits; recording it gives it the next number; what lacks is completed."""
    checked = officer.fill(APPLY, subcontractor="株式会社封入", handles_pi="はい", applied_on="R6.6.3", **WEIGHED)
    assert "再委託1の段階は「審査」になります" in checked.text
    assert "令和6年6月3日(月)" in checked.text
    assert not installation.rows("SELECT 1 FROM journal WHERE kind = 'subcontract_recorded'")
    page = recorded(officer, APPLY, subcontractor="株式会社封入", handles_pi="はい", applied_on="R6.6.3")
    assert "記録しました: " in page
    assert f'href="{AMEND}"' in page
    assert officer.form(AMEND)["subcontractor"] == "株式会社封入"
    assert "審査" in recorded(officer, AMEND, **WEIGHED)


def test_work_that_began_without_approval_is_told_before_it_is_recorded(officer: Visitor) -> None:
    """A fact is never refused; what it means is said, and the end of the work is offered then."""
    recorded(officer, APPLY, subcontractor="株式会社封入", handles_pi="はい")
    checked = officer.fill(START, started_on="R6.6.1")
    assert "承認の前に業務が始まっています(無承認)" in checked.text
    page = recorded(officer, START, started_on="R6.6.1")
    assert f'href="{FINISH}"' in page
    assert "終了" in recorded(officer, FINISH, finished_on="R6.6.2")


def test_what_is_on_record_is_not_made_blank(officer: Visitor) -> None:
    """An emptied field is a fault; a start without a day too."""
    recorded(officer, APPLY, subcontractor="株式会社封入")
    emptied = officer.fill(AMEND, subcontractor="")
    assert emptied.status_code == 422
    assert "空欄にできません" in emptied.text
    assert officer.fill(START, started_on="").status_code == 422
    assert officer.fill(APPLY, subcontractor="").status_code == 422


def test_a_subcontract_below_another_gets_its_number(installation: Installation, officer: Visitor) -> None:
    """再々委託 stands below: 1.1."""
    recorded(officer, APPLY, subcontractor="株式会社封入")
    recorded(officer, f"{APPLY}?under=1", subcontractor="株式会社配送")
    numbers = installation.rows("SELECT subcontract FROM record WHERE kind = 'subcontract' ORDER BY subcontract")
    assert [row.subcontract for row in numbers] == ["1", "1.1"]


def test_others_record_nothing(installation: Installation, officer: Visitor) -> None:
    """Another office gets no form; the decision is not among the fields; what is not there is not found."""
    recorded(officer, APPLY, subcontractor="株式会社封入")
    for path in (APPLY, AMEND):
        assert Visitor(installation, OTHER_OFFICER).get(path).status_code == 403
    assert "approved_on" not in Visitor(installation, HEAD).form(AMEND)
    assert officer.get(f"{PAGE}/subcontracts/7/amend").status_code == 404
