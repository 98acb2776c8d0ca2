"""The year of a circular, from its draft to what the desk does about the last offices, as people type it.

A circular of 26 December brings a checklist of 31 items from 20 January on. The sample of the audit has twenty offices:
eleven answer in time, nine are reminded, three reach the desk.
"""

import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from circulars import SECOND
from command_line import OVERSIGHT, CommandLine, Said

NAME, LABEL, NUMBER = "6kou1301", "R7.1.20", "6広第1301号"
ISSUED, TOLD, EVE, FIRST, LAST = "2024-12-26", "2025-01-14", "2025-01-17", "2025-01-20", "2025-02-04"
DUE = "2025-02-07"
"""The first day and 14 opening days, those of the rule."""
ENDED = "R6-0001"
"""A contract of モデル所属02 with the newest checklist, whose 履行期限 the year moves to the day before."""
LIFTED = "R6-0021"
"""One whose contractor has seven at work, as the transition says."""
HOW = "課内会議で説明し、資料を配付"
TRANSITION = """
[[transition]]
code = "TR-8"
label = "小さな委託先"
text = "従事者が7人の委託先は、改訂後のチェックリストを要しない。"
effect = "lifts"
lifts = ["S2-07"]
editions = ["checklist-R7.1.20"]
when = [{ record = "checklist", field = "worker_count", is = 7 }]
cites = [{ source = "6kou1301", at = "記3" }]
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
Rows = Sequence[Mapping[str, Any]]


@dataclass
class Year:
    """The home of the year, and what was seen of it on its days."""

    home: CommandLine
    days: pytest.MonkeyPatch

    def __call__(self, *words: str, actor: str = "", code: int = 0) -> Said:
        said = self.home(*words, actor=actor)
        assert said.code == code, (words, said.code, said.err[-2000:])
        return said

    def at(self, day: str) -> None:
        """The clock of the trial home on a day."""
        self.days.setenv("LIFECYCLE_NOW", f"{day}T09:00:00+09:00")

    def asked(self) -> dict[str, Mapping[str, Any]]:
        """What is asked by the rule on the newest checklist, by contract."""
        return {row["contract"]: row for row in self("due", "--rule", "S2-07", "--json").json}

    def by_it(self) -> dict[str, Mapping[str, Any]]:
        """Those of them that the circular asks for."""
        return {contract: row for contract, row in self.asked().items() if LABEL in str(row["remedy"])}

    def watched(self, *days: str) -> None:
        """What the clock does on these days: the sweep, and the messages leave."""
        for day in days:
            self.at(day)
            self("sweep", actor=OVERSIGHT)
            self("deliver", actor=OVERSIGHT)

    def answered(self, offices: Sequence[str], day: str) -> None:
        """The heads of these offices answer everything."""
        self.at(day)
        for office in offices:
            self("circular", "confirm", NUMBER, "--division", office, "--how", HOW, actor=f"所属長{office[5:7]}")

    def reached(self, step: str) -> set[str]:
        """The offices of which a step was told for the answers that they owe."""
        told = (
            "SELECT DISTINCT alert.division FROM alert JOIN alert_step ON alert_step.alert = alert.id"
            " WHERE alert.contract = ? AND alert_step.step = ?"
        )
        with sqlite3.connect(self.home.home / "lifecycle.db") as connection:
            return {row[0] for row in connection.execute(told, (f"circular:{NAME}", step))}


def written(folder: Path) -> None:
    """What the skeleton leaves open, as an officer writes it."""
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("^(?!#)(.*)〔[^〕]*〕", r"\1記1", text, flags=re.MULTILINE), encoding="utf-8")
    (folder / "transitions.toml").write_text(TRANSITION, encoding="utf-8")
    (form,) = (folder / "forms").iterdir()
    form.write_text(form.read_text(encoding="utf-8") + ITEMS.format(30) + ITEMS.format(31), encoding="utf-8")


@pytest.fixture(scope="module")
def year(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Year]:
    """The sample of the audit on the day of the circular, with one contract that ends the day before its first day."""
    home = tmp_path_factory.mktemp("year") / "home"
    shutil.copytree(sample_home, home)
    with pytest.MonkeyPatch.context() as days:
        for name, value in {"HOME": str(home), "ACTOR": "", "DATABASE_URL": "", "MAIL_URL": ""}.items():
            days.setenv(f"LIFECYCLE_{name}", value)
        year = Year(CommandLine(home), days)
        year.at(ISSUED)
        year("contract", "amend", ENDED, "--set", f"performance_end_on={EVE}", actor="担当者02")
        yield year


def test_it_is_drafted_looked_through_and_published_by_two(year: Year) -> None:
    """A skeleton, the faults of it, its effect office by office; nothing is asked sooner for all that."""
    before = year.asked()
    year("rules", "draft", NAME, "--first-on", FIRST, "--number", NUMBER, "--title", "改正について")
    year("rules", "check", NAME, code=7)
    written(year.home.home / "rules" / NAME)
    assert year("rules", "check", NAME, "--json").json["first_on"] == FIRST
    impact = year("rules", "impact", NAME, "--json").json
    assert (impact["as_of"], impact["editions"][0]["ended"]) == (FIRST, 1)
    assert ENDED not in {turn["contract"] for turn in impact["turns"]}
    proposed = year("rules", "publish", NAME, "--confirm", "--json", actor="制度所管課").json
    year("second", "confirm", proposed["id"], "--shown", proposed["shown"], actor="制度所管課", code=4)
    year("second", "confirm", proposed["id"], "--shown", proposed["shown"], actor=SECOND)
    assert year.asked() == before


def test_it_goes_out_to_the_twenty_offices_with_what_changes_for_each(year: Year) -> None:
    """The circular names its edition and its layer; the contracts that ended before are counted, and none is asked."""
    sent = year("circular", "publish", NAME, "--json", actor=OVERSIGHT).json
    assert (sent["first_on"], sent["layer"], sent["editions"]) == (FIRST, f"0001-{NAME}", [f"checklist-{LABEL}"])
    assert len(sent["addressees"]) == 20
    assert sent["changes"]["ended_before"] > 90


def test_until_its_eve_nothing_is_asked_by_it(year: Year) -> None:
    """Eleven offices answer meanwhile; those that have not are reminded, and on the eve no contract owes anything."""
    offices = year("circular", "status", NAME, "--json", actor=OVERSIGHT).json["waiting"]
    year.answered(offices[:11], "2025-01-07")
    year.watched(TOLD)
    assert year.reached("officer") == set(offices[11:])
    year.at(EVE)
    assert not year.by_it()


def test_on_its_first_day_each_bound_contract_owes_it_and_nobody_is_late(year: Year) -> None:
    """Until the first day and the rule's 14 opening days, by the new form, on the ground of the new circular."""
    foretold = year("circular", "show", NAME, "--json", actor=OVERSIGHT).json["duties"]
    year.watched(FIRST)
    by_it = year.by_it()
    assert len(by_it) > 50
    assert {duty["contract"] for duty in foretold if duty["code"] == "S2-07"} == set(by_it)
    assert {duty["code"] for duty in foretold} <= {"S2-07", "S4-07"}
    for row in by_it.values():
        assert row["due_on"] >= DUE
        assert not row["overdue_business_days"]
        assert NUMBER in row["source"]
        assert "5広第1237号" not in row["source"]
    running = {row["id"]: row["stage"] for row in year("contract", "list", "--json").json}
    assert not {"completed", "withdrawn", "terminated"} & {running[contract] for contract in by_it}
    assert of_rule(year, ENDED) == ([], [])
    assert of_rule(year, LIFTED) == ([], ["transitional"])


