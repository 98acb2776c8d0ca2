"""Tables for use: per 所属, the contracts behind a cell, the workbook in the report's layout; two small commands."""

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from command_line import CommandLine
from libreoffice import LibreOffice
from workbooks import parts_of, sheets_of

OFFICE = "モデル所属13（合同説明会）"
TABLES = range(1, 13)


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("number", TABLES)
def test_behind_every_cell_stand_as_many_subjects_as_it_counts(asking: CommandLine, number: int) -> None:
    """--drill N: each counted contract or subcontract once in its cell, of its year, with what it lacks."""
    table = asking("tables", "--json").json["tables"][str(number)]
    behind = asking("tables", "--drill", str(number), "--json").json
    assert behind
    for year, row in table["rows"].items():
        for column, value in zip(table["columns"][1:-1], row["values"][1:], strict=True):
            subjects = [b["subject"] for b in behind if (b["fiscal_year"], b["column"]) == (year, column)]
            assert len(subjects) == len(set(subjects)) == value, (number, year, column)
    for entry in behind:
        assert set(entry) == {"fiscal_year", "column", "subject", "division", "title", "missing", "proofs"}


def test_what_is_missing_is_said_of_the_subject_itself(asking: CommandLine) -> None:
    """表6: a subcontract without written approval lacks S4-03, and nothing of another's."""
    behind = asking("tables", "--drill", "6", "--json").json
    unapproved = asking("tables", "--json").json["tables"]["6"]["columns"][2]
    without = [b for b in behind if b["column"] == unapproved]
    assert without
    assert all("/" in b["subject"] and any("[S4-03]" in m for m in b["missing"]) for b in without)
    said = asking("tables", "--drill", "6")
    assert said.out.splitlines()[0] == "fiscal_year\tcolumn\tsubject\tdivision\ttitle\tmissing\tproofs"


def test_there_is_no_table_13(asking: CommandLine) -> None:
    """6 not found."""
    assert asking("tables", "--drill", "13").code == 6


def test_the_tables_of_the_offices_add_up_to_the_tables_of_all(asking: CommandLine) -> None:
    """--division: each contract is of one office."""
    offices = sorted({row["division"] for row in asking("contract", "list", "--json").json})
    whole = asking("tables", "--json").json
    parts = [asking("tables", "--division", office, "--json").json for office in offices]
    assert len(parts) > 1
    for number, table in whole["tables"].items():
        for year, row in table["rows"].items():
            found = [p["tables"][number]["rows"].get(year) for p in parts]
            sums = [sum(values) for values in zip(*(f["values"] for f in found if f), strict=True)]
            assert sums == row["values"], (number, year)
    assert sum(p["summary"]["contracts"] for p in parts) == whole["summary"]["contracts"]
    assert asking("tables", "--division", "ない課").code == 6


@pytest.mark.parametrize("words", [(), ("--division", OFFICE), ("--fiscal-year", "R6")])
def test_the_workbook_holds_the_values_of_the_json(asking: CommandLine, tmp_path: Path, words: tuple[str, ...]) -> None:
    """--xlsx in the report's layout: title, printed columns, a row per year, counts and rates as numbers."""
    book = tmp_path / "表.xlsx"
    said = asking("tables", *words, "--xlsx", str(book), "--json")
    assert said.code == 0
    assert "書き出しました" in said.err
    rows = sheets_of(book)["表1〜12"]
    for number, table in said.json["tables"].items():
        top = next(n for n, row in enumerate(rows) if str(row[0]).startswith(f"表{number} {table['title']}"))
        columns = [cell.replace("\n", "") for cell in rows[top + 1][1:] if cell != ""]
        assert columns == table["columns"]
        found = {}
        for row in rows[top + 2 : top + 2 + len(table["rows"])]:
            found[str(row[0])] = (row[1 : len(columns)], row[len(columns)])
        assert list(found.values()) == [(row["values"], share(row["rate"])) for row in table["rows"].values()]
    cells = [cell for row in rows for cell in row]
    assert any("架空" in str(cell) for cell in cells)
    summary = said.json["summary"]
    at = next(n for n, row in enumerate(rows) if row[0] == "総括")
    assert [row[1] for row in rows[at + 1 : at + 4]] == [
        summary["contracts"], summary["in_scope"], summary["needs_improvement"],
    ]  # fmt: skip


def share(rate: str | None) -> float | str:
    """A printed rate as the number a cell holds; blank where there is none."""
    return round(float(rate.removesuffix("%")) / 100, 3) if rate else ""


