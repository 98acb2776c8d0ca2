"""`rules check / publish / withdraw / published` as somebody types them, and what the rules of the home say then."""

from pathlib import Path

import pytest
from circulars import EDITION, SECOND, a_circular, edition
from command_line import OVERSIGHT, CommandLine
from drafts import a_draft, entry, threshold

from config.loader import shipped_book

WORDING = '[[wording]]\nedition = "checklist-R5.12.26"\nno = {no}\ntext = "{text}"\n'
DESK = "制度所管課"


def test_a_sound_draft_says_from_when_what_changes(asking: CommandLine, tmp_path: Path) -> None:
    """The days, every entry that is new, and what to type next; nothing is recorded."""
    folder = str(a_circular(tmp_path / "7kou100"))
    before = asking.events()
    said = asking("rules", "check", folder)
    assert said.code == 0
    assert "令和7年4月1日" in said.out
    assert f"版 {EDITION}(新設)" in said.out
    assert "rules publish" in said.out
    document = asking("rules", "check", folder, "--json").json
    assert (document["first_on"], document["faults"]) == ("2025-04-01", [])
    assert asking.events() == before


def test_every_fault_of_a_draft_is_told_at_once(asking: CommandLine, tmp_path: Path) -> None:
    """Of the shape, of what nobody has written, of rules that nothing judges, of days that are over."""
    folder = a_draft(
        tmp_path / "案",
        entry("S2-12", colour='"赤"'),
        entry("S2-11", gates='["concluded"]', guard='"no_such_guard"'),
        sources='[[source]]\nid = "7kou100"\ntitle = "〔件名〕"\n',
        editions=edition("2024-04-01", "R6.4.1"),
    )
    said = asking("rules", "check", str(folder))
    assert said.code == 7
    for told in (
        "rules/draft.toml: S2-12.colour",
        "判定(guard)「no_such_guard」がありません",
        "まだ書かれていません(件名)",
        "初日 令和6年4月1日は過ぎています",
    ):
        assert told in said.err
    document = asking("rules", "check", str(folder), "--json")
    assert document.code == 7
    assert len(document.json["faults"]) == said.err.count("\n  ")
    assert asking("rules", "check", str(tmp_path / "無い")).code == 6


def test_a_rule_that_bars_and_that_nothing_judges_is_a_fault(asking: CommandLine, tmp_path: Path) -> None:
    """It would bar nobody in silence."""
    rule = entry("S2-12", gates='["concluded"]').replace('guard = "', '# guard = "')
    said = asking("rules", "check", str(a_draft(tmp_path / "案", rule)))
    assert said.code == 7
    assert "S2-12: 関門を止める規則(gates)には、判定(guard)の名が要ります" in said.err


def test_what_waits_for_no_day_is_pointed_out(asking: CommandLine, tmp_path: Path) -> None:
    """A remedy has no day of its own: it is another from the publication on. A first day on a Sunday is told too."""
    folder = a_draft(
        tmp_path / "案",
        entry("S2-12", remedy='"別の対応"'),
        sources='[[source]]\nid = "7kou100"\ntitle = "通知"\n',
        editions=edition("2025-04-06", "R7.4.6"),
    )
    document = asking("rules", "check", str(folder), "--json").json
    assert [r for r in document["remarks"] if "S2-12" in r and "remedy" in r and "公布したときから" in r]
    assert [r for r in document["remarks"] if "令和7年4月6日は閉庁日" in r]


def test_a_file_that_is_not_read_is_named(asking: CommandLine, tmp_path: Path) -> None:
    """Windows hides the ending: `transitions.toml.txt` would be passed over in silence."""
    folder = a_circular(tmp_path / "a")
    (folder / "transitions.toml.txt").write_text("", encoding="utf-8")
    (folder / ".DS_Store").write_text("", encoding="utf-8")
    remarks = asking("rules", "check", str(folder), "--json").json["remarks"]
    assert [remark for remark in remarks if "読んでいません" in remark] == [
        "transitions.toml.txt は規程データ(.toml)ではないため、読んでいません。"
    ]


