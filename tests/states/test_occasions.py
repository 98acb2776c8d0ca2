"""Occasions for an alert: each opened on its day and not a day before, open from then on, gone once it is cured."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage
from states.assessment import Assessor
from states.facts import Policy
from states.incident_report import IncidentReport
from states.occasions import Occasion, occasions

BOOK, CALENDAR = rule_book(), BusinessCalendar()
ID, SUB = "R6-0001", "R6-0001/1"
MAY = date(2024, 5, 10)
A_DAY = timedelta(days=1)
NO_SIGNS = ("チェックリスト: 問24=いいえ; 問25=いいえ", "改善策: 改善策受領日=R6.4.26")
OUTSIDE = "実地調査に代わる対応: 理由の記録日=R6.4.22"
YEARLY = Policy(yearly_visit=True)


def given(
    *lines: str, on: date, stage: Stage = Stage.CONCLUDED, policy: Policy | None = None, **facts: Any
) -> dict[tuple[str, str], Occasion]:
    """What the complete file with these departures gives cause to tell of on a day."""
    contract = replace(told(lines).contract(stage), **facts)
    assessor = Assessor(BOOK, policy or Policy(), CALENDAR)
    return {o.key: o for o in occasions(assessor, contract, assessor.assess(contract, on))}


def stands(code: str, *lines: str, on: date, subject: str = ID, **how: Any) -> bool:
    """Whether an alert of it stands open on a day."""
    occasion = given(*lines, on=on, **how).get((subject, code))
    return occasion is not None and occasion.is_open(on)


def opens(code: str, *lines: str, on: date, **how: Any) -> None:
    """It opens on that day: not the day before, and it is open on every later day, for it compares with ≤."""
    assert not stands(code, *lines, on=on - A_DAY, **how)
    assert [n for n in (0, 1, 2, 3, 9, 40) if not stands(code, *lines, on=on + n * A_DAY, **how)] == []


def test_the_complete_file_gives_cause_to_nothing() -> None:
    """Evidence for everything, in 履行中 within its time."""
    waiting = {(ID, code) for code in ("AL-15", "AL-26", "S3-09")}
    assert given(*NO_SIGNS, on=MAY, stage=Stage.PERFORMING, policy=YEARLY).keys() == waiting
    assert not stands("AL-15", *NO_SIGNS, on=MAY, stage=Stage.PERFORMING)


def test_a_reason_that_says_only_outside_the_prefecture_is_told_without_waiting_for_the_due_date() -> None:
    """AL-03 (意見4): at once, before S3-01 falls due on 5/16; a circumstance and a substitute cure it."""
    visit = "契約: 取扱件数=1,000"
    bare = (visit, OUTSIDE, "実地調査に代わる対応: 追加の事情=; 代替措置の種類=; 代替措置の承認日=")
    day = date(2024, 4, 22)
    found = given(*bare, on=day)[ID, "S3-05"]
    assert (found.kind and found.kind.code, found.at_once, found.due_on) == ("AL-03", True, date(2024, 5, 16))
    assert stands("S3-05", *bare, on=day)
    assert not stands("S3-05", visit, on=day)
    assert not stands("S3-01", visit, on=day)
    assert (ID, "S3-05") not in given(visit, OUTSIDE, on=day)


@pytest.mark.parametrize(
    ("code", "subject", "old", "absent"),
    [
        ("S2-07", ID, "チェックリスト: 様式の版=旧", "チェックリスト: なし"),
        ("S4-07", SUB, "再委託1 チェックリスト: 様式の版=旧", "再委託1 チェックリスト: なし"),
        ("S1-07", ID, "契約書確認: 特記事項の版=旧", "契約書確認: なし"),
        ("S1-01", ID, "契約書確認: 実地調査・報告条項=無", "契約書確認: なし"),
    ],
)
def test_an_old_edition_is_told_at_once_and_a_missing_document_by_its_due_date(
    code: str, subject: str, old: str, absent: str
) -> None:
    """AL-04: what is there and of an old edition; what is not there yet is no old edition."""
    day, with_sub = date(2024, 4, 1), "再委託1: あり"
    wrong = given(with_sub, old, on=day)[subject, code]
    missing = given(with_sub, absent, on=day)[subject, code]
    assert (wrong.kind and wrong.kind.code, wrong.is_open(day)) == ("AL-04", True)
    assert missing.kind is None
    assert missing.is_open(day) == (missing.opens_on is not None and missing.opens_on <= day)
    assert (subject, code) not in given(with_sub, on=day)


def test_a_missing_checklist_waits_for_its_first_step() -> None:
    """AL-01: due on 4/19, announced five business days before, on 4/12, not on the 11th."""
    opens("S2-04", "チェックリスト: なし", on=date(2024, 4, 12))


@pytest.mark.parametrize(
    "sign",
    [
        "チェックリスト: 問20=はい; 部外者の概要=保守会社; 疑義の内容=; 問24=いいえ; 問25=いいえ",
        "チェックリスト: 問24=はい; 問25=いいえ",
        "チェックリスト: 問24=いいえ; 問25=はい",
    ],
)
def test_signs_of_subcontracting_are_told_at_once_until_somebody_judged_them(sign: str) -> None:
    """AL-05: items 20, 24, 25 without a subcontract on record; judged in writing or recorded, it is dealt with."""
    assert stands("AL-05", sign, on=date(2024, 4, 10))
    assert given(sign, on=MAY)[ID, "AL-05"].due_on == date(2024, 4, 10)
    assert (ID, "AL-05") not in given(sign, "チェックリスト: 疑義の内容=派遣社員で再委託ではない", on=MAY)
    assert (ID, "AL-05") not in given(sign, "再委託1: あり", on=MAY)
    assert (ID, "AL-05") not in given(sign, "チェックリスト: なし", on=MAY)
    assert (ID, "AL-05") not in given(sign, on=MAY, stage=Stage.COMPLETED)
    assert (ID, "AL-05") not in given(*NO_SIGNS, on=MAY)


@pytest.mark.parametrize("stage", [s for s in Stage if s is not Stage.WITHDRAWN])
def test_an_incident_is_told_at_once_at_any_stage_until_it_is_closed(stage: Stage) -> None:
    """AL-10: on the very day, also after 完了 and 解除; its 速報 is due on the fifth day, the first being that day."""
    friday = date(2024, 9, 6)
    open_one = IncidentReport(aware_on=friday)
    found = given(on=friday, stage=stage, incidents=(open_one,))[ID, "AL-10"]
    assert (found.is_open(friday), found.urgent, found.due_on) == (True, True, date(2024, 9, 10))
    assert (ID, "AL-10") not in given(on=friday, stage=stage, incidents=(replace(open_one, closed_on=friday),))


def test_an_incident_says_what_is_reported_and_what_is_not() -> None:
    """一報 of the contractor and 速報 to the commission are two things; what is reported has no day any more."""
    first = IncidentReport(aware_on=date(2024, 9, 2), first_reported_on=date(2024, 9, 2))
    second = IncidentReport(aware_on=date(2024, 9, 6))
    both = given(on=date(2024, 9, 6), incidents=(first, second))[ID, "AL-10"]
    assert both.due_on == date(2024, 9, 6)
    assert "一報の記録がない" in both.reason
    assert "速報は令和6年9月4日〜令和6年9月6日が目安" in both.reason
    reported = replace(first, preliminary_on=date(2024, 9, 4))
    said = given(on=date(2024, 9, 6), incidents=(reported,))[ID, "AL-10"].reason
    assert "一報は記録済み" in said
    assert "速報は記録済み" in said
    assert given(on=MAY, incidents=(IncidentReport(),)).keys().isdisjoint({(ID, "AL-10")})


LONG_TERM = ("令和4年4月1日締結の長期継続契約", "契約書確認: 確認日=R5.4.3")


def test_a_long_term_contract_is_looked_over_before_the_year_turns() -> None:
    """AL-12 (TR-4): from 1 February, by 31 March; a look before February is last year's; none into no further year."""
    february = date(2024, 2, 1)
    assert not stands("AL-12", *LONG_TERM, on=february - A_DAY)
    assert [n for n in (0, 1, 40, 59) if not stands("AL-12", *LONG_TERM, on=february + n * A_DAY)] == []
    assert given(*LONG_TERM, on=february)[ID, "AL-12"].due_on == date(2024, 3, 31)
    assert stands("AL-12", *LONG_TERM, "契約書確認: 確認日=R6.1.31", on=february)
    assert not stands("AL-12", *LONG_TERM, "契約書確認: 確認日=R6.2.1", on=february)
    assert not stands("AL-12", *LONG_TERM, on=date(2025, 2, 1))
    assert not stands("AL-12", *LONG_TERM, "契約: 長期継続契約=いいえ", on=february)


