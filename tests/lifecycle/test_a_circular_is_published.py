"""A new edition of the checklist from its draft to its first day, through the commands, on the sample of the audit.

The circular reaches what runs on its first day; who ended the day before is not asked, whom its transition lifts is
not asked, and nobody is late on the first day. Its form has 31 items; an answer to the last is none to the form before.
"""

import re
from pathlib import Path

import pytest
from circulars import SECOND
from command_line import OVERSIGHT, CommandLine

BEFORE, FIRST, LABEL = "2025-01-17", "2025-01-20", "R7.1.20"
ENDED = "R6-0001"
"""A contract of モデル所属02 with the newest checklist, whose 履行期限 the test moves to the day before."""
LIFTED = "R6-0021"
"""One whose contractor has seven at work, as the transition says."""
TRANSITION = """
[[transition]]
code = "TR-8"
label = "小さな委託先"
text = "従事者が7人の委託先は、改訂後のチェックリストを要しない。"
effect = "lifts"
lifts = ["S2-07"]
editions = ["checklist-R7.1.20"]
when = [{ record = "checklist", field = "worker_count", is = 7 }]
cites = [{ source = "7kou1", at = "記3" }]
"""
ITEMS = """
[[items]]
no = {}
articles = [18]
article_title = "監査"
text = "生成AIに個人情報を入力しないことを遵守していますか"
text_status = "verbatim"
answer = "yes_no"
safe = "はい"
"""


def at(environment: pytest.MonkeyPatch, day: str) -> None:
    """The clock of the trial home on a day."""
    environment.setenv("LIFECYCLE_NOW", f"{day}T09:00:00+09:00")


def written(folder: Path) -> None:
    """What the skeleton leaves open, as an officer writes it."""
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("^(?!#)(.*)〔[^〕]*〕", r"\1記1", text, flags=re.MULTILINE), encoding="utf-8")
    (folder / "transitions.toml").write_text(TRANSITION, encoding="utf-8")
    (form,) = (folder / "forms").iterdir()
    form.write_text(form.read_text(encoding="utf-8") + ITEMS.format(30) + ITEMS.format(31), encoding="utf-8")


def asked(home: CommandLine) -> dict[str, dict[str, object]]:
    """What is asked by the rule on the newest checklist, by contract."""
    return {row["contract"]: row for row in home("due", "--rule", "S2-07", "--json").json}


def of_rule(home: CommandLine, contract: str) -> tuple[list[str], list[str]]:
    """Whether the rule is unmet of a contract, and whether it is excused; by the remedy and by the reason."""
    said = home("why", contract, "--json").json
    unmet = [one["remedy"] for one in said["unmet"] if one["code"] == "S2-07"]
    return unmet, [one["by"] for one in said["excused"] if one["code"] == "S2-07"]


def test_a_circular_lands_on_its_day(sample: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """Drafted, checked, published by two, followed: nothing before its day, nothing overdue on it, the right cure."""
    ended = sample("contract", "amend", ENDED, "--set", f"performance_end_on={BEFORE}", actor="担当者02")
    assert ended.code == 0, ended.err
    before = asked(sample)
    assert ENDED not in before
    given = ("--first-on", FIRST, "--number", "7広第1号", "--title", "改正について")
    assert sample("rules", "draft", "7kou1", *given).code == 0
    written(sample.home / "rules" / "7kou1")
    impact = sample("rules", "impact", "7kou1", "--json").json
    assert (impact["as_of"], impact["editions"][0]["ended"]) == (FIRST, 1)
    proposed = sample("rules", "publish", "7kou1", "--confirm", "--json", actor="制度所管課").json
    assert sample("second", "confirm", proposed["id"], "--shown", proposed["shown"], actor=SECOND).code == 0
    assert asked(sample) == before
    sent = sample("circular", "publish", "7kou1", "--json", actor=OVERSIGHT).json
    assert (sent["first_on"], sent["layer"], sent["editions"]) == (FIRST, "0001-7kou1", [f"checklist-{LABEL}"])
    foretold = sample("circular", "show", "7kou1", "--json", actor=OVERSIGHT).json["duties"]
    assert {duty["code"] for duty in foretold} <= {"S2-07", "S4-07"}
    assert sent["changes"]["ended_before"] > 0

    at(environment, BEFORE)
    assert sample("sweep", actor=OVERSIGHT).code == 0
    assert not [row for row in asked(sample).values() if LABEL in str(row["remedy"])]

    at(environment, FIRST)
    assert sample("sweep", actor=OVERSIGHT).code == 0
    now = asked(sample)
    by_it = {contract: row for contract, row in now.items() if LABEL in str(row["remedy"])}
    assert len(by_it) > 50
    assert {
        turn["contract"] for turn in impact["turns"] if turn["code"] == "S2-07" and turn["effect"] == "fails"
    } <= set(by_it)
    for row in by_it.values():
        assert str(row["due_on"]) > FIRST
        assert not row["overdue_business_days"]
        assert "7広第1号" in str(row["source"])
    assert {duty["contract"] for duty in foretold if duty["code"] == "S2-07"} == set(by_it)
    assert ENDED not in by_it
    assert of_rule(sample, ENDED) == ([], [])
    assert of_rule(sample, LIFTED) == ([], ["transitional"])
    one = next(iter(by_it))
    officer = f"担当者{str(by_it[one]['division'])[5:7]}"
    assert len(of_rule(sample, one)[0]) == 1
    came = (*("attach", one, "checklist", "--set", f"受領日={FIRST}", "--set"), "問31=はい", "--set")
    assert sample(*came, "様式の版=R5.12.26", actor=officer).code == 2
    assert sample(*came, f"様式の版={LABEL}", actor=officer).code == 0
    assert sample(*came, f"様式の版={LABEL}", "--set", "問32=はい", actor=officer).code == 2
    assert sample.clean()
