"""Checks what is stored, tampered with or not: values are read as they stand there, and no fault stops the check."""

import hashlib
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import SQLAlchemyError

from config.errors import reason_of
from lifecycle.records.against import Against
from lifecycle.records.book_check import BookCheck
from lifecycle.records.clock_check import ClockCheck
from lifecycle.records.events.documents import Recorded
from lifecycle.records.events.installation import DeskEvidenceRecorded, OfErasure
from lifecycle.records.events.second import OfMatter
from lifecycle.records.events.shapes import Body, Unknown, UnreadableEventError
from lifecycle.records.free_text import references
from lifecycle.records.journal import GENESIS, Event, digest
from lifecycle.records.merkle import Merkle
from lifecycle.records.messages import Messages
from lifecycle.records.models import HeadRow, JournalRow, PersonRow, table
from lifecycle.records.people import proof
from lifecycle.records.progress import counted
from lifecycle.records.projections import Projector
from lifecycle.records.replay_check import PAGE, as_stored, in_order
from lifecycle.records.seals import SEALS, SealCheck

_TEXTS = ("subject", "kind", "recorded_at", "actor", "os_user", "role", "database_role", "previous", "hash")
_DOORS = ("via", "authenticated", "clock")


@dataclass(slots=True)
class Walk:
    """One walk through the journal: the faults that it found, and the values with which other checks compare.

    `proofs` holds the subject (None where only a matter names it) and hash of each person or file name, `erased` the
    references that an erasure names, `files` of each original the subject it is of, `heads` the last number of each
    chain, `seals` the journal's own seals.
    """

    replay: Connection
    tree: Merkle = field(default_factory=Merkle)
    books: BookCheck = field(default_factory=BookCheck)
    chain: list[str] = field(default_factory=list)
    unreplayable: list[str] = field(default_factory=list)
    proofs: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    messages: Messages = field(default_factory=Messages)
    files: dict[str, str] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    seals: SealCheck = field(init=False)

    def __post_init__(self) -> None:
        self.seals = SealCheck(self.tree)

    @property
    def events(self) -> int:
        """How many events were walked past."""
        return self.tree.leaves


def walk(connection: Connection, replay: Connection, against: Against) -> Walk:
    """Check numbers, predecessors and hashes of every event once; each is applied to the empty database beside.

    Each is compared with the journal's own seals, and with those kept elsewhere.
    """
    walked = Walk(replay)
    heads: dict[str, tuple[int, str]] = {}
    batch: list[Event] = []
    clock = ClockCheck(writers=connection.dialect.name == "postgresql")
    events = connection.execute(select(func.count()).select_from(table(JournalRow))).scalar_one()
    for row in counted(_rows(connection), "記録のつながりを確かめています", events):
        event = _readable(row)
        _check_link(row, event, heads, walked)
        body = _body(event)
        clock.see(row, body)
        if row.subject == SEALS:
            walked.seals.see(row.number, body)
        walked.tree.add(str(row.hash))
        against.see(row.subject, row.number, row.hash, walked.tree)
        if event:
            batch.append(event)
            _note(event, body, walked)
        if len(batch) >= PAGE:
            _apply(batch, walked)
            batch = []
    _apply(batch, walked)
    stored = {row.subject: (row.number, row.hash) for row in connection.execute(as_stored(table(HeadRow)))}
    for subject in sorted(stored.keys() | heads.keys()):
        if stored.get(subject) != heads.get(subject):
            walked.chain.append(f"{subject} の末尾の記録が失われているか、書き換えられています")
    walked.chain += clock.faults
    walked.heads = {subject: number for subject, (number, _) in heads.items()}
    return walked


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    source, after = table(JournalRow), 0
    while rows := connection.execute(
        as_stored(source).where(source.c.id > after).order_by(source.c.id).limit(PAGE)
    ).all():
        yield from rows
        after = rows[-1].id


def _readable(row: Row[Any]) -> Event | None:
    """The event of a row; None where a value does not have the form in which it is written."""
    values = dict(row._mapping)
    day = values["occurred_on"]
    try:
        values["occurred_on"] = day if isinstance(day, date) else date.fromisoformat(day)
        sound = (
            str(day) == values["occurred_on"].isoformat()
            and isinstance(values["number"], int)
            and isinstance(values["payload"], bytes)
            and all(isinstance(values[name], str) for name in _TEXTS)
            and all(values[name] is None or isinstance(values[name], str) for name in _DOORS)
            and isinstance(orjson.loads(values["payload"]), dict)
        )
    except (TypeError, ValueError):
        return None
    return Event(**values) if sound else None


