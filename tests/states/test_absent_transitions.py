"""A pack without transitional rules: nothing fails, and nothing is lifted or softened."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.loader import RULE_DATA, load_rule_book
from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from lifecycle.papers.tables.audit_counts import count_tables
from states.assessment import Assessor
from states.facts import Policy
from states.occasions import occasions

ON = date(2024, 5, 10)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    """The pack of the prefecture without its transitions.toml."""
    folder = tmp_path_factory.mktemp("pack") / "pack"
    shutil.copytree(RULE_DATA, folder)
    Path(folder / "transitions.toml").unlink()
    return load_rule_book(folder)


@pytest.mark.parametrize(
    ("lines", "code", "status"),
    [
        (("令和5年4月1日締結", "旧様式のチェックリスト", "チェックリスト: 緊急点検日=R5.11.1"), "S2-07", Status.UNMET),
        (("令和5年10月の契約", "契約: 締結日=R5.10.9", "契約書確認: 特記事項の版=旧"), "S1-07", Status.NOT_IN_FORCE),
        (("令和4年4月1日締結の長期継続契約", "契約書確認: 特記事項の版=旧"), "S1-07", Status.NOT_IN_FORCE),
        (("令和6年4月1日締結の長期継続契約", "契約書確認: 特記事項の版=旧"), "S1-07", Status.UNMET),
        (("契約書確認: 省略した条=14; 別に定めた条=14",), "S1-08", Status.MET),
    ],
)
def test_every_contract_can_be_judged(book: RuleBook, lines: tuple[str, ...], code: str, status: Status) -> None:
    """TR-1, TR-2, TR-4 and TR-5 are data: without them each contract is judged by the rules alone."""
    assessor = Assessor(book, Policy(), BusinessCalendar())
    contract = told(lines).contract(Stage.CONCLUDED)
    judged = assessor.assess(contract, ON)
    assert {f.status for f in judged.findings if f.code == code} == {status}
    assert occasions(assessor, contract, judged) is not None
    assert count_tables([contract], ON, book).contracts == 1