LATE = "チェックリスト: なし"
EXCEPTED = "例外承認: 規則=S2-04; 承認日=R6.4.10; 期限=R6.5.20"


def test_an_exception_about_to_expire_is_told_and_an_expired_one_no_more() -> None:
    """AL-14: 5/13 to 5/20, the last day included; on the 21st the duty itself speaks, counting from the 20th."""
    subject, last = "E-1", date(2024, 5, 20)
    assert not stands("AL-14", LATE, EXCEPTED, on=date(2024, 5, 12), subject=subject)
    assert stands("AL-14", LATE, EXCEPTED, on=date(2024, 5, 13), subject=subject)
    assert stands("AL-14", LATE, EXCEPTED, on=last, subject=subject)
    assert (ID, "S2-04") not in given(LATE, EXCEPTED, on=last)
    after = given(LATE, EXCEPTED, on=last + A_DAY)
    assert (subject, "AL-14") not in after
    duty = after[ID, "S2-04"]
    assert (duty.due_on, duty.counts_from, duty.is_open(last + A_DAY)) == (date(2024, 4, 19), last, True)
    assert "E-1 は令和6年5月20日で切れました" in duty.remark


def test_an_exception_that_holds_nothing_open_is_not_told_of() -> None:
    """The evidence came, or it was revoked: nothing ends on the 20th; after a revocation the duty's own day counts."""
    day = date(2024, 5, 14)
    assert ("E-1", "AL-14") not in given(EXCEPTED, on=day)
    revoked = given(LATE, f"{EXCEPTED}; 取消日=R6.5.13", on=day)
    assert ("E-1", "AL-14") not in revoked
    assert (revoked[ID, "S2-04"].counts_from, revoked[ID, "S2-04"].remark) == (date(2024, 4, 19), "")


