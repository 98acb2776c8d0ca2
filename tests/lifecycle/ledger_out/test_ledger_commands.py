"""`export`, `template` and `import --faults` as people type them."""

import json
from pathlib import Path

import pytest
import xlsxwriter
from installation import ADMIN, OFFICER, Installation, a_contract, hand_in

from lifecycle.cli.main import run


@pytest.fixture(autouse=True)
def _at_home(installation: Installation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, value in {"LIFECYCLE_HOME": str(installation.home), **installation.environment()}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(tmp_path)


def _run(*words: str) -> int:
    try:
        run(words)
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


def test_export_prints_one_document_with_its_counts(
    installation: Installation, capsys: pytest.CaptureFixture[str]
) -> None:
    """--json prints exactly one JSON document on stdout."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist")
    assert _run("export", "台帳.xlsx", "--json", "--actor", OFFICER) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["contracts"] == 1
    assert document["left_out"] == {"文書番号": 1}


def test_what_was_left_out_is_said_on_stderr(installation: Installation, capsys: pytest.CaptureFixture[str]) -> None:
    """stdout is data, stderr is talk."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist")
    assert _run("export", "台帳.xlsx", "--actor", OFFICER) == 0
    said = capsys.readouterr()
    assert "文書番号 1件" in said.err
    assert "文書番号" not in said.out


@pytest.mark.parametrize("command", ["export", "template"])
def test_a_file_that_is_there_is_refused_as_wrong_usage(command: str) -> None:
    """Exit 2; with --force it is replaced."""
    words = (command, "台帳.xlsx", "--actor", ADMIN)
    assert [_run(*words), _run(*words), _run(*words, "--force")] == [0, 2, 0]


def test_a_rejected_import_leaves_a_marked_copy_and_says_what_it_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 9: nothing is stored; formatting and formulas of the original are not kept, and that is said."""
    with xlsxwriter.Workbook(str(tmp_path / "台帳.xlsx")) as book:
        book.add_worksheet("契約").write_row(0, 0, ["契約番号"])
    words = ("import", "台帳.xlsx", "--faults", "誤り.xlsx", "--actor", ADMIN)
    assert _run(*words) == 9
    assert (tmp_path / "誤り.xlsx").stat().st_mode & 0o777 == 0o600
    assert "書式・数式" in capsys.readouterr().err
    assert _run(*words) == 2


def test_a_ledger_without_faults_leaves_no_marked_copy(tmp_path: Path) -> None:
    """The option is about faults only."""
    assert _run("template", "台帳.xlsx") == 0
    assert _run("import", "台帳.xlsx", "--faults", "誤り.xlsx", "--actor", ADMIN) == 0
    assert not (tmp_path / "誤り.xlsx").exists()


def test_a_file_that_is_no_workbook_leaves_no_marked_copy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """There are no cells to mark."""
    (tmp_path / "台帳.xlsx").write_bytes(b"not a workbook")
    assert _run("import", "台帳.xlsx", "--faults", "誤り.xlsx", "--actor", ADMIN) == 9
    assert not (tmp_path / "誤り.xlsx").exists()
    assert "写しは作りませんでした" in capsys.readouterr().err
