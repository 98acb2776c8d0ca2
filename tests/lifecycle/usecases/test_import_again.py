"""Importing again: the same workbook changes nothing, a correction is recorded as one, a stage is no way round."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import OFFICES, CommandLine, Rows, contract_row, small_ledger

import lifecycle.demo

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")

WriteLedger = Callable[[Mapping[str, Rows]], str]


def review_row(**cells: Any) -> dict[str, Any]:
    """A row of 契約書確認 that lacks one clause."""
    row: dict[str, Any] = {
        "契約番号": "R6-1", "確認日": date(2024, 4, 1), "確認者": "税務 花子", "再確認者": "税務 太郎",
        "実地調査・報告条項": "有", "再委託書面承認条項": "有", "契約不適合責任条項": "無", "無催告解除条項": "有",
        "財務規則第166条の記載事項": "有", "条文の版": "R6.3.1", "特記事項の版": "R5.10.10",
    }  # fmt: skip
    return row | cells


def test_the_sample_a_second_time_changes_nothing_and_records_nothing(sample: CommandLine) -> None:
    """Importing is idempotent; the keys of its JSON."""
    before = sample.events()
    document = sample("import", str(SAMPLE), "--json").json
    assert set(document) == {
        "file", "stored", "contracts", "subcontracts", "evidence", "created", "changed", "unchanged",
        "cleared", "ignored", "carried_down", "errors", "older", "notes", "placeholders", "plans", "respelled",
        "made_up", "left_out", "remarks", "doubts",
    }  # fmt: skip
    assert (document["contracts"], document["subcontracts"]) == (190, 71)
    assert (document["created"], document["changed"]) == (0, 0)
    assert document["unchanged"] > 0
    assert document["stored"] is True
    assert sample.events() == before


def test_a_correction_keeps_the_old_value_in_the_history(bare: CommandLine, ledger: WriteLedger) -> None:
    """A corrected row is recorded as a correction, with the old value kept in the history."""
    bare("import", ledger(small_ledger()))
    done = bare("import", ledger(small_ledger(契約=[contract_row(取扱件数=2000)])), "--json").json
    assert (done["created"], done["changed"]) == (0, 1)
    last = bare("history", "R6-1", "--json").json[-1]
    assert last["kind"] == "contract_amended"
    assert last["content"]["changes"] == {"record_count": [10, 2000]}
    assert last["content"]["source"]["sheet"] == "契約"
    assert last["content"]["source"]["row"] == 2
    assert bare.clean()


def test_a_correction_that_clears_a_duty_is_listed_and_told_to_the_head(bare: CommandLine, ledger: WriteLedger) -> None:
    """Turning an unmet blocking duty into a met one is listed in the result and told to the 所属長."""
    bare("import", ledger(small_ledger(契約書確認=[review_row()])))
    done = bare("import", ledger(small_ledger(契約書確認=[review_row(契約不適合責任条項="有")])), "--json").json
    assert done["cleared"] == [{"subject": "R6-1", "code": "S1-03"}]
    (told,) = [one for one in bare("deliver", "--json").json["messages"] if "訂正" in one["subject"]]
    assert (told["division"], told["post"], told["status"]) == ("税務課", "division_head", "sent")


def subcontract_row(**cells: Any) -> dict[str, Any]:
    """A row of 再委託 that began without approval."""
    row = {
        "契約番号": "R6-1",
        "再委託番号": 1,
        "再委託先": "乙社",
        "保有個人情報の取扱い": "はい",
        "業務開始日": date(2024, 5, 1),
    }
    return row | cells


@pytest.mark.parametrize("cells", [{"取消": "はい"}, {"業務開始日": date(2099, 12, 31), "申請日": date(2099, 12, 31)}])
def test_a_duty_that_falls_away_by_a_correction_is_told_too(
    bare: CommandLine, ledger: WriteLedger, cells: dict[str, Any]
) -> None:
    """Withdrawing or dating away what lacked approval is no quiet way out: it is listed, and the head is told."""
    bare("import", ledger(small_ledger(再委託=[subcontract_row()])))
    assert "S4-03" in {u["code"] for u in bare("why", "R6-1", "--to", "検査", "--json").json["unmet"]}
    done = bare("import", ledger(small_ledger(再委託=[subcontract_row(**cells)])), "--json")
    assert done.code == 0
    assert {"subject": "R6-1/1", "code": "S4-03"} in done.json["cleared"]
    told = [m for m in bare("deliver", "--json").json["messages"] if "義務の消滅・訂正による" in m["subject"]]
    assert [m["post"] for m in told] == ["division_head"]
    assert bare.clean()


def test_a_withdrawal_that_lets_a_better_document_speak_is_a_correction(bare: CommandLine, ledger: WriteLedger) -> None:
    """Of several documents the latest speaks: taking it back may turn an unmet duty into a met one."""
    worse = review_row(確認日=date(2024, 5, 1))
    bare("import", ledger(small_ledger(契約書確認=[review_row(契約不適合責任条項="有"), worse])))
    taken_back = {"契約番号": "R6-1", "確認日": date(2024, 5, 1), "取消": "はい"}
    done = bare("import", ledger(small_ledger(契約書確認=[taken_back])), "--json").json
    assert {"subject": "R6-1", "code": "S1-03"} in done["cleared"]


def test_a_blank_keeps_what_is_known_and_missing_sheets_and_rows_touch_nothing(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """A blank cell keeps what is known; a row that is absent is untouched; missing sheets are fine."""
    bare("import", ledger(small_ledger(契約書確認=[review_row()])))
    before = bare.events()
    done = bare("import", ledger({"契約": [contract_row(取扱件数="", 締結日="", 状態="")]}), "--json").json
    assert (done["created"], done["changed"], done["unchanged"]) == (0, 0, 1)
    assert bare.events() == before
    assert bare("contract", "show", "R6-1", "--json").json["record_count"] == 10


def test_sheets_and_columns_nobody_knows_are_named_and_ignored(bare: CommandLine, ledger: WriteLedger) -> None:
    """Unknown ones are named and ignored."""
    done = bare("import", ledger(small_ledger(契約=[contract_row(備考="急ぎ")], メモ=[{"何か": "x"}])), "--json").json
    assert set(done["ignored"]) == {"契約/備考", "メモ"}


def test_a_stage_is_taken_once_and_then_only_advance_moves(bare: CommandLine, ledger: WriteLedger) -> None:
    """A 状態 equal to the one last imported or to the stage is ignored; any other is a fault."""
    bare("import", ledger(small_ledger()))
    (listed,) = bare("contract", "list", "--json").json
    assert (listed["stage"], listed["stage_declared"]) == ("concluded", True)
    before = bare.events()
    said = bare("import", ledger(small_ledger(契約=[contract_row(状態="完了")])), "--json")
    assert said.code == 9
    (error,) = said.json["errors"]
    assert (error["column"], error["found"]) == ("状態", "完了")
    assert error["expected"] == "状態は advance で進めてください"
    assert bare.events() == before
    assert bare("import", ledger(small_ledger()), "--json").json["changed"] == 0


def test_the_stage_last_imported_stays_accepted_after_a_move(bare: CommandLine, ledger: WriteLedger) -> None:
    """The office's workbook may lag behind; it is neither a fault nor a way back."""
    sheets = small_ledger(契約=[contract_row(状態="見積", 締結日="", 見積徴取日=date(2024, 3, 10))])
    bare("import", ledger(sheets))
    assert bare("contract", "withdraw", "R6-1", "--reason", "不調", actor="税務 太郎").code == 0
    assert bare("contract", "list", "--json").json[0]["stage"] == "withdrawn"
    assert bare("import", ledger(sheets), "--json").json["changed"] == 0
    assert bare("contract", "list", "--json").json[0]["stage"] == "withdrawn"


