"""A new file: written whole or not at all, readable by its owner only, never over another without being told so."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from config.errors import NotFoundError, RequestFault, UsageError, WorldError, reason_of

SUFFIX = ".xlsx"
EXISTS = "file_exists"
"""The code of the fault that a file of that name stands there already."""
_UNFINISHED = ".lifecycle-"
"""How the names of files begin that are not finished: of what becomes a new file, and of what is made on the way."""
_ABANDONED = 24 * 60 * 60
"""The seconds after which nobody finishes such a file any more: its process was killed."""


def check_target(path: Path, *, force: bool = False, suffix: str = SUFFIX) -> None:
    """Raises UsageError where a new file may not be written at the path, NotFoundError where its folder is missing."""
    if path.suffix.lower() != suffix:
        raise UsageError(
            RequestFault("file_suffix", f"ファイル名「{path.name}」は {suffix} で終わらせてください。", "file")
        )
    if not path.parent.is_dir():
        told = f"「{path.name}」を置くフォルダーがありません。先に作ってください。"
        raise NotFoundError(RequestFault("folder_missing", told, "file"))
    if path.is_dir():
        raise UsageError(
            RequestFault("file_is_folder", f"「{path.name}」はフォルダーです。ファイル名を指定してください。", "file")
        )
    if not force and os.path.lexists(path):
        raise _exists(path)


def _exists(path: Path) -> UsageError:
    told = f"「{path.name}」は既にあります。別の名前にしてください。"
    return UsageError(RequestFault(EXISTS, told, "file", values={"name": path.name}))


def write_new(path: Path, data: bytes | Iterable[bytes], *, force: bool = False, suffix: str = SUFFIX) -> None:
    """Write the file beside its place and move it there, readable by its owner only.

    Raises what `check_target` raises, and WorldError where the disk refuses; a file that was there is as it was.
    """
    check_target(path, force=force, suffix=suffix)
    try:
        temporary = _written(path, (data,) if isinstance(data, bytes) else data)
        try:
            _put(temporary, path, force)
        finally:
            temporary.unlink(missing_ok=True)
    except FileExistsError:
        raise _exists(path) from None
    except OSError as error:
        raise _refused(path, error) from None


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """A folder beside a file that is to be, its owner's only, for what it is made of; it goes with all that is in it.

    Raises WorldError where the disk refuses, within it too.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=_UNFINISHED, suffix=".tmp") as folder:
            yield Path(folder)
    except OSError as error:
        raise _refused(path, error) from None


def pieces_of(file: Path) -> Iterator[bytes]:
    """The content of a file, a megabyte at a time."""
    with file.open("rb") as opened:
        while piece := opened.read(1 << 20):
            yield piece


def _refused(path: Path, error: OSError) -> WorldError:
    told = f"「{path.name}」を書けません({reason_of(error)})。置き場所の権限と空き容量を確かめてください。"
    return WorldError(told)


def _written(path: Path, pieces: Iterable[bytes]) -> Path:
    """The path of a complete copy in the same folder, mode 0600."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_UNFINISHED, suffix=".tmp")
    clear_abandoned(path.parent, f"{_UNFINISHED}*", os.fstat(handle).st_mtime)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def clear_abandoned(folder: Path, named: str, now: float) -> None:
    """Take away what killed processes of ours left there under such names: it may hold names of persons.

    `now` is the time of a file made just now, in seconds. What is younger than a day, somebody else's, or can't be
    taken away stays.
    """
    ours = os.getuid() if hasattr(os, "getuid") else None
    for path in folder.glob(named):
        with suppress(OSError):
            state = path.lstat()
            if state.st_mtime > now - _ABANDONED or ours not in (None, state.st_uid):
                continue
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


def _put(temporary: Path, path: Path, force: bool) -> None:
    """Move the copy to its name, which is taken first, so that a file that appeared meanwhile is not replaced."""
    if force:
        os.replace(temporary, path)
        return
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        os.replace(temporary, path)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
