"""Takes away what a failed or killed attachment left in the evidence folder, later and while nobody else writes."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.evidence_files import UNFINISHED, named_files, place_of
from lifecycle.records.journal import all_events
from lifecycle.records.staging import STAGED
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.received_ledger import RECEIVED
from lifecycle.usecases.work import working

KEPT_FOR = timedelta(days=1)
"""How long a file without a record is left alone: an attachment takes seconds, a stopped machine may take a night."""

_HASH = re.compile(rb"[0-9a-f]{64}")


@tried_again
def clear_leftovers(app: App) -> int:
    """Take away the evidence files older than a day that no event in the journal names; gives how many.

    So go ledgers that were sent by a page and that nobody is looking through any more, and what a killed import left.

    A file is deleted only while no other transaction can write to the journal: whoever records one asks within the
    transaction, after writing, whether it is still there. Copies never finished go as well. Raises RoleError.
    """
    folder, limit = app.home / "evidence", app.clock.now() - KEPT_FOR
    with app.reading() as connection:
        app.actor(connection).must(Act.KEEP)
        named = named_files(connection)
    gone = sum(_taken_away(copy, limit) for copy in folder.glob(f"{UNFINISHED}*"))
    gone += sum(_taken_away(copy, limit) for copy in app.home.glob(f"{STAGED}*"))
    waiting = app.home / RECEIVED
    gone += sum(_taken_away(copy, limit) for copy in waiting.glob(f"{UNFINISHED}*"))
    gone += sum(_taken_away(path, limit) for path in _files(waiting) if path.name not in named)
    unnamed = [path for path in _files(folder) if path.name not in named and _is_older(path, limit)]
    if not unnamed:
        return gone
    with working(app, alone=True) as work:
        work.actor.must(Act.KEEP)
        told = _told_of(work.connection, {path.name for path in unnamed})
        return gone + sum(_taken_away(path, limit) for path in unnamed if path.name not in told)


def _files(folder: Path) -> Iterator[Path]:
    """The files that stand where their hashes say."""
    return (path for path in folder.glob("??/*") if path == place_of(folder, path.name))


def _told_of(connection: Connection, hashes: set[str]) -> set[str]:
    """The hashes among these that some event mentions, whatever its kind."""
    mentioned: set[str] = set()
    for event in all_events(connection):
        mentioned |= hashes.intersection(map(bytes.decode, _HASH.findall(event.payload)))
    return mentioned


def _is_older(path: Path, limit: datetime) -> bool:
    with suppress(FileNotFoundError):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < limit
    return False


def _taken_away(path: Path, limit: datetime) -> bool:
    """Whether the file was still old and is gone now; a file that the system holds open waits for the next time."""
    if not _is_older(path, limit):
        return False
    with suppress(OSError):
        path.chmod(0o600)
        path.unlink()
        return True
    return False
