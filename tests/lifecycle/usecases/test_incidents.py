"""Incidents from the first word to the close, as the report's own three cases of 令和5年度 would have run."""

from collections.abc import Mapping
from typing import Any

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOW,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)

from config.errors import NotFoundError, RoleError, UsageError
from config.structural import Structural
from config.vocabulary import IncidentStage, Stage
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.incidents import (
    acknowledge_incident,
    close_incident,
    incident_place,
    report_incident,
    update_incident,
)
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.withdrawing import take_back
from lifecycle.views.incidents import IncidentSeen, incident_document, list_incidents, show_incident
from lifecycle.views.verdicts import why

WORD = {"aware_on": "R6.6.3 09:00", "summary": "名簿の入った封筒を一通、誤って送った"}
NONE = dict.fromkeys(("sensitive", "property_damage", "wrongful_purpose", "ordinance_sensitive"), "いいえ")
WRITTEN = {
    "course": "封入の確認を一人でした",
    "damage": "1名の氏名と住所",
    "cause": "二人で確かめる手順がなかった",
    "written_report_on": "R6.6.10",
}


@pytest.fixture
def office(installation: Installation) -> Installation:
    """An office with a contract."""
    a_contract(installation.app())
    return installation


def _today(installation: Installation, now: str = NOW) -> AsOf:
    return AsOf(installation.app(now=now).today())


def seen(installation: Installation, no: int = 1, now: str = NOW) -> IncidentSeen:
    """An incident as the oversight office sees it."""
    app = installation.app(OVERSIGHT, now)
    return show_incident(app, ID, no, AsOf(app.today()))


def reported(installation: Installation, actor: str = OFFICER, now: str = NOW, **more: str) -> str:
    """An incident of which the first word is on record."""
    place, _ = report_incident(installation.app(actor, now), ID, {**WORD, **more})
    return place.id


def updated(installation: Installation, fields: Mapping[str, str], now: str = "2024-06-20") -> None:
    """More of the first incident on record."""
    update_incident(installation.app(now=now), f"{ID}/J1", fields)


def test_three_facts_are_a_first_report(office: Installation) -> None:
    """Which contract, when it was known (to the minute), what happened; the contract's page has it at once."""
    assert reported(office) == f"{ID}/J1"
    one = seen(office)
    assert (one.stage, one.known, one.reportable.answer) == (IncidentStage.FIRST_REPORT, "令和6年6月3日 09:00", None)
    assert [step.section for step in one.steps][:3] == ["first", "first", "categories"]
    assert incident_document(one)["fields"]["aware_at"] == "09:00"


@pytest.mark.parametrize("given", [{}, {"aware_on": "R6.6.3"}, {"summary": "紛失"}, {"aware_on": "R6.6.9", **WORD}])
def test_a_first_report_with_a_fact_missing_or_ahead_says_all_at_once(
    office: Installation, given: dict[str, str]
) -> None:
    """Nothing is stored of it."""
    told = {**given, "aware_on": "R7.1.1"} if len(given) == 2 and given.get("summary") == WORD["summary"] else given
    with pytest.raises(UsageError) as refusal:
        report_incident(office.app(), ID, told)
    assert len(refusal.value.faults) == max(1, 2 - len(told))
    assert not office.rows("SELECT 1 FROM record WHERE kind = 'incident_report'")


def test_the_same_day_twice_is_asked_about_and_another_gets_its_own_number(office: Installation) -> None:
    """What the first says stays; 別の事案 is J2, and each is updated and taken back by its number."""
    reported(office)
    with pytest.raises(UsageError, match="記録していません"):
        reported(office, summary="別の名簿を紛失した")
    place, _ = report_incident(office.app(), ID, {**WORD, "summary": "別の名簿を紛失した"}, another=True)
    assert place.id == f"{ID}/J2"
    update_incident(office.app(), f"{ID}/J2", {"persons": "3"})
    assert [one.incident.persons for one in list_incidents(office.app(), AsOf(office.app().today()))] == [None, 3]
    with pytest.raises(UsageError, match=r"J1.*J2"):
        incident_place(office.app(), ID)
    take_back(office.app(), ID, "incident_report", None, "重ねて記録したため", no=2)
    assert incident_place(office.app(), ID).no == 1


