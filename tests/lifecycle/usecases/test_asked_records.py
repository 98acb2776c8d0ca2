"""A home's or a pack's new rule asks for fields of the engine's own records, by data only, and bars its gate."""

from datetime import date
from pathlib import Path

import pytest
from circulars import published
from installation import FOR_PERFORMING, ID, NOT_TO_BE_WARNED, OFFICER, OVERSIGHT, Installation, a_contract, hand_in
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.drafts import lay, read_draft
from config.errors import RuleDataError
from config.evidence import ENGINE_RECORDS
from config.rulebook import RuleBook
from config.vocabulary import Stage
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.rule_publishing import propose_publication
from states.assessment import Assessor, unknown_guards
from states.columns import CONTRACT, SUBCONTRACT
from states.evidence import BUILT_IN
from states.facts import Policy
from states.verdict import Finding

MARCH, APRIL = "2025-03-03", "2025-04-01"
RULE = """
[[rule]]
code = "S1-90"
label = "契約書確認の文書番号"
text = "契約書の確認に文書番号を付ける"
stage = "S1"
strength = "H"
first_on = 2025-04-01
cites = [{ source = "report_r6" }]
gates = ["concluded"]
applies_when = "すべての契約"
evidence = "契約書確認"
required_fields = ["確認日", "再確認者", "文書番号"]
proof = ["declared"]
responsible = "officer"
oversight = "personal_information"
remedy = "契約書確認の空欄を埋めてください。"
guard = "record_is_complete"
asks = { record = "contract_review" }
last_verified_on = 2026-11-27
"""
SUBCONTRACTS = (
    RULE.replace('code = "S1-90"', 'code = "S4-90"\nsubject = "subcontract"')
    .replace('["確認日", "再確認者", "文書番号"]', '["依頼日", "点検日", "文書番号"]')
    .replace('record = "contract_review"', 'record = "checklist"')
    .replace('stage = "S1"', 'stage = "S4"')
    .replace('"concluded"', '"completion_inspection"')
    .replace("2025-04-01", "2024-04-01")
)


def draft(folder: Path, *rules: str) -> Path:
    """A draft of rules beside the pack."""
    (folder / "rules").mkdir(parents=True)
    (folder / "rules" / "own.toml").write_text("".join(rules), encoding="utf-8")
    return folder


def test_the_engines_records_are_those_that_the_data_may_name() -> None:
    """The list by which the loader knows them is that of the classes."""
    assert list(ENGINE_RECORDS) == [CONTRACT, SUBCONTRACT, *BUILT_IN]


def test_a_published_rule_of_the_home_bars_its_gate_until_every_field_is_there(
    installation: Installation, tmp_path: Path
) -> None:
    """All missing fields are named with the command that records just these; before its first day nothing is asked."""
    published(installation, draft(tmp_path / "own", RULE))
    tried = {}
    for number, day in ((ID, MARCH), ("R6-0002", APRIL)):
        a_contract(installation.app(OFFICER, day), number)
        hand_in(installation.app(OFFICER, day), *FOR_PERFORMING, *NOT_TO_BE_WARNED, id_=number)
        tried[number] = advance(installation.app(OFFICER, day), number, Stage.CONCLUDED)
    assert tried[ID].entered
    refused = tried["R6-0002"]
    assert not refused.entered
    (own,) = [finding for finding in refused.verdict.unmet if finding.code == "S1-90"]
    assert own.reason == "契約書確認の文書番号が空欄"
    assert own.command == "lifecycle attach {id} contract_review --set reviewed_on=R6.4.1 --set document_no=…"
    attach(installation.app(OFFICER, APRIL), "R6-0002", "contract_review", {"document_no": "広第15号"})
    assert advance(installation.app(OFFICER, APRIL), "R6-0002", Stage.CONCLUDED).entered


def test_a_rule_on_subcontracts_asks_for_fields_of_their_own_checklist(tmp_path: Path) -> None:
    """The subcontractor's paper is looked at, not the contractor's; no paper at all is its own reason."""
    book = lay(read_draft(draft(tmp_path / "own", SUBCONTRACTS))).book
    assert unknown_guards(book) == []
    (lacking,) = unmet(book, "再委託1: あり", "再委託1 チェックリスト: 点検日=")
    assert (lacking.subject.split("/")[1], lacking.reason) == ("1", "チェックリストの依頼日、点検日、文書番号が空欄")
    assert lacking.command.endswith(
        "checklist --subcontract {no} --set received_on=R6.4.19 "
        "--set requested_on=… --set inspected_on=… --set document_no=…"
    )
    (nothing,) = unmet(book, "再委託1: あり", "再委託1 チェックリスト: なし")
    assert nothing.reason == "チェックリストの記録がない"
    assert "--set received_on=… --set requested_on=…" in nothing.command


def unmet(book: RuleBook, *given: str) -> list[Finding]:
    """What the rule on subcontracts bars of a complete file with these departures."""
    contract = told(given).contract(Stage.PERFORMING)
    day = date(2025, 3, 31)
    judged = Assessor(book, Policy(), BusinessCalendar()).judge(contract, Stage.COMPLETION_INSPECTION, day)
    return [finding for finding in judged.unmet if finding.code == "S4-90"]


def test_fields_and_kinds_that_are_not_there_are_all_named_by_place(installation: Installation, tmp_path: Path) -> None:
    """Of the engine's own kinds too: a field, a kind, another owner, a field that is not answered はい or いいえ."""
    wrong = (
        RULE.replace('"文書番号"', '"印"'),
        RULE.replace("S1-90", "S1-91").replace('"contract_review"', '"contract_revue"'),
        SUBCONTRACTS.replace('"checklist"', '"contract_review"').replace(
            '["依頼日", "点検日", "文書番号"]', '["確認日"]'
        ),
        RULE.replace("S1-90", "S1-92").replace('"contract_review" }', '"contract_review", applies_field = "確認者" }'),
    )
    with pytest.raises(RuleDataError) as refusal:
        propose_publication(installation.app(OVERSIGHT, MARCH), draft(tmp_path / "own", *wrong), "own")
    said = str(refusal.value)
    assert "S1-90: 項目「印」は証拠の種類「contract_review」にありません" in said
    assert "S1-91: 証拠の種類「contract_revue」がありません" in said
    assert "S4-90: 規則の対象(subcontract)と証拠の種類「contract_review」の対象(contract)が違います" in said
    assert "S1-92: 項目「確認者」は、はい/いいえ のように二つに一つの項目ではありません" in said
