"""A backup: the whole installation as of one moment, in one file, taken while people go on working."""

import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from config.errors import RequestFault, UsageError, WorldError, reason_of
from config.settings import SECRETS_VARIABLE, SETTINGS_FILE
from config.settings_copy import without_secrets
from config.toml_files import toml_text
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.clock import timestamp
from lifecycle.records import working_models
from lifecycle.records.backup_file import (
    DATABASE,
    END,
    EVIDENCE,
    HOME,
    MANIFEST,
    BackupMember,
    Manifest,
    header,
    may_be_called,
    padding,
    pieces_of,
)
from lifecycle.records.database import DATABASE_FILE
from lifecycle.records.database_copies import contents, copy_taken
from lifecycle.records.events.documents import Recorded
from lifecycle.records.events.installation import DeskEvidenceRecorded
from lifecycle.records.events.shapes import UnreadableEventError
from lifecycle.records.evidence_files import kept_original, named_files
from lifecycle.records.journal import all_events
from lifecycle.records.progress import counted
from lifecycle.records.schema import SCHEMA_VERSION
from lifecycle.records.seals import SealValue
from lifecycle.usecases.last_backup import note_backup
from lifecycle.usecases.sealing import seal

_NOT_OURS = frozenset({"evidence", "running", SETTINGS_FILE, "error.log", "error.log.1"})
"""What stands in a home and is no part of a copy as it stands: originals and settings go in another way."""
_SQLITE = b"SQLite format 3\0"
"""How every database of SQLite begins."""
_KEPT_ELSEWHERE = (
    "環境変数・秘密の値のフォルダー(LIFECYCLE_MAIL_URL、LIFECYCLE_TEAMS_…、LIFECYCLE_DATABASE_URL、LIFECYCLE_WEB_…)",
    "封印の控えのファイル",
)


@dataclass(slots=True)
class Backup:
    """A backup under way: `pieces` gives its file piece by piece, and then `manifest` says what went into it."""

    app: App
    beside: Path
    manifest: Manifest | None = None
    _members: dict[str, BackupMember] = field(default_factory=dict)
    _lost: list[str] = field(default_factory=list)
    _left_out: list[str] = field(default_factory=list)

    @property
    def finished(self) -> Manifest:
        """What went into the file, once its last piece was given. Raises ValueError before."""
        if self.manifest is None:
            raise ValueError("the backup is not written yet")
        return self.manifest

    @property
    def value(self) -> SealValue:
        """The short value of the whole journal in it, by which the copy is known later."""
        return SealValue(self.finished.events, self.finished.root)

    def stands(self) -> None:
        """Note in the home that the file stands where it was to stand."""
        note_backup(self.app, self.finished.made_at)

    def pieces(self) -> Iterator[bytes]:
        """The file, in pieces. Raises WorldError where something can't be read, or the copy can't be written."""
        path = _empty_file(self.beside)
        try:
            with copy_taken(self.app.engine, path) as connection:
                said = _said(self.app, connection)
                originals = sorted(_originals(connection))
            with path.open("rb") as source:
                yield from pieces_of(DATABASE, source, path.stat().st_size, self._note)
        finally:
            for beside in ("", "-journal", "-wal", "-shm"):
                path.with_name(path.name + beside).unlink(missing_ok=True)
        for sha256 in counted(originals, "原本を写しています", len(originals)):
            yield from self._original(sha256)
        yield from self._settings()
        yield from self._others()
        self.manifest = replace(
            said,
            members=self._members,
            lost=tuple(self._lost),
            left_out=(*self._left_out, *_KEPT_ELSEWHERE),
        )
        written = self.manifest.written()
        yield from (header(MANIFEST, len(written)), written, padding(len(written)), END)

    def _note(self, name: str, member: BackupMember) -> None:
        self._members[name] = member

    def _original(self, sha256: str) -> Iterator[bytes]:
        """A file of evidence, found to be what its hash says; one that is not is named, and the copy goes on."""
        try:
            with kept_original(self.app.home / "evidence", sha256) as source:
                name = f"{EVIDENCE}{sha256[:2]}/{sha256}"
                yield from pieces_of(name, source, os.fstat(source.fileno()).st_size, self._note)
        except (WorldError, EOFError):
            self._lost.append(sha256)

    def _settings(self) -> Iterator[bytes]:
        text = toml_text(self.app.home / SETTINGS_FILE, SETTINGS_FILE)
        text, hidden = without_secrets(text)
        self._left_out += [f"{SETTINGS_FILE} の {place} のパスワード" for place in hidden]
        data = text.encode()
        yield from pieces_of(f"{HOME}{SETTINGS_FILE}", io.BytesIO(data), len(data), self._note)

    def _others(self) -> Iterator[bytes]:
        """Every other file of the home: its pack, drafts of rules, what was received, its own templates, its outbox."""
        for path in _files_of(self.app):
            name = path.relative_to(self.app.home).as_posix()
            if not may_be_called(f"{HOME}{name}"):
                self._left_out.append(f"{os.fsencode(name).decode(errors='replace')}(控えに使えない名前)")
                continue
            with suppress(FileNotFoundError), _plain(path, name) as source:
                if _is_of_a_database(path, source):
                    self._left_out.append(f"{name}(別のデータベース)")
                    continue
                yield from pieces_of(f"{HOME}{name}", source, os.fstat(source.fileno()).st_size, self._note)


