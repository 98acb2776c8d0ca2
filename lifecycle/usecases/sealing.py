"""The journal is sealed: one value over all events, journaled, and kept as a line of a file outside the home."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from config.errors import InputRejectedError, WorldError, reason_of
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.records.beside import keep_beside
from lifecycle.records.events.installation import JournalSealed
from lifecycle.records.journal import Event, as_event, last_events
from lifecycle.records.lost_database import LAST_SEAL
from lifecycle.records.merkle import Merkle
from lifecycle.records.seal_file import SealLine, append_line, last_line
from lifecycle.records.seals import SEALS, SealValue, heads_mark, last_seal, mark_of
from lifecycle.records.tables import journal
from lifecycle.usecases.work import Work, working

_PAGE = 20_000


@dataclass(frozen=True, slots=True)
class Sealed:
    """A seal that was made: its number, the value that people keep, what it covers.

    `file` is where its line was added, None where the settings name no file; `unwritten` says why it could not be.
    """

    number: int
    body: JournalSealed
    value: SealValue
    file: Path | None = None
    unwritten: str = ""


def seal(app: App, *, nightly: bool = False) -> Sealed:
    """Seal everything recorded so far, and keep the seal in the file that the settings name.

    `nightly` says that the schedule makes it: where nothing was recorded since the last seal, that one is kept again.
    Raises RoleError, and SetupError where a seal was kept that this journal lacks: it is an older copy.
    """
    with working(app, alone=True) as work:
        work.actor.must(Act.SEAL)
        path = app.seal_file
        event, body = _standing(work) if nightly else (None, None)
        if event is None or body is None:
            body = _made(work.connection, nightly=nightly)
            event = work.note(SEALS, body)
        line, unwritten = _line(work.connection, event, body, path)
    # A home that can't take it is none the worse: the file that the settings name is what is relied on.
    with suppress(OSError):
        keep_beside(app.home / LAST_SEAL, _bare(event, body).written() + b"\n")
    value = SealValue(body.events or 0, body.root or "")
    return Sealed(event.number, body, value, path, _kept(path, line) if path and line else unwritten)


def _standing(work: Work) -> tuple[Event, JournalSealed] | tuple[None, None]:
    """The last event of the journal, where it is a seal with a root: nothing was recorded since."""
    row = work.connection.execute(select(journal).order_by(journal.c.id.desc()).limit(1)).first()
    event = as_event(row) if row else None
    if event and event.subject == SEALS and isinstance(body := event.body, JournalSealed) and body.root:
        return event, body
    return None, None


def _made(connection: Connection, *, nightly: bool) -> JournalSealed:
    upto = connection.execute(select(func.coalesce(func.max(journal.c.id), 0))).scalar_one()
    chains, digest = heads_mark(last_events(connection, upto=upto))
    tree, last = _tree(connection), last_seal(connection)
    return JournalSealed(
        upto=upto,
        chains=chains,
        digest=digest,
        events=tree.leaves,
        root=tree.root(),
        before=mark_of(last[2]) if last else None,
        nightly=nightly or None,
    )


def _tree(connection: Connection) -> Merkle:
    """The tree over every event so far; hashes alone are read, a page at a time."""
    tree, after = Merkle(), 0
    page = select(journal.c.id, journal.c.hash).order_by(journal.c.id).limit(_PAGE)
    while rows := connection.execute(page.where(journal.c.id > after)).all():
        for row in rows:
            tree.add(row.hash)
        after = rows[-1].id
    return tree


def _line(connection: Connection, event: Event, body: JournalSealed, path: Path | None) -> tuple[SealLine | None, str]:
    """The line for the file, with the chains that grew since its last one; None where it holds the seal already.

    Where the file can't be read, None and why.
    """
    try:
        before = last_line(path) if path else None
    except InputRejectedError as error:
        return None, str(error)
    if before and not _holds(connection, before):
        before = None
    if path is None or (before and before.seal >= event.number):
        return None, ""
    grew = tuple(last_events(connection, upto=body.upto, after=before.upto if before else 0))
    return replace(_bare(event, body), heads=grew), ""


def _bare(event: Event, body: JournalSealed) -> SealLine:
    """The line of a seal without what grew."""
    return SealLine(
        seal=event.number,
        hash=event.hash,
        made_at=event.recorded_at,
        upto=body.upto,
        events=body.events or 0,
        chains=body.chains,
        digest=body.digest,
        root=body.root or "",
        before=body.before,
        heads=(),
    )


def _holds(connection: Connection, line: SealLine) -> bool:
    """Whether the journal has the seal of a line; after a restoration it has not those of what was lost."""
    of_line = select(journal.c.hash).where(journal.c.subject == SEALS, journal.c.number == line.seal)
    return connection.execute(of_line).scalar() == line.hash


def _kept(path: Path, line: SealLine) -> str:
    """Add the line to the file; gives why it could not be. The seal itself stands in the journal by now."""
    try:
        append_line(path, line)
    except (OSError, ValueError) as error:
        why = reason_of(error) if isinstance(error, OSError) and error.errno else "通常のファイルではありません"
        return f"封印の控え「{path.name}」に書けません({why})。"
    return ""


def must_be_kept(sealed: Sealed) -> None:
    """Raises WorldError where a seal could not be written to its file, so that the job is tried again."""
    if sealed.unwritten:
        raise WorldError(f"{sealed.unwritten}記録の封印は行いました。置き場所を確かめ、もう一度実行してください。")


def shown(sealed: Sealed) -> dict[str, Any]:
    """A seal as values for a document."""
    body = sealed.body
    return {
        "upto": body.upto,
        "chains": body.chains,
        "digest": body.digest,
        "seal": sealed.number,
        "events": body.events,
        "root": body.root,
        "before": body.before,
        "value": str(sealed.value),
        "file": str(sealed.file) if sealed.file else None,
        "written": bool(sealed.file) and not sealed.unwritten,
    }
