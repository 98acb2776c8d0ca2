"""`due --xlsx`: per 所属 a list to work from, equal to what the command says."""

from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from command_line import CommandLine
from installation import ADMIN, ID, OFFICE, OTHER_OFFICE, Installation, a_contract, a_subcontract
from libreoffice import LibreOffice
from workbooks import formulas_in, is_day, parts_of, sheets_of

from config.vocabulary import Role
from config.wareki import parse_date
from lifecycle.papers.books.todo_book import OVERVIEW

HEADINGS = ["対象", "業務名", "不足", "根拠", "期限", "超過\n開庁日", "行う人", "対応"]
HEAD = 4


def as_rows(items: list[dict[str, Any]]) -> list[list[Any]]:
    """The JSON of `due` as the sheet's columns."""
    return [
        [
            item["subject"],
            item["title"],
            f"{item['reason']} [{item['code']}]",
            f"{item['source']}({item['strength_label']})" + (f" 期限{item['due_note']}" if item["due_note"] else ""),
            datetime.fromisoformat(item["due_on"]).date() if item["due_on"] else "",
            item["overdue_business_days"],
            Role(item["responsible"]).label,
            item["remedy"],
        ]
        for item in items
    ]


@pytest.mark.parametrize("words", [(), ("--within", "0"), ("--as-of", "R6.6.3", "--known-by", "R6.11.26")])
def test_each_office_has_a_sheet_with_what_it_owes_worst_first(
    asking: CommandLine, tmp_path: Path, words: tuple[str, ...]
) -> None:
    """The same rows in the same order as the JSON; real dates, numbers, an overview before them."""
    book = tmp_path / "すること.xlsx"
    items = asking("due", *words, "--xlsx", str(book), "--json").json
    sheets = sheets_of(book)
    divisions = sorted({item["division"] for item in items})
    assert list(sheets) == [OVERVIEW, *divisions]
    for division in divisions:
        rows = sheets[division]
        assert rows[0][0].startswith(division)
        assert rows[HEAD] == HEADINGS
        assert rows[HEAD + 1 :] == as_rows([item for item in items if item["division"] == division])
        assert all(is_day(row[4]) or row[4] == "" for row in rows[HEAD + 1 :])
        assert any("架空" in str(cell) for cell in rows[2])
        late = [row[5] for row in rows[HEAD + 1 :]]
        assert late == sorted(late, reverse=True)
    owed = {row[0]: row[1] for row in sheets[OVERVIEW][HEAD + 1 :]}
    assert sum(owed.values()) == len(items)


@pytest.mark.slow
def test_libreoffice_shows_the_list_as_the_command_says_it(
    asking: CommandLine, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """Opened in another program: 和暦, the overdue marked ■, texts to the letter."""
    book = tmp_path / "すること.xlsx"
    items = asking("due", "--xlsx", str(book), "--json").json
    sheets = libreoffice.shown(book)
    for division in {item["division"] for item in items}:
        shown = []
        for row in sheets[division][HEAD + 1 :]:
            late = 0 if row[5] == "-" else int(row[5].removeprefix("■ "))
            shown.append([*row[:4], parse_date(row[4]) if row[4] else "", late, *row[6:]])
            assert not row[4] or "年" in row[4]
        assert shown == as_rows([item for item in items if item["division"] == division])


def test_the_list_is_ready_to_print(asking: CommandLine, tmp_path: Path) -> None:
    """A4 on its side, one page wide, headings frozen and on every page, the day and the page below, 架空 above."""
    book = tmp_path / "すること.xlsx"
    asking("due", "--xlsx", str(book))
    for part in parts_of(book).values():
        found = {mark.tag.partition("}")[2]: mark for mark in part.iter()}
        setup = found["pageSetup"]
        assert (setup.get("paperSize"), setup.get("orientation"), setup.get("fitToHeight")) == ("9", "landscape", "0")
        assert found["pane"].get("state") == "frozen"
        assert "基準日 令和6年11月26日" in str(found["oddFooter"].text)
        assert "架空" in str(found["oddHeader"].text)
    with ZipFile(book) as container:
        names = container.read("xl/workbook.xml").decode()
    assert names.count("_xlnm.Print_Titles") == names.count("_xlnm.Print_Area") == len(parts_of(book))


def test_one_office_gets_its_own_list_and_one_that_owes_nothing_is_told_so(asking: CommandLine, tmp_path: Path) -> None:
    """--division NAME; a name that nobody knows is not found, not «all is done»."""
    division = asking("due", "--json").json[0]["division"]
    asking("due", "--division", division, "--xlsx", str(tmp_path / "1.xlsx"))
    assert list(sheets_of(tmp_path / "1.xlsx")) == [division]
    early = ("--as-of", "R4.4.1", "--within", "0")
    asking("due", "--division", division, *early, "--xlsx", str(tmp_path / "2.xlsx"))
    ((name, rows),) = sheets_of(tmp_path / "2.xlsx").items()
    assert name == division
    assert "不足はありません" in rows[1][2]
    assert asking("due", "--division", "ない課").code == 6


@pytest.mark.slow
def test_texts_that_look_like_formulas_stay_texts(
    installation: Installation, environment: pytest.MonkeyPatch, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    """Titles beginning with = + - @, opened in LibreOffice: no formula in the file, none in the program."""
    titles = ["=1+1", "+81-92-000-0000", "-1", "@SUM(A1)", '=HYPERLINK("http://a.example/")']
    for n, title in enumerate(titles):
        a_contract(installation.app(), f"R6-{n}", title=title)
    a_contract(installation.app("税務課担当"), ID, division=OTHER_OFFICE)
    a_subcontract(installation.app(ADMIN), "1", handles_pi=True, started_on="2024-05-01")
    environment.setenv("LIFECYCLE_HOME", str(installation.home))
    environment.setenv("LIFECYCLE_NOW", "2024-06-03T09:00:00+09:00")
    book = tmp_path / "1.xlsx"
    assert CommandLine(installation.home)("due", "--xlsx", str(book), actor=ADMIN).code == 0
    assert formulas_in(book) == 0
    shown = libreoffice.shown(book)
    assert {row[1] for row in shown[OFFICE][HEAD + 1 :]} == set(titles)
    assert {row[0] for row in shown[OTHER_OFFICE][HEAD + 1 :]} == {ID, f"{ID}/1"}
