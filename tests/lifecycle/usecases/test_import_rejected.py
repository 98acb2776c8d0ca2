"""What the import refuses: told with sheet, row, column, found and expected, exit 9, and nothing stored."""

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import OFFICES, CommandLine, Rows, contract_row, small_ledger

import lifecycle.demo

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
ENCRYPTED = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1024) + "EncryptedPackage".encode("utf-16-le") + bytes(512)

WriteLedger = Callable[[Mapping[str, Rows]], str]


def refused(bare: CommandLine, path: str) -> list[dict[str, Any]]:
    """The faults of an import that was refused: exit 9, one JSON document, nothing stored, the journal in order."""
    before = bare.events()
    said = bare("import", path, "--json")
    document = said.json
    assert said.code == 9
    assert document["stored"] is False
    assert document["errors"]
    assert all(set(e) == {"sheet", "row", "column", "found", "expected"} for e in document["errors"])
    assert all(e["found"] and e["expected"] for e in document["errors"])
    assert bare.events() == before
    assert bare("contract", "list", "--json").json == []
    return list(document["errors"])


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("契約番号は台帳にあります\n".encode(), "CSVでもないファイル"),
        (b"", "空(0バイト)"),
        (SAMPLE.read_bytes()[:30_000], "途中で切れた"),
        (ENCRYPTED, "暗号化"),
    ],
    ids=["text", "empty", "truncated", "encrypted"],
)
def test_a_file_that_is_no_readable_workbook_is_refused(
    bare: CommandLine, tmp_path: Path, data: bytes, found: str
) -> None:
    """A text file named .xlsx, an empty, truncated, encrypted workbook."""
    path = tmp_path / "台帳.xlsx"
    path.write_bytes(data)
    (error,) = refused(bare, str(path))
    assert found in error["found"]
    said = bare("import", str(path))
    assert said.code == 9
    assert said.out == ""
    assert "何も記録していません" in said.err
    assert "「」0行目" not in said.err


@pytest.mark.parametrize(
    ("path", "told"),
    [("ない.xlsx", "ファイルがありません"), (".", "フォルダーです"), ("/dev/null", "通常のファイルではありません")],
)
def test_what_is_no_file_is_refused(
    bare: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str, told: str
) -> None:
    """A path that is wrong, a folder, a device."""
    monkeypatch.chdir(tmp_path)
    (error,) = refused(bare, path)
    assert told in error["found"]


CASES: list[tuple[str, dict[str, Rows], tuple[str, int, str, str]]] = [
    ("an unknown office", {"契約": [contract_row(所属="幻の課")]}, ("契約", 2, "所属", "幻の課")),
    ("a number twice", {"契約": [contract_row(), contract_row()]}, ("契約", 3, "契約番号", "R6-1(2行目と3行目)")),
    ("30 February", {"契約": [contract_row(締結日="令和6年2月30日")]}, ("契約", 2, "締結日", "令和6年2月30日")),
    ("2月30日", {"契約": [contract_row(締結日="2月30日")]}, ("契約", 2, "締結日", "2月30日")),
    ("after 平成", {"契約": [contract_row(締結日="平成31年5月1日")]}, ("契約", 2, "締結日", "平成31年5月1日")),
    ("a negative count", {"契約": [contract_row(取扱件数=-1)]}, ("契約", 2, "取扱件数", "-1")),
    ("a slash in a number", {"契約": [contract_row("R6/1")]}, ("契約", 2, "契約番号", "R6/1")),
    ("a number of ours", {"契約": [contract_row("seal")]}, ("契約", 2, "契約番号", "seal")),
    ("an unknown stage", {"契約": [contract_row(状態="進行中")]}, ("契約", 2, "状態", "進行中")),
    (
        "perhaps",
        {"チェックリスト": [{"契約番号": "R6-1", "受領日": date(2024, 4, 9), "問3": "たぶん"}]},
        ("チェックリスト", 2, "問3", "たぶん"),
    ),
    (
        "evidence of no contract",
        {"検査": [{"契約番号": "R6-9", "検査日": date(2025, 3, 31)}]},
        ("検査", 2, "契約番号", "R6-9"),
    ),
    (
        "evidence of no subcontract",
        {"チェックリスト": [{"契約番号": "R6-1", "再委託番号": 3, "受領日": date(2024, 4, 9)}]},
        ("チェックリスト", 2, "再委託番号", "3"),
    ),
    (
        "1.1 without 1",
        {"再委託": [{"契約番号": "R6-1", "再委託番号": "1.1", "再委託先": "乙社"}]},
        ("再委託", 2, "再委託番号", "1.1"),
    ),
]


