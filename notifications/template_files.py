"""The files of templates: the product's own, and what an installation's folder of templates may hold."""

import os
import re
import stat
from pathlib import Path

from config.unseen import visible_line

TEMPLATES = Path(__file__).parent / "templates"
_SUFFIX, _MOST_FILES, _LARGEST = ".j2", 100, 262_144
_NAME = re.compile(r"[A-Za-z0-9_.-]+")


def fault_of(folder: Path) -> str | None:
    """Why a folder can't be one of templates, in Japanese; None where it can.

    It holds plain files only, each a template of the product by name or a part (`_…`) that such a template takes in.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except FileNotFoundError:
        return "フォルダーがありません"
    except OSError:
        return "フォルダーを読めません(フォルダーか、権限があるかを確かめてください)"
    if len(entries) > _MOST_FILES:
        return f"ファイルが多すぎます({_MOST_FILES}個まで)。ひな形だけを置くフォルダーを指定してください"
    ours = {path.name for path in TEMPLATES.iterdir()}
    for entry in entries:
        told = f"「{visible_line(entry.name)}」"
        if not entry.is_file(follow_symlinks=False):
            return f"{told}は通常のファイルではありません。ひな形だけを置くフォルダーを指定してください"
        if entry.name not in ours and not (entry.name.startswith("_") and entry.name.endswith(_SUFFIX)):
            return f"{told}という名前のひな形はありません(使える名前: {'、'.join(sorted(ours))})"
        if entry.stat(follow_symlinks=False).st_size > _LARGEST:
            return f"{told}が大きすぎます({_LARGEST // 1024}KBまで)"
    return None


def are_there(folder: Path) -> bool:
    """Whether the folder has any template, or can't be looked into."""
    try:
        return any(name.endswith(_SUFFIX) for name in os.listdir(folder))
    except OSError:
        return True


def plain_source(folder: Path, name: str) -> str | None:
    """The text of a template in the folder; None where there is no plain file of that name. Raises ValueError."""
    if not _NAME.fullmatch(name):
        return None
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(folder / name, flags)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            return None
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        raise ValueError(f"大きすぎます({_LARGEST // 1024}KBまで)")
    return data.decode()
