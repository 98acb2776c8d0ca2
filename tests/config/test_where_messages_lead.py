"""Promises about the settings of where people open the pages, and of where answers are read."""

from pathlib import Path

import pytest

from config.errors import RuleDataError
from config.loader import rule_book
from config.settings import SETTINGS_FILE, Settings, load_settings


def loaded(folder: Path, written: str) -> Settings:
    """The settings that a file with this text gives."""
    (folder / SETTINGS_FILE).write_text(written, encoding="utf-8")
    return load_settings(folder, rule_book().desks, {})


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"\\server\itaku\頁", r"\\server\itaku\頁"),
        ("\\\\server\\itaku\\頁\\", r"\\server\itaku\頁"),
        (r"S:\委託監督", r"S:\委託監督"),
        ("/srv/itaku/", "/srv/itaku"),
        ("file://server/itaku", "file://server/itaku"),
        ("https://itaku.pref.example.jp/pages/", "https://itaku.pref.example.jp/pages"),
        ("", ""),
    ],
)
def test_the_folder_of_pages_is_one_that_people_can_open(tmp_path: Path, written: str, read: str) -> None:
    """A share of Windows, a drive, a path or an address, without the slash at its end."""
    assert loaded(tmp_path, f"[report]\nfolder = '{written}'").report.folder == read


@pytest.mark.parametrize("written", ["頁", "..\\頁", "javascript:alert(1)", 'https://a"b', r"\\", "ftp://server/x"])
def test_a_folder_that_nobody_can_open_is_refused_with_its_place(tmp_path: Path, written: str) -> None:
    """What would stand in every mail and lead nowhere."""
    with pytest.raises(RuleDataError) as raised:
        loaded(tmp_path, f"[report]\nfolder = '{written}'")
    assert [fault.place for fault in raised.value.faults] == ["report.folder"]
    assert "人が開くフォルダー" in raised.value.faults[0].problem


def test_answers_go_to_an_address_or_nowhere(tmp_path: Path) -> None:
    """One address, in its one spelling; what is none is refused without being repeated."""
    written = '[channels]\nreply_to = "窓口 <ｄｅｓｋ＠example.lg.jp>"'
    assert loaded(tmp_path, written).channels.reply_to == "窓口 <desk@example.lg.jp>"
    assert loaded(tmp_path, '[channels]\nreply_to = " "').channels.reply_to == ""
    with pytest.raises(RuleDataError) as raised:
        loaded(tmp_path, '[channels]\nreply_to = "yamada, sato@example.lg.jp"')
    assert [fault.place for fault in raised.value.faults] == ["channels.reply_to"]
    assert "yamada" not in raised.value.faults[0].problem
