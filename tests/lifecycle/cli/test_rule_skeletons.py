"""`rules draft`: the few lines of a new circular, which say what is not written yet and then are sound."""

import re
from pathlib import Path

import pytest
from command_line import CommandLine

from config.loader import rule_book, shipped_book
from config.wordings import is_lost

CHECKLIST = shipped_book().editions_of("checklist")[-1]


def written(folder: Path) -> None:
    """What a skeleton leaves open, written."""
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(re.sub("^(?!#)(.*)〔[^〕]*〕", r"\1記1", text, flags=re.MULTILINE), encoding="utf-8")


def test_a_skeleton_is_sound_once_what_it_leaves_open_is_written(bare: CommandLine) -> None:
    """A few lines: the source, the edition that succeeds the newest, the form by what differs, a transition to come."""
    made = bare("rules", "draft", "7kou100", "--json").json
    assert made["files"] == ["editions.toml", "forms/checklist-R7.4.1.toml", "sources.toml", "transitions.toml"]
    folder = bare.home / "rules" / "7kou100"
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) for path in folder.rglob("*.toml")) < 80
    faults = bare("rules", "check", "7kou100", "--json").json["faults"]
    assert len(faults) == 4
    assert all("まだ書かれていません" in fault["problem"] for fault in faults)
    written(folder)
    checked = bare("rules", "check", "7kou100", "--json")
    assert (checked.code, checked.json["days"]) == (0, ["2025-04-01"])
    assert {edit["id"] for edit in checked.json["edits"]} == {"7kou100", "checklist-R7.4.1"}


@pytest.mark.parametrize("edition", [edition.id for edition in shipped_book().editions])
def test_every_edition_has_a_successor(bare: CommandLine, edition: str) -> None:
    """What is given is written into it: number, title, first day."""
    given = ("--first-on", "R7.10.1", "--issued-on", "R7.9.1", "--number", '7広第"1"号', "--title", "改正")
    assert bare("rules", "draft", "x", "--from", edition, *given).code == 0
    written(bare.home / "rules" / "x")
    document = bare("rules", "check", "x", "--json").json
    assert (document["faults"], document["first_on"]) == ([], "2025-10-01")
    assert '7広第\\"1\\"号' in (bare.home / "rules" / "x" / "sources.toml").read_text(encoding="utf-8")


def test_a_draft_that_lies_there_is_not_overwritten(bare: CommandLine) -> None:
    """Nor made of a name that is none, of an edition that is none, or for a day on which one stands."""
    assert bare("rules", "draft", "x").code == 0
    (bare.home / "rules" / "x" / "sources.toml").write_text("# mine", encoding="utf-8")
    assert bare("rules", "draft", "x").code == 2
    assert (bare.home / "rules" / "x" / "sources.toml").read_text(encoding="utf-8") == "# mine"
    assert bare("rules", "draft", "../x").code == 2
    assert bare("rules", "draft", "y", "--from", "無い版").code == 6
    assert bare("rules", "draft", "y", "--first-on", CHECKLIST.issued_on.isoformat()).code == 2
    assert not (bare.home / "rules" / "y").exists()


def test_wordings_that_were_lost_are_published_once_and_stand_in_every_form(sample: CommandLine) -> None:
    """What an older home wrote beside its letters is taken over; what is published is asked for no more."""
    letters = sample.home / "letters"
    letters.mkdir(exist_ok=True)
    (letters / "checklist.toml").write_text(
        '["R5.12.26"]\n14 = "複写しないことを\\"守って\\"いますか"\n', encoding="utf-8"
    )
    assert sample("rules", "draft", "文言", "--wording").code == 0
    path = sample.home / "rules" / "文言" / "wording.toml"
    text = path.read_text(encoding="utf-8")
    assert '複写しないことを\\"守って\\"いますか' in text
    lost = [item.no for item in shipped_book().checklist.items if is_lost(item)]
    assert text.count("〔文言〕") == len(lost) - 1
    assert len(sample("rules", "check", "文言", "--json").json["faults"]) == len(lost) - 1
    path.write_text(text.replace("〔文言〕", "様式の文言"), encoding="utf-8")
    asked = sample("rules", "publish", "文言", "--confirm", "--json", actor="制度所管課").json
    assert sample("second", "confirm", asked["id"], "--shown", asked["shown"], actor="財産活用課").code == 0
    assert sample("rules", "published", "--json").json[0]["status"] == "in_force"
    texts = {item.no: item.text for item in rule_book().checklist.items if item.no in lost}
    assert texts == dict.fromkeys(lost, "様式の文言") | {14: '複写しないことを"守って"いますか'}
    assert not [item for item in rule_book().checklist.items if is_lost(item)]
    assert sample("rules", "withdraw", "文言", "--reason", "写し誤りのため", actor="制度所管課").code == 2
    assert sample.clean()
    made = sample("letter", "form", "R6-0012", "チェックリスト", "-o", str(sample.home / "a.xlsx"), actor="担当者13")
    assert made.code == 0, made.err
    assert "欠落" not in made.out + made.err
