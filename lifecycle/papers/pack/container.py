"""The container: a zip of stored files, every byte of which follows from the names and contents in it.

Nothing is compressed, so that the same files give the same bytes with every library and no size can lie; reading
compares the whole with what writing would give, and any byte that was changed is noticed. Written by hand because
`zipfile` writes other headers from one release of Python to the next.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.errors import WorldError

FIRST = "MANIFEST.sha256"
"""The name of the first file, by which an audit file is known; `MARK` is what it is known by at its end."""
MARK = b"lifecycle audit file 1"
MOST_FILES, LARGEST = 20_000, 4 * 1024**3 - 1
"""Limits: files in a container, and bytes of the whole (zip without its 64-bit extension)."""
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*)*")
_LOCAL, _CENTRAL, _END = struct.Struct("<4s5H3I2H"), struct.Struct("<4s6H3I5H2I"), struct.Struct("<4s4H2IH")
_VERSION, _MADE_BY, _FIRST_OF_1980, _PRIVATE = 10, 3 << 8 | 10, 0x0021, 0o100600 << 16
_BLOCK = 1 << 20


class TooLarge(WorldError):  # noqa: N818 - names what the files are
    """Raised where the files are more or larger than a container can hold."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the container: its name, where its bytes are, and their size, CRC-32 and SHA-256."""

    name: str
    source: bytes | Path
    size: int
    crc: int
    sha256: str


def member(name: str, source: bytes | Path) -> Member:
    """A file as it goes into the container, read once to be measured. Raises OSError."""
    size, crc, digest = 0, 0, hashlib.sha256()
    for block in _blocks(source):
        size, crc = size + len(block), zlib.crc32(block, crc)
        digest.update(block)
    return Member(name, source, size, crc, digest.hexdigest())


def chunks(members: Sequence[Member]) -> Iterator[bytes]:
    """The bytes of the container, in pieces. Raises TooLarge before the first, WorldError where a file changed."""
    total = sum(m.size + 2 * len(m.name) + _LOCAL.size + _CENTRAL.size for m in members) + _END.size + len(MARK)
    if len(members) > MOST_FILES or total > LARGEST:
        raise TooLarge(f"監査調書にまとめるには大きすぎます({len(members)}件、{total:,}バイト。上限は4GB)。")
    for one in members:
        yield _local(one)
        crc = 0
        for block in _blocks(one.source):
            crc = zlib.crc32(block, crc)
            yield block
        if crc != one.crc:
            raise WorldError(f"まとめている間に {one.name} の内容が変わりました。もう一度実行してください。")
    yield _directory(members)


