"""A ledger that comes in by a page: kept for the person who sent it, tried, looked through, and only then imported."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.evidence_files import StoredFile, Upload, named_files, place_of, store_files
from lifecycle.usecases.importing import Imported, import_ledger

RECEIVED = "received"
"""The folder of a home for ledgers that wait to be looked through; what is done with is taken away."""
_LONGEST_NAME = 60
"""Up to how many characters of a file's name are given to the copy that is read; no system takes fewer."""


def receive_ledger(app: App, upload: Upload) -> StoredFile:
    """Keep the file of a ledger that is to be imported later; nothing is on record by it.

    Raises RoleError, InputRejectedError (a file too large).
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.IMPORT)
    (stored,) = store_files(app.home / RECEIVED, [upload], app.settings.evidence.max_megabytes)
    return stored


def is_kept(app: App, file: StoredFile) -> bool:
    """Whether the file of a ledger that was received still stands there."""
    return place_of(app.home / RECEIVED, file.sha256).is_file()


def done_with(app: App, file: StoredFile) -> None:
    """Take the file of a ledger away, unless somebody else has sent the same and is still at it."""
    with app.reading() as connection:
        named = named_files(connection)
    if file.sha256 not in named:
        # On Windows a file that somebody reads can't be taken away; the night's clearing takes it.
        with suppress(OSError):
            place_of(app.home / RECEIVED, file.sha256).unlink(missing_ok=True)


@contextmanager
def as_received(app: App, file: StoredFile) -> Iterator[Path]:
    """A copy of a ledger that was received, under the name that it came with; it is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-ledger-"))
    try:
        copy = folder / _name_of(file)
        shutil.copyfile(place_of(app.home / RECEIVED, file.sha256), copy)
        yield copy
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def import_received(app: App, file: StoredFile, *, dry_run: bool = False) -> Imported:
    """Import a ledger that was received, or say what that would do. Raises as `import_ledger` does."""
    with as_received(app, file) as path:
        return import_ledger(app, path, dry_run=dry_run)


def digest_of(file: StoredFile, tried: Imported) -> str:
    """The hash of a ledger and of what importing it would do, by which a page is bound to what it showed."""
    return hashlib.sha256(f"{file.sha256} {tried!r}".encode()).hexdigest()


def _name_of(file: StoredFile) -> str:
    """The name as a file of any system may bear it: its ending is kept, a name too long is cut."""
    stem, dot, ending = file.name.rpartition(".")
    if not stem or len(ending) > _LONGEST_NAME // 4:
        return "台帳"
    kept = stem.translate({ord(sign): "_" for sign in '\\/:*?"<>|'})[:_LONGEST_NAME]
    return f"{kept}{dot}{ending}"
