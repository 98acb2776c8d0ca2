"""The shipped rule data says what the register, the circulars and the audit report say, and no more."""

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.rulebook import RuleBook
from config.schema import Rule

BOOK = rule_book()
RULES = BOOK.rules
REGISTER = {code: rule for code, rule in RULES.items() if rule.stage != "F"}

GATES = {
    "concluded": "F-01 S0-01 S1-01 S1-02 S1-03 S1-04 S1-05 S1-07 S1-08 S1-10",
    "checklist_received": "S2-01 S2-04 S2-07 S2-11",
    "onsite_inspection": "S2-05 S2-06 S2-09 S2-10 S3-06",
    "performing": "F-02 S0-03 S3-01 S3-03 S3-04 S3-05 S4-03",
    "completion_inspection": "S4-03 S4-04 S4-05 S4-06 S4-07 S4-08 S5-01",
    "completed": "S3-09 S3-10 S5-02 S6-01 S6-02 F-05",
}
STRENGTHS = {
    "P": "S3-01 S3-03 S3-04 S3-05 S3-09",
    "O": "S1-09 S2-08 S2-12 S3-07 S5-04 X-06 X-07 X-09 X-10 X-12 X-13",
    "T": "S4-08 S4-09",
    "C": "S2-13 S3-08 S4-10 S4-11 S4-12 S4-13 S4-14 S4-15 S4-16 S4-19 S6-01 S6-02 S6-03 X-02 X-03 X-04 X-05",
    "A": "S3-10 S6-04 F-01 F-02 F-03 F-04 F-05",
}
ZAIKATSU = "S1-01 S1-02 S1-03 S1-04 S1-05 S1-06 S1-10 S1-11 S4-01 S4-02 S4-03 S4-04 S4-18 S5-01 S5-02 S5-03 S5-04 X-09"
UNRECORDED = "S3-08 S4-02 S4-10 S4-11 S4-12 S4-13 S4-14 S4-15 S4-16 S6-03 S6-04 X-04 X-11"
OFFICE = "S3-07 X-06 X-07 X-08 X-09 X-10 X-12 X-13"
KINDS = (
    "duty_notice contract_review checklist system_review onsite_inspection onsite_waiver emergency_contact "
    "contact_check inspection_plan completion_inspection return_disposal improvement_plan subcontract_notice "
    "place_approval incident_report " + " ".join(BOOK.evidence)
)
LEDGER = (
    "周知日 見積徴取日 チェックリスト手交日 マニュアル手交日 説明日 締結日 履行開始日 特定個人情報 要配慮個人情報 "
    "取扱件数 情報システム使用 確認日 確認者 再確認者 実地調査・報告条項 再委託書面承認条項 契約不適合責任条項 "
    "無催告解除条項 財務規則第166条の記載事項 条文の版 特記事項の版 省略した条 別に定めた条 反映不要の理由 "
    "依頼日 点検日 受領日 緊急点検日 様式の版 問1〜問29 問20 問27 責任者氏名 責任者連絡先 従事者数 研修計画 "
    "運搬の対策 部外者の概要 事故時責任者 事故時連絡先 疑義 疑義の内容 改善策受領日 アクセス制限の方法 "
    "問1 問2 問3 問8 問9 持出し防止の方法 部外者アクセスの確認 概要 応急措置 委託先の認識日 一報日 "
    "書面報告日 経緯 被害状況 原因 "
    "実施日 場所 調査者 調査者の区分 結果 是正確認日 未実施の理由 未実施の理由の区分 追加の事情 "
    "代替措置の種類 代替措置の実施日 代替措置の承認者 代替措置の承認日 申請日 合理的理由 業務範囲 業務遂行能力 "
    "大部分又は根幹 承認日 承認文書番号 承認者 業務開始日 周知の確認日 周知の方法 休日夜間の体制 "
    "委託先の連絡先 県の連絡先 検査準備日 "
    "検査項目 検査日 検査員 方法 個人情報の確認 返還・廃棄の確認日 返還・廃棄の方法 返還・廃棄の範囲"
)