def _blocks(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _local(one: Member) -> bytes:
    name = one.name.encode("ascii")
    sizes = (one.crc, one.size, one.size, len(name), 0)
    return _LOCAL.pack(b"PK\3\4", _VERSION, 0, 0, 0, _FIRST_OF_1980, *sizes) + name


def _directory(members: Sequence[Member]) -> bytes:
    """The central directory and the end of the container."""
    entries, at = [], 0
    for one in members:
        name = one.name.encode("ascii")
        sizes = (one.crc, one.size, one.size, len(name), 0, 0, 0, 0, _PRIVATE, at)
        entries.append(_CENTRAL.pack(b"PK\1\2", _MADE_BY, _VERSION, 0, 0, 0, _FIRST_OF_1980, *sizes) + name)
        at += _LOCAL.size + len(name) + one.size
    listed = b"".join(entries)
    count = len(members)
    return listed + _END.pack(b"PK\5\6", 0, 0, count, count, len(listed), at, len(MARK)) + MARK


def is_container(file: BinaryIO) -> bool:
    """Whether a file claims to be an audit file, by its beginning or by its end: one of the two may be damaged."""
    head = file.read(_LOCAL.size + len(FIRST))
    file.seek(max(file.seek(0, 2) - len(MARK), 0))
    tail = file.read(len(MARK))
    file.seek(0)
    return tail == MARK or (head.startswith(b"PK\3\4") and head[_LOCAL.size :] == FIRST.encode())


class Broken(ValueError):  # noqa: N818 - names what the file is
    """Raised where the container is not as it was written; the text names the file in it, or the place."""


def read(file: BinaryIO, keep: Callable[[str], bool], largest_kept: int) -> tuple[list[Member], list[str]]:
    """Every file of a container, those that `keep` wants with their bytes, and the names whose bytes do not fit.

    What is not kept has an empty source. Raises Broken where the structure is not as it was written.
    """
    total, kept = file.seek(0, 2), 0
    members: list[Member] = []
    damaged: list[str] = []
    names: dict[str, None] = {}
    file.seek(0)
    while (mark := file.read(4)) == b"PK\3\4":
        if len(members) >= MOST_FILES:
            raise Broken(f"ファイルが多すぎます(上限 {MOST_FILES}件)")
        name, size, crc = _header(file, mark, names, total)
        names[name] = None
        room = largest_kept - kept if keep(name) else 0
        one = _content(file, name, size, room)
        if keep(name) and size > room:
            raise Broken(f"{name}: 大きすぎます(中身を調べる上限 {largest_kept:,}バイト)")
        kept += len(one.source) if isinstance(one.source, bytes) else 0
        if one.crc != crc:
            damaged.append(name)
        members.append(Member(name, one.source, size, crc, one.sha256))
    file.seek(-len(mark), 1)
    _check_end(file.read(), members)
    return members, damaged


def _header(file: BinaryIO, mark: bytes, names: Mapping[str, None], total: int) -> tuple[str, int, int]:
    """The name, size and CRC-32 that a header gives. Raises Broken where it is not one that we write."""
    where = f"{list(names)[-1]} の次のファイル" if names else "先頭のファイル"
    raw = mark + file.read(_LOCAL.size - 4)
    if len(raw) < _LOCAL.size:
        raise Broken(f"{where}: 見出しの途中で切れています")
    fields = _LOCAL.unpack(raw)
    crc, size, length = fields[6], fields[7], fields[9]
    name = file.read(length).decode("ascii", "replace")
    if fields[2] & 1:
        raise Broken(f"{where}: 暗号化されています")
    if not SAFE_NAME.fullmatch(name) or len(name) > 200:
        raise Broken(f"{where}: 名前が許されない形です")
    if name in names:
        raise Broken(f"{name}: 同じ名前のファイルが2つあります")
    if raw + name.encode() != _local(Member(name, b"", size, crc, "")):
        raise Broken(f"{name}: 見出しが書き込んだときと違います")
    if size > total - file.tell():
        raise Broken(f"{name}: 途中で切れています")
    return name, size, crc


def _content(file: BinaryIO, name: str, size: int, room: int) -> Member:
    crc, digest, left = 0, hashlib.sha256(), size
    held: list[bytes] = []
    while left:
        block = file.read(min(_BLOCK, left))
        if not block:
            raise Broken(f"{name}: 途中で切れています")
        left, crc = left - len(block), zlib.crc32(block, crc)
        digest.update(block)
        if size <= room:
            held.append(block)
    return Member(name, b"".join(held), size, crc, digest.hexdigest())


def _check_end(end: bytes, members: Sequence[Member]) -> None:
    """Raises Broken where what follows the files is not the directory that we write, to the byte."""
    expected = _directory(members)
    if end == expected:
        return
    if expected.startswith(end):
        raise Broken("ファイルの一覧(末尾)の途中で切れています")
    if end.startswith(expected):
        raise Broken("末尾の後ろに余分なものがあります")
    at = next(i for i, (a, b) in enumerate(zip(end, expected, strict=False)) if a != b)
    for one in members:
        length = _CENTRAL.size + len(one.name)
        if at < length:
            raise Broken(f"{one.name}: 末尾の一覧の記載が書き込んだときと違います")
        at -= length
    raise Broken("ファイルの一覧(末尾)が書き込んだときと違います")
