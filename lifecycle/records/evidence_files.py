"""The files of evidence: copied and hashed beside where they will stand, then stored once under their SHA-256.

Whoever stores a file never takes one away: another transaction may already refer to the same content.
"""

import hashlib
import os
import re
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from sqlalchemy import Connection, select

from config.access import access_of, make_folder, sync_folders
from config.errors import InputRejectedError, NotFoundError
from config.vocabulary import Role
from lifecycle.records.file_looks import sniff, type_label
from lifecycle.records.tables import draft, record
from notifications.plain import clean

UNFINISHED = ".incoming-"
"""The beginning of the name of a copy that is not yet hashed; such a copy stays only after a process was killed."""

_LONGEST_LABEL = 200
_NOT_PLAIN = "通常のファイルではありません。ファイルそのものを指定してください。"


@dataclass(frozen=True, slots=True)
class _Copy:
    """A copy of a file under a temporary name, with what the copy's content tells of it."""

    path: Path
    name: str
    sha256: str
    size: int


def place_of(folder: Path, sha256: str) -> Path:
    """The path at which the evidence folder keeps the file of that hash."""
    return folder / sha256[:2] / sha256


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that comes in as a stream, under the name that its sender gave it: a label, and never a path."""

    name: str
    stream: BinaryIO

    @property
    def label(self) -> str:
        """The name as the record keeps it; of a path only its last part, as some browsers send the whole."""
        return _as_label(re.split(r"[/\\]", self.name)[-1])


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file that was stored: its hash, its name as a label, its size and its type by its content.

    `restored` tells that what stood under its hash was another content, or nothing readable, and was replaced.
    """

    sha256: str
    name: str
    size: int
    type: str
    restored: bool

    @property
    def type_label(self) -> str:
        """What its type is called."""
        return type_label(self.type)

    @property
    def known(self) -> dict[str, Any]:
        """What an answer and an event say of it."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size, "type": self.type}


def store_files(folder: Path, files: Sequence[Path | Upload], limit: int) -> list[StoredFile]:
    """Copy these files to where their hashes say, all or none where one is refused; gives what is known of each.

    `limit` is in megabytes. A file's name is kept as a label and never used as a path. Call it before a transaction
    opens: copying takes as long as the disk does. Raises NotFoundError, InputRejectedError.
    """
    make_folder(folder)
    copies: list[_Copy] = []
    try:
        for file in files:
            if isinstance(file, Upload):
                file.stream.seek(0)
                copies.append(_copied(file.stream, folder, limit, file.label))
                continue
            name = _label(file)
            with _opened(file, name) as source:
                copy = _copied(source, folder, limit, name)
                copies.append(copy)
                _must_be_whole(source, copy)
        settled = [_settled(folder, copy) for copy in copies]
        # A power cut must not take the name of what the record will name; another process may have made the folders.
        sync_folders(*{place_of(folder, copy.sha256).parent for copy in copies}, folder, folder.parent)
        return settled
    finally:
        for copy in copies:
            copy.path.unlink(missing_ok=True)


def named_files(connection: Connection) -> set[str]:
    """The hashes of all files that a version of some record names, the current one or a former, or a form begun."""
    rows = connection.execute(select(record.c.files).where(record.c.files != "[]")).scalars()
    begun = connection.execute(select(draft.c.kept)).scalars()
    files = [*map(orjson.loads, rows), *(orjson.loads(kept).get("files", ()) for kept in begun)]
    return {str(file["sha256"]) for several in files for file in several}


def _settled(folder: Path, copy: _Copy) -> StoredFile:
    """Give a copy the name of its hash; a file with the same content that stands there gets the copy's age.

    Where a file of that name holds anything else, it was damaged or swapped: the copy takes its place.
    """
    target = place_of(folder, copy.sha256)
    stands = os.path.lexists(target)
    sound = stands and _holds(target, copy.sha256)
    if sound:
        # Another user of the system may own the file: then it stays as old as it is.
        with suppress(PermissionError):
            os.utime(target)
    else:
        make_folder(target.parent)
        copy.path.chmod(access_of(target.parent).original)
        os.replace(copy.path, target)
    return StoredFile(copy.sha256, copy.name, copy.size, sniff(target), restored=stands and not sound)


def _holds(path: Path, sha256: str) -> bool:
    """Whether a file is a plain one and has that content."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def _label(path: Path) -> str:
    """The name of a file as the record keeps it: one line, no control characters, addresses or telephone numbers."""
    return _as_label(os.fsencode(path.name).decode(errors="replace"))


def _as_label(name: str) -> str:
    label = clean(name) or "名前なし"
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 20]}…{label[-19:]}"


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """Open a plain file, no link to somewhere else and no device. Raises NotFoundError, InputRejectedError."""
    # The file is looked at once it is open, and opened without waiting: so it can't be exchanged, nor can it block.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise NotFoundError(f"ファイル「{name}」がありません。") from None
    except PermissionError:
        raise InputRejectedError(f"ファイル「{name}」を読む権限がありません。") from None
    except (OSError, ValueError):
        raise InputRejectedError(f"「{name}」は{_NOT_PLAIN}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputRejectedError(f"「{name}」は{_NOT_PLAIN}")
    with os.fdopen(handle, "rb") as source:
        yield source


def _copied(source: BinaryIO, folder: Path, limit: int, name: str) -> _Copy:
    """A copy beside its destination, with hash and size. Raises InputRejectedError for a file too large or empty."""
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=UNFINISHED)
    copy = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as target:
            while block := source.read(1 << 20):
                size += len(block)
                if size > limit << 20:
                    raise InputRejectedError(f"ファイル「{name}」は上限({limit}MB)を超えています。")
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise InputRejectedError(f"ファイル「{name}」は空(0バイト)です。")
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return _Copy(copy, name, digest.hexdigest(), size)


def _must_be_whole(source: BinaryIO, copy: _Copy) -> None:
    """Raises InputRejectedError where a file did not have the size that was read of it.

    What the system makes up while it is read (/proc, /sys) has no size of its own; nor has a file still growing.
    """
    if copy.size != os.fstat(source.fileno()).st_size:
        raise InputRejectedError(f"「{copy.name}」は{_NOT_PLAIN}(書込み中のファイルも登録できません。)")


@contextmanager
def kept_original(folder: Path, sha256: str) -> Iterator[BinaryIO]:
    """A kept file opened to be read, its content found to be that of the hash on record.

    Raises NotFoundError where it is gone, InputRejectedError where another file or a link stands in its place.
    """
    with _opened(place_of(folder, sha256), f"{sha256[:12]}…") as source:
        digest = hashlib.sha256()
        while block := source.read(1 << 20):
            digest.update(block)
        if digest.hexdigest() != sha256:
            raise InputRejectedError(
                f"原本({sha256[:12]}…)の内容が記録と一致しません。{Role.ADMIN.label}に知らせてください。"
            )
        source.seek(0)
        yield source