def codes_where(**wanted: object) -> set[str]:
    """The codes of the rules whose fields hold these values."""
    return {c for c, rule in RULES.items() if all(getattr(rule, k) == v for k, v in wanted.items())}


def test_all_79_rules_of_the_register_are_there() -> None:
    """The register's count per stage, and five structural codes beside them."""
    counts = Counter(rule.stage for rule in RULES.values())
    assert counts == {"S0": 5, "S1": 11, "S2": 13, "S3": 10, "S4": 19, "S5": 4, "S6": 4, "X": 13, "F": 5}
    assert len(REGISTER) == 79
    assert all(code.startswith(rule.stage) for code, rule in RULES.items())


@pytest.mark.parametrize("gate", GATES)
def test_a_gate_asks_exactly_the_rules_of_the_closed_set(gate: str) -> None:
    """Strength says what may block; this table alone says what does (semantics §1)."""
    assert {code for code, rule in RULES.items() if gate in rule.gates} == set(GATES[gate].split())


def test_only_the_recorded_warnings_can_be_raised_to_a_block() -> None:
    """A raised warning has one gate to go to; a rule that blocks already, or is recorded nowhere, has none."""
    assert {code: rule.gate_if_raised for code, rule in RULES.items() if rule.gate_if_raised} == {
        **dict.fromkeys(("S0-02", "S0-04", "S1-09", "S1-11"), "concluded"),
        "S2-03": "checklist_received",
        "S2-08": "onsite_inspection",
        "S2-02": "checklist_received",
        "S2-12": "checklist_received",
        "S2-13": "onsite_inspection",
        "S3-02": "performing",
        **dict.fromkeys(
            ("S1-06", "S4-01", "S4-09", "S4-17", "S4-18", "S4-19", "S5-03", "S5-04"), "completion_inspection"
        ),
    }


def test_strengths_are_those_of_the_register() -> None:
    """Opinions, training and assumptions never pass for duties; everything not listed is a duty (H)."""
    assert {s: codes_where(strength=s) for s in STRENGTHS} == {s: set(c.split()) for s, c in STRENGTHS.items()}
    assert {rule.strength for rule in RULES.values()} == {*STRENGTHS, "H"}


def test_only_these_rules_can_never_be_overridden() -> None:
    """大部分・根幹の再委託、完了検査、返還 and the structural codes know no exception (semantics §4)."""
    assert codes_where(waivable=False) == {"S4-04", "S5-02", "S6-01", "F-01", "F-02", "F-03", "F-04", "F-05"}


def test_the_oversight_office_approves_what_it_answers_for() -> None:
    """Overrides of the visit and of the written approval go to 制度所管課, all others to 所属長 (semantics §4)."""
    assert codes_where(approver="oversight_office") == {"S3-01", "S3-03", "S3-04", "S3-05", "S4-03"}


def test_each_rule_answers_to_the_office_that_issued_it() -> None:
    """財産活用課 for contracts, approvals and inspections (and its own duty X-09), 県民情報広報課 for the rest."""
    assert codes_where(oversight="contracts") == set(ZAIKATSU.split())


def test_what_the_product_records_nowhere_says_so() -> None:
    """A rule shown 「記録欄なし」 has no column, no proof, no deadline and no gate."""
    assert codes_where(recorded=False) == set(UNRECORDED.split())
    for code in UNRECORDED.split():
        rule = RULES[code]
        held = (rule.required_fields, rule.proof, rule.deadline, rule.gates, rule.gate_if_raised)
        assert not any(held), code
        assert rule.unrecorded_because, code


