"""On every day a rule cites what had been issued by then, and says what of it no source says."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.schema import Deadline, Rule
from config.sources_by_day import sources_by_day

BOOK = rule_book()
RULES = BOOK.rules
ISSUED = sorted({source.issued_on for source in BOOK.sources.values() if source.issued_on})
EDGES = sorted({day + timedelta(days=n) for day in (*ISSUED, *BOOK.dates) for n in (-1, 0, 1)})
BARRING = [rule for rule in RULES.values() if rule.gates or rule.gate_if_raised]
RULE = st.sampled_from(sorted(RULES))


@given(RULE, st.one_of(st.sampled_from(EDGES), st.dates(date(2015, 1, 1), date(2040, 12, 31))))
def test_no_rule_cites_a_document_before_it_was_issued(code: str, day: date) -> None:
    """A circular binds nobody, and is cited to nobody, on a day on which it did not exist."""
    for cite in BOOK.cites_on(code, day):
        issued = BOOK.sources[cite.source].issued_on
        assert issued is None or issued <= day


@given(RULE, st.one_of(st.sampled_from(EDGES), st.dates(date(2015, 1, 1), date(2040, 12, 31))))
def test_the_sources_of_a_day_are_those_of_its_period(code: str, day: date) -> None:
    """The table of sources says of every day in force what a refusal of that day cites."""
    periods = sources_by_day(BOOK, code)
    begun = [text for first, text in periods if first is None or first <= day]
    if begun:
        assert begun[-1] == BOOK.source_text(code, day)
    else:
        assert day < (RULES[code].first_on or date.min)


@pytest.mark.parametrize("rule", BARRING, ids=[rule.code for rule in BARRING])
def test_a_rule_that_may_bar_is_founded_on_every_day_on_which_it_does(rule: Rule) -> None:
    """A source of the day; where there is none, the data says why it is asked for, and how sure that is."""
    for day in [day for day in EDGES if rule.first_on is None or rule.first_on <= day]:
        assert BOOK.cites_on(rule.code, day) or (rule.first_standing != "原文" and rule.first_note)
    if rule.first_on is None and rule.strength in ("H", "P", "C"):
        assert rule.first_note


def test_only_what_the_report_calls_a_standing_practice_reaches_back_for_sure() -> None:
    """監査報告書「従前からの取扱い」: all other rules without a first day say 仮定 or 推論 beside their strength."""
    undated = [rule for rule in RULES.values() if rule.gates and not rule.first_on and rule.strength in ("H", "P", "C")]
    sure = {rule.code for rule in undated if rule.first_standing == "原文"}
    assert sure == {"S0-01", "S0-03", "S2-04", "S2-05", "S2-11", "S4-03", "S4-05", "S4-06", "S5-01", "S5-02"}
    assert {RULES[code].first_note for code in sure} == {"従前からの取扱い"}
    for rule in undated:
        assert rule.code in sure or "初日を置かないこと" in rule.mark


def test_a_circular_that_founds_a_rule_alone_gives_it_its_first_day() -> None:
    """S2-09 and S2-10 rest on 5広第1237号 and begin with it; S1-02 on the report until 5財活第2311号 says it too."""
    for code in ("S2-09", "S2-10"):
        assert RULES[code].first_on == BOOK.sources["5kou1237"].issued_on
    assert sources_by_day(BOOK, "S1-02") == (
        (date(2023, 10, 10), "監査報告書 第2-1 p.4"),
        (date(2024, 3, 1), "5財活第2311号 記1、監査報告書 第2-1 p.4"),
    )


@pytest.mark.parametrize(
    ("code", "mark"),
    [
        ("S0-04", "〔推論、仮定: 初日を置かないこと〕"),
        ("S1-01", ""),
        ("S1-05", "〔仮定: 初日を置かないこと〕"),
        ("S3-01", ""),
        ("S3-03", "〔仮定: 承認者・承認日を求めること〕"),
        ("S3-06", "〔推論、仮定: 初日を置かないこと〕"),
        ("S5-01", "〔仮定: 検査日と同じ日の準備を認めないこと〕"),
        ("S6-01", "〔推論: 初日を置かないこと〕"),
        ("F-01", ""),
    ],
)
def test_the_mark_beside_the_strength_names_what_no_source_says(code: str, mark: str) -> None:
    """An assumption never wears the face of a duty: text, first day and evidence are told apart."""
    assert RULES[code].mark == mark


def test_a_deadline_that_a_source_sets_bears_no_mark() -> None:
    """〔仮定・県規程に日数なし〕 is the data's word, not the engine's."""
    assumed = RULES["S2-04"].deadline
    assert isinstance(assumed, Deadline)
    assert assumed.mark == "〔仮定・県規程に日数なし〕"
    assert assumed.model_copy(update={"standing": "原文"}).mark == ""
    assert assumed.model_copy(update={"standing": "外部", "note": "国の指針"}).mark == "〔外部・国の指針〕"


def test_a_citation_speaks_only_within_its_own_days() -> None:
    """valid_from is the first day, valid_until the first on which it is cited no more."""
    rule = RULES["S2-12"]
    cite = rule.cites[0].model_copy(update={"valid_from": date(2026, 4, 1), "valid_until": date(2027, 4, 1)})
    book = replace(BOOK, rules={**RULES, "S2-12": rule.model_copy(update={"cites": (cite,)})})
    cited = [bool(book.cites_on("S2-12", date(y, m, d))) for y, m, d in ((2026, 3, 31), (2026, 4, 1), (2027, 3, 31))]
    assert cited == [False, True, True]
    assert not book.cites_on("S2-12", date(2027, 4, 1))
