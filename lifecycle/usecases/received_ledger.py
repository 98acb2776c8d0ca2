"""A ledger that comes in by a page: kept for the person who sent it, tried, looked through, and only then imported."""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.ledger.layout import ImportPlan, LedgerMap, MappedTable
from lifecycle.records.evidence_files import StoredFile, Upload, named_files, place_of, store_files
from lifecycle.usecases.importing import Imported, import_ledger
from lifecycle.usecases.planning import plan

RECEIVED = "received"
"""The folder of a home for ledgers that wait to be looked through; what is done with is taken away."""
_LONGEST_NAME = 60
"""Up to how many characters of a file's name are given to the copy that is read; no system takes fewer."""


@dataclass(frozen=True, slots=True)
class ReceivedLedger:
    """A ledger that waits for its sender: its file, whether its columns have to be settled first, and as what."""

    file: StoredFile
    own_sheet: bool = False
    mapping: LedgerMap | None = None

    @property
    def kept(self) -> dict[str, Any]:
        """The same as it is kept beside the forms that were begun."""
        tables = self.mapping.tables if self.mapping else ()
        return {
            "title": f"台帳の取込「{self.file.name}」",
            "files": [self.file.known],
            "own_sheet": self.own_sheet,
            "mapping": [_kept_table(table) for table in tables] if self.mapping else None,
        }

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "ReceivedLedger":
        """A ledger as it was kept."""
        tables = kept["mapping"]
        mapping = None if tables is None else LedgerMap(tuple(_table_of(table) for table in tables))
        return cls(StoredFile(**kept["files"][0], restored=False), kept["own_sheet"], mapping)


def _kept_table(table: MappedTable) -> dict[str, Any]:
    texts = {"columns": table.columns, "constants": table.constants, "eras": table.eras}
    return {"sheet": table.sheet, "header": list(table.header), **{name: dict(m) for name, m in texts.items()}}


def _table_of(kept: Mapping[str, Any]) -> MappedTable:
    return MappedTable(kept["sheet"], tuple(kept["header"]), kept["columns"], kept["constants"], kept["eras"])


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


def plan_received(app: App, file: StoredFile) -> ImportPlan:
    """What an import of a ledger that was received would read. Raises RoleError, WorkbookUnreadable."""
    with as_received(app, file) as path:
        return plan(app, path)


def import_received(app: App, received: ReceivedLedger, *, dry_run: bool = False) -> Imported:
    """Import a ledger that was received, or say what that would do. Raises as `import_ledger` does."""
    with as_received(app, received.file) as path:
        return import_ledger(app, path, dry_run=dry_run, mapping=received.mapping)


def digest_of(received: ReceivedLedger, tried: Imported) -> str:
    """The hash of a ledger, its reading, and what importing it would do: a page is bound by it to what it showed."""
    return hashlib.sha256(f"{received.kept!r} {tried!r}".encode()).hexdigest()


def _name_of(file: StoredFile) -> str:
    """The name as a file of any system may bear it: its ending is kept, a name too long is cut."""
    stem, dot, ending = file.name.rpartition(".")
    if not stem or len(ending) > _LONGEST_NAME // 4:
        return "台帳"
    kept = stem.translate({ord(sign): "_" for sign in '\\/:*?"<>|'})[:_LONGEST_NAME]
    return f"{kept}{dot}{ending}"