def test_what_a_desk_records_bars_no_contract() -> None:
    """Duties of the 制度所管課 are no duties of each contract: no gate, and none if it were raised."""
    assert {c for c, r in RULES.items() if r.subject == "office" and r.recorded} == set(OFFICE.split())
    assert not [c for c in OFFICE.split() if RULES[c].gates or RULES[c].gate_if_raised]


def test_only_originals_prove_the_four_weighty_rules() -> None:
    """S2-04, S3-01, S4-03, S5-02 need a file or a 文書番号 (semantics §3)."""
    assert codes_where(proof=("file", "document_no")) == {"S2-04", "S3-01", "S4-03", "S5-02"}


def test_each_audit_table_finds_its_rules() -> None:
    """The finding a rule's breach makes in tables 1 to 12."""
    by_table: dict[int, list[str]] = {}
    for code, rule in RULES.items():
        if rule.table:
            by_table.setdefault(rule.table, []).append(code)
    assert by_table.pop(1) == ["S1-01", "S1-02", "S1-03", "S1-04", "S1-05", "S1-10"]
    order = ["S1-07", "S2-04", "S2-07", "S3-01", "S4-03", "S4-05", "S4-06", "S4-07", "S4-08", "S2-11", "S2-12"]
    assert by_table == {table: [code] for table, code in enumerate(order, start=2)}


def test_due_dates_are_those_of_the_semantics_and_all_assumed() -> None:
    """No circular gives a number of days; each says 「県規程に日数なし」 (semantics §5)."""
    due = {c: (r.deadline.days, r.deadline.counted_from) for c, r in RULES.items() if r.deadline}
    own = {
        "S2-06": (30, "checklist_received_on"),
        "S4-03": (0, "subcontract_started_on"),
        "S4-04": (0, "subcontract_started_on"),
        "S4-05": (14, "subcontract_approved_on"),
        "S4-06": (14, "subcontract_approved_on"),
        "S4-07": (14, "subcontract_approved_on"),
        "S4-08": (30, "subcontract_started_on"),
        "S5-01": (-14, "performance_end_on"),
        "S5-02": (10, "performance_end_on"),
        "S6-01": (14, "inspected_on"),
        "S6-02": (14, "inspected_on"),
    }
    by_stage = {"S0": (0, "concluded_on"), "S1": (0, "concluded_on"), "S2": (14, "concluded_on")}
    by_stage["S3"] = (30, "performance_start_on")
    by_article = {"S0-05", "S6-02"}
    asked = {c: r for c, r in RULES.items() if r.recorded and r.stage not in ("F", "X")}
    recorded = {c: r for c, r in asked.items() if not r.asks or c in by_article}
    by_year_or_incident = {"S3-09", "S3-10"}
    recorded = {c: r for c, r in recorded.items() if c not in by_year_or_incident}
    assert due == {c: own.get(c) or by_stage[r.stage] for c, r in recorded.items()}
    assert {(r.deadline.standing, r.deadline.note, r.deadline.unit) for r in RULES.values() if r.deadline} == {
        ("仮定", "県規程に日数なし", "business")
    }


def test_only_dated_rules_have_a_first_date() -> None:
    """By 締結日, or for every contract not completed by then (semantics §2); all others are 従前から."""
    dated = {c: (r.first_on, r.anchored_to) for c, r in RULES.items() if r.first_on}
    circulars, form = date(2023, 10, 10), date(2023, 12, 26)
    by_conclusion = ["S1-01", "S1-02", "S1-03", "S1-04", "S1-07", "S1-10", "S3-08", "S4-17", "S0-02", "S2-13", "S4-19"]
    by_completion = ["S2-08", "S3-01", "S3-03", "S3-04", "S3-05", "S4-08", "S1-06"]
    assert dated == {
        **dict.fromkeys(by_conclusion, (circulars, "concluded_on")),
        **dict.fromkeys(by_completion, (circulars, "not_completed")),
        **dict.fromkeys(("S2-02", "S2-07", "S2-09", "S2-10", "S4-07"), (form, "not_completed")),
    }


