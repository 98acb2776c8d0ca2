"""`retention` at a terminal: what is listed, held, lifted; the words of each, and `--json`."""

import json

from command_line import CommandLine

DECIDED = ("--approved-by=所属長", "--document-no=6広第30号", "--approved-on=R6.11.1")


def test_a_contract_is_held_listed_and_released(sample: CommandLine) -> None:
    """By the 制度所管課; the list of today names it though it goes on, and a later day those that are over too."""
    actor = ("--actor", "制度所管課")
    held = sample("retention", "hold", "R6-0012", "--reason=係争中のため", *DECIDED, *actor)
    assert held.code == 0, held.err
    assert "R6-0012: 廃棄を留保しました。" in held.out
    answer = json.loads(sample("retention", "list", "--json", *actor).out)
    assert [(one["contract"], one["kept_until"], one["over"]) for one in answer["contracts"]] == [
        ("R6-0012", None, False)
    ]
    assert answer["rule"]["assumed"] is True
    assert "留保中(H1)" in sample("retention", "list", *actor).out
    later = json.loads(sample("retention", "list", "--as-of=R13.4.1", "--json", *actor).out)
    assert any(one["over"] for one in later["contracts"])
    shown = sample("contract", "show", "R6-0012", *actor)
    assert "■ 廃棄の留保 R6-0012 H1" in shown.out
    lifted = sample("retention", "lift", "R6-0012", "h1", "--reason=和解した", *DECIDED, *actor)
    assert "廃棄の留保を解除しました" in lifted.out, lifted.err
    assert json.loads(sample("retention", "list", "--json", *actor).out)["contracts"] == []


def test_early_erasure_asks_for_the_numbers(sample: CommandLine) -> None:
    """A reason is for named contracts: not for all whose retention is over."""
    assert "--reason" in sample("erase", "--retention", "--reason=請求", "--actor", "管理者").err
