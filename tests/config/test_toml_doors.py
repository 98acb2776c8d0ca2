"""Every TOML file that people write or carry in, with every fault: the file is named, its line, and what to do."""

import ast
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docs.console import ROOT

from config.calendar import load_closed_days
from config.desks import Desks
from config.drafts import lay, read_draft
from config.errors import LifecycleError
from config.loader import RULE_DATA, book_with, load_rule_book
from config.place import here, speak_as, speak_as_home
from config.settings import load_settings
from config.settings_copy import without_secrets
from lifecycle.ledger.map_file import read_map
from lifecycle.papers.letters.own_wording import written_before
from lifecycle.usecases.own_pack import read_pack

Door = Callable[[Path], object]

DOORS: dict[str, Door] = {
    "lifecycle.toml": lambda folder: load_settings(folder, Desks({})),
    "closed_days.toml": lambda folder: load_closed_days(folder / "closed_days.toml"),
    "map.toml": lambda folder: read_map(folder / "map.toml"),
    "letters/checklist.toml": lambda folder: written_before(load_rule_book(RULE_DATA), folder),
}
"""The files that are read by themselves."""

PACK_DOORS: dict[str, Door] = {
    "a pack that a home is made with": read_pack,
    "a home's own pack": load_rule_book,
    "a home's own pack, read as texts": lambda folder: book_with(folder, {}),
    "a draft": lambda folder: lay(read_draft(folder)),
}
"""Those who read a folder of rule data, whatever is wrong in one file of it."""

NO_TOML: dict[str, tuple[bytes, str]] = {
    "nesting": (b"x = " + b"[" * 3_000 + b"]" * 3_000, "1行: 入れ子が深すぎます"),
    "a long number": (b"# a\nx = " + b"9" * 5_000, "2行: 桁の多すぎる数"),
    "a NUL": (b'x = 1\ny = "\0"', "2行に NUL"),
    "Shift_JIS": ('x = 1\ny = "課長"'.encode("cp932"), "2行の文字コードが UTF-8 ではありません"),
    "UTF-16": ("x = 1".encode("utf-16"), "UTF-8 で保存"),
    "no statement": ("x = 1\n課 = 1".encode(), "2行1文字目: 項目の名前で始まっていません"),
    "no quotation marks": ("x = 1\n\ny = 課".encode(), "3行5文字目: 値が読めません"),
    "a Windows path": (b'x = "C:\\home\\yamada"', r"引用符の中の \ は \\ と書いて"),
    "a day that is none": (b"x = 2024-02-30", "ない日付"),
    "twice the same": (b"x = 1\nx = 2", "同じ項目が2度"),
    "a bracket left open": (b"x = [1, 2", "ファイルの終わり: [ が閉じていません"),
}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _nowhere(path: Path) -> None:
    path.symlink_to(path.with_name("gone"))


NO_FILE: dict[str, Callable[[Path], None]] = {
    "a pipe": _pipe, "a device": _device, "a link to nothing": _nowhere, "a folder": Path.mkdir,
}  # fmt: skip


def _refused(door: Door, folder: Path, name: str, told: str) -> None:
    with pytest.raises(LifecycleError) as caught:
        door(folder)
    lines = [line for line in str(caught.value).splitlines() if name in line]
    assert lines, caught.value
    assert told in lines[0]


@pytest.mark.parametrize("fault", NO_TOML)
@pytest.mark.parametrize("name", DOORS)
def test_a_file_read_by_itself_is_told_with_its_line(tmp_path: Path, name: str, fault: str) -> None:
    """The file, the line, what was found, in Japanese; never an error that nobody foresaw."""
    content, told = NO_TOML[fault]
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(content)
    _refused(DOORS[name], tmp_path, name, told)


@pytest.mark.skipif(os.name == "nt", reason="no such files")
@pytest.mark.parametrize("kind", NO_FILE)
@pytest.mark.parametrize("name", DOORS)
def test_what_is_no_file_is_told_and_not_waited_for(tmp_path: Path, name: str, kind: str) -> None:
    """A pipe to which nobody writes would hold a command for good; a link to nothing is no missing file."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    NO_FILE[kind](tmp_path / name)
    _refused(DOORS[name], tmp_path, name, "ファイル" if kind == "a link to nothing" else "読めません")


@pytest.mark.skipif(os.name == "nt", reason="no such files")
@pytest.mark.parametrize("door", PACK_DOORS)
def test_every_faulty_file_of_a_folder_of_rule_data_is_told(tmp_path: Path, door: str) -> None:
    """Each of them, not only the first; a pipe there held every command of the home."""
    (tmp_path / "rules").mkdir()
    kinds: list[tuple[str, Any]] = [*NO_TOML.items(), *NO_FILE.items()]
    for number, (_, made) in enumerate(kinds):
        path = tmp_path / "rules" / f"r{number}.toml"
        if callable(made):
            made(path)
        else:
            path.write_bytes(made[0])
    with pytest.raises(LifecycleError) as caught:
        PACK_DOORS[door](tmp_path)
    unnamed = [kind for number, (kind, _) in enumerate(kinds) if f"rules/r{number}.toml" not in str(caught.value)]
    # Where the texts are read first, what is no text is told first.
    assert unnamed == [] or (door.startswith("a home's own") and set(unnamed) <= set(NO_TOML))


@pytest.mark.parametrize("content", [*(content for content, _ in NO_TOML.values()), b"office_kinds = 1", b"x = 1"])
def test_help_speaks_whatever_stands_in_the_words_of_the_place(tmp_path: Path, content: bytes) -> None:
    """Help is worded by the home's place.toml before anybody has checked it."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "place.toml").write_bytes(content)
    before = here()
    try:
        speak_as_home({"LIFECYCLE_HOME": str(tmp_path)})
        assert here().said("{government}")
    finally:
        speak_as(before)


def test_a_mark_of_notepad_changes_no_rule(tmp_path: Path) -> None:
    """A pack opened and saved by Windows' editor is the same pack: the same digest, no false departure."""
    shutil.copytree(RULE_DATA, tmp_path / "pack")
    for path in (tmp_path / "pack").rglob("*.toml"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_rule_book(tmp_path / "pack").digest == load_rule_book(RULE_DATA).digest


def test_a_copy_of_faulty_settings_is_refused_in_the_same_words() -> None:
    """A backup takes no settings that can't be read: their passwords could not be taken out."""
    with pytest.raises(LifecycleError, match=r"lifecycle\.toml: .*入れ子が深すぎます"):
        without_secrets("x = " + "[" * 3_000)


def test_toml_is_read_in_one_place() -> None:
    """Who read it by Python's own reader forgot pipes, depth, digits or the mark of Windows."""
    rooms = ("config", "states", "notifications", "lifecycle", "flows")
    reading = [
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import) and any(alias.name == "tomllib" for alias in node.names)
    ]
    assert reading == ["config/toml_files.py"]
