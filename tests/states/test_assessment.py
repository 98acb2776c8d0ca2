"""The weighing: one answer per rule and subject, in the order of semantics §1, with what stands beside it."""

from datetime import date

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.rule_of_day import OUTSIDE_ADDRESSEES
from states.verdict import Finding, Verdict

MAY = date(2024, 5, 10)


def verdict(*given: str, to: Stage = Stage.COMPLETED, on: date = MAY) -> Verdict:
    """The verdict on the complete file with these departures."""
    file = told(given)
    assessor = Assessor(rule_book(), file.installed(), BusinessCalendar())
    return assessor.judge(file.contract(Stage.ESTIMATE), to, on)


def finding(found: tuple[Finding, ...], code: str) -> Finding:
    """The first finding of a code."""
    return next(f for f in found if f.code == code)


def test_what_nothing_records_is_listed_as_such_and_warns_of_nothing() -> None:
    """「記録欄なし」: neither met nor blocking (semantics §1)."""
    found = verdict("再委託1: あり")
    rules = rule_book().rules
    assert set(found.unrecorded) == {code for code, rule in rules.items() if not rule.recorded}
    assert not {f.code for f in found.warnings + found.unmet} & set(found.unrecorded)


def test_what_does_not_apply_is_listed_without_the_structural_codes() -> None:
    """Rules of subcontracts where there is none; F-03 and F-04 are no rules of the prefecture."""
    found = verdict()
    assert {"S4-03", "S4-08", "S1-11", "S2-06", "S3-01"} <= set(found.not_applicable)
    assert not [code for code in found.not_applicable if code.startswith("F")]
    assert "S4-03" not in verdict("再委託1: あり").not_applicable


@pytest.mark.parametrize(
    ("kind", "flagged"),
    [("警察本部", {"S1-07", "S2-07"}), ("企業局", {"S1-01", "S1-07", "S2-07", "S3-01"}), ("出先機関", set())],
)
def test_only_what_no_circular_addressed_to_the_office_says_is_flagged(kind: str, flagged: set[str]) -> None:
    """5広824/1237 left out 警察本部, 5財活1162 left out 企業局; F-02 rests on no circular at all (semantics §2)."""
    found = verdict(
        f"適用: 所属の種別={kind}",
        "契約: 履行開始日=; 取扱件数=1,000",
        "契約書確認: 実地調査・報告条項=無; 特記事項の版=旧",
        "チェックリスト: 様式の版=旧",
    )
    asked = {"S1-01", "S1-07", "S2-07", "S3-01", "F-02"}
    assert {f.code for f in found.unmet if f.code in asked} == asked
    assert {f.code for f in found.unmet if f.code in asked and OUTSIDE_ADDRESSEES in f.reason} == flagged


def test_a_warning_is_flagged_too() -> None:
    """A lowered or advisory rule of a circular that was not addressed to the office."""
    found = verdict("適用: 所属の種別=警察本部", "令和4年4月1日締結の長期継続契約", "契約書確認: 特記事項の版=旧")
    assert OUTSIDE_ADDRESSEES in finding(found.warnings, "S1-07").reason


def test_a_warning_of_a_later_phase_waits_but_what_evidence_raises_speaks_at_once() -> None:
    """意見8 is not yet asked at 締結; the question 再委託か, raised by item 20, is asked as soon as it is there."""
    given = ("連絡体制: なし", "チェックリスト: 問20=はい; 部外者の概要=保守会社")
    early = [f.code for f in verdict(*given, to=Stage.CONCLUDED).warnings]
    later = [f.code for f in verdict(*given, to=Stage.CHECKLIST_RECEIVED).warnings]
    assert early == ["S4-03"]
    assert later == ["S2-12", "S4-03"]


def test_each_gate_bars_its_own_stage() -> None:
    """What a finding bars is the first gate that asks it; S4-03 bars 履行中 only once the subcontract has begun."""
    found = {f.code: f.gate for f in verdict("チェックリスト: なし", "検査: なし", "検査の準備: なし").unmet}
    assert found["S2-04"] is Stage.CHECKLIST_RECEIVED
    assert found["S2-05"] is Stage.ONSITE_INSPECTION
    assert found["S5-01"] is Stage.COMPLETION_INSPECTION
    assert found["S5-02"] is Stage.COMPLETED
    unapproved = "再委託1: 承認日="
    assert finding(verdict(unapproved, on=date(2024, 4, 14)).unmet, "S4-03").gate is Stage.COMPLETION_INSPECTION
    assert finding(verdict(unapproved, on=date(2024, 4, 15)).unmet, "S4-03").gate is Stage.PERFORMING


@pytest.mark.parametrize(
    ("code", "gate"),
    [("S1-09", Stage.CONCLUDED), ("S2-08", Stage.ONSITE_INSPECTION), ("S2-12", Stage.CHECKLIST_RECEIVED)],
)
def test_a_raised_opinion_bars_the_gate_its_rule_names(code: str, gate: Stage) -> None:
    """`gate_if_raised` of the rule data."""
    lacking = ("契約書確認: 再確認者=", "情報システム確認: アクセス制限の方法=", "連絡体制: なし")
    assert finding(verdict(*lacking, f"適用: 上げる={code}").unmet, code).gate is gate


def test_the_transitional_rule_comes_before_the_evidence() -> None:
    """The first status that holds, in order: TR-2 lifts S2-07 also where a new form came later (semantics §1)."""
    found = verdict(
        "令和5年4月1日締結",
        "旧様式のチェックリスト",
        "チェックリスト: 緊急点検日=R5.11.1",
        "追加 チェックリスト: 様式の版=R5.12.26",
    )
    assert finding(found.excused, "S2-07").status is Status.TRANSITIONAL


def test_who_must_act_is_the_rules_own_post() -> None:
    """`responsible` comes from the rule data, for warnings as well."""
    found = verdict("検査: なし", "契約書確認: 再確認者=")
    assert finding(found.unmet, "S5-02").responsible == "inspector"
    assert finding(found.warnings, "S1-09").responsible == "section_chief"
