"""An office's own list: planned, mapped and then remembered without a terminal; what is new is asked again."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from installation import ADMIN, HEAD, ID, OFFICE, OFFICER, OTHER_OFFICER, Installation
from shaped_ledgers import headed, write_book

from config.errors import InputRejectedError
from lifecycle.app import App
from lifecycle.ledger.layout import ImportPlan, readable_columns
from lifecycle.ledger.map_file import map_text, read_map
from lifecycle.ledger.parsed import MOST_FAULTS
from lifecycle.papers.ledger_out.fault_book import fault_bytes
from lifecycle.usecases.importing import Imported, LedgerRejected, import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.planning import plan

NOW = "2025-06-02"
HEADS = ["No.", "契約件名", "受託者", "契約年月日", "契約金額（千円）", "再委託の有無", "チェックリスト提出日", "備考"]
ROW = [1, "調査の集計", "株式会社サンプル", "7.4.1", "1,234", "有", "－", "急ぎ"]


def book(folder: Path, *rows: Sequence[Any], name: str = "R7委託一覧", file: str = "一覧.xlsx") -> Path:
    """A workbook with one list of the office's own."""
    write_book(folder / file, {name: [HEADS, *(rows or (ROW,))]})
    return folder / file


def settled(app: App, path: Path, folder: Path, **changed: str) -> Imported:
    """Import by the map that the plan writes, with some texts in it changed."""
    text = map_text(plan(app, path))
    for old, new in changed.items():
        text = text.replace(old, new)
    (folder / "map.toml").write_text(text, encoding="utf-8")
    return import_ledger(app, path, mapping=read_map(folder / "map.toml"))


def refusal(app: App, path: Path) -> str:
    """How an import without a map is refused."""
    with pytest.raises(LedgerRejected) as refused:
        import_ledger(app, path)
    return str(refused.value)


def test_without_a_map_nothing_is_stored_and_the_way_is_said(installation: Installation, tmp_path: Path) -> None:
    """Every open question stands in the refusal, the command that writes the map, and the template."""
    told = refusal(installation.app(OFFICER, NOW), book(tmp_path))
    for word in ("import plan", "割当て", "template", "所属 と 契約", "年号のない年", "通し番号"):
        assert word in told
    assert installation.count("contract") == 0


def test_the_map_of_a_plan_reads_the_list_and_is_remembered(installation: Installation, tmp_path: Path) -> None:
    """One row feeds a contract and its subcontract; the second import asks nothing and records nothing."""
    app, path = installation.app(OFFICER, NOW), book(tmp_path)
    done = settled(app, path, tmp_path)
    assert (done.contracts, done.subcontracts, done.evidence, done.created) == (1, 1, 0, 2)
    assert "R7委託一覧/備考" in done.ignored
    (payload,) = installation.rows("SELECT payload FROM journal WHERE kind = 'contract_registered'")
    assert '"amount":1234000' in bytes(payload[0]).decode()
    assert [row.id for row in installation.rows("SELECT id FROM contract")] == ["R7-広報課-1"]
    events = installation.count("journal")
    assert not plan(app, path).asked
    again = import_ledger(app, path)
    assert (again.created, again.changed) == (0, 0)
    assert installation.count("journal") == events


def test_a_list_of_another_year_is_not_read_as_the_last(installation: Installation, tmp_path: Path) -> None:
    """Row 1 of the next year is another contract: year and prefix are asked again, the headings are not."""
    app = installation.app(OFFICER, NOW)
    settled(app, book(tmp_path), tmp_path)
    row = [1, "別の調査", "合同会社見本", "8.4.1", "1", "無", "", ""]
    later = book(tmp_path, row, name="R8委託一覧", file="R8.xlsx")
    asked = {(one.topic, one.name): one.proposed for one in plan(app, later).asked if one.topic != "table"}
    assert asked == {("constant", "契約/年度"): "R8", ("constant", "契約番号の前"): "R8-広報課-"}
    assert "年度" in refusal(app, later)
    silent = book(tmp_path, row, name="一覧", file="x.xlsx")
    assert ("constant", "契約/年度") in {(one.topic, one.name) for one in plan(app, silent).asked}


