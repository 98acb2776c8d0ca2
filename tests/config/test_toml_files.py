"""TOML that people write: whatever stands in the file, the answer is its tables or a fault that names the place."""

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import RuleDataError
from config.toml_files import MOST_BYTES, read_toml

FAULTY: dict[str, tuple[bytes, str]] = {
    "arrays within arrays": (b"a = " + b"[" * 100_000 + b"]" * 100_000, "入れ子が深すぎます"),
    "tables within tables": (b"a = " + b"{b = " * 5_000 + b"1" + b"}" * 5_000, "入れ子が深すぎます"),
    "a key of many parts": (b".".join([b"a"] * 20_000) + b" = 1", "入れ子が深すぎます"),
    "a heading of many parts": (b"[" + b".".join([b"a"] * 20_000) + b"]", "入れ子が深すぎます"),
    "a number of 5,000 digits": (b"a = " + b"9" * 5_000, "桁の多すぎる数"),
    "a number of 400 digits": (b"a = " + b"9" * 400, "数が大きすぎます"),
    "a number in base 16": (b"a = 0x" + b"f" * 50_000, "数が大きすぎます"),
    "a day that is none": (b"a = 2024-02-30", "TOML として読めません"),
    "a NUL": (b'a = 1\nb = "\0"', "2行に NUL"),
    "UTF-16 of Windows": ("a = 1".encode("utf-16"), "UTF-8 で保存"),
    "Shift_JIS": ('a = "課長"'.encode("cp932"), "1行の文字コードが UTF-8"),
    "an escape": (b'a = "x\\u001b[31m"', "U+001B(ESC)"),
    "a direction": ('[channels]\nsender = "x\u202ey"'.encode(), "U+202E"),
    "a direction in a key": ('"x\u202ey" = 1'.encode(), "U+202E"),
    "too large a file": (b"#" * (MOST_BYTES + 1), "大きすぎます"),
    "no TOML": (b"a = = 1", "TOML として読めません"),
    "half a text": (b'a = "', "TOML として読めません"),
}


@pytest.mark.parametrize(("content", "told"), FAULTY.values(), ids=FAULTY.keys())
def test_every_fault_is_told_and_none_unforeseen(tmp_path: Path, content: bytes, told: str) -> None:
    """Exit code 7 in words: the file, what is wrong; in a moment, however deep or long."""
    (tmp_path / "x.toml").write_bytes(content)
    began = time.monotonic()
    with pytest.raises(RuleDataError, match=r"x\.toml") as caught:
        read_toml(tmp_path / "x.toml", "x.toml")
    assert told in str(caught.value)
    assert time.monotonic() - began < 20


def test_a_byte_order_mark_and_line_ends_of_windows_are_read(tmp_path: Path) -> None:
    """Windows' editor writes them, and nobody sees them."""
    (tmp_path / "x.toml").write_bytes(b'\xef\xbb\xbfa = 1\r\n[b]\r\nc = "\xe8\xaa\xb2"\r\n')
    assert read_toml(tmp_path / "x.toml", "x.toml") == {"a": 1, "b": {"c": "課"}}


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def _loop(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.skipif(os.name == "nt", reason="no such files")
@pytest.mark.parametrize("make", [_pipe, _folder, _device, _loop])
def test_what_is_no_plain_file_is_told_and_not_waited_for(tmp_path: Path, make: Callable[[Path], None]) -> None:
    """A pipe to which nobody writes would hold the command for good."""
    make(tmp_path / "x.toml")
    with pytest.raises(RuleDataError, match="読めません"):
        read_toml(tmp_path / "x.toml", "x.toml")


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(max_examples=100)
def test_any_bytes_are_tables_or_a_fault(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    """Nothing else is raised, whatever the bytes."""
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(content)
    with suppress(RuleDataError):
        assert isinstance(read_toml(path, "any.toml"), dict)
