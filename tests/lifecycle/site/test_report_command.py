"""`lifecycle report` as typed: what it prints, and how it refuses."""

import json
import sys
from pathlib import Path

import pytest
from command_line import CommandLine

from lifecycle.papers.site import links


def test_it_names_the_page_to_open(asking: CommandLine, tmp_path: Path) -> None:
    """Names the page to open; dates in 和暦 are taken."""
    said = asking("report", "-o", str(tmp_path / "out"), "--as-of", "R6.11.26", "--known-by", "2024-11-26")
    assert said.code == 0, said.err
    assert str(tmp_path / "out" / "index.html") in said.out
    assert "架空" in said.err
    assert "令和6年11月26日までに記録されたもの" in (tmp_path / "out" / links.BOARD).read_text(encoding="utf-8")


def test_json_gives_the_page(asking: CommandLine, tmp_path: Path) -> None:
    """One JSON document."""
    said = asking("report", "-o", str(tmp_path / "out"), "--fiscal-year", "R5", "--json")
    assert said.json == {
        "folder": (tmp_path / "out").as_posix(),
        "open": (tmp_path / "out" / "index.html").as_posix(),
        "as_of": "2024-11-26",
        "known_by": None,
    }


def test_figures_of_ones_own_are_set_beside(asking: CommandLine, tmp_path: Path) -> None:
    """`--compare`, as `tables` takes it; a row of another length gives no figure where it has none."""
    figures = {"as_of": "2024-11-26", "tables": {"3": {"rows": {"R6": {"values": [89, 80], "rate": "2.2%"}}}}}
    given = tmp_path / "比較.json"
    given.write_text(json.dumps(figures), encoding="utf-8")
    said = asking("report", "-o", str(tmp_path / "out"), "--compare", str(given))
    assert said.code == 0, said.err
    page = (tmp_path / "out" / links.table_page(3)).read_text(encoding="utf-8")
    assert "+7" in page
    assert "相違があります" in page


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("report",), 2, "output"),
        (("report", "-o", "ない/out"), 6, "置くフォルダーがありません"),
        (("report", "-o", "out", "--as-of", "きのう"), 2, "--as-of"),
        (("report", "-o", "out", "--fiscal-year", "R99x"), 2, "--fiscal-year"),
        (("report", "-o", "out", "--compare", "ない.json"), 9, "ない.json"),
    ],
)
def test_what_is_off_is_named(
    words: tuple[str, ...], code: int, told: str, asking: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written where the call is off."""
    monkeypatch.chdir(tmp_path)
    said = asking(*words)
    assert said.code == code, said
    assert told in said.err
    assert list(tmp_path.iterdir()) == []


def test_without_the_part_that_draws_it_says_what_to_install(
    asking: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The `report` extra left out: said before anything is read, nothing written."""
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    said = asking("report", "-o", str(tmp_path / "out"))
    assert said.code == 7
    assert 'pip install "lifecycle[report]"' in said.err
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_things_is_refused(asking: CommandLine, tmp_path: Path) -> None:
    """Exit 2, with what was found."""
    (tmp_path / "メモ.txt").touch()
    said = asking("report", "-o", str(tmp_path))
    assert said.code == 2
    assert "メモ.txt" in said.err