def back_up(app: App, target: Path) -> Backup:
    """Begin a backup that will stand at a path: the journal is sealed first, so that the seal is in it.

    Raises RoleError, UsageError where the path lies in the home, SetupError where this is an older copy already.
    """
    if app.home.resolve() in target.resolve().parents:
        told = "控えは、この環境のフォルダーの外(できればほかの機械)に置いてください。"
        raise UsageError(RequestFault("backup_in_home", told, "file"))
    with app.reading() as connection:
        app.actor(connection).must(Act.BACKUP)
    seal(app)
    return Backup(app, target.parent)


def _empty_file(folder: Path) -> Path:
    """A new file for the copy of the database, its owner's alone."""
    try:
        handle, name = tempfile.mkstemp(dir=folder, prefix=".lifecycle-", suffix=".copy")
    except OSError as error:
        told = f"「{folder}」に書けません({reason_of(error)})。置き場所の権限と空き容量を確かめてください。"
        raise WorldError(told) from None
    os.close(handle)
    return Path(name)


def _said(app: App, connection: Connection) -> Manifest:
    """What the manifest says of the database, as of the moment of the copy."""
    held = contents(connection, [str(one.name) for one in working_models.METADATA.sorted_tables])
    return Manifest(
        release=app.program,
        schema=SCHEMA_VERSION,
        database=app.engine.dialect.name,
        made_at=timestamp(app.clock.now()),
        trial=app.trial,
        events=held.events,
        root=held.root,
        head=held.head,
        counts=held.counts,
    )


def _originals(connection: Connection) -> set[str]:
    """The hashes of all files that some event names, or a form that somebody has begun."""
    named = named_files(connection)
    for event in all_events(connection):
        with suppress(UnreadableEventError):
            body = event.body
            if isinstance(body, Recorded | DeskEvidenceRecorded):
                named |= {file.sha256 for file in body.files}
    return named


def _files_of(app: App) -> Iterator[Path]:
    """The plain files of the home that go into the copy as they are; nothing hidden, no link, nothing unfinished."""
    secrets = os.environ.get(SECRETS_VARIABLE)
    shut = {app.seal_file.resolve()} if app.seal_file else set()
    if secrets:
        shut.add(Path(secrets).resolve())
    for folder, folders, files in os.walk(app.home):
        here = Path(folder)
        kept = [name for name in sorted(folders) if not name.startswith(".") and (here / name).resolve() not in shut]
        folders[:] = [name for name in kept if here != app.home or name not in _NOT_OURS]
        for name in sorted(files):
            path = here / name
            top = here == app.home and (name in _NOT_OURS or name.startswith(DATABASE_FILE))
            if not top and not name.startswith(".") and not path.is_symlink() and path.resolve() not in shut:
                yield path


def _is_of_a_database(path: Path, source: BinaryIO) -> bool:
    """Whether a file of the home is a database of SQLite, or lies beside one as part of it: a register put aside."""
    begins = source.read(len(_SQLITE))
    source.seek(0)
    if begins == _SQLITE:
        return True
    of = re.sub("-(?:wal|shm|journal)$", "", path.name)
    if of == path.name:
        return False
    with suppress(OSError), path.with_name(of).open("rb") as database:
        return database.read(len(_SQLITE)) == _SQLITE
    return False


def _plain(path: Path, name: str) -> BinaryIO:
    """A file of the home, opened. Raises WorldError where it can't be read."""
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise WorldError(f"{name} を読めません({reason_of(error)})。権限を確かめてください。") from None
