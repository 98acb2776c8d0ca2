"""Forms that came back, as a page takes them: several files at once, or those in the drop folder of the home."""

import shutil
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from config.errors import NotFoundError, RoleError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.records.evidence_files import Upload
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.inbox import Fate, InboxItem, scan

DROP_FOLDER = "inbox"
"""The folder of a home into which forms that came back may be put, by whoever receives them."""


def take_uploads(app: App, uploads: Sequence[Upload], received_on: date | None) -> list[InboxItem]:
    """Record every form in these files that fits, as the actor; the rest is told with the reason.

    Raises RoleError, UsageError.
    """
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-returned-"))
    try:
        for number, upload in enumerate(uploads, 1):
            with _free_name(folder, upload.label, number).open("wb") as copy:
                upload.stream.seek(0)
                shutil.copyfileobj(upload.stream, copy)
        return scan(app, folder, received_on=received_on)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def take_dropped(app: App, received_on: date | None) -> list[InboxItem]:
    """Record every form in the drop folder that fits; no file is moved. Raises RoleError, NotFoundError, UsageError."""
    return scan(app, app.home / DROP_FOLDER, received_on=received_on)


def waiting_in_folder(app: App) -> list[InboxItem]:
    """The files in the drop folder that are not on record: those that would be recorded now, those that fit nowhere.

    Of another office's contract nothing is told. Raises RoleError where the actor records for no office.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.RECORD)
    folder = app.home / DROP_FOLDER
    if not folder.is_dir():
        return []
    return [item for item in scan(app, folder, dry_run=True) if item.fate is not Fate.KNOWN and _is_own(app, item)]


def _is_own(app: App, item: InboxItem) -> bool:
    """Whether a form is of nobody, or of a contract for which the actor may record."""
    if item.place is None:
        return True
    with app.reading() as connection:
        try:
            find_contract(connection, item.place[1], AsOf(app.today()), app.reader(connection).must)
        except (NotFoundError, RoleError):
            return False
    return True


def _free_name(folder: Path, label: str, number: int) -> Path:
    """A place for a file under its own name; one that is there already, or that no system takes, gets a number."""
    plain = label.translate({ord(sign): "_" for sign in '\\/:*?"<>|'}).lstrip(".~")
    path = folder / (plain if len(plain.encode()) < 200 else f"{number}{Path(plain).suffix[:10]}")
    return path if plain and not path.exists() else folder / f"{number}_{path.name if plain else '様式'}"
