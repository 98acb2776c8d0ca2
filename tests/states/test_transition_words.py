"""A transitional rule is told in words that an officer reads: its editions, its time, every kind of condition."""

from pathlib import Path

import pytest
from new_edition import a_transition, with_circular

from config.loader import rule_book
from states.transition_words import reach_in_words

SAID = {
    '{ field = "concluded_on", before = 2025-04-01 }': "締結日が令和7年4月1日より前",
    '{ field = "concluded_on", on_or_after = 2024-04-01 }': "締結日が令和6年4月1日以降",
    '{ field = "concluded_on", fiscal_year = 2019 }': "締結日が令和元年度",
    '{ field = "long_term", is = false }': "長期継続契約が「いいえ」",
    '{ field = "record_count", is = 500 }': "取扱件数が「500件」",
    '{ field = "record_count", at_least = 1000, below = 20000 }': "取扱件数が1,000件以上、20,000件未満",
    '{ field = "fiscal_years", contains = 2024 }': "年度が「令和6年度」を含む",
    '{ field = "amount", filled = false }': "契約額が記録されていない",
    '{ record = "completion_inspection", field = "passed", is = true }': "検査の結果が「合格」",
    '{ record = "emergency_contact", field = "arrangement", is = "shift_duty" }': "休日夜間の体制が「交替制在庁」",
    '{ record = "contract_review", field = "omitted_articles", contains = 3 }': "契約書確認の省略した条が「第3」を含む",
    '{ record = "contract_review", field = "template_edition", older_than = "template-R6.3.1" }': (
        "契約書確認の条文の版がR6.3.1より古い"
    ),
    '{ record = "checklist", field = "form_edition", older_than = "newest" }': "様式の版がその日の最新の版より古い",
    '{ record = "incident_history", field = "past_incident", is = true }': "同一事業での漏えい等が「はい」",
    '{ any = [{ field = "long_term", is = true }, { field = "amount", below = 1 }] }': (
        "(長期継続契約が「はい」、又は契約額が1円未満)"
    ),
    '{ none = [{ field = "long_term", is = true }] }': "長期継続契約が「はい」の場合を除く",
}


@pytest.mark.parametrize("when", SAID)
def test_every_condition_is_told(when: str, tmp_path: Path) -> None:
    """By the ledger's names of its columns, with the units and the words of the ledger."""
    bounds = 'effect = "lifts"\nlifts = ["S2-07"]\neditions = ["checklist-R7.4.1"]\nvalid_until = 2027-10-01'
    says = f"{bounds}\nwhen = [{when}]"
    book = with_circular(tmp_path / "draft", a_transition("TR-10", says))
    told = reach_in_words(book, book.transitions["TR-10"])
    assert told.startswith("版 R7.4.1 が求めることについて。令和9年9月30日まで。条件: ")
    assert told.endswith(SAID[when])


def test_those_that_ship_are_told() -> None:
    """TR-2 names its edition, its day and its year; TR-3 has no condition and says none."""
    book = rule_book()
    told = {code: reach_in_words(book, item) for code, item in book.transitions.items()}
    assert told["TR-3"] == ""
    assert "いずれかのチェックリスト(受領日が令和5年度、様式の版がR5.12.26より古い)がある" in told["TR-2"]
    assert "表4・表9は令和5年12月26日以降に締結した契約" in told["TR-7"]