def test_a_new_heading_that_looks_like_a_known_one_is_asked(installation: Installation, tmp_path: Path) -> None:
    """A column that came in since is neither dropped in silence nor read without asking."""
    app = installation.app(OFFICER, NOW)
    settled(app, book(tmp_path), tmp_path)
    mapping = read_map(tmp_path / "map.toml")
    write_book(tmp_path / "新.xlsx", {"R7委託一覧": [[*HEADS, "完了期限"], [*ROW, "R8.3.31"]]})
    with pytest.raises(LedgerRejected) as refused:
        import_ledger(app, tmp_path / "新.xlsx", mapping=mapping)
    assert "完了期限(I列)" in str(refused.value)


def test_another_office_does_not_get_the_layout(installation: Installation, tmp_path: Path) -> None:
    """It is remembered for the office whose list it was."""
    path = book(tmp_path)
    settled(installation.app(OFFICER, NOW), path, tmp_path)
    assert plan(installation.app(OTHER_OFFICER, NOW), path).asked


def test_a_renamed_sheet_is_found_by_its_headings(installation: Installation, tmp_path: Path) -> None:
    """A map names last week's sheet; a CSV's sheet is its file's name."""
    app = installation.app(OFFICER, NOW)
    settled(app, book(tmp_path), tmp_path)
    other = book(tmp_path, name="一覧(最新)", file="別名.xlsx")
    assert import_ledger(app, other, mapping=read_map(tmp_path / "map.toml")).unchanged == 2


def test_a_fault_goes_by_the_offices_own_heading_and_row(installation: Installation, tmp_path: Path) -> None:
    """It is sought in her sheet, not in the ledger's."""
    path = book(tmp_path, ROW, [2, "別", "合同会社見本", "R7.2.30", "1", "無", "", ""])
    with pytest.raises(LedgerRejected) as refused:
        settled(installation.app(OFFICER, NOW), path, tmp_path)
    (fault,) = refused.value.result.errors
    assert (fault.sheet, fault.row, fault.column) == ("R7委託一覧", 3, "契約年月日(D列)")


def test_every_fault_of_a_map_is_told_at_once(tmp_path: Path) -> None:
    """Unknown columns, eras and keys, one column fed twice, a constant that is blank."""
    path = tmp_path / "map.toml"
    path.write_text(
        '[[table]]\nsheet = "一覧"\nheader = [3, 5]\nrow = 1\n[table.columns]\n"件名" = "契約/ない列"\n'
        '"a" = "契約/業務名"\n"b" = "契約/業務名"\n"c" = 3\n'
        '[table.constants]\n"契約/所属" = ""\n[table.eras]\n"d" = "大正"\n',
        encoding="utf-8",
    )
    with pytest.raises(InputRejectedError) as refused:
        read_map(path)
    told = str(refused.value)
    for word in ("header", ".row", "契約/ない列", "columns.b", "columns.c", "契約/所属", "大正"):
        assert word in told, word


def test_a_map_is_toml_and_names_only_columns_that_there_are(installation: Installation, tmp_path: Path) -> None:
    """What the plan writes is read back to the same; no example in it shows a person's contact."""
    write_book(tmp_path / "一覧.xlsx", {"一覧": [[*headed()[0], "緊急連絡先"], [*headed()[1], "090-1111-2222"]]})
    made: ImportPlan = plan(installation.app(OFFICER, NOW), tmp_path / "一覧.xlsx")
    text = map_text(made)
    assert "090-1111-2222" not in text
    (table,) = tomllib.loads(text)["table"]
    assert set(table["columns"].values()) <= {*readable_columns(), "-"}
    (tmp_path / "m.toml").write_text(text, encoding="utf-8")
    assert read_map(tmp_path / "m.toml") == made.mapping


