"""The lock of an open file, which one holder has at a time; the system frees it when its process dies, however it dies.

The one place where the systems differ: `flock` here, `msvcrt` on Windows. A handle of its own is another holder, also
within one process.
"""

import os
import sys
from pathlib import Path

from config.access import make_file


def is_locked(handle: int) -> bool:
    """Whether this handle now has the lock of its file; False where another has it.

    Raises OSError where the folder knows no locks.
    """
    try:
        if sys.platform == "win32":  # pragma: no cover - Windows only
            import msvcrt

            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def opened(path: Path) -> int:
    """The handle of a file that is there to be locked, made where there is none; to be closed. Raises OSError."""
    make_file(path)
    return os.open(path, os.O_RDWR)
