"""The health file of a home: the schedule writes it every minute, and any monitor may read it without this program."""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from config.access import make_file
from lifecycle.clock import JAPAN

FILE = "health.json"
EVERY_SECONDS = 60
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class JobBeat:
    """How one job stands: when it runs next, since when it runs, and what came of it last, in numbers."""

    job: str
    label: str
    next_at: datetime | None
    running_since: datetime | None
    last_at: datetime | None
    outcome: Literal["done", "skipped", "failed"] | None
    words: str


@dataclass(frozen=True, slots=True)
class Beat:
    """How the schedule stands at a moment: who keeps it, since when, every job, and what is wrong in Japanese."""

    by: Literal["serve", "prefect"]
    written: datetime
    started: datetime | None
    stopped: datetime | None
    jobs: tuple[JobBeat, ...]
    problems: tuple[str, ...]


def document(beat: Beat) -> dict[str, Any]:
    """A beat as it is written: moments with Japan's offset, no person, no address, no wording of a message."""
    return {
        "format": _FORMAT,
        "by": beat.by,
        "written_at": _moment(beat.written),
        "started_at": _moment(beat.started),
        "stopped_at": _moment(beat.stopped),
        "pid": os.getpid(),
        "ok": not beat.problems and beat.stopped is None,
        "problems": list(beat.problems),
        "jobs": [
            {
                "job": one.job,
                "label": one.label,
                "next_at": _moment(one.next_at),
                "running_since": _moment(one.running_since),
                "last_at": _moment(one.last_at),
                "outcome": one.outcome,
                "words": one.words,
            }
            for one in beat.jobs
        ],
    }


def write(home: Path, beat: Beat) -> None:
    """Put the health file, whole, in the place of the last one. Raises OSError; the last one then grows old."""
    path, new = home / FILE, home / f".{FILE}.{os.getpid()}"
    try:
        make_file(new)
        new.write_text(json.dumps(document(beat), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        new.replace(path)
    except OSError:
        with suppress(OSError):
            new.unlink()
        raise


def read(home: Path) -> dict[str, Any] | None:
    """The health file as it was written last; None where there is none that can be read."""
    try:
        written = json.loads((home / FILE).read_text(encoding="utf-8"))
        datetime.fromisoformat(written["written_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return written if isinstance(written, dict) else None


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(JAPAN).isoformat(timespec="seconds") if moment else None
