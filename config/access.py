"""Who may read what we write: the owner alone, or a group that a home was given to; others never.

A home that a group shares is known by its folder: the group may write and whatever is made in it stays the group's
(setgid). Nothing else says so, and every later file follows the folder it is made in.
"""

import errno
import os
import stat
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_OTHERS, _GROUP = 0o007, 0o070


@dataclass(frozen=True, slots=True)
class Access:
    """The modes in which a folder, a file, a file that is only read, and an original stand."""

    folder: int
    file: int
    read_only: int
    original: int


PRIVATE = Access(folder=0o700, file=0o600, read_only=0o600, original=0o400)
SHARED = Access(folder=0o2770, file=0o660, read_only=0o640, original=0o440)


def access_of(folder: Path) -> Access:
    """The access that a folder gives to what is made in it; private where it can't be told."""
    with suppress(OSError):
        mode = folder.stat().st_mode
        if mode & stat.S_ISGID and mode & stat.S_IWGRP:
            return SHARED
    return PRIVATE


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, as private or shared as its parent is; one that stands stays as it is.

    Raises OSError.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    try:
        folder.mkdir(mode=0o700)
    except FileExistsError:
        if not folder.is_dir():
            raise
    else:
        folder.chmod(access_of(folder.parent).folder)


def make_file(path: Path) -> None:
    """Make an empty file with the access of its folder; one that stands stays as it is."""
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        path.chmod(access_of(path.parent).file)


def sync_folders(*folders: Path) -> None:
    """Have the disk hold what was named in these folders: a file that is safe itself is gone with its name, else.

    Raises OSError. Windows has no such call, and some shares take none: there nothing happens.
    """
    for folder in folders if os.name != "nt" else ():
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP):
                raise
        finally:
            os.close(handle)


def too_open(home: Path) -> Iterator[tuple[Path, int]]:
    """What in a home is open to more people than the home is meant for, each with its mode; links are left out."""
    allowed = 0o070 if access_of(home) is SHARED else 0
    for path in (home, *everything_in(home)):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & (_OTHERS | _GROUP) & ~allowed:
                yield path, stat.S_IMODE(mode)


def too_shut(home: Path, written: Container[str]) -> Iterator[tuple[Path, int]]:
    """What in a home that a group shares is closed to that group, each with its mode; none of a private home.

    All is read by the group; `written` are the names in the home that it writes to as well, with all in them but what
    its owner does not write to either (originals).
    """
    if access_of(home) is not SHARED:
        return
    group = home.stat().st_gid
    for path in everything_in(home):
        with suppress(OSError):
            status = path.lstat()
            if stat.S_ISLNK(status.st_mode):
                continue
            wanted = stat.S_IRGRP | (stat.S_IXGRP if stat.S_ISDIR(status.st_mode) else 0)
            if status.st_mode & stat.S_IWUSR and path.relative_to(home).parts[0] in written:
                wanted |= stat.S_IWGRP
            if wanted & ~status.st_mode or status.st_gid != group:
                yield path, stat.S_IMODE(status.st_mode)


def everything_in(home: Path) -> Iterator[Path]:
    """Every file and folder in a home, links not followed."""
    for folder, folders, files in os.walk(home):
        for name in (*folders, *files):
            yield Path(folder) / name
