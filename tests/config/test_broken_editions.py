"""A badly written edition is refused by its file, its place and its problem, all faults at once."""

from pathlib import Path

import pytest
from drafts import a_draft
from later_editions import NEW, SOURCE, written

from config.drafts import load_draft
from config.errors import RuleDataError

ASK = '[[edition.asks]]\nrule = "S1-07"\n'


def refused(folder: Path, *editions: str) -> dict[str, str]:
    """The faults of a draft of these editions, by their place."""
    with pytest.raises(RuleDataError) as refusal:
        load_draft(a_draft(folder / "draft", editions="\n".join(editions), sources=SOURCE))
    assert {fault.file for fault in refusal.value.faults} == {"editions.toml"}
    return {fault.place: fault.problem for fault in refusal.value.faults}


@pytest.mark.parametrize(
    ("binds", "more", "place", "problem"),
    [
        ("everybody", "", "binds", "'concluded_from'、'running_on'、'performing_on' のいずれか"),
        ("running_on", ASK.replace("S1-07", "S9-99"), "asks.S9-99", "規則「S9-99」がありません"),
        ("running_on", ASK.replace("S1-07", "S2-07"), "asks.S2-07", "別の文書の版"),
        ("running_on", ASK + 'remedy = "{day}までに改めてください。"\n', "asks.0", "{edition}"),
        ("running_on", ASK + 'command = "lifecycle why {contract}"\n', "asks.0.command", "使えない { } があります"),
        ("running_on", ASK + 'cites = [{ source = "nothing" }]\n', "asks.S1-07", "出典「nothing」が sources.toml"),
        ("running_on", ASK + ASK, "", "同じ規則(S1-07)の asks が2つあります"),
        ("running_on", ASK + "due_on = 2025-05-01\n", "asks.0.due_on", "知らない項目です"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, binds: str, more: str, place: str, problem: str) -> None:
    """A reach that is none, a rule that is none or another text's, words left open, a source that is none."""
    text = written("special_provisions", None, f'binds = "{binds}"\n{more}')
    faults = refused(tmp_path, text)
    assert list(faults) == [f"{NEW}.{place}" if place else NEW]
    assert problem in faults[f"{NEW}.{place}" if place else NEW]


def test_two_editions_of_a_text_cannot_begin_on_one_day(tmp_path: Path) -> None:
    """Which of them binds could not be said; every fault of the file is told at once."""
    other = written("template", None, ASK.replace("S1-07", "S9-99")).replace(NEW, "other")
    faults = refused(tmp_path, written("template", None), other)
    assert "同じ日に始まる同じ文書の版" in faults["other.issued_on"]
    assert "規則「S9-99」がありません" in faults["other.asks.S9-99"]