def test_without_a_stage_a_contract_begins_at_the_estimate(bare: CommandLine, ledger: WriteLedger) -> None:
    """Without it the stage is 見積."""
    bare("import", ledger(small_ledger(契約=[contract_row(状態="")])))
    assert bare("contract", "list", "--json").json[0]["stage"] == "estimate"


def test_a_withdrawn_row_takes_its_record_back(bare: CommandLine, ledger: WriteLedger) -> None:
    """A row is withdrawn by はい in an optional 取消 column; a second time changes nothing."""
    bare("import", ledger(small_ledger(契約書確認=[review_row()])))
    withdrawn = small_ledger(契約書確認=[{"契約番号": "R6-1", "確認日": date(2024, 4, 1), "取消": "はい"}])
    assert bare("import", ledger(withdrawn), "--json").json["changed"] == 1
    assert bare("history", "R6-1", "--json").json[-1]["kind"] == "evidence_removed"
    before = bare.events()
    assert bare("import", ledger(withdrawn), "--json").json["changed"] == 0
    assert bare.events() == before
    assert bare.clean()


def test_withdrawing_and_importing_a_contract_again_is_no_way_round_a_gate(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """A stage is taken only when a contract is first imported."""
    bare("import", ledger(small_ledger()))
    assert bare("import", ledger(small_ledger(契約=[contract_row(取消="はい")])), "--json").json["changed"] == 1
    assert bare("contract", "show", "R6-1").code == 6
    assert bare("contract", "list", "--json").json == []
    assert bare("import", ledger(small_ledger(契約=[contract_row(状態="完了")]))).code == 9
    again = bare("import", ledger(small_ledger()), "--json")
    assert (again.code, again.json["created"]) == (0, 1)
    assert bare("contract", "list", "--json").json[0]["stage"] in ("concluded", "estimate")
    assert bare.clean()


def test_rows_for_a_contract_withdrawn_in_the_same_workbook_leave_the_store_in_order(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """Offices leave the other rows standing when they withdraw a contract."""
    bare("import", ledger(small_ledger(契約書確認=[review_row()])))
    sheets = small_ledger(契約=[contract_row(取消="はい")], 契約書確認=[review_row(契約不適合責任条項="有")])
    assert bare("import", ledger(sheets)).code == 0
    before = bare.events()
    assert bare("import", ledger(sheets)).code == 0
    assert bare.events() == before
    assert bare("contract", "list", "--json").json == []
    assert bare.clean()


def test_the_offices_own_spelling_of_its_name_is_forgiven(bare: CommandLine, ledger: WriteLedger) -> None:
    """Forgives full-width digits and blanks: it is the same office."""
    offices = [OFFICES[0] | {"所属": "税務課(第1)"}]
    bare("import", ledger({"所属": offices, "契約": [contract_row(所属="税務課（第１）")]}))
    assert bare("contract", "list", "--json").json[0]["division"] == "税務課(第1)"


def test_a_fact_that_matters_for_no_rule_can_still_be_corrected(bare: CommandLine, ledger: WriteLedger) -> None:
    """A person's name corrected: the history says that it changed, not to what."""
    bare("import", ledger(small_ledger(契約書確認=[review_row()])))
    done = bare("import", ledger(small_ledger(契約書確認=[review_row(確認者="新任 四郎")])), "--json").json
    assert done["changed"] == 1
    said = bare("history", "R6-1", "--json")
    assert "四郎" not in said.out
    assert "花子" not in said.out
