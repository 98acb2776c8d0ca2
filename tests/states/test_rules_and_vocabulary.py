"""The rule data and the vocabulary speak of the same things: stages, kinds of evidence, fields, guards."""

import re
from dataclasses import replace
from typing import get_args

import pytest

from config.loader import rule_book
from config.schema import Gate, Rule
from config.vocabulary import Stage
from states.assessment import unknown_guards
from states.documents import Column, ValueType
from states.evidence import KINDS, OFFICE_KINDS
from states.facts import ContractSheet, SubcontractSheet
from states.posed import guards

RULES = rule_book().rules
ATTACH = re.compile(r"lifecycle attach \{id\} (\w+)(.*)")
SETTING = re.compile(r"--set (\S+?)=(\S+)")


def readable(column: Column, text: str) -> bool:
    """Whether the value of an example command may stand in that field; … stands for any."""
    if text == "…":
        return True
    if column.choices:
        return text in [term.label for term in column.choices]
    known = {ValueType.PRESENT: ("有", "無"), ValueType.FIT: ("適", "不適"), ValueType.PASSED: ("合格", "不合格")}
    if column.value_type in known:
        return text in known[column.value_type]
    if column.value_type is ValueType.EDITION:
        return text in [edition.label for edition in rule_book().editions]
    return column.value_type is ValueType.TEXT


@pytest.mark.parametrize("rule", [r for r in RULES.values() if ATTACH.match(r.command or "")], ids=lambda r: r.code)
def test_the_command_of_a_rule_can_be_typed(rule: Rule) -> None:
    """`lifecycle attach {id} KIND --set field=value`: a real kind, real fields, values the field takes."""
    match = ATTACH.match(rule.command or "")
    assert match
    kind = KINDS[match[1]]
    for name, text in SETTING.findall(match[2]):
        column = kind.column(name)
        assert column, f"{kind.id} に {name} はありません"
        assert readable(column, text), f"{name}={text}"
    assert kind.of_subcontract or "--subcontract" not in match[2]
    assert ("--subcontract {no}" in match[2]) == (rule.subject == "subcontract")


@pytest.mark.parametrize("rule", [r for r in RULES.values() if ATTACH.match(r.command or "")], ids=lambda r: r.code)
def test_the_command_of_a_rule_names_only_options_that_exist(rule: Rule) -> None:
    """Besides `--set`, `attach` takes `--subcontract`, `--file` and `--from`."""
    assert set(re.findall(r"--[a-z-]+", rule.command or "")) <= {"--set", "--subcontract", "--file", "--from"}


def test_a_rule_that_wants_a_file_shows_where_to_put_it() -> None:
    """Recorded by command, S2-04, S3-01 and S5-02 need an original: `--file` or `--from` brings it."""
    for code in ("S2-04", "S3-01", "S5-02"):
        assert {"--file", "--from"} & set((RULES[code].command or "").split())


def test_the_required_fields_are_columns() -> None:
    """What a rule says it needs is a column of a sheet or a field of a kind (問1〜問29 stands for the items)."""
    labels = {column.label for kind in (*KINDS.values(), *OFFICE_KINDS.values()) for column in kind.columns}
    labels |= {
        f.metadata["label"] for cls in (ContractSheet, SubcontractSheet) for f in cls.__dataclass_fields__.values()
    }
    for rule in RULES.values():
        assert set(rule.required_fields) - {"問1〜問29"} <= labels, rule.code


def test_the_gates_of_the_rule_data_are_the_stages_a_guarded_move_leads_into() -> None:
    """The gates are stages: from 締結 to 完了."""
    assert list(get_args(Gate)) == [s.value for s in Stage if Stage.CONCLUDED.order <= s.order <= Stage.COMPLETED.order]


def test_the_stored_ids_of_the_stages_are_fixed() -> None:
    """They stand in journals (architecture, stage table)."""
    assert {s.value: s.label for s in Stage} == {
        "estimate": "見積",
        "concluded": "締結",
        "checklist_received": "チェックリスト受領",
        "onsite_inspection": "実地調査",
        "performing": "履行中",
        "completion_inspection": "検査",
        "completed": "完了",
        "terminated": "解除",
        "withdrawn": "不成立",
    }


def test_every_blocking_rule_has_a_guard() -> None:
    """A gate can't ask a rule that nobody judges; F-03 and F-04 are judged on the move itself."""
    asked = {code: rule.guard for code, rule in RULES.items() if rule.gates or rule.gate_if_raised}
    assert [code for code, guard in asked.items() if guard not in guards()] == []


def test_every_guard_judges_a_rule() -> None:
    """A guard that no rule names would be dead; some judge several rules."""
    assert guards().keys() == {rule.guard for rule in RULES.values() if rule.guard}
    assert [rule.code for rule in RULES.values() if rule.guard == "substitute_is_accepted"] == [
        "S3-03",
        "S3-04",
        "S3-05",
    ]


def test_a_rule_that_names_no_guard_of_ours_is_refused() -> None:
    """A misspelt guard would leave the gate open in silence."""
    misspelt = RULES["S1-01"].model_copy(update={"guard": "inspection_clause_stood"})
    book = replace(rule_book(), rules={**RULES, "S1-01": misspelt})
    assert ("S1-01", "判定(guard)「inspection_clause_stood」がありません") in [
        (fault.place, fault.problem) for fault in unknown_guards(book)
    ]
    assert unknown_guards(rule_book()) == []


def test_what_is_recorded_nowhere_has_no_guard_but_says_so() -> None:
    """記録欄なし: neither met nor blocking, and nobody judges it."""
    assert not [code for code, rule in RULES.items() if not rule.recorded and rule.guard]
