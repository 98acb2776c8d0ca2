"""Originals kept beside documents: they are listed, and handed out to whoever may open them, on record."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from config.errors import NotFoundError, RequestFault, UsageError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.events.documents import OriginalOpened
from lifecycle.records.evidence_files import kept_original
from lifecycle.records.facts import stored_records
from lifecycle.records.people import values_of
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.inspectors import actor_at
from lifecycle.usecases.work import Work, looking, working
from states.evidence import KINDS

_LEAST_OF_A_HASH = 8


@dataclass(frozen=True, slots=True)
class ListedOriginal:
    """An original of a contract: its number in the list, the document that it is kept with, the file.

    `name` is what the file was called when it came in; it is None once it is erased.
    """

    number: int
    kind: str
    label: str
    subcontract: str
    key: str
    dated_on: date | None
    sha256: str
    size: int
    type: str
    name: str | None

    @property
    def suffix(self) -> str:
        """The ending that the content asks for; a file is never given that of its own name, which may mislead."""
        if self.type == "text":
            return ".txt"
        return f".{self.type}" if self.type.isalnum() and self.type != "unknown" else ".bin"


def originals(app: App, id_: str) -> list[ListedOriginal]:
    """The originals of a contract's documents, numbered in their order. Raises RoleError, NotFoundError."""
    with looking(app) as work:
        return _listed(work, id_)


@contextmanager
def opened_original(app: App, id_: str, which: str) -> Iterator[tuple[ListedOriginal, BinaryIO]]:
    """An original to be read, by its number in the list or its hash; that it was opened is on record by then.

    Raises RoleError, NotFoundError, UsageError where the hash leads to several, InputRejectedError where the file is
    not what was recorded.
    """
    with looking(app) as work:
        one = _meant(_listed(work, id_), which)
    with kept_original(app.home / "evidence", one.sha256) as source:
        _note_opened(app, id_, one)
        yield one, source


@tried_again
def _note_opened(app: App, id_: str, one: ListedOriginal) -> None:
    with working(app) as work:
        work.actor = actor_at(work, id_)
        work.actor.must(Act.OPEN_ORIGINAL, work.office_of(id_))
        opened = OriginalOpened(document=one.kind, subcontract=one.subcontract, key=one.key, sha256=one.sha256)
        work.note(id_, opened)


@tried_again
def all_opened(app: App, id_: str) -> None:
    """Put on record that every original of a contract is handed out, in one file. Raises RoleError."""
    with working(app) as work:
        for one in _listed(work, id_):
            opened = OriginalOpened(document=one.kind, subcontract=one.subcontract, key=one.key, sha256=one.sha256)
            work.note(id_, opened)


def _listed(work: Work, id_: str) -> list[ListedOriginal]:
    work.actor = actor_at(work, id_)
    work.actor.must(Act.OPEN_ORIGINAL, work.office_of(id_))
    records = stored_records(work.connection, [id_], None)[id_]
    names = values_of(work.connection, [file.name["ref"] for record in records for file in record.files])
    kept = sorted(
        ((record, file) for record in records for file in record.files),
        key=lambda one: (one[0].kind, one[0].subcontract, one[0].key),
    )
    return [
        ListedOriginal(
            number=number,
            kind=record.kind,
            label=KINDS[record.kind].label if record.kind in KINDS else record.kind,
            subcontract=record.subcontract,
            key=record.key,
            dated_on=record.dated_on,
            sha256=file.sha256,
            size=file.size,
            type=file.type,
            name=names.get(file.name["ref"]),
        )
        for number, (record, file) in enumerate(kept, start=1)
    ]


def _meant(listed: list[ListedOriginal], which: str) -> ListedOriginal:
    """The original of that number, or the only one whose hash begins so. Raises NotFoundError, UsageError."""
    matching = [one for one in listed if str(one.number) == which]
    if not matching and len(which) >= _LEAST_OF_A_HASH:
        matching = [one for one in listed if one.sha256.startswith(which.lower())]
    if not matching:
        told = f"その原本はありません(この契約の原本は{len(listed)}件)。"
        how = "一覧の番号か、ハッシュの初めの8字以上で指定してください。"
        raise NotFoundError(RequestFault("original_unknown", told + how, "original"))
    if len({one.sha256 for one in matching}) > 1:
        raise UsageError(RequestFault("original_ambiguous", "そのハッシュで始まる原本がいくつもあります。", "original"))
    return matching[0]