def test_a_past_day_keeps_the_value_that_it_had(asking: CommandLine, tmp_path: Path) -> None:
    """A value may change from a day on, and not for what was judged already."""
    late = asking("rules", "check", str(a_draft(tmp_path / "a", entry("S3-01", values=threshold(500, "2024-11-01")))))
    assert late.code == 7
    assert "S3-01.record_threshold: 過ぎた日の値が変わります" in late.err
    reasons = next(v.value for v in shipped_book().rules["S3-01"].values if v.name == "reason")
    assert isinstance(reasons, tuple)
    listed = ", ".join(f'"{reason}"' for reason in reasons)
    values = threshold(500, "2025-04-01").replace(f'["{reasons[0]}"]', f"[{listed}]")
    ahead = a_draft(tmp_path / "b", entry("S3-01", values=values))
    assert asking("rules", "check", str(ahead), "--json").json["days"] == ["2025-04-01"]


def test_published_by_two_and_withdrawn_by_two(sample: CommandLine, tmp_path: Path) -> None:
    """Without --confirm only looked at; what is in force is what `rules diff` tells of this home, and of no other."""
    folder = str(a_circular(tmp_path / "7kou100"))
    before = sample.events()
    looked = sample("rules", "publish", folder, actor=DESK)
    assert (looked.code, sample.events()) == (0, before)
    assert "--confirm" in looked.err
    asked = sample("rules", "publish", folder, "--confirm", "--json", actor=DESK).json
    assert asked["status"] == "proposed"
    assert sample("second", "confirm", asked["id"], "--shown", asked["shown"], actor=DESK).code == 4
    assert sample("second", "confirm", asked["id"], "--shown", asked["shown"], actor=SECOND).code == 0
    (one,) = sample("rules", "published", "--json").json
    assert (one["name"], one["status"], one["first_on"]) == ("7kou100", "ahead", "2025-04-01")
    assert "7広第100号" in sample("rules", "diff", "R7.3.1", "R7.4.1").out
    assert sample.clean()
    again = sample("rules", "withdraw", "7kou100", "--reason", "宛先の誤りのため", "--json", actor=OVERSIGHT).json
    assert sample("second", "confirm", again["id"], "--shown", again["shown"], actor=DESK).code == 0
    assert sample("rules", "published", "--json").json[0]["status"] == "withdrawn"
    assert "7広第100号" not in sample("rules", "diff", "R7.3.1", "R7.4.1").out
    assert sample.clean()


def test_the_rules_of_a_home_are_listed_and_shown_as_they_stand_there(sample: CommandLine, tmp_path: Path) -> None:
    """A rule that a circular adds is listed from the publication on, and shown with its source."""
    rule = entry("S2-12", code='"S2-77"', label='"新しい注意"', cites='[{ source = "7kou100" }]')
    a_circular(tmp_path / "a")
    (tmp_path / "a" / "rules").mkdir()
    (tmp_path / "a" / "rules" / "added.toml").write_text(rule, encoding="utf-8")
    assert sample("rules", "show", "S2-77").code == 6
    asked = sample("rules", "publish", str(tmp_path / "a"), "--confirm", "--json", actor=DESK)
    assert asked.code == 0, asked.err
    shown = asked.json["shown"]
    assert sample("second", "confirm", asked.json["id"], "--shown", shown, actor=SECOND).code == 0
    assert "S2-77" in {row["code"] for row in sample("rules", "list", "--json").json}
    told = sample("rules", "show", "S2-77")
    assert "新しい注意" in told.out
    assert "7広第100号" in told.out


def test_a_draft_in_the_home_goes_by_its_name(sample: CommandLine) -> None:
    """`HOME/rules/NAME`."""
    a_circular(sample.home / "rules" / "7kou100")
    assert sample("rules", "check", "7kou100").code == 0
    assert sample("rules", "impact", "7kou100", "--json").json["draft"] == "7kou100"


@pytest.mark.parametrize(
    ("no", "text", "code"), [(14, "複写の禁止を守っていますか", 0), (2, "別の文", 7), (30, "別の文", 7), (14, " ", 7)]
)
def test_a_lost_wording_is_a_draft_as_well(asking: CommandLine, tmp_path: Path, no: int, text: str, code: int) -> None:
    """Only where a source has lost the text, and never nothing."""
    folder = a_circular(
        tmp_path / "文言", sources="# none\n", editions="# none\n", wording=WORDING.format(no=no, text=text)
    )
    said = asking("rules", "check", str(folder))
    assert said.code == code
    if code == 0:
        assert "項目の文言 checklist-R5.12.26 問14(新設)" in said.out