def test_the_visit_is_in_force_from_the_day_of_the_circular() -> None:
    """5財活第1162号 of 2023-10-10: not the day before; from that day 1,000件「以上」."""
    before, after = BOOK.on(date(2023, 10, 9)), BOOK.on(date(2023, 10, 10))
    assert "S3-01" not in before.in_force
    assert ("S3-01", "record_threshold") not in before.values
    assert "S3-01" in after.in_force
    assert after.value("S3-01", "record_threshold") == 1000
    assert after.values["S3-01", "record_threshold"].comparison == "以上"


def test_the_three_reasons_are_the_reports_own_words() -> None:
    """The wordings a ledger may use for 未実施の理由, each the business of one rule (報告書 第2-2(2)イ)."""
    today = BOOK.on(date(2024, 4, 1))
    reasons = tuple(today.value(code, "reason") for code in ("S3-03", "S3-04", "S3-05"))
    assert reasons == (
        "受託者が県の庁舎内で業務を行っている",
        "委託先が外部者の入室を制限している",
        "委託先の所在地が県外である",
    )
    assert today.value("S3-01", "reason") == reasons


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_every_rule_can_be_understood_and_cured(rule: Rule) -> None:
    """A short label, a remedy, a source, and columns and commands that exist."""
    assert len(rule.label) <= 30
    assert rule.remedy.endswith("。")
    assert BOOK.source_text(rule.code, date(2024, 4, 1))
    added = {field.label for kind in BOOK.evidence.values() for field in kind.fields}
    assert set(rule.required_fields) <= {*LEDGER.split(), *added}
    for kind in re.findall(r"lifecycle attach \{id\} (\w+)", rule.command or ""):
        assert kind in KINDS.split()
    if rule.gates:
        assert rule.command
    if rule.subject == "subcontract" and "attach" in (rule.command or ""):
        assert "--subcontract {no}" in (rule.command or "")


def test_a_duty_that_time_made_incurable_names_the_way_out() -> None:
    """Late notice, approval or inspection plan: てん末書 and an override (semantics §4)."""
    assert {c for c, r in RULES.items() if "てん末書を添え、例外承認を申請" in r.remedy} == {"S0-01", "S4-03", "S5-01"}


def test_structural_codes_are_the_products_own() -> None:
    """F codes are no rules of the prefecture: strength A, standing 仮定, source the product's design."""
    for code in ("F-01", "F-02", "F-03", "F-04", "F-05"):
        assert RULES[code].standing == "仮定"
        assert [cite.source for cite in RULES[code].cites] == ["product"]


def test_a_refusal_cites_the_circular_first() -> None:
    """The line an officer reads under 根拠."""
    assert BOOK.source_text("S3-01", date(2024, 4, 1)).startswith("5財活第1162号 記2(1)④、5広第824号 記2、")
    assert "〔仮定〕" in BOOK.source_text("S3-05", date(2024, 4, 1))


@given(st.dates(date(2019, 1, 1), date(2030, 12, 31)))
def test_the_book_is_constant_between_its_dates(day: date) -> None:
    """What `on` says of a day is what each rule says of it, and it changes on the book's dates only."""
    said = BOOK.on(day)
    assert said.in_force == {c for c, r in RULES.items() if not r.first_on or r.first_on <= day}
    assert dict(said.values) == {(c, v.name): v for c, r in RULES.items() for v in r.values if v.holds_on(day)}
    fresh: RuleBook = replace(BOOK)
    same = fresh.on(day) == fresh.on(day - timedelta(days=1))
    assert same == (day not in BOOK.dates)


@pytest.mark.parametrize("day", BOOK.dates)
def test_the_book_changes_on_each_of_its_dates(day: date) -> None:
    """A date that changes nothing would not be in the book."""
    assert BOOK.on(day) != BOOK.on(day - timedelta(days=1))
