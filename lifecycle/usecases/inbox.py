"""The drop folder: forms that came back are recorded where they belong, each once, and what fits nowhere is told."""

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from config.errors import (
    ConflictError,
    InputRejectedError,
    NotFoundError,
    RequestFault,
    RoleError,
    UsageError,
    reason_of,
)
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.tables import record
from lifecycle.usecases.applications import FILED_AS, STANDS, take_application
from lifecycle.usecases.documents import Recorder
from lifecycle.usecases.dropped import DroppedFile, dropped_file, files_in
from lifecycle.usecases.evidence import Attached, attach, must_be_able_to_record
from lifecycle.usecases.filled import FormPlace, fields_in, whose
from lifecycle.usecases.work import looking
from states.columns import SUBCONTRACT
from states.evidence import KINDS

if TYPE_CHECKING:
    from lifecycle.ledger.form_cells import FormCells

_RECEIVED = "received_on"
"""The field that says when the office received a document: the day of the scan where the form leaves it blank."""
_REFUSALS = (UsageError, RoleError, NotFoundError, InputRejectedError, ConflictError)


class Fate(StrEnum):
    """What became of a form: recorded, recorded before, or left where it is for a person to look at."""

    TAKEN = "taken"
    KNOWN = "known"
    UNMATCHED = "unmatched"


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A form of a drop folder, or a file without one: whose it is, what became of it, and why where it was left.

    `received` says that the day of the scan stands as the day of receipt; `done` is what recording it did.
    """

    path: Path
    fate: Fate
    place: FormPlace | None = None
    reason: str = ""
    received: date | None = None
    done: Attached | None = None

    @property
    def about(self) -> str:
        """Whose form it is in words; empty where it is none."""
        return whose(*self.place) if self.place else ""


def scan(app: App, folder: Path, *, received_on: date | None = None, dry_run: bool = False) -> list[InboxItem]:
    """Record every form of a folder that fits, as the actor; each file once, and no file is moved.

    A form that does not fit is left with the reason, and does not keep the others back. With `dry_run` nothing is
    recorded. Raises UsageError, RoleError, NotFoundError.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.INSPECT)
    if received_on and received_on > app.today():
        raise UsageError(RequestFault("received_ahead", "受領日が今日より後です。", "received_on"))
    taking = _FolderScan(app, received_on or app.today(), dry_run=dry_run)
    return [item for path in files_in(folder) for item in taking.items(dropped_file(path))]


def was_taken(app: App, sha256: str, place: FormPlace) -> bool:
    """Whether a file went on record at a place before, be it that the record was corrected or taken back since."""
    kind, contract, subcontract = place
    kinds = (kind, FILED_AS) if kind == SUBCONTRACT else (kind,)
    query = select(record.c.number).where(
        record.c.contract == contract, record.c.kind.in_(kinds), record.c.files.contains(sha256)
    )
    if subcontract or kind != SUBCONTRACT:
        query = query.where(record.c.subcontract == subcontract)
    with app.reading() as connection:
        return connection.execute(query.limit(1)).first() is not None


@dataclass(slots=True)
class _FolderScan:
    """One look through a folder; `seen` are the forms that it came upon, by their content and their place."""

    app: App
    received: date
    dry_run: bool
    seen: set[tuple[str, FormPlace]]

    def __init__(self, app: App, received: date, *, dry_run: bool) -> None:
        self.app, self.received, self.dry_run, self.seen = app, received, dry_run, set()

    def items(self, file: DroppedFile) -> Iterator[InboxItem]:
        """What becomes of each form in a file."""
        if file.cells is None or not file.places:
            yield InboxItem(file.path, Fate.UNMATCHED, reason=file.reason)
            return
        for place in file.places:
            mark = (file.cells.sha256, place)
            if mark in self.seen or was_taken(self.app, file.cells.sha256, place):
                yield InboxItem(file.path, Fate.KNOWN, place)
                continue
            try:
                item = self._take(file, file.cells, place)
            except _REFUSALS as refusal:
                yield InboxItem(file.path, Fate.UNMATCHED, place, str(refusal))
                continue
            self.seen.add(mark)
            yield item

    def _take(self, file: DroppedFile, cells: "FormCells", place: FormPlace) -> InboxItem:
        """Record one form. Raises what `attach` raises."""
        kind, contract, subcontract = place
        if kind != SUBCONTRACT:
            must_be_able_to_record(self.app, contract, kind, subcontract)
        dated = self.received.isoformat() if kind in KINDS and KINDS[kind].dated_by == _RECEIVED else ""
        read = fields_in(self.app, cells, file.path, place, dated, file.path.name)
        if kind == SUBCONTRACT:
            applied = take_application(self.app, read, contract, subcontract, self.received, dry_run=self.dry_run)
            return InboxItem(file.path, Fate.TAKEN, (kind, contract, applied.no), done=applied.paper)
        self._must_be_new(place, KINDS[kind].key(read.fields))
        done = attach(self.app, contract, kind, {}, (), subcontract, filled=read, dry_run=self.dry_run)
        given = self.received if dated and read.dated else None
        return InboxItem(file.path, Fate.TAKEN, place, received=given, done=done)

    def _must_be_new(self, place: FormPlace, key: str) -> None:
        """Raises ConflictError where a record of that date stands already: what is dropped corrects nothing."""
        kind, contract, subcontract = place
        with looking(self.app) as work:
            recorder = Recorder(work, [contract])
            # Without a date of its own it would be taken for a correction of the latest one.
            stands = (
                recorder.has(contract, (kind, subcontract, key)) if key else recorder.keys(contract, kind, subcontract)
            )
        if stands:
            raise ConflictError(STANDS.format(whose=whose(*place)))


def put_away(items: Sequence[InboxItem], folder: Path) -> list[Path]:
    """Move the files that are on record into a folder, under names that none there has; where they went.

    A file with a form that was left stays. Raises NotFoundError, InputRejectedError.
    """
    left = {item.path for item in items if item.fate is Fate.UNMATCHED}
    if not folder.is_dir():
        raise NotFoundError(f"フォルダー「{folder.name}」がありません。先に作ってください。")
    moved = []
    for path in dict.fromkeys(item.path for item in items if item.path not in left):
        names = (path.name if not n else f"{path.stem}-{n + 1}{path.suffix}" for n in count())
        target = next(one for name in names if not (one := folder / name).exists())
        try:
            shutil.move(path, target)
        except OSError as error:
            raise InputRejectedError(f"「{path.name}」を移せません({reason_of(error)})。記録は済んでいます。") from None
        moved.append(target)
    return moved
