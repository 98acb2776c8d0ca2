"""The log of the schedule's process: on stderr, and in a file of the home that is begun anew before it is too big."""

import logging
import sys
from contextlib import suppress
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from config.access import make_file, make_folder
from config.errors import reason_of
from config.serve_settings import Serve
from config.unseen import visible
from lifecycle.clock import JAPAN

FOLDER, FILE = "logs", "serve.log"
_MEGABYTE = 1024 * 1024


class JapaneseLines(logging.Formatter):
    """Lines with the time in Japan, without anything that nobody sees."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(message)s", "%Y-%m-%d %H:%M:%S")
        self.converter = lambda seconds: datetime.fromtimestamp(seconds or 0, JAPAN).timetuple()

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return visible(super().format(record))


class Terminal(logging.StreamHandler):  # type: ignore[type-arg]
    """Lines on stderr; one that can't be written is lost, and nothing else fails for it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's names
        """Leave the line out."""


class KeptLog(RotatingFileHandler):
    """Lines in a file, private as its folder is; a disk that is full is told once on stderr, in one line."""

    def __init__(self, path: Path, size: int, files: int) -> None:
        self.failed = self.told = False
        super().__init__(path, maxBytes=size, backupCount=files, encoding="utf-8", delay=True)

    def _open(self):  # type: ignore[no-untyped-def]
        make_folder(Path(self.baseFilename).parent)
        make_file(Path(self.baseFilename))
        return super()._open()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line; where the disk has room again, a later complaint is told again."""
        self.failed = False
        super().emit(record)
        self.told = self.told and self.failed

    def rotate(self, source: str, dest: str) -> None:
        """Put a full file aside; where another program holds it open (Windows), the file goes on growing."""
        with suppress(OSError):
            super().rotate(source, dest)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802 - logging's names
        """Say once that the file takes nothing; the lines go to stderr anyway."""
        error, told = sys.exc_info()[1], self.told
        self.failed = self.told = True
        if not told:
            why = f"({reason_of(error)})" if isinstance(error, OSError) else ""
            with suppress(OSError):
                sys.stderr.write(f"■ 記録のファイル {self.baseFilename} に書けません{why}。\n")


def speak(log: logging.Logger, home: Path, kept: Serve) -> None:
    """Set up the log: our lines on stderr and in the home; APScheduler's English ones only where it is broken."""
    file = KeptLog(home / FOLDER / FILE, kept.log_megabytes * _MEGABYTE, kept.log_files)
    for handler in (Terminal(), file):
        handler.setFormatter(JapaneseLines())
        log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