def of_rule(year: Year, contract: str) -> tuple[list[Mapping[str, Any]], list[str]]:
    """What is unmet of a contract by the rule, and by what it is excused."""
    said = year.home("why", contract, "--json").json
    unmet = [one for one in (*said["unmet"], *said["warnings"]) if one["code"] == "S2-07"]
    return unmet, [one["by"] for one in said["excused"] if one["code"] == "S2-07"]


def test_its_cure_is_the_form_of_31_items(year: Year) -> None:
    """The command that `why` names takes an answer to item 31; the form before has no such number, and it no 32."""
    one, row = next((contract, row) for contract, row in year.by_it().items() if "/" not in str(row["subject"]))
    (owed,), _ = of_rule(year, one)
    assert LABEL in owed["remedy"]
    assert f"lifecycle attach {one} checklist" in year.home("why", one).out
    came = ("attach", one, "checklist", "--set", f"受領日={FIRST}", "--set", "問31=はい", "--set")
    officer = f"担当者{str(row['division'])[5:7]}"
    year(*came, "様式の版=R5.12.26", actor=officer, code=2)
    year(*came, f"様式の版={LABEL}", "--set", "問32=はい", actor=officer, code=2)
    year(*came, f"様式の版={LABEL}", actor=officer)


def test_nine_offices_are_reminded_and_three_reach_the_desk(year: Year) -> None:
    """The heads of the nine are told by the first day; six of them answer, and the other three reach the desk."""
    waiting = year("circular", "status", NAME, "--json", actor=OVERSIGHT).json["waiting"]
    assert len(waiting) == 9
    assert year.reached("division_head") == set(waiting)
    year.answered(waiting[:6], FIRST)
    year.watched(LAST)
    assert year.reached("oversight_office") == set(waiting[6:])
    listed = year("circular", "list", "--json", actor=OVERSIGHT).json
    assert (listed[0]["offices"], listed[0]["waiting"], listed[0]["late"]) == (20, 3, 3)
    assert year.home.clean()