@pytest.mark.slow
def test_libreoffice_shows_the_tables_as_the_report_prints_them(
    asking: CommandLine, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """Opened in another program every figure reads as in the JSON: 101, 33.3%, 100%, 0.0% and a blank among them."""
    book = tmp_path / "表.xlsx"
    document = asking("tables", "--xlsx", str(book), "--json").json
    rows = libreoffice.shown(book)["表1〜12"]
    assert rows[1][:2] == ["基準日", "令和6年11月26日"]
    rates = set()
    for number, table in document["tables"].items():
        top = next(n for n, row in enumerate(rows) if row[0].startswith(f"表{number} {table['title']}"))
        width = len(table["columns"])
        for row, expected in zip(rows[top + 2 :], table["rows"].values(), strict=False):
            assert row[1 : width + 1] == [*(f"{value:,}" for value in expected["values"]), expected["rate"] or ""]
            rates.add(expected["rate"])
    assert {"100%", "0.0%", None, "33.3%"} <= rates


def test_the_workbook_says_how_each_table_is_counted_and_what_the_report_leaves_open(
    asking: CommandLine, tmp_path: Path
) -> None:
    """Definitions beside the figures, 推論 and 仮定 marked; 要改善 is defined nowhere in the report."""
    book = tmp_path / "表.xlsx"
    asking("tables", "--xlsx", str(book))
    rows = sheets_of(book)["数え方"]
    told = [row for row in rows if str(row[0]).startswith("表") and row[1] != "母数"]
    assert [str(row[0]).split()[0] for row in told] == [f"表{n}" for n in TABLES]
    assert all(all(row) for row in told)
    assert any("〔推論〕" in str(row[2]) for row in told)
    assert any("要改善の定義は報告書にない" in str(row[0]) for row in rows)


def test_no_table_is_torn_apart_by_the_end_of_a_page(asking: CommandLine, tmp_path: Path) -> None:
    """A4 upright: pages break before the title of a table, and only what is filled is printed."""
    book = tmp_path / "表.xlsx"
    asking("tables", "--xlsx", str(book))
    titles = {n for n, row in enumerate(sheets_of(book)["表1〜12"]) if str(row[0]).startswith("表")}
    part = parts_of(book)["表1〜12"]
    breaks = [int(str(mark.get("id"))) for mark in part.iter() if mark.tag.endswith("}brk")]
    assert breaks
    assert set(breaks) <= titles
    (setup,) = [mark for mark in part.iter() if mark.tag.endswith("}pageSetup")]
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "portrait")


def test_a_workbook_is_written_where_it_may_be_and_over_nothing(asking: CommandLine, tmp_path: Path) -> None:
    """6 where there is no folder, 2 over another file without --force; no traceback."""
    said = asking("tables", "--xlsx", str(tmp_path / "ない" / "表.xlsx"))
    assert said.code == 6
    assert "Traceback" not in said.err
    (tmp_path / "表.xlsx").write_bytes(b"mine")
    assert asking("tables", "--xlsx", str(tmp_path / "表.xlsx")).code == 2
    assert (tmp_path / "表.xlsx").read_bytes() == b"mine"
    assert asking("tables", "--xlsx", str(tmp_path / "表.xlsx"), "--force").code == 0
    assert (tmp_path / "表.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_that_knows_the_commands(asking: CommandLine, shell: str) -> None:
    """Shell completion; nothing else on stdout."""
    said = asking("completion", shell)
    assert said.code == 0
    for word in ("lifecycle", "subcontract", "approve", "reassess"):
        assert word in said.out
    assert asking("completion", shell, "--json").json["shell"] == shell
    assert asking("completion", "tcsh").code == 2


def test_diagram_prints_mermaid_and_writes_a_picture(asking: CommandLine, tmp_path: Path) -> None:
    """diagram [contract/subcontract], Mermaid on stdout, SVG to a file."""
    said = asking("diagram", "subcontract")
    assert said.out.startswith("stateDiagram-v2")
    picture = tmp_path / "図.svg"
    assert asking("diagram", "subcontract", "--svg", str(picture)).code == 0
    words = [node.text for node in ElementTree.parse(picture).getroot().iter() if node.text]  # noqa: S314
    assert {"申請", "審査", "承認", "不承認", "無承認", "終了"} <= set(words)


def history(lifecycle: CommandLine, *words: str) -> list[dict[str, Any]]:
    """The events shown of a contract amended and refused after the import."""
    return list(lifecycle("history", "R6-0012", *words, "--json").json)


def test_history_is_filtered_by_kind_and_by_both_dates(sample: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """history with filters: the kind, the day of the fact, the day of the recording; refusals are in it."""
    environment.setenv("LIFECYCLE_NOW", "2024-12-02T09:00:00+09:00")
    words = ("inspection_plan", "--set", "prepared_on=R6.11.20", "--set", "items=件数突合")
    assert sample("attach", "R6-0012", *words, actor="担当者13").code == 0
    assert sample("advance", "R6-0012", actor="担当者13").code == 5
    every = history(sample)
    assert [e["kind"] for e in every[-2:]] == ["evidence_recorded", "advance_refused"]
    assert [e["kind"] for e in history(sample, "--kind", "advance_refused")] == ["advance_refused"]
    assert history(sample, "--known-since", "R6.12.2") == every[-2:]
    assert history(sample, "--since", "R6.11.20", "--until", "R6.11.20") == [every[-2]]
    for event in every:
        assert {"occurred_on", "recorded_at", "actor", "role", "content", "hash"} <= set(event)
    told = sample("history", "R6-0012", "--known-since", "R6.12.2").out
    assert "令和6年11月20日(記録 令和6年12月2日)" in told
    assert "「検査」へ進めようとして止められた(不足 S1-10、S3-01)" in told
