"""Checks what is stored, tampered with or not: values are read as they stand there, and no fault stops the check."""

import hashlib
import os
import stat
from collections.abc import Iterator
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
from lifecycle.records.replay_check import PAGE, Keyed, as_stored, by_key, differing, in_order, key_place
from lifecycle.records.seals import SEALS, SealCheck
from lifecycle.records.walk_notes import NotedProof, WalkNotes

_TEXTS = ("subject", "kind", "recorded_at", "actor", "os_user", "role", "database_role", "previous", "hash")
_DOORS = ("via", "authenticated", "clock")


@dataclass(slots=True)
class Walk:
    """One walk through the journal: the faults that it found, and the notes with which other checks compare.

    `notes` holds the hash of each person or file name, what an erasure names, each original, the head of each chain and
    what became of each message; `seals` are the journal's own. Only faults are kept in memory.
    """

    replay: Connection
    notes: WalkNotes
    tree: Merkle = field(default_factory=Merkle)
    chain: list[str] = field(default_factory=list)
    unreplayable: list[str] = field(default_factory=list)
    books: BookCheck = field(init=False)
    messages: Messages = field(init=False)
    seals: SealCheck = field(init=False)

    def __post_init__(self) -> None:
        self.books, self.messages, self.seals = BookCheck(self.notes), Messages(self.notes), SealCheck(self.tree)

    @property
    def events(self) -> int:
        """How many events were walked past."""
        return self.tree.leaves

    def last(self, subject: str) -> int:
        """The number of the last event of a chain; 0 where it has none."""
        head = self.notes.head(subject)
        return head[0] if head else 0


def walk(connection: Connection, walked: Walk, against: Against) -> None:
    """Check numbers, predecessors and hashes of every event once; each is applied to the empty database beside.

    Each is compared with the journal's own seals, and with those kept elsewhere.
    """
    batch: list[Event] = []
    clock = ClockCheck(writers=connection.dialect.name == "postgresql")
    events = connection.execute(select(func.count()).select_from(table(JournalRow))).scalar_one()
    for row in counted(_rows(connection), "記録のつながりを確かめています", events):
        event = readable(row)
        head, told = check_link(row, event, walked.notes.head(row.subject) or (0, GENESIS))
        walked.notes.move_head(row.subject, *head)
        walked.chain += told
        body = body_of(event)
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
    for (subject,) in differing(by_key(connection, table(HeadRow)), _heads(walked.notes)):
        walked.chain.append(f"{subject} の末尾の記録が失われているか、書き換えられています")
    walked.chain += clock.faults


def _heads(notes: WalkNotes) -> Iterator[Keyed]:
    return (((head[0],), head) for head in notes.heads())


def _rows(connection: Connection) -> Iterator[Row[Any]]:
    source, after = table(JournalRow), 0
    while rows := connection.execute(
        as_stored(source).where(source.c.id > after).order_by(source.c.id).limit(PAGE)
    ).all():
        yield from rows
        after = rows[-1].id


def readable(row: Row[Any]) -> Event | None:
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


def check_link(row: Row[Any], event: Event | None, head: tuple[int, str]) -> tuple[tuple[int, str], list[str]]:
    """What is wrong with an event as the one after a head of its chain (number, hash); and the head that it makes."""
    number, previous = head
    name, faults = f"{row.subject} の{row.number}番", []
    if row.number != number + 1:
        faults.append(f"{name}の前に欠番があります")
    if row.previous != previous:
        faults.append(f"{name}が直前の出来事につながりません")
    if event is None or digest(event) != event.hash:
        faults.append(f"{name}の内容が記録時と違います")
    return (row.number if isinstance(row.number, int) else number + 1, row.hash), faults


def body_of(event: Event | None) -> Body:
    """The content of an event; unknown where it can't be read."""
    try:
        return event.body if event else Unknown()
    except UnreadableEventError:
        return Unknown()


def _note(event: Event, body: Body, walked: Walk) -> None:
    walked.books.see(event, body)
    # What is put before a second person names people of the chain on which it will be carried out.
    subject = None if isinstance(body, OfMatter) else event.subject
    walked.notes.proofs_given((str(v["ref"]), subject, str(v.get("sha256", ""))) for v in references(event))
    walked.messages.see(event, body)
    if isinstance(body, OfErasure):
        walked.notes.erased(body.references)
    for file in body.files if isinstance(body, Recorded | DeskEvidenceRecorded) else ():
        walked.notes.file(file.sha256, event.subject)


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


def file_faults(notes: WalkNotes, folder: Path) -> list[str]:
    """The files that were recorded, each with its subject, and are gone, unreadable, or not what they were."""
    faults = []
    for sha, subject in counted(notes.files(), "証拠ファイルを確かめています", notes.file_count()):
        if problem := file_problem(folder, sha):
            faults.append(f"{subject} の証拠ファイル {sha[:12]}… {problem}")
    return faults


def file_problem(folder: Path, sha: str, *, whole: bool = True) -> str:
    """What is wrong with a stored file; a link is, wherever it leads, for what it leads to can change unseen.

    Its content is compared with its hash where the `whole` of it is asked for.
    """
    path = folder / sha[:2] / sha
    if any(one.is_symlink() for one in (folder, path.parent, path)):
        return "がリンクに置き換えられています"
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(path, flags), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return "が通常のファイルではありません"
            return (
                ""
                if not whole or hashlib.file_digest(file, "sha256").hexdigest() == sha
                else "の内容が記録時と違います"
            )
    except FileNotFoundError:
        return "がありません"
    except OSError as error:
        return f"を読めません({reason_of(error)})"


@dataclass(slots=True)
class PersonCheck:
    """What became of the erasable table: its faults, how many were erased, how many rows no event refers to."""

    faults: list[str] = field(default_factory=list)
    erased: int = 0
    unreferenced: int = 0


def person_faults(connection: Connection, walked: Walk) -> PersonCheck:
    """Names, numbers and file names that disagree with the hashes in the events, or were emptied without an erasure.

    A row that no event refers to is shown nowhere and counts for nothing: it is counted, no fault.
    """
    check, lost = PersonCheck(), []
    rows = connection.execute(in_order(connection, table(PersonRow)), execution_options={"yield_per": PAGE})
    proofs = walked.notes.proofs()
    noted = next(proofs, None)
    for row in rows:
        place = key_place((row.id,))
        while noted and key_place((noted.reference,)) < place:
            lost.append(noted.reference)
            noted = next(proofs, None)
        if noted is None or noted.reference != row.id:
            check.unreferenced += 1
            continue
        _compare_person(row, noted, check)
        noted = next(proofs, None)
    lost += [one.reference for one in (noted, *proofs) if one]
    check.faults += [f"個人の欄 {reference} が失われています" for reference in lost]
    return check


def _compare_person(row: Row[Any], noted: NotedProof, check: PersonCheck) -> None:
    if row.value is None and row.salt is None:
        check.erased += 1
        if not noted.erased:
            check.faults.append(f"個人の欄 {row.id} が、消去の記録なしに空にされています")
    elif proof(row.value, row.salt) != noted.sha256 or noted.subject not in (None, row.subject):
        check.faults.append(f"個人の欄 {row.id} の内容が記録時と違います")