def test_its_number_stays_when_the_day_of_knowing_is_corrected(office: Installation) -> None:
    """Told three days late: the day is corrected, the clocks follow, nothing else changes; a rebuild agrees."""
    reported(office)
    updated(office, {"aware_on": "R6.5.31 17:10", "noticed_on": "R6.5.28", "first_reported_on": "R6.5.31 17:10"})
    one = seen(office, now="2024-06-20")
    assert (one.no, one.known) == (1, "令和6年5月31日 17:10")
    assert one.incident.summary == WORD["summary"]
    verdict = why(office.app(now="2024-06-20"), ID, Stage.COMPLETED, _today(office, "2024-06-20"))
    assert any("3日後" in finding.reason for finding in verdict.remarks)
    before = incident_document(one)
    rebuild(office.app(ADMIN, "2024-06-20"))
    assert incident_document(seen(office, now="2024-06-20")) == before
    assert verify(office.app(ADMIN, "2024-06-20")).faults == []


def test_a_hundred_persons_need_no_report_and_a_hundred_and_one_do(office: Installation) -> None:
    """The answer follows the count, and with it the clocks; set by hand it is said to be."""
    reported(office)
    updated(office, {**NONE, "persons": "100人"})
    assert (seen(office).reportable.answer, seen(office).next_on) == (False, None)
    updated(office, {"persons": "101"})
    assert (seen(office).reportable.answer, str(seen(office).next_on)) == (True, "2024-06-07")
    updated(office, {"reportable": "いいえ", "reportable_reason": "委員会に確かめ、対象でないとされた"})
    assert (seen(office).reportable.answer, seen(office).reportable.by_hand) == (False, True)


def test_a_head_closes_with_everything_or_with_a_reason(office: Installation) -> None:
    """What lacks is named whole; nobody below the head closes, by whatever door."""
    reported(office, measures="回収した", first_reported_on="R6.6.3", noticed_on="R6.6.3")
    updated(office, {**NONE, "persons": "1"})
    refused = close_incident(office.app(HEAD, "2024-06-20"), ID)
    assert refused.recorded is None
    assert len(refused.lacking) == 1
    for deed in (
        lambda: close_incident(office.app(now="2024-06-20"), ID),
        lambda: attach(office.app(now="2024-06-20"), ID, "incident_report", {"closed_on": "R6.6.20"}),
        lambda: close_incident(office.app(OVERSIGHT, "2024-06-20"), ID),
        lambda: close_incident(office.app(OTHER_HEAD, "2024-06-20"), ID),
    ):
        with pytest.raises(RoleError):
            deed()
    updated(office, WRITTEN)
    assert close_incident(office.app(HEAD, "2024-06-20"), ID).lacking == ()
    assert seen(office, now="2024-06-20").stage is IncidentStage.CLOSED
    assert list_incidents(office.app(now="2024-06-20"), AsOf(office.app(now="2024-06-20").today())) == []


def test_what_is_closed_with_a_gap_keeps_the_reason(office: Installation) -> None:
    """The reason is on record, and －  is none."""
    reported(office)
    assert close_incident(office.app(HEAD), ID, reason="－").recorded is None
    assert close_incident(office.app(HEAD), ID, reason="誤って記録したもの").recorded is not None
    assert seen(office).incident.closed_reason == "誤って記録したもの"


def test_an_open_incident_bars_the_completion_only(office: Installation) -> None:
    """F-05 at 完了; before it nothing. After 完了 one can still be opened, and is told."""
    hand_in(office.app(), *FOR_PERFORMING)
    reported(office)
    codes = {finding.code for finding in why(office.app(), ID, Stage.COMPLETED, _today(office)).unmet}
    assert Structural.OPEN_INCIDENT in codes
    codes = {finding.code for finding in why(office.app(), ID, Stage.PERFORMING, _today(office)).unmet}
    assert Structural.OPEN_INCIDENT not in codes


