"""Faults of a request: one per field with a code, worded by the command line, in no door's words for any other."""

import pytest
from command_line import OFFICER, CommandLine

from config.errors import RequestFault, UsageError
from lifecycle.cli.wording import worded

OFFICE = "モデル所属13（合同説明会）"


def test_each_fault_of_a_form_stands_beside_its_field(sample: CommandLine) -> None:
    """Three fields wrong: the message lists them for a person, `faults` names the field of each."""
    words = ("contract", "amend", "R6-0012", "--set", "取扱件数=多数", "--set", "締結日=きのう", "--set", "謎=1")
    error = sample(*words, "--json", actor=OFFICER).json["error"]
    assert [(fault["field"], fault["code"]) for fault in error["faults"]] == [
        ("record_count", "field_unreadable"),
        ("concluded_on", "field_unreadable"),
        ("謎", "field_unknown"),
    ]
    assert "\n  ・record_count(取扱件数): 0以上の整数" in error["message"]
    assert "(lifecycle attach --help contract で一覧を見られます)" in error["message"]
    assert not any("--" in fault["message"] or "取扱件数" in fault["message"] for fault in error["faults"])


def test_each_field_that_must_be_filled_is_named(sample: CommandLine) -> None:
    """The sentence that names them all stays one; the fields stand beside it."""
    error = sample("contract", "register", "R6-9001", "--title", "t", "--json", actor=OFFICER).json["error"]
    assert error["message"] == "所属、委託先、年度は必ず入れてください。"
    assert [fault["field"] for fault in error["faults"]] == ["division", "contractor", "fiscal_years"]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("why", "R6-9999"), "contract_unknown", "lifecycle contract list で番号を確かめてください。"),
        (("advance", "R6-0012", "--to", "解除"), "way_out_asks_reason", "lifecycle contract terminate R6-0012 を"),
        (("attach", "R6-0012", "onsite_inspection", "--set", "document_no=1"), "first_needs_date",
         "--set inspected_on=日付"),
        (("ack", "AL-0", "--planned", "R9.1.1"), "alert_unknown", "lifecycle alerts で番号を"),
        (("contract", "register", "R6-0012", "--title", "t", "--contractor", "c", "--fiscal-year", "R6",
          "--division", OFFICE), "contract_taken", "直すときは contract amend を"),
    ],
)  # fmt: skip
def test_the_command_line_adds_what_to_type(sample: CommandLine, words: tuple[str, ...], code: str, told: str) -> None:
    """The same sentence as ever for a person; the code for a program, with words that no door is named in."""
    error = sample(*words, "--json", actor=OFFICER).json["error"]
    assert told in error["message"]
    assert [fault["code"] for fault in error["faults"]] == [code]
    assert told not in error["faults"][0]["message"]


def test_an_error_lists_its_faults_once() -> None:
    """A head with the faults below it, one fault alone, a head that names them already."""
    faults = (RequestFault("a", "甲", "x", "甲欄"), RequestFault("reason_missing", "乙", "reason"))
    assert str(UsageError("できません。", *faults)) == "できません。\n  ・甲欄: 甲\n  ・乙"
    assert worded(UsageError("できません。", *faults)) == "できません。\n  ・甲欄: 甲\n  ・乙(--reason)"
    assert str(UsageError(faults[1])) == "乙"
    assert str(UsageError("甲と乙。", *faults, listed=False)) == "甲と乙。"
    assert UsageError("できません。").faults == ()
