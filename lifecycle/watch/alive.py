"""Whether the process that holds a run still lives: it keeps a file of the home locked, and the system frees the lock
when it dies, however it dies.

Nothing is known of a process on a machine that has another home: there only time tells.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from config.access import make_folder
from lifecycle.records.file_lock import is_locked, opened

FOLDER = "running"


@dataclass(slots=True)
class Hold:
    """What a process holds for the length of a run: a locked file, or nothing where none can be made or locked."""

    home: Path
    path: Path | None = None
    handle: int | None = None

    def take(self, job: str, period: str, run: int) -> None:
        """Lock the file of a run; before anybody else can know of the run, or its holder would look dead."""
        path = _file(self.home, job, period, run)
        with suppress(OSError):
            make_folder(path.parent)
            handle = opened(path)
            if not _locked(handle):
                os.close(handle)
                return
            self.path, self.handle = path, handle

    def release(self) -> None:
        """Let go of a run that is settled, and leave no file behind."""
        if path := self.path:
            self.let_go()
            with suppress(OSError):
                path.unlink()

    def let_go(self) -> None:
        """Let go of a run as a dying process does: whoever comes next takes it over. Done twice it does nothing."""
        if self.handle is not None:
            os.close(self.handle)
        self.path = self.handle = None


def has_died(home: Path, job: str, period: str, run: int) -> bool:
    """Whether a run was begun by a process of this home that is no more; False also where that can't be told."""
    try:
        handle = os.open(_file(home, job, period, run), os.O_RDWR)
    except OSError:
        return False
    try:
        return _locked(handle)
    finally:
        os.close(handle)


def forget(home: Path, job: str, period: str, run: int) -> None:
    """Take away the file of a run that nobody holds any more."""
    with suppress(OSError):
        _file(home, job, period, run).unlink()


def _file(home: Path, job: str, period: str, run: int) -> Path:
    return home / FOLDER / f"{job}-{period}-{run}.lock"


def _locked(handle: int) -> bool:
    """Whether this process now has the lock of an open file; False where another has it, or the folder knows none."""
    try:
        return is_locked(handle)
    except OSError:
        return False
