"""The file outside the home in which seals are kept: a line for each, appended and never changed.

A line holds the seal, and of each chain that grew since the line before its last number and hash: so the file alone
tells later which chain was cut, and since when. It holds numbers and hashes, no content of any record.
"""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import Connection, select

from config.errors import InputRejectedError, RequestFault, SetupError, reason_of
from config.place import said_here
from lifecycle.records.events.installation import HomeRestored
from lifecycle.records.journal import as_event, only
from lifecycle.records.seals import SEALS
from lifecycle.records.tables import journal

_BLOCK = 1 << 16
_ONLY_OURS = 0o600
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal as the file keeps it: its number and hash in the journal, the moment, what it covers, what grew.

    `heads` holds subject, number and hash of the last event of each chain that grew since the line before.
    """

    seal: int
    hash: str
    made_at: str
    upto: int
    events: int
    chains: int
    digest: str
    root: str
    before: str | None
    heads: tuple[tuple[str, int, str], ...]

    def written(self) -> bytes:
        """The line as it stands in the file, in canonical JSON."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def read_line(line: bytes | str) -> SealLine:
    """The seal that a line holds. Raises ValueError where it is none."""
    loaded = orjson.loads(line)
    if not isinstance(loaded, dict) or set(loaded) != {one.name for one in fields(SealLine)}:
        raise ValueError("no line of a seal file")
    numbers = ("seal", "upto", "events", "chains")
    texts = ("hash", "made_at", "digest", "root")
    if not (all(type(loaded[n]) is int for n in numbers) and all(isinstance(loaded[n], str) for n in texts)):
        raise ValueError("no line of a seal file")
    return SealLine(**{**loaded, "heads": tuple(_head(*head) for head in loaded["heads"])})


def _head(subject: Any, number: Any, hash_: Any) -> tuple[str, int, str]:
    if not (isinstance(subject, str) and type(number) is int and isinstance(hash_, str)):
        raise ValueError("no head of a chain")
    return subject, number, hash_


def lines_of(path: Path) -> Iterator[SealLine]:
    """Every line of a file, one at a time. Raises InputRejectedError where the file or a line can't be read."""
    with _opened(path) as file:
        for number, line in enumerate(file, 1):
            try:
                yield read_line(line)
            except (ValueError, TypeError):
                raise InputRejectedError(f"封印の控え「{path.name}」の{number}行目が読めません。") from None


def last_line(path: Path) -> SealLine | None:
    """The last line of a file, found from its end; None where there is no file yet.

    Raises InputRejectedError where the file or its last line can't be read.
    """
    if not path.exists() and not path.is_symlink():
        return None
    with _opened(path) as file:
        text, place = b"", file.seek(0, os.SEEK_END)
        while place and b"\n" not in text.rstrip(b"\n"):
            step = min(_BLOCK, place)
            place -= step
            file.seek(place)
            text = file.read(step) + text
    newest = text.rstrip(b"\n").rpartition(b"\n")[2]
    try:
        return read_line(newest) if newest else None
    except (ValueError, TypeError):
        raise InputRejectedError(f"封印の控え「{path.name}」の最後の行が読めません。") from None


def append_line(path: Path, line: SealLine) -> None:
    """Add a line at the end, to the disk. Raises OSError; a file that is made now is readable by its owner only."""
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT | _PLAIN, _ONLY_OURS)
    with os.fdopen(handle, "rb+", buffering=0) as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(None, "not a plain file")
        size = file.seek(0, os.SEEK_END)
        if size and (file.seek(size - 1), file.read(1))[1] != b"\n":
            file.write(b"\n")
        file.write(line.written() + b"\n")
        os.fsync(handle)


def _opened(path: Path) -> BinaryIO:
    """Open a plain file, no link and no device. Raises InputRejectedError."""
    try:
        handle = os.open(path, os.O_RDONLY | _PLAIN)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) else "名前が使えません"
        raise InputRejectedError(f"封印の控え「{path.name}」を読めません({why})。") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputRejectedError(f"封印の控え「{path.name}」は通常のファイルではありません。")
    return os.fdopen(handle, "rb")


def restorations(connection: Connection) -> list[HomeRestored]:
    """Every time that the installation was restored from a copy, as the journal says."""
    of_system = select(journal).where(journal.c.subject == "system", journal.c.kind == HomeRestored.KIND)
    return [body for _, body in only(map(as_event, connection.execute(of_system.order_by(journal.c.id))), HomeRestored)]


def still_binding(lines: Callable[[], Iterator[SealLine]], restored: Sequence[HomeRestored]) -> Iterator[SealLine]:
    """The lines of a seal file without those of what was lost when the home was restored from a copy.

    Lost is what a line covers beyond the copy, up to the line that was the last when it was restored.
    """
    ends: dict[int, int] = {}
    if restored:
        marks = {(one.seal, one.seal_hash): one.events for one in restored}
        keys = ((place, (line.seal, line.hash)) for place, line in enumerate(lines()))
        ends = {place: marks[key] for place, key in keys if key in marks}
    for place, line in enumerate(lines()):
        if not any(place <= end and line.events >= events for end, events in ends.items()):
            yield line


def ahead_of(connection: Connection, line: SealLine | None) -> str:
    """What is wrong where the journal does not hold the seal that was kept last: it is an older copy, or another one.

    Empty where the journal holds it, or says itself that it was lost when the home was restored from a copy.
    """
    if line is None:
        return ""
    of_line = select(journal.c.hash).where(journal.c.subject == SEALS, journal.c.number == line.seal)
    stored = connection.execute(of_line).scalar()
    if stored == line.hash or any((at.seal, at.seal_hash) == (line.seal, line.hash) for at in restorations(connection)):
        return ""
    return f"封印{line.seal}番が記録にありません" if stored is None else f"封印{line.seal}番が控えと違います"


def last_lines(paths: Iterable[Path]) -> tuple[SealLine, ...]:
    """The seal that each of these files kept last; one that is not there, or can't be read, says nothing.

    A file that can't be read stops nothing: that is for the checks to say, and alerts must still leave.
    """
    lines: list[SealLine] = []
    for path in paths:
        with suppress(InputRejectedError, OSError):
            if line := last_line(path):
                lines.append(line)
    return tuple(lines)


def unknown_line(connection: Connection, paths: Iterable[Path]) -> SealLine | None:
    """The first of the seals that were kept last that this journal does not hold; None where it holds all."""
    return next((line for line in last_lines(paths) if ahead_of(connection, line)), None)


def must_hold(connection: Connection, lines: Iterable[SealLine]) -> None:
    """Raises SetupError where this journal does not hold one of these seals: nothing may be sent or recorded on it."""
    for line in lines:
        if told := ahead_of(connection, line):
            fault = RequestFault("journal_behind_its_seals", f"{told}。{said_here(BEHIND)}。", values={"told": told})
            raise SetupError(fault)


BEHIND = (
    "古い控えのデータベースに戻されたか、別のデータベースを見ています。このまま記録や送信を続けると、失われた記録と食い違い、"
    "送信済みのものがもう一度届きます。正しいデータベースに戻してください。承知の上で控えから戻したのであれば、{管理者}がそのことを記録に残します"
)
"""What to do where the journal is older than its seals."""
