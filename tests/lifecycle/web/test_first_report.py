"""漏えいの一報: three fields make an incident on record, once, and never over another."""

import pytest
from installation import AUDITOR, ID, OTHER_OFFICER, Installation, a_contract
from web_visits import Visitor

PLACE = "/first-report"
TOLD = {"contract": ID, "aware_on": "R6.6.3", "summary": "名簿の入った封筒を一通誤って送った。"}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def test_three_fields_are_an_incident_on_record_once(installation: Installation, officer: Visitor) -> None:
    """Sent twice it is one; the contract's page that follows says what was recorded and what is due."""
    form = {**officer.form(f"{PLACE}?contract={ID}", PLACE), "aware_on": TOLD["aware_on"], "summary": TOLD["summary"]}
    assert form["contract"] == ID
    answers = [officer.send(PLACE, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert "記録しました: " in officer.get(answers[0].headers["location"]).text
    (event,) = installation.rows("SELECT payload FROM journal WHERE kind = 'evidence_recorded'")
    assert b"incident_report" in event.payload


def test_every_fault_stands_beside_its_field(installation: Installation, officer: Visitor) -> None:
    """Blank fields, a day that is none, a contract that is none or another office's: 422, and nothing is recorded."""
    empty = officer.fill(PLACE)
    assert (empty.status_code, "直すところが3件あります" in empty.text) == (422, True)
    for wrong, field in (({"aware_on": "R6.13.1"}, "aware_on"), ({"contract": "R6-9999"}, "contract")):
        answer = officer.fill(PLACE, **{**TOLD, **wrong})
        assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (422, True)
        assert TOLD["summary"] in answer.text
    assert Visitor(installation, OTHER_OFFICER).fill(PLACE, **TOLD).status_code == 422
    assert not installation.rows("SELECT 1 FROM journal WHERE kind = 'evidence_recorded'")


def test_a_second_incident_of_a_day_is_not_written_over_the_first(installation: Installation, officer: Visitor) -> None:
    """What the first report says stays; the page says that the second is to be added to it."""
    assert officer.fill(PLACE, **TOLD).status_code == 303
    second = officer.fill(PLACE, **{**TOLD, "summary": "別の名簿を紛失した。"})
    assert (second.status_code, "既に登録されています" in second.text) == (422, True)
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'evidence_recorded'")) == 1


def test_who_may_not_record_is_told_who_may(installation: Installation, officer: Visitor) -> None:
    """The audit office finds the page with the reason and no form, and what it sends is refused."""
    auditor = Visitor(installation, AUDITOR)
    page = auditor.get(PLACE).text
    assert "契約の所属の担当者、係長、所属長、代理です" in page
    assert f'action="{PLACE}"' not in page.replace(f'<form method="get" action="{PLACE}"', "")
    assert auditor.send(PLACE, officer.form(PLACE) | TOLD).status_code == 403
