"""The folder: whole or not at all, replaced by the next run, never over what somebody else put there."""

import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from installation import ADMIN, Installation, a_contract
from sites import Site

from config.errors import NotFoundError, UsageError
from lifecycle.papers.site.build import build_site
from lifecycle.papers.site.write import MARKER, write_site

D = date(2024, 6, 3)


def _tree(folder: Path) -> set[str]:
    return {p.name for p in folder.iterdir()}


def test_the_next_run_replaces_the_last(installation: Installation, tmp_path: Path) -> None:
    """A contract that is there no longer leaves no page behind; nothing lies beside the folder afterwards."""
    folder = tmp_path / "out"
    write_site(folder, [("index.html", "旧"), ("contracts/c-OLD.html", "旧")])
    a_contract(installation.app())
    first = build_site(installation.app(ADMIN), folder, D)
    assert first == folder / "index.html"
    assert "contracts/c-OLD.html" not in Site(folder).paths
    assert _tree(tmp_path) == {"home", "out"}


def test_an_empty_folder_may_be_given(tmp_path: Path) -> None:
    """And one in which only a file manager left its mark."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "Thumbs.db").touch()
    write_site(tmp_path / "out", [("index.html", "x")])
    assert (tmp_path / "out" / "index.html").read_text(encoding="utf-8") == "x"


def _files(folder: Path) -> dict[str, int]:
    """Which file stands under each path, by its number."""
    return {p.relative_to(folder).as_posix(): p.stat().st_ino for p in folder.rglob("*") if p.is_file()}


def test_only_pages_that_changed_are_written_again(tmp_path: Path) -> None:
    """An equal page stays the file that it was, whoever copies the folder on has little to copy; the others are new."""
    folder = tmp_path / "out"
    write_site(folder, [("index.html", "前"), ("contracts/c-1.html", "同じ"), ("contracts/c-2.html", "去る")])
    before = _files(folder)
    write_site(folder, [("index.html", "後"), ("contracts/c-1.html", "同じ"), ("contracts/c-3.html", "来る")])
    after = _files(folder)
    assert set(after) == {"index.html", "contracts/c-1.html", "contracts/c-3.html", MARKER}
    assert [path for path in after if after[path] == before.get(path)] == ["contracts/c-1.html"]
    assert (folder / "index.html").read_text(encoding="utf-8") == "後"


def test_a_site_that_did_not_change_is_written_nowhere(tmp_path: Path) -> None:
    """The marker too stays the file that it was."""
    pages = [("index.html", "同じ"), ("contracts/c-1.html", "同じ")]
    write_site(tmp_path / "out", pages)
    before = _files(tmp_path / "out")
    write_site(tmp_path / "out", pages)
    assert _files(tmp_path / "out") == before


def test_a_page_changed_by_hand_is_made_good(tmp_path: Path) -> None:
    """What is equal is asked of the content: somebody's change of the same length does not survive."""
    folder = tmp_path / "out"
    write_site(folder, [("index.html", "ある")])
    (folder / "index.html").write_text("なし", encoding="utf-8")
    write_site(folder, [("index.html", "ある")])
    assert (folder / "index.html").read_text(encoding="utf-8") == "ある"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_page_that_is_a_link_is_written_as_a_page(tmp_path: Path) -> None:
    """A link put in the place of a page, to a file that says the same, is not taken over."""
    folder, elsewhere = tmp_path / "out", tmp_path / "別"
    write_site(folder, [("index.html", "同じ")])
    (folder / "index.html").rename(elsewhere)
    (folder / "index.html").symlink_to(elsewhere)
    write_site(folder, [("index.html", "同じ")])
    assert not (folder / "index.html").is_symlink()
    assert elsewhere.read_text(encoding="utf-8") == "同じ"