@pytest.mark.parametrize(("sheets", "at"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_fault_names_sheet_row_column_and_what_was_found(
    bare: CommandLine, ledger: WriteLedger, sheets: dict[str, Rows], at: tuple[str, int, str, str]
) -> None:
    """What it can't read is reported with sheet, row, column, what it found and what it expects."""
    (error,) = refused(bare, ledger(small_ledger() | sheets))
    assert (error["sheet"], error["row"], error["column"], error["found"]) == at
    assert bare.clean()


def test_every_fault_is_told_at_once_those_of_the_file_and_those_of_the_store(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """All at once."""
    sheets = small_ledger(
        契約=[contract_row(所属="幻の課", 締結日="2月30日"), contract_row("R6-2", 取扱件数=-1)],
        検査=[{"契約番号": "R6-9", "検査日": date(2025, 3, 31), "結果": "まあまあ"}],
    )
    errors = refused(bare, ledger(sheets))
    assert {(e["sheet"], e["row"], e["column"]) for e in errors} == {
        ("契約", 2, "所属"),
        ("契約", 2, "締結日"),
        ("契約", 3, "取扱件数"),
        ("検査", 2, "契約番号"),
        ("検査", 2, "結果"),
    }


def test_a_fault_beside_names_of_persons_does_not_repeat_them(bare: CommandLine, ledger: WriteLedger) -> None:
    """semantics §9: names and numbers of persons stay out of messages."""
    row = {"契約番号": "R6-9", "受領日": date(2024, 4, 9), "責任者氏名": "秘密 一郎", "責任者連絡先": "090-1234-5678"}
    path = ledger(small_ledger(チェックリスト=[row]))
    refused(bare, path)
    said = bare("import", path)
    assert "秘密" not in said.err + said.out
    assert "5678" not in said.err + said.out


def test_an_officer_of_another_office_may_not_bring_rows_in(bare: CommandLine, ledger: WriteLedger) -> None:
    """semantics §8: an office's staff act for their own office; exit 4 and nothing stored."""
    assert bare("import", ledger({"所属": OFFICES})).code == 0
    before = bare.events()
    path = ledger({"契約": [contract_row()]})
    said = bare("import", path, actor="広報 次郎")
    assert said.code == 4
    assert "[F-04]" in said.err
    assert bare.events() == before
    assert bare("import", path, actor="税務 花子").code == 0


def test_a_dry_run_tells_and_stores_nothing(bare: CommandLine, ledger: WriteLedger) -> None:
    """`import FILE [--dry-run]`."""
    before = bare.events()
    said = bare("import", ledger(small_ledger()), "--dry-run", "--json")
    assert said.code == 0
    assert said.json["stored"] is False
    assert said.json["created"] == 3
    assert said.json["errors"] == []
    assert bare.events() == before
    assert bare("contract", "list", "--json").json == []


def test_ten_thousand_blank_rows_change_nothing(bare: CommandLine, ledger: WriteLedger) -> None:
    """10,000 blank rows are simply fast; rows below them count as they stand in Excel."""
    blank = [{"契約番号": " ", "所属": " "}] * 10_000
    sheets = small_ledger(契約=[contract_row(), *blank, contract_row("R6-2")])
    assert bare("import", ledger(sheets), "--json").json["contracts"] == 2
    sheets["契約"] = [contract_row(), *blank, contract_row("R6-3", 取扱件数=-1)]
    assert bare("import", ledger(sheets), "--json").json["errors"][0]["row"] == 10_003


def test_a_workbook_is_refused_by_what_it_holds_whatever_its_name(bare: CommandLine, tmp_path: Path) -> None:
    """Its name says nothing."""
    path = tmp_path / "台帳\n[31m.docx"
    path.write_text("文字", encoding="utf-8")
    said = bare("import", str(path))
    assert said.code == 9
    shutil.copy(SAMPLE, path)
    assert bare("import", str(path), "--dry-run").code == 0
