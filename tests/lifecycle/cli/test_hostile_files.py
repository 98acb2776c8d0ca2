"""Files that are not what they seem: stored by hash only, names never used as paths, links and devices refused."""

import os
from pathlib import Path
from typing import Any

import pytest
from command_line import OFFICER, CommandLine, Said

WORDS = ("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1", "--json", "--file")


def attached(sample: CommandLine, path: Path | str) -> Said:
    """What became of attaching that file."""
    return sample(*WORDS, str(path), actor=OFFICER)


def evidence(sample: CommandLine) -> set[str]:
    """Every file below the home, but the database, the settings and what the home notes beside them."""
    files = {p for p in sample.home.rglob("*") if p.is_file() and not p.name.startswith(("lifecycle.", "."))}
    return {str(p.relative_to(sample.home)) for p in files}


def test_a_path_that_climbs_is_only_where_the_content_is_read(
    sample: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Evidence path ../../etc/passwd: content is stored by hash only, its name is never used as a path."""
    secret = tmp_path / "etc" / "passwd"
    secret.parent.mkdir()
    secret.write_text("root:x:0:0", encoding="utf-8")
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    said = attached(sample, "../../etc/passwd")
    assert said.code == 0
    (file,) = said.json["files"]
    assert file["name"] == "passwd"
    sha = file["sha256"]
    assert evidence(sample) == {f"evidence/{sha[:2]}/{sha}"}
    assert sample.clean()


def _link(tmp_path: Path) -> Path:
    (tmp_path / "real.txt").write_text("x", encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(tmp_path / "real.txt")
    return tmp_path / "link.txt"


def _pipe(tmp_path: Path) -> Path:
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def _empty(tmp_path: Path) -> Path:
    (tmp_path / "empty.txt").touch()
    return tmp_path / "empty.txt"


def _large(tmp_path: Path) -> Path:
    with (tmp_path / "large.bin").open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    return tmp_path / "large.bin"


CASES: dict[str, tuple[Any, str]] = {
    "a link": (_link, "通常のファイルではありません"),
    "a folder": (lambda tmp_path: tmp_path, "通常のファイルではありません"),
    "a pipe nobody writes to": (_pipe, "通常のファイルではありません"),
    "a device": (lambda _: Path("/dev/zero"), "通常のファイルではありません"),
    "an empty file": (_empty, "空(0バイト)"),
    "a file of 51 MB": (_large, "上限(50MB)"),
}


@pytest.mark.parametrize(("make", "told"), CASES.values(), ids=CASES)
def test_what_is_no_plain_file_within_the_limit_is_refused(
    sample: CommandLine, tmp_path: Path, make: Any, told: str
) -> None:
    """Size limited (default 50 MB); exit 9, nothing recorded and nothing left behind."""
    before = sample.events()
    said = attached(sample, make(tmp_path))
    assert said.code == 9
    assert told in said.json["error"]["message"]
    assert sample.events() == before
    assert evidence(sample) == set()


def test_one_file_that_is_missing_leaves_the_other_unstored(sample: CommandLine, tmp_path: Path) -> None:
    """All or nothing."""
    paper = tmp_path / "原本.txt"
    paper.write_text("原本", encoding="utf-8")
    said = sample(*WORDS, str(paper), "--file", str(tmp_path / "ない.txt"), actor=OFFICER)
    assert said.code == 6
    assert evidence(sample) == set()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        (b"a\nb.txt", "a b.txt"),
        (b"a\x1b[31m.txt", ""),
        (b"\xff\xfe.txt", "��.txt"),
        ("担当 tanto@example.jp 090-1234-5678.txt".encode(), "担当 〔伏せました〕 〔伏せました〕.txt"),
        (b"..%2f..%2fetc", "..%2f..%2fetc"),
    ],
    ids=["line break", "escape", "not UTF-8", "an address and a number", "escaped slashes"],
)
def test_a_files_name_is_kept_as_a_harmless_label(sample: CommandLine, tmp_path: Path, name: bytes, kept: str) -> None:
    """Names are labels: one line, no control characters; addresses and numbers of persons do not enter the journal."""
    path = os.fsencode(tmp_path) + b"/" + name
    with open(path, "wb") as file:
        file.write(b"content")
    if b"\xff" in name or b"\x1b" in name:
        # A word that is no UTF-8, or holds what nobody sees, can not be typed; nothing is opened.
        assert attached(sample, os.fsdecode(path)).code == 2
        return
    (stored,) = attached(sample, os.fsdecode(path)).json["files"]
    assert stored["name"] == kept


def test_the_same_content_is_stored_once_and_its_type_told_by_content(sample: CommandLine, tmp_path: Path) -> None:
    """Evidence by SHA-256 with type sniffed."""
    for name in ("a.exe", "b.txt"):
        (tmp_path / name).write_bytes(b"%PDF-1.7\n" + bytes(100))
    said = sample(*WORDS, str(tmp_path / "a.exe"), "--file", str(tmp_path / "b.txt"), actor=OFFICER)
    assert {file["type"] for file in said.json["files"]} == {"pdf"}
    (only,) = evidence(sample)
    stored = sample.home / only
    assert stored.stat().st_mode & 0o777 == 0o400