def test_where_files_have_one_name_only_every_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system without second names (exFAT, many shares) gets the same pages, written."""

    def refused(*_: object, **__: object) -> None:
        raise PermissionError

    write_site(tmp_path / "out", [("index.html", "同じ")])
    monkeypatch.setattr(os, "link", refused)
    write_site(tmp_path / "out", [("index.html", "同じ")])
    assert (tmp_path / "out" / "index.html").read_text(encoding="utf-8") == "同じ"


@pytest.mark.parametrize("foreign", ["メモ.txt", "contracts/控え.html", "lifecycle-site.json"])
def test_what_is_not_ours_is_never_replaced(foreign: str, tmp_path: Path) -> None:
    """A note that somebody put among the pages, or a folder that never was a site: refused by name, left as it was."""
    folder = tmp_path / "out"
    write_site(folder, [("index.html", "前")])
    (folder / foreign).parent.mkdir(exist_ok=True)
    (folder / foreign).write_text("大切", encoding="utf-8")
    with pytest.raises(UsageError, match=r"この命令が作ったのではないもの"):
        write_site(folder, [("index.html", "後")])
    assert (folder / "index.html").read_text(encoding="utf-8") == "前"
    assert (folder / foreign).read_text(encoding="utf-8") == "大切"


def test_a_run_that_fails_leaves_what_was_there(tmp_path: Path) -> None:
    """Half of the pages written, then a fault: the old site stands, no half one, nothing beside it."""

    def pages():  # type: ignore[no-untyped-def]
        yield "index.html", "後"
        raise RuntimeError("途中")

    folder = tmp_path / "out"
    write_site(folder, [("index.html", "前")])
    with pytest.raises(RuntimeError, match="途中"):
        write_site(folder, pages())
    assert (folder / "index.html").read_text(encoding="utf-8") == "前"
    assert _tree(tmp_path) == {"out"}


@pytest.mark.parametrize("make", ["file", "link"])
def test_only_a_folder_is_taken(make: str, tmp_path: Path) -> None:
    """A file or a link to somewhere else is not replaced."""
    target = tmp_path / "out"
    if make == "file":
        target.write_text("x", encoding="utf-8")
    else:
        (tmp_path / "elsewhere").mkdir()
        target.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="フォルダーではありません"):
        write_site(target, [("index.html", "x")])


def test_a_missing_parent_is_named(tmp_path: Path) -> None:
    """The place is asked about before anything is read."""
    with pytest.raises(NotFoundError, match="置くフォルダーがありません"):
        write_site(tmp_path / "ない" / "out", [("index.html", "x")])


def test_a_link_within_the_folder_is_not_followed(tmp_path: Path) -> None:
    """A link planted among the pages leads nowhere we would delete."""
    folder, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    write_site(folder, [("index.html", "前")])
    elsewhere.mkdir()
    (elsewhere / "大切.txt").touch()
    (folder / "contracts").symlink_to(elsewhere)
    with pytest.raises(UsageError, match="contracts"):
        write_site(folder, [("index.html", "後")])
    assert (elsewhere / "大切.txt").exists()


def test_what_killed_runs_left_beside_it_goes_with_the_next(tmp_path: Path) -> None:
    """After a day, of the same site alone; a page in making is readable by its owner only."""
    left = [tmp_path / ".報告.0123abcd.new", tmp_path / ".報告.4567cdef.old"]
    stays = [
        tmp_path / ".報告.0123abcd.young.new",
        tmp_path / ".別の報告.0123abcd.new",
        tmp_path / ".報告.89abcdef.new",
    ]
    for folder in (*left, *stays):
        folder.mkdir()
        (folder / "index.html").write_text("x", encoding="utf-8")
    for folder in (*left, *stays[:2]):
        os.utime(folder, (0, 0))
    modes = []

    def pages() -> Iterator[tuple[str, str]]:
        (building,) = set(tmp_path.glob(".報告.*.new")) - {*left, *stays}
        modes.append(stat.S_IMODE(building.stat().st_mode))
        yield "index.html", "新しい"

    write_site(tmp_path / "報告", pages())
    assert sorted(tmp_path.iterdir()) == sorted([*stays, tmp_path / "報告"])
    assert modes == [0o700]