def _check_link(row: Row[Any], event: Event | None, heads: dict[str, tuple[int, str]], walked: Walk) -> None:
    number, previous = heads.get(row.subject, (0, GENESIS))
    name = f"{row.subject} の{row.number}番"
    if row.number != number + 1:
        walked.chain.append(f"{name}の前に欠番があります")
    if row.previous != previous:
        walked.chain.append(f"{name}が直前の出来事につながりません")
    if event is None or digest(event) != event.hash:
        walked.chain.append(f"{name}の内容が記録時と違います")
    heads[row.subject] = (row.number if isinstance(row.number, int) else number + 1, row.hash)


def _body(event: Event | None) -> Body:
    """The content of an event; unknown where it can't be read."""
    try:
        return event.body if event else Unknown()
    except UnreadableEventError:
        return Unknown()


def _note(event: Event, body: Body, walked: Walk) -> None:
    walked.books.see(event, body)
    for value in references(event):
        reference, proven = str(value["ref"]), str(value.get("sha256", ""))
        if isinstance(body, OfMatter):
            # What is put before a second person names people of the chain on which it will be carried out.
            walked.proofs.setdefault(reference, (None, proven))
        elif walked.proofs.get(reference, (None, ""))[0] is None:
            walked.proofs[reference] = (event.subject, proven)
    walked.messages.see(event.subject, body)
    if isinstance(body, OfErasure):
        walked.erased |= set(body.references)
    for file in body.files if isinstance(body, Recorded | DeskEvidenceRecorded) else ():
        walked.files.setdefault(file.sha256, event.subject)


def _apply(batch: list[Event], walked: Walk) -> None:
    """Replay a batch; where it fails, replay it one by one: a faulty event is named and the others still stand."""
    if _applied(batch, walked.replay):
        return
    for event in batch:
        if not _applied([event], walked.replay):
            walked.unreplayable.append(f"{event.subject} の{event.number}番を再生できません")


def _applied(batch: list[Event], replay: Connection) -> bool:
    savepoint = replay.begin_nested()
    try:
        Projector(replay).apply(batch)
    except (LookupError, TypeError, ValueError, AttributeError, SQLAlchemyError):
        savepoint.rollback()
        return False
    savepoint.commit()
    return True


def file_faults(files: Mapping[str, str], folder: Path) -> list[str]:
    """The files that were recorded, each with its subject, and are gone, unreadable, or not what they were."""
    faults = []
    for sha, subject in counted(files.items(), "証拠ファイルを確かめています", len(files)):
        if problem := _file_problem(folder, sha):
            faults.append(f"{subject} の証拠ファイル {sha[:12]}… {problem}")
    return faults


def _file_problem(folder: Path, sha: str) -> str:
    """What is wrong with a stored file; a link is, wherever it leads, for what it leads to can change unseen."""
    path = folder / sha[:2] / sha
    if any(one.is_symlink() for one in (folder, path.parent, path)):
        return "がリンクに置き換えられています"
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return "が通常のファイルではありません"
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == sha else "の内容が記録時と違います"
    except FileNotFoundError:
        return "がありません"
    except OSError as error:
        return f"を読めません({reason_of(error)})"


@dataclass(frozen=True, slots=True)
class PersonCheck:
    """What became of the erasable table: its faults, how many were erased, how many rows no event refers to."""

    faults: list[str]
    erased: int
    unreferenced: int


def person_faults(connection: Connection, walked: Walk) -> PersonCheck:
    """Names, numbers and file names that disagree with the hashes in the events, or were emptied without an erasure.

    A row that no event refers to is shown nowhere and counts for nothing: it is counted, no fault.
    """
    faults, erased = [], 0
    rows = connection.execute(in_order(connection, table(PersonRow)), execution_options={"yield_per": PAGE})
    left, stored = dict.fromkeys(walked.proofs), 0
    for row in rows:
        stored += 1
        reference = row.id
        if reference not in walked.proofs:
            continue
        left.pop(reference)
        subject, expected = walked.proofs[reference]
        if row.value is None and row.salt is None:
            erased += 1
            if reference not in walked.erased:
                faults.append(f"個人の欄 {reference} が、消去の記録なしに空にされています")
        elif proof(row.value, row.salt) != expected or subject not in (None, row.subject):
            faults.append(f"個人の欄 {reference} の内容が記録時と違います")
    faults += [f"個人の欄 {reference} が失われています" for reference in left]
    return PersonCheck(faults, erased, stored - (len(walked.proofs) - len(left)))