def test_a_contract_over_several_rows_is_one_with_its_subcontracts(installation: Installation, tmp_path: Path) -> None:
    """One row a subcontract, the contract's cells repeated: one contract, subcontracts 1 and 2."""
    heads = ["契約番号", "所属", "契約件名", "受託者", "年度", "再委託先", "再委託承認日"]
    same = [ID, OFFICE, "調査", "株式会社サンプル", "R6"]
    write_book(tmp_path / "一覧.xlsx", {"一覧": [heads, [*same, "甲社", "R6.4.5"], [*same, "乙社", "R6.4.8"]]})
    app = installation.app(HEAD, NOW)
    done = settled(app, tmp_path / "一覧.xlsx", tmp_path)
    assert (done.contracts, done.subcontracts) == (1, 2)


def test_a_period_in_one_cell_gives_both_days(installation: Installation, tmp_path: Path) -> None:
    """R7.4.1～8.3.31 has its 年号 once; a cell with one day only is refused."""
    heads = ["契約番号", "所管課", "契約件名", "受託者", "年度", "履行期間"]
    same = ["R7-1", OFFICE, "調査", "株式会社サンプル", "R7"]
    write_book(tmp_path / "一覧.xlsx", {"一覧": [heads, [*same, "R7.4.1～8.3.31"]]})
    app = installation.app(OFFICER, NOW)
    (row,) = plan(app, tmp_path / "一覧.xlsx").tables[0].preview
    assert dict(row.values)["契約/履行開始日"] == "2025-04-01"
    assert dict(row.values)["契約/履行期限"] == "2026-03-31"
    write_book(tmp_path / "二.xlsx", {"一覧": [heads, [*same, "R8.3.31"]]})
    with pytest.raises(LedgerRejected, match=r"履行期間\(F列\)"):
        settled(app, tmp_path / "二.xlsx", tmp_path)


def test_a_sheet_of_another_thing_is_given_up_in_good_time(installation: Installation, tmp_path: Path) -> None:
    """Thousands of rows without a number are no ledger: the first faults are told, and that the rest was not read."""
    heads = ["契約番号", "所属", "業務名", "委託先", "年度"]
    write_book(tmp_path / "台帳.xlsx", {"契約": [heads, *([None, OFFICE] for _ in range(3000))]})
    with pytest.raises(LedgerRejected) as refused:
        import_ledger(installation.app(OFFICER, NOW), tmp_path / "台帳.xlsx")
    faults = refused.value.result.errors
    assert MOST_FAULTS < len(faults) < MOST_FAULTS + 10
    assert any("超えました" in fault.found for fault in faults)


def test_an_office_of_which_nobody_is_known_is_told(installation: Installation, tmp_path: Path) -> None:
    """A ledger without the sheet of offices brings contracts in for which nobody could be reached."""
    fresh = Installation(tmp_path / "new")
    initialise(fresh.home, "declared", fresh.environment(NOW)).engine.dispose()
    heads = ["契約番号", "所属", "業務名", "委託先", "年度"]
    write_book(tmp_path / "台帳.xlsx", {"契約": [heads, ["R7-1", OFFICE, "調査", "株式会社サンプル", "R7"]]})
    (remark,) = import_ledger(fresh.app(ADMIN, NOW), tmp_path / "台帳.xlsx").remarks
    assert OFFICE in remark
    assert "template" in remark
    assert import_ledger(installation.app(OFFICER, NOW), tmp_path / "台帳.xlsx").remarks == ()


def test_the_marked_copy_marks_the_offices_own_cells(installation: Installation, tmp_path: Path) -> None:
    """The copy has her sheet, with a mark at the very cell."""
    app, path = installation.app(OFFICER, NOW), book(tmp_path, ROW, [2, "別", "合同会社見本", "R7.2.30", "1", "無"])
    with pytest.raises(LedgerRejected) as refused:
        settled(app, path, tmp_path)
    (tmp_path / "写し.xlsx").write_bytes(fault_bytes(path, refused.value.result.errors, app.clock.now()))
    assert comments(tmp_path / "写し.xlsx") == ["D3"]


def comments(path: Path) -> list[str]:
    """The cells of a workbook that have a comment."""
    with ZipFile(path) as parts:
        xml = "".join(parts.read(name).decode() for name in parts.namelist() if name.startswith("xl/comments"))
    return re.findall(r'<comment ref="([A-Z]+[0-9]+)"', xml)
