"""The folder of a home: made, given to a group, and kept from everybody else."""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from config.access import PRIVATE, SHARED, Access, access_of, everything_in, make_file, make_folder
from config.errors import RequestFault, SetupError, UsageError
from config.loader import rule_book
from config.released import PackFiles
from config.settings import SETTINGS_FILE
from config.settings_text import settings_text
from lifecycle.clock import Clock
from lifecycle.records.beside import keep_beside
from lifecycle.records.database import DATABASE_FILE
from lifecycle.records.own_rules import PACK_FOLDER

_EVIDENCE = "evidence"
WRITTEN = frozenset({DATABASE_FILE, f"{DATABASE_FILE}-wal", f"{DATABASE_FILE}-shm", _EVIDENCE})
"""The names in a home to which everybody writes who records."""
_OURS = frozenset({SETTINGS_FILE, DATABASE_FILE, _EVIDENCE, PACK_FOLDER})


def furnish(
    home: Path, identity: str, clock: Clock, group: str | None, pack: PackFiles | None, *, with_database: bool
) -> None:
    """Make the folders of a home, its annotated settings and an empty database, as far as they are not there.

    `pack` are the files of its own rule data, where it has any.

    A home is its owner's alone, or also a group's where one is named or it was given to one before; what stands in it
    is brought to that. Raises UsageError for a group that can't be given a home, SetupError for a folder that holds
    other things and is open to others.
    """
    number = _number_of(group) if group else None
    if home.is_dir():
        _must_be_ours(home)
    make_folder(home)
    if os.name != "nt":
        shared = number is not None or access_of(home) is SHARED
        _give(home, SHARED if shared else PRIVATE, number)
    make_folder(home / _EVIDENCE)
    if pack is not None and not (home / PACK_FOLDER).exists():
        _place(home, pack)
    settings = home / SETTINGS_FILE
    if not settings.exists():
        keep_beside(settings, settings_text(identity, rule_book().desks, clock.today()).encode())
        settings.chmod(access_of(home).read_only)
    elif not settings.stat().st_size:
        told = f"{home} の {SETTINGS_FILE} が空です。何もしていません。"
        raise SetupError(f"{told}控えから戻すか、消してからもう一度行ってください(消すと、値は初めのものになります)。")
    if with_database:
        make_file(home / DATABASE_FILE)


def _place(home: Path, pack: PackFiles) -> None:
    """Put the files of a pack into a home, all of them or none: the folder bears its name only when it is whole."""
    made = home / f".{PACK_FOLDER}"
    shutil.rmtree(made, ignore_errors=True)  # what a killed set-up left
    for name, text in pack.items():
        path = made / name
        make_folder(path.parent)
        path.write_text(text, encoding="utf-8", newline="\n")
        path.chmod(access_of(path.parent).read_only)
    made.rename(home / PACK_FOLDER)


def _number_of(group: str) -> int:
    """The number of a group of the system. Raises UsageError."""
    if os.name == "nt":  # pragma: no cover - Windows only
        told = "Windows では使うグループを指定できません。フォルダーのアクセス権で、使う人だけに許してください。"
        raise UsageError(RequestFault("group_not_here", told, "group"))
    import grp

    try:
        return grp.getgrnam(group).gr_gid
    except (KeyError, ValueError):
        raise UsageError(RequestFault("group_unknown", f"グループ「{group}」はOSにありません。", "group")) from None


def _must_be_ours(home: Path) -> None:
    """Raises SetupError for a folder open to others that holds other things: to shut it would shut those off."""
    mode = home.stat().st_mode
    names = {entry.name for entry in home.iterdir()}
    if os.name != "nt" and mode & 0o077 and names and not names & _OURS:
        told = f"{home} はほかの利用者にも開いていて、ほかのものが入っています。"
        told += "空のフォルダーか、新しい名前を指定してください。"
        raise SetupError(RequestFault("home_holds_others", told))


def _give(home: Path, access: Access, group: int | None) -> None:
    """Bring a home and all in it to an access. Raises SetupError where the folder isn't ours to change."""
    try:
        _set(home, access.folder, group)
    except PermissionError:
        told = f"{home} の権限を変えられません。フォルダーの持ち主で、そのグループに入っている人が実行してください。"
        raise SetupError(RequestFault("home_not_ours", told)) from None
    for path in everything_in(home):
        # Another member of the group may own a file: then that member's next `init` sets it right, and doctor names it.
        with suppress(OSError):
            mode = path.lstat().st_mode
            if stat.S_ISDIR(mode):
                _set(path, access.folder, group)
            elif stat.S_ISREG(mode):
                _set(path, _mode_of(path, home, access, mode), group)


def _mode_of(path: Path, home: Path, access: Access, mode: int) -> int:
    if not mode & stat.S_IWUSR:
        return access.original
    return access.read_only if path.relative_to(home).parts[0] in (SETTINGS_FILE, PACK_FOLDER) else access.file


def _set(path: Path, mode: int, group: int | None) -> None:
    if group is not None and path.stat().st_gid != group:
        os.chown(path, -1, group)
    if stat.S_IMODE(path.stat().st_mode) != mode:
        path.chmod(mode)
