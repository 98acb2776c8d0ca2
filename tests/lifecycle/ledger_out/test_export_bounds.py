"""Who may export what, where to, and what stays behind."""

import os
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)
from libreoffice import LibreOffice
from workbooks import column, formulas_in, sheets_of

from config.errors import NotFoundError, RoleError, UsageError, WorldError
from lifecycle.ledger.columns import SHEETS
from lifecycle.ledger.limits import WorkbookLimits
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.workbook import WorkbookUnreadable, read_cells
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import import_ledger

FORMULAS = ("=1+1", "@SUM(1)", "+81-92-000-0000", "-1", '=HYPERLINK("http://a.example/")')


def test_office_staff_export_their_own_office_and_no_other(installation: Installation, tmp_path: Path) -> None:
    """Semantics §8: an office's posts act for their own office."""
    a_contract(installation.app())
    a_contract(installation.app("税務課担当"), "R6-0002", division=OTHER_OFFICE)
    export_ledger(installation.app(OFFICER), tmp_path / "own.xlsx")
    assert column(tmp_path / "own.xlsx", "契約", "契約番号") == [ID]
    assert column(tmp_path / "own.xlsx", "所属", "所属") == [OFFICE]
    with pytest.raises(RoleError, match="自分の所属"):
        export_ledger(installation.app(HEAD), tmp_path / "other.xlsx", OTHER_OFFICE)
    assert not (tmp_path / "other.xlsx").exists()


@pytest.mark.parametrize("actor", [ADMIN, OVERSIGHT])
def test_the_admin_and_the_oversight_office_export_all_or_one(
    installation: Installation, tmp_path: Path, actor: str
) -> None:
    """They answer for every office."""
    a_contract(installation.app())
    a_contract(installation.app("税務課担当"), "R6-0002", division=OTHER_OFFICE)
    assert export_ledger(installation.app(actor), tmp_path / "all.xlsx").contracts == 2
    export_ledger(installation.app(actor), tmp_path / "one.xlsx", " 税務課 ")
    assert column(tmp_path / "one.xlsx", "契約", "契約番号") == ["R6-0002"]
    with pytest.raises(NotFoundError, match="出納課"):
        export_ledger(installation.app(actor), tmp_path / "none.xlsx", "出納課")


@pytest.mark.parametrize("actor", [AUDITOR, "知らない人"])
def test_nobody_else_exports_names(installation: Installation, tmp_path: Path, actor: str) -> None:
    """The ledger holds persons' names and numbers."""
    with pytest.raises(RoleError, match="F-04"):
        export_ledger(installation.app(actor), tmp_path / "x.xlsx")


def test_export_never_overwrites_without_being_told_so(installation: Installation, tmp_path: Path) -> None:
    """A ledger somebody is editing is not lost to a slip."""
    target = tmp_path / "台帳.xlsx"
    target.write_bytes(b"mine")
    with pytest.raises(UsageError, match="別の名前にしてください"):
        export_ledger(installation.app(), target)
    assert target.read_bytes() == b"mine"
    export_ledger(installation.app(), target, force=True)
    assert target.read_bytes().startswith(b"PK")


def test_the_file_is_readable_by_its_owner_only_even_over_an_open_one(
    installation: Installation, tmp_path: Path
) -> None:
    """It holds persons' names and numbers."""
    target = tmp_path / "台帳.xlsx"
    target.write_bytes(b"")
    target.chmod(0o644)
    export_ledger(installation.app(), target, force=True)
    assert target.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("force", [False, True])
