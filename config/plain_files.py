"""Files that people name, read without waiting: a pipe, a device or a folder is told, and so is a file too large."""

import os
import stat
from io import BufferedReader
from pathlib import Path

from config.errors import reason_of

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0)
_NOT_PLAIN = "通常のファイルではありません(パイプや装置など)"


class UnreadableFile(Exception):  # noqa: N818 - names what the file is
    """Raised where a file can't be read: it holds the reason in Japanese, without the file's name."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def opened_plain(path: Path) -> BufferedReader:
    """A plain file (a link to one is followed) opened to be read; nothing else is waited for.

    Raises FileNotFoundError, UnreadableFile.
    """
    try:
        # Looked at before, since to open a device may do something, and once open, since it may have been exchanged.
        _must_be_plain(os.stat(path))
        handle = os.open(path, _FLAGS)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise UnreadableFile(reason_of(error)) from None
    except ValueError:
        raise UnreadableFile("名前が使えません") from None
    try:
        _must_be_plain(os.fstat(handle))
    except UnreadableFile:
        os.close(handle)
        raise
    return os.fdopen(handle, "rb")


def plain_bytes(path: Path, most: int) -> bytes:
    """The content of a plain file of at most that many bytes. Raises FileNotFoundError, UnreadableFile."""
    with opened_plain(path) as file:
        try:
            data = file.read(most + 1)
        except OSError as error:
            raise UnreadableFile(reason_of(error)) from None
    if len(data) > most:
        raise UnreadableFile(f"大きすぎます({most // 1_000_000}MBまで)")
    return data


def _must_be_plain(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableFile("フォルダーです")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableFile(_NOT_PLAIN)