def test_who_may_report_and_who_may_take_note(office: Installation) -> None:
    """The office's staff and the oversight office report; a head or the oversight office takes note, once."""
    for actor in (OTHER_OFFICER, AUDITOR, ADMIN):
        with pytest.raises(RoleError):
            reported(office, actor)
    ident = reported(office, OVERSIGHT)
    for actor in (OFFICER, OTHER_HEAD, ADMIN):
        with pytest.raises(RoleError):
            acknowledge_incident(office.app(actor), ident)
    acknowledge_incident(office.app(HEAD), ident)
    noted = seen(office).noted
    assert noted is not None
    assert noted.post == "division_head"
    with pytest.raises(UsageError, match="確認済み"):
        acknowledge_incident(office.app(OVERSIGHT), ident)
    with pytest.raises(NotFoundError):
        acknowledge_incident(office.app(OVERSIGHT), f"{ID}/J2")


def test_on_an_earlier_day_it_stood_as_it_stood(office: Installation) -> None:
    """What is dated later changes no earlier day: open before its close, unknown before the office knew."""
    reported(office)
    close_incident(office.app(HEAD, "2024-06-20"), ID, reason="誤って記録したもの")
    app = office.app(OVERSIGHT, "2024-07-01")
    day = app.today()
    assert show_incident(app, ID, 1, AsOf(day.replace(month=6, day=10))).is_open
    assert not show_incident(app, ID, 1, AsOf(day)).is_open
    with pytest.raises(NotFoundError):
        show_incident(app, ID, 1, AsOf(day.replace(month=6, day=2)))


def test_a_former_worker_of_the_maintenance_firm_took_the_data_out(office: Installation) -> None:
    """令和5年度の一件目: item 20 = はい asks whether the firm is a subcontractor that nobody approved; 60 days."""
    hand_in(office.app(), "checklist", q20="はい", outsider_summary="保守業者が遠隔で入る")
    reported(office, summary="保守点検の業者の元従業者が、13万件余を持ち出した")
    updated(office, {"wrongful_purpose": "はい", "persons": "133,655人"})
    one = seen(office)
    assert "再委託先" in one.steps[0].words
    assert [str(clock.on) for clock in one.clocks if clock.label.startswith("確報")] == ["2024-08-01"]
    a_subcontract(office.app(), started_on="2024-04-01", subcontractor="保守の業者")
    updated(office, {"at_subcontract": "1"})
    assert "再委託先" not in seen(office).steps[0].words


def test_another_clinic_s_data_in_a_delivery(office: Installation) -> None:
    """二件目: health data of 4,884 persons is 要配慮, whatever the count; 30 days."""
    reported(office, summary="納品されたデータに、ほかの医療機関を受診した職員の受診データが含まれていた")
    updated(office, {"sensitive": "はい", "wrongful_purpose": "いいえ", "persons": "4,884人"})
    one = seen(office)
    assert one.reportable.answer is True
    assert [str(clock.on) for clock in one.clocks if clock.label.startswith("確報")] == ["2024-07-02"]


def test_ten_applications_for_a_passport_are_lost(office: Installation) -> None:
    """三件目: ten persons and none of the other categories: no report to the commission, but the rest stays due."""
    reported(office, summary="申請の書類10名分を紛失した")
    updated(office, {**NONE, "persons": "10"})
    one = seen(office)
    assert one.reportable.answer is False
    assert {clock.label for clock in one.clocks if not clock.done} == {"一報", "書面の報告"}
    assert {step.section for step in one.steps} == {"first", "inquiry", "visit", "terminate"}


def _ids(rows: list[Any]) -> list[str]:
    return [row.id for row in rows]


def test_the_list_is_of_what_one_may_read(office: Installation) -> None:
    """Another office sees none of them, the oversight office all."""
    reported(office)
    today = AsOf(office.app().today())
    assert _ids(list_incidents(office.app(OVERSIGHT), today)) == [f"{ID}/J1"]
    assert list_incidents(office.app(OTHER_OFFICER), today) == []
