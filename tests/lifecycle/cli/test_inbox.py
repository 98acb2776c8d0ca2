"""`inbox scan`: what it says of each file of a drop folder, and how it ends."""

from pathlib import Path

import pytest
from command_line import OFFICER, CommandLine
from returned_forms import coded_form

from lifecycle.ledger.form_code import FormCode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A drop folder with one form that fits and one file that does not."""
    path = tmp_path / "受付"
    path.mkdir()
    values = {"改善策の内容": "保管庫に錠を付け、鍵の受渡しを記録する"}
    (path / "回答.xlsx").write_bytes(coded_form(FormCode("improvement_plan", "R6-0012"), values))
    (path / "報告.docx").write_bytes(b"PK")
    return path


def test_a_scan_says_what_was_recorded_and_what_was_left(sample: CommandLine, folder: Path) -> None:
    """A file that was left is a finding (3); each is listed with the reason, in words and in JSON."""
    tried = sample("inbox", "scan", str(folder), "--dry-run", "--json", actor=OFFICER)
    assert tried.code == 3
    assert [one["file"] for one in tried.json["taken"]] == ["回答.xlsx"]
    assert tried.json["dry_run"]
    done = sample("inbox", "scan", str(folder), "--received-on", "R6.11.25", actor=OFFICER)
    assert done.code == 3
    assert "回答.xlsx → R6-0012 の改善策" in done.out
    assert "受領日はR6.11.25としました" in done.out
    assert "報告.docx" in done.out
    assert "Excelの様式(.xlsx)ではない" in done.out
    again = sample("inbox", "scan", str(folder), "--json", actor=OFFICER).json
    assert [one["contract"] for one in again["known"]] == ["R6-0012"]
    assert again["unmatched"][0]["reason"]
    assert sample.clean()


def test_what_was_recorded_may_be_moved(sample: CommandLine, folder: Path) -> None:
    """Only where the command says so."""
    (folder / "報告.docx").unlink()
    (folder / "済").mkdir()
    done = sample("inbox", "scan", str(folder), "--move-to", str(folder / "済"), actor=OFFICER)
    assert done.code == 0
    assert [path.name for path in (folder / "済").iterdir()] == ["回答.xlsx"]
    assert "フォルダーにファイルはありません" in sample("inbox", "scan", str(folder), actor=OFFICER).err
