"""漏えいの一報: three fields make an incident on record, once, and never over another."""

import pytest
from installation import AUDITOR, ID, OTHER_OFFICER, OVERSIGHT, Installation, a_contract
from web_visits import Visitor

PLACE = "/first-report"
TOLD = {"contract": ID, "aware_on": "R6.6.3 9:05", "summary": "名簿の入った封筒を一通誤って送った。"}


@pytest.fixture
def officer(installation: Installation) -> Visitor:
    """The officer of the office that has a contract."""
    a_contract(installation.app())
    return Visitor(installation)


def test_three_fields_are_an_incident_on_record_once(installation: Installation, officer: Visitor) -> None:
    """Sent twice it is one; the incident's page that follows says what was recorded, from when, what is next."""
    form = {**officer.form(f"{PLACE}?contract={ID}", PLACE), "aware_on": TOLD["aware_on"], "summary": TOLD["summary"]}
    assert form["contract"] == ID
    answers = [officer.send(PLACE, form) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert {answer.headers["location"].partition("?")[0] for answer in answers} == {f"/incidents/{ID}/J1"}
    page = officer.get(answers[0].headers["location"]).text
    assert [words in page for words in ("記録しました: ", "令和6年6月3日", "09:05", "次にすること")] == [True] * 4
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
    """The page leads to the one that stands; only who says that it is another one has two, each with its number."""
    assert officer.fill(PLACE, **TOLD).status_code == 303
    second = officer.fill(PLACE, **{**TOLD, "summary": "別の名簿を紛失した。"})
    assert (second.status_code, f'href="/incidents/{ID}/J1"' in second.text) == (422, True)
    assert len(installation.rows("SELECT 1 FROM journal WHERE kind = 'evidence_recorded'")) == 1
    form = officer.on(second, PLACE)
    assert form["summary"] == "別の名簿を紛失した。"
    third = officer.send(PLACE, {**form, "another": "1"})
    assert third.headers["location"].startswith(f"/incidents/{ID}/J2?")
    assert "封筒を一通誤って" in officer.get(f"/incidents/{ID}/J1").text


def test_who_may_not_record_is_told_who_may(installation: Installation, officer: Visitor) -> None:
    """The audit office finds the page with the reason and no form, and what it sends is refused."""
    auditor = Visitor(installation, AUDITOR)
    page = auditor.get(PLACE).text
    assert "契約の所属の担当者、係長、所属長、代理、制度所管課です" in page
    assert f'action="{PLACE}"' not in page.replace(f'<form method="get" action="{PLACE}"', "")
    assert auditor.send(PLACE, officer.form(PLACE) | TOLD).status_code == 403


def test_the_desk_takes_a_call_about_any_contract(installation: Installation, officer: Visitor) -> None:
    """制度所管課 records what it was told of another office's contract, without a time of day too."""
    desk = Visitor(installation, OVERSIGHT)
    answer = desk.fill(PLACE, **{**TOLD, "aware_on": "令和6年6月2日", "contract": ID.lower()})
    assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, f"/incidents/{ID}/J1")
    assert "令和6年6月2日" in officer.get(f"/incidents/{ID}/J1").text