@pytest.mark.parametrize(
    ("stage", "since", "due"),
    [
        (Stage.ESTIMATE, None, date(2024, 6, 13)),
        (Stage.CONCLUDED, date(2024, 4, 10), date(2024, 5, 13)),
        (Stage.CHECKLIST_RECEIVED, date(2024, 4, 10), date(2024, 5, 27)),
        (Stage.ONSITE_INSPECTION, date(2024, 4, 10), date(2024, 5, 27)),
        (Stage.PERFORMING, date(2024, 4, 10), date(2025, 4, 14)),
        (Stage.COMPLETION_INSPECTION, date(2025, 4, 1), date(2025, 4, 30)),
    ],
)
def test_a_stage_beyond_its_allowance_is_told(stage: Stage, since: date | None, due: date) -> None:
    """AL-15: business days since it was reached, 履行中 from its 履行期限; announced five before, not six."""
    how: dict[str, Any] = {"stage": stage, "stage_since": since}
    assert given(*NO_SIGNS, on=due, **how)[ID, "AL-15"].due_on == due
    opens("AL-15", *NO_SIGNS, on=CALENDAR.add(due, -5), **how)
    assert BOOK.alerts["AL-15"].highest == "division_head"


def test_a_stage_that_a_late_duty_explains_is_not_told_of_as_well() -> None:
    """The duty is told already; a final stage lasts."""
    since, day = date(2024, 4, 10), date(2024, 6, 10)
    assert stands("AL-15", *NO_SIGNS, on=day, stage_since=since)
    assert not stands("AL-15", LATE, on=day, stage_since=since)
    for stage in (Stage.COMPLETED, Stage.TERMINATED, Stage.WITHDRAWN):
        assert not stands("AL-15", *NO_SIGNS, on=day, stage=stage, stage_since=since)


