"""Writes a site whole or not at all: built beside its place and moved there at the end, never over files not ours.

A page that says what the one before said is not written again: the new folder takes the same file under its name.
"""

import glob
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from config.access import SHARED, access_of, everything_in
from config.errors import NotFoundError, UsageError, WorldError, reason_of
from config.unseen import visible
from lifecycle.papers.books.new_file import clear_abandoned

MARKER = "lifecycle-site.json"
_MADE_BY = "lifecycle report"
_NOBODYS = frozenset({".DS_Store", "Thumbs.db", "desktop.ini"})
"""Files that file managers leave in any folder."""

Pages = Iterable[tuple[str, str]]


def check_folder(folder: Path) -> None:
    """Raises UsageError where the folder may not be replaced, NotFoundError where nothing can be put there."""
    if not folder.parent.is_dir():
        raise NotFoundError(f"「{folder.name}」を置くフォルダーがありません。先に作ってください。")
    if not os.path.lexists(folder):
        return
    if folder.is_symlink() or not folder.is_dir():
        raise UsageError(f"「{folder.name}」はフォルダーではありません。別の名前を指定してください。")
    foreign = next(_foreign(folder), None)
    if foreign:
        raise UsageError(
            f"「{folder.name or folder}」には、この命令が作ったのではないもの(「{foreign}」など)があります。"
            "消さないために何も書きませんでした。空のフォルダーか、前にこの命令が作ったフォルダーを指定してください。"
        )


def _foreign(folder: Path) -> Iterator[str]:
    """The files in the folder that are not ours, by their relative path; a link counts as a file wherever it leads."""
    ours = _ours(folder)
    for place, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in sorted((*files, *linked)):
            path = (Path(place) / name).relative_to(folder).as_posix()
            if path not in ours and name not in _NOBODYS:
                yield path


def _ours(folder: Path) -> set[str]:
    """The files that the folder's marker says we wrote; none where there is no marker that we can read."""
    try:
        told = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        return {MARKER, *told["files"]} if told["made_by"] == _MADE_BY else set()
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def write_site(folder: Path, pages: Pages, home: Path | None = None) -> None:
    """Put every page into the folder, the whole at once; what stood there before goes only then.

    A page equal to the one of its name is kept as the file that it is. The owner alone may read the pages and, where a
    group shares the home, that group. Raises what `check_folder` raises, WorldError where the disk refuses; a failed
    run leaves what was there. Folders that killed runs left beside it a day ago or earlier go with them.
    """
    check_folder(folder)
    building = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.new")
    try:
        try:
            _fill(building, pages, folder)
            _shut(building, home)
            check_folder(folder)
            _swap(building, folder)
            for left in ("new", "old"):
                named = f".{glob.escape(folder.name)}.{'[0-9a-f]' * 8}.{left}"
                clear_abandoned(folder.parent, named, folder.stat().st_mtime)
        finally:
            shutil.rmtree(building, ignore_errors=True)
    except OSError as error:
        raise WorldError(f"「{folder.name}」に書けません({reason_of(error)})。何も変えていません。") from None


def _fill(building: Path, pages: Pages, before: Path) -> None:
    """Put the pages and the marker into a new folder, each taken over from the one before where it is equal."""
    building.mkdir(mode=0o700)
    paths: list[str] = []
    for path, text in pages:
        target = building / path
        target.parent.mkdir(parents=True, exist_ok=True)
        _put(target, visible(text).encode(), before / path)
        paths.append(path)
    told = json.dumps({"made_by": _MADE_BY, "files": sorted(paths)}, indent=1) + "\n"
    _put(building / MARKER, told.encode(), before / MARKER)


def _put(target: Path, content: bytes, before: Path) -> None:
    """The content under its new name: a second name of the file that holds it already, or written.

    It is written where the file system knows no second names, or the file is somebody else's.
    """
    if _holds(before, content):
        with suppress(OSError):
            os.link(before, target, follow_symlinks=False)
            return
    target.write_bytes(content)


def _holds(file: Path, content: bytes) -> bool:
    """Whether the file is one, of this user's, and holds this; a link to another place is none."""
    try:
        now = file.lstat()
        own = stat.S_ISREG(now.st_mode) and (os.name == "nt" or now.st_uid == os.geteuid())
        return own and now.st_size == len(content) and file.read_bytes() == content
    except OSError:
        return False


def _shut(building: Path, home: Path | None) -> None:
    """Keep the pages from everybody but the owner and, where a group shares the home, its members."""
    if os.name == "nt":
        return
    group = home.stat().st_gid if home is not None and access_of(home) is SHARED else None
    for path in (building, *everything_in(building)):
        if group is not None:
            os.chown(path, -1, group)
        readable = 0o700 if group is None else 0o750
        path.chmod(readable if path.is_dir() else readable & 0o640)


def _swap(building: Path, folder: Path) -> None:
    """Put the new folder where the old one stands; where that fails the old one stands again."""
    if not folder.exists():
        building.rename(folder)
        return
    old = folder.with_name(f".{folder.name}.{uuid4().hex[:8]}.old")
    folder.rename(old)
    try:
        building.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