def test_a_disk_that_refuses_leaves_no_half_file(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, force: bool
) -> None:
    """A file is whole or not there."""

    def refuse(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", refuse)
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(WorldError, match="空き容量"):
        export_ledger(installation.app(), folder / "台帳.xlsx", force=force)
    assert list(folder.iterdir()) == []


def test_nothing_but_the_workbook_is_left_beside_it(installation: Installation, tmp_path: Path) -> None:
    """What it was made of holds names too, and goes: after an export that was done, and after one that failed."""
    a_contract(installation.app())
    folder = tmp_path / "out"
    folder.mkdir()
    export_ledger(installation.app(), folder / "台帳.xlsx")
    with pytest.raises(RoleError):
        export_ledger(installation.app(), folder / "別.xlsx", "ない課")
    assert [one.name for one in folder.iterdir()] == ["台帳.xlsx"]


def test_a_workbook_larger_than_what_is_imported_says_so(installation: Installation, tmp_path: Path) -> None:
    """It is written all the same: people read it. By the very limits it is refused where it comes in."""
    for n in range(3):
        a_contract(installation.app(), f"R6-{n}")
    exact = WorkbookLimits(rows=_rows_of(installation, tmp_path / "数.xlsx"))
    assert export_ledger(installation.app(), tmp_path / "1.xlsx", limits=exact).beyond == ()
    read_cells(tmp_path / "1.xlsx", limits=exact)
    fewer = WorkbookLimits(rows=exact.rows - 1)
    (told,) = export_ledger(installation.app(), tmp_path / "2.xlsx", limits=fewer).beyond
    assert told.startswith(f"{exact.rows}行(上限{fewer.rows}行")
    with pytest.raises(WorkbookUnreadable, match="行が多すぎる"):
        read_cells(tmp_path / "2.xlsx", limits=fewer)


def _rows_of(installation: Installation, book: Path) -> int:
    export_ledger(installation.app(), book)
    return sum(len(rows) for rows in read_cells(book).sheets.values())


@pytest.mark.parametrize(("name", "error"), [("台帳.xls", UsageError), ("無い/台帳.xlsx", NotFoundError)])
def test_a_place_where_no_workbook_can_be_is_said_before_anything_is_read(
    installation: Installation, tmp_path: Path, name: str, error: type[Exception]
) -> None:
    """Excel opens .xlsx under no other name."""
    with pytest.raises(error):
        export_ledger(installation.app(), tmp_path / name)


def test_texts_that_look_like_formulas_come_out_as_text(installation: Installation, tmp_path: Path) -> None:
    """Text beginning with «=» becomes a live formula unless written as a string."""
    for n, text in enumerate(FORMULAS):
        a_contract(installation.app(), f"R6-{n}", title=text, contractor=text)
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert formulas_in(tmp_path / "1.xlsx") == 0
    assert column(tmp_path / "1.xlsx", "契約", "業務名") == list(FORMULAS)


def test_the_tenth_subcontract_of_a_subcontract_is_not_the_first(installation: Installation, tmp_path: Path) -> None:
    """再委託番号 1.10 and 1.1 are two; as numbers they would be one."""
    a_contract(installation.app())
    for no in ("1", "1.10", "1.1", "2"):
        a_subcontract(installation.app(), no, subcontractor=f"再委託先{no}")
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert column(tmp_path / "1.xlsx", "再委託", "再委託番号") == ["1", "1.1", "1.10", "2"]


def test_persons_stand_in_their_own_columns_only(installation: Installation, tmp_path: Path) -> None:
    """Personal data in their columns only."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist", "onsite_inspection")
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    persons = {"委託先の責任者", "事故時の責任者", "0742-00-0000", "0742-00-1111", OFFICER, "広報課係長"}
    personal = {sheet.name: {c.label for c in sheet.columns if c.column.personal} for sheet in SHEETS}
    found = set()
    for name, rows in sheets_of(tmp_path / "1.xlsx").items():
        for row in rows[1:]:
            for label, cell in zip(rows[0], row, strict=True):
                if cell in persons:
                    found.add(cell)
                    assert label in personal[name]
    assert found == persons


def test_what_no_column_carries_is_counted_not_hidden(installation: Installation, tmp_path: Path) -> None:
    """Files, document numbers and kinds of evidence without a column are left out, and the result says how many."""
    a_contract(installation.app())
    hand_in(installation.app(), "checklist")
    report = tmp_path / "改善策.txt"
    report.write_text("改善策", encoding="utf-8")
    attach(installation.app(), ID, "improvement_plan", {"received_on": "2024-05-01", "content": "施錠する"})
    attach(installation.app(), ID, "duty_notice", {"document_no": "広第1号"}, [report])
    result = export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert result.left_out == {"改善策": 1, "文書番号": 2, "証拠ファイル": 1, "項目のない記録": 1}


def test_a_value_excel_cannot_hold_is_left_blank_and_counted_so_that_the_file_reads_again(
    installation: Installation, tmp_path: Path
) -> None:
    """A cell holds 32,767 characters, and #N/A would read as a broken formula; a blank keeps what is known."""
    a_contract(installation.app())
    attach(installation.app(), ID, "duty_notice", {"announced_on": "2024-03-01", "announced_how": "長" * 40_000})
    attach(installation.app(), ID, "system_review", {"reviewed_on": "2024-04-12", "outsider_access": "#N/A"})
    result = export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert result.left_out == {"Excelのセルに書けない値": 2}
    done = import_ledger(installation.app(ADMIN), tmp_path / "1.xlsx")
    assert (done.created, done.changed) == (0, 0)


def test_what_was_erased_comes_out_as_such_and_is_counted(installation: Installation, tmp_path: Path) -> None:
    """What was erased does not come back by the ledger."""
    a_contract(installation.app())
    hand_in(installation.app(), "onsite_inspection")
    installation.tamper("UPDATE person SET value = NULL, salt = NULL WHERE subject = :id", id=ID)
    result = export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert result.left_out["消去された氏名・連絡先・文"] == 4
    assert column(tmp_path / "1.xlsx", "実地調査", "調査者") == ["消去済"]
    assert column(tmp_path / "1.xlsx", "契約", "業務名") == ["消去済"]
    assert import_ledger(installation.app(ADMIN), tmp_path / "1.xlsx").changed == 0


def test_documents_of_a_withdrawn_subcontract_stay_out_so_that_the_file_reads_again(
    installation: Installation, tmp_path: Path
) -> None:
    """A row that names a subcontract nobody knows is a fault on import."""
    a_contract(installation.app())
    a_subcontract(installation.app(), "1", subcontractor="再委託先")
    attach(installation.app(), ID, "checklist", {"received_on": "2024-05-01"}, subcontract="1")
    installation.tamper("UPDATE record SET superseded_at = recorded_at WHERE kind = 'subcontract'")
    result = export_ledger(installation.app(), tmp_path / "1.xlsx")
    assert (result.subcontracts, result.left_out) == (0, {"取り消された再委託の記録": 1})
    assert parse_ledger(tmp_path / "1.xlsx").of("チェックリスト") == ()


def test_an_office_only_contracts_name_gets_a_row_so_that_the_file_reads_again(
    installation: Installation, tmp_path: Path
) -> None:
    """Where 所属 has rows, a contract's office must be among them."""
    a_contract(installation.app())
    installation.tamper("DELETE FROM division WHERE name = :name", name=OFFICE)
    export_ledger(installation.app(ADMIN), tmp_path / "1.xlsx")
    assert column(tmp_path / "1.xlsx", "所属", "所属") == [OFFICE, OTHER_OFFICE]
    assert import_ledger(installation.app(ADMIN), tmp_path / "1.xlsx", dry_run=True).errors == ()


def test_inspection_and_return_of_one_subject_share_a_row(any_installation: Installation, tmp_path: Path) -> None:
    """検査 is keyed by 契約番号 and 再委託番号."""
    a_contract(any_installation.app())
    hand_in(any_installation.app(), "inspection_plan", "completion_inspection", "return_disposal")
    export_ledger(any_installation.app(), tmp_path / "1.xlsx")
    assert [len(row.values) for row in parse_ledger(tmp_path / "1.xlsx").of("検査")] == [3]


def test_a_visit_and_a_reason_for_none_have_rows_of_their_own(installation: Installation, tmp_path: Path) -> None:
    """One row per document on 実地調査, also where both bear the same date; equal when read again."""
    a_contract(installation.app())
    hand_in(installation.app(), "onsite_inspection")
    attach(
        installation.app(), ID, "onsite_waiver", {"recorded_on": "2024-04-15", "reason": "委託先の所在地が県外である"}
    )
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    rows = parse_ledger(tmp_path / "1.xlsx").of("実地調査")
    assert [list(row.values) for row in rows] == [["onsite_inspection"], ["onsite_waiver"]]
    assert import_ledger(installation.app(ADMIN), tmp_path / "1.xlsx").changed == 0


@pytest.mark.slow
def test_libreoffice_shows_the_export_as_an_office_reads_it(
    installation: Installation, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """Another program than the ones that wrote and read it: dates as 和暦 (元年 too), amounts, no formula."""
    days = {"quoted_on": "2019-04-30", "concluded_on": "2019-05-01", "performance_start_on": "2019-12-31"}
    facts = {**days, "performance_end_on": "2020-01-01", "amount": "1234567", "title": "=1+1"}
    a_contract(installation.app(), fiscal_years="R1", **facts)
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    heading, row = libreoffice.shown(tmp_path / "1.xlsx")["契約"]
    seen = dict(zip(heading, row, strict=True))
    named = ("見積徴取日", "締結日", "履行開始日", "履行期限", "契約額", "業務名", "契約番号")
    assert [seen[name] for name in named] == [
        "平成31年4月30日", "令和元年5月1日", "令和元年12月31日", "令和2年1月1日", "1,234,567", "=1+1", ID,
    ]  # fmt: skip


@pytest.mark.slow
def test_libreoffice_prints_the_whole_sample(
    sample_home: Installation, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """Every sheet of a whole portfolio."""
    export_ledger(sample_home.app(ADMIN, "2024-12-02"), tmp_path / "1.xlsx")
    libreoffice.converted(tmp_path / "1.xlsx", "pdf", tmp_path)
    assert (tmp_path / "1.pdf").read_bytes().startswith(b"%PDF")


def test_only_the_rows_are_printed_under_a_heading_that_repeats(installation: Installation, tmp_path: Path) -> None:
    """Lists and formats go on to the last row of the sheet; the paper does not."""
    a_contract(installation.app())
    export_ledger(installation.app(), tmp_path / "1.xlsx")
    with ZipFile(tmp_path / "1.xlsx") as book:
        names = book.read("xl/workbook.xml").decode()
    assert "'契約'!$A$1:$Q$2" in names or "契約!$A$1:$Q$2" in names
    assert "契約!$A:$A,契約!$1:$1" in names.replace("'", "")