def test_a_start_on_1_april_has_until_the_visits_due_date() -> None:
    """AL-17: contracts do start on 1 April with papers missing; S3-01's 30 business days end on 5/16."""
    grace = date(2024, 5, 16)
    opens("F-02", on=grace + A_DAY)
    found = given(on=grace + A_DAY)[ID, "F-02"]
    assert (found.kind and found.kind.code, found.due_on) == ("AL-17", grace)
    for stage in (Stage.PERFORMING, Stage.COMPLETION_INSPECTION, Stage.COMPLETED):
        assert (ID, "F-02") not in given(on=grace + A_DAY, stage=stage)
    assert not stands("F-02", "契約: 履行開始日=R6.5.1", on=grace + A_DAY)


def test_a_subcontract_begun_without_approval_is_urgent_from_its_first_day() -> None:
    """AL-18: on 4/15, its 業務開始日, not on the 14th; an approval afterwards heals nothing, one beforehand does."""
    bare = "再委託1: 承認日=; 承認文書番号=; 承認者="
    start = date(2024, 4, 15)
    before, began = (given(bare, on=day)[SUB, "S4-03"] for day in (start - A_DAY, start))
    assert (before.urgent, began.urgent) == (False, True)
    assert began.kind
    assert began.kind.code == "AL-18"
    late = given("再委託1: 承認日=R6.4.16", on=MAY)[SUB, "S4-03"]
    assert late.urgent
    assert (SUB, "S4-03") not in given("再委託1: あり", on=MAY)


def test_an_application_has_a_day_by_which_it_is_decided() -> None:
    """AL-19: applied for on 4/2, to be decided within 14 business days (仮定), by 4/22; told of five before that."""
    quiet, due = ("審査中の再委託1", *NO_SIGNS), date(2024, 4, 22)
    found = given(*quiet, on=due)[SUB, "AL-19"]
    assert (found.due_on, found.at_once) == (due, False)
    assert "14開庁日〔仮定〕" in found.reason
    opens("AL-19", *quiet, on=date(2024, 4, 15), subject=SUB)
    assert (SUB, "AL-20") not in given(*quiet, "チェックリスト: 問23=再委託しない", on=MAY)


@pytest.mark.parametrize(
    "decided", ["承認日=R6.5.9; 承認文書番号=1; 承認者=所属長", "業務開始日=R6.5.9", "申請日=", "申請日=R6.5.11"]
)
def test_an_application_decided_or_begun_is_none_any_more(decided: str) -> None:
    """Approval, refusal or a start ends the question; what has begun is S4-03's own occasion."""
    assert {(SUB, "AL-19"), (SUB, "AL-20")} <= given("審査中の再委託1", on=MAY).keys()
    codes = {code for _, code in given("審査中の再委託1", f"再委託1: {decided}", on=MAY)}
    assert not codes & {"AL-19", "AL-20"}


@pytest.mark.parametrize(
    ("line", "on"),
    [
        ("再委託1: 周知の確認日=R6.4.12; 周知の方法=説明会", date(2024, 4, 12)),
        ("再委託1 チェックリスト: 受領日=R6.4.19", date(2024, 4, 19)),
        ("再委託1 実地調査: 実施日=R6.5.7", date(2024, 5, 7)),
        ("チェックリスト: 問24=はい", date(2024, 4, 10)),
        ("チェックリスト: 問23=はい", date(2024, 4, 10)),
    ],
)
def test_what_speaks_of_begun_work_under_an_application_is_asked_about_at_once(line: str, on: date) -> None:
    """AL-20: its checklist, notice or visit, or the contractor's はい to an item on subcontracting."""
    quiet = ("審査中の再委託1", *NO_SIGNS, "チェックリスト: 問23=再委託しない")
    assert (SUB, "AL-20") not in given(*quiet, on=MAY)
    found = given(*quiet, line, on=MAY)[SUB, "AL-20"]
    assert (found.due_on, found.at_once, found.urgent) == (on, True, False)
    assert found.reason.startswith("業務は始まっていませんか。")


def test_an_improvement_plan_is_due_thirty_business_days_after_the_checklist() -> None:
    """AL-08 (S2-06): received on 4/10 with an いいえ, due on 5/27, announced on 5/20; the plan ends it."""
    faulty = "チェックリスト: 問7=いいえ"
    opens("S2-06", faulty, on=date(2024, 5, 20))
    assert (ID, "S2-06") not in given(faulty, "改善策: 改善策受領日=R6.5.27", on=date(2024, 5, 28))


def test_a_live_exception_ends_what_was_told() -> None:
    """The duty is overridden, so there is nothing to tell until it expires."""
    assert stands("S2-04", LATE, on=MAY)
    assert not stands("S2-04", LATE, EXCEPTED, on=MAY)


def test_after_the_end_only_the_return_of_data_is_told_of() -> None:
    """Semantics §6: 完了 and 不成立 owe nobody a mail; after 解除 S6-01 and S6-02 do."""
    open_everywhere = (LATE, "契約書確認: なし", "検査: なし", "返還・廃棄: なし")
    assert given(*open_everywhere, on=date(2024, 12, 2), stage=Stage.COMPLETED) == {}
    assert given(*open_everywhere, on=date(2024, 12, 2), stage=Stage.WITHDRAWN) == {}
    ended = given(*open_everywhere, on=date(2024, 12, 2), stage=Stage.TERMINATED, terminated_on=date(2024, 9, 30))
    assert {code for _, code in ended} == {"S6-01", "S6-02"}


def test_every_occasion_of_the_register_is_one_of_these() -> None:
    """AL-16 is the sweep's own (a post nobody can be reached at), a decision that waits is told of by what asks for it;
    the others are a rule's or found here."""
    by_rule = {kind.code for kind in BOOK.alerts.values() if kind.rules}
    found_here = {"AL-05", "AL-10", "AL-12", "AL-14", "AL-15", "AL-19", "AL-20", "AL-26"}
    assert BOOK.decisions == {"AL-21", "AL-22", "AL-23", "AL-24", "AL-25"}
    every = {f"AL-{n:02}" for n in range(1, 27)}
    assert by_rule | found_here | {"AL-16"} == every - BOOK.decisions == BOOK.alerts.keys() - BOOK.decisions


def test_contacts_that_nobody_tried_for_six_months_are_told_five_days_before() -> None:
    """AL-26: counted from 確認日 (2024-04-10) by months that an installation may set; not once the contract ended."""
    opens("AL-26", on=date(2024, 10, 3))
    assert given(on=MAY)[ID, "AL-26"].due_on == date(2024, 10, 10)
    assert given(on=MAY, policy=Policy(contact_months=3))[ID, "AL-26"].due_on == date(2024, 7, 10)
    for lines in (("連絡体制: なし",), ("連絡体制: 休日夜間の体制=なし",), ("連絡体制: 確認日=",)):
        assert (ID, "AL-26") not in given(*lines, on=date(2025, 1, 10))
    assert (ID, "AL-26") not in given(on=date(2025, 1, 10), stage=Stage.COMPLETED)


def test_a_call_moves_the_next_test_and_one_that_failed_is_due_at_once() -> None:
    """AL-26: the side that was tried longest ago decides; a failed call is due on its own day."""
    both = "疎通確認: 疎通確認日=R6.5.1; 委託先への疎通=つながった; 県への疎通=つながった"
    assert given(both, on=MAY)[ID, "AL-26"].due_on == date(2024, 11, 1)
    one = "疎通確認: 疎通確認日=R6.5.1; 委託先への疎通=つながった"
    assert given(one, on=MAY)[ID, "AL-26"].due_on == date(2024, 10, 10)
    failed = "疎通確認: 疎通確認日=R6.5.1; 委託先への疎通=つながらなかった"
    assert given(failed, on=MAY)[ID, "AL-26"].due_on == date(2024, 5, 1)
    anew = "連絡体制: 確認日=R6.5.2"
    assert given(failed, anew, on=MAY)[ID, "AL-26"].due_on == date(2024, 11, 2)
