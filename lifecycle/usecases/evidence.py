"""Evidence: documents recorded by command, their files stored once by SHA-256."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from config.errors import InputRejectedError, NotFoundError, UsageError
from lifecycle.app import App
from lifecycle.identity import May
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.documents import KeptFile
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.documents import Desk, Proposal
from lifecycle.usecases.moves import judged
from lifecycle.usecases.work import Work, working
from notifications.plain import clean
from states.columns import SUBCONTRACT
from states.evidence import KINDS, Kind
from states.facts import Contract
from states.verdict import Finding

_NOTICE = "subcontract_notice"
_OOXML = {b"word/": "docx", b"xl/": "xlsx", b"ppt/": "pptx"}
_LONGEST_LABEL = 200
_NOT_PLAIN = "通常のファイルではありません。ファイルそのものを指定してください。"
_OLE2 = bytes.fromhex("D0CF11E0A1B11AE1")


@dataclass(frozen=True, slots=True)
class Attached:
    """What was recorded: whether anything changed, the files stored, the duties met, those unmet at the next gate.

    `carried` names the fields taken over from the last review of the contract document.
    """

    changed: bool
    carried: tuple[str, ...]
    files: tuple[dict[str, Any], ...]
    met: tuple[Finding, ...]
    unmet: tuple[Finding, ...]


def attach(
    app: App,
    id_: str,
    kind_id: str,
    given: Mapping[str, str],
    paths: Sequence[Path] = (),
    subcontract: str = "",
    *,
    filled: Path | None = None,
) -> Attached:
    """Record a document of a contract, or of one of its subcontracts, with its files.

    `filled` is a workbook with the kind's sheet of the ledger, from which the fields are read; it is kept as a file.
    Of kinds that stand once per date, fields without that date correct the latest one. A new 契約書確認 takes over
    what it does not say from the last one, its reviewers excepted: an amendment changes clauses, not the rest.
    Raises UsageError, NotFoundError, InputRejectedError (a file too large or not a plain one): nothing is recorded.
    """
    kind = find_kind(kind_id)
    fields = parse_fields(kind.id, given)
    if filled is not None:
        fields = {**read_filled(filled, id_, kind.id, subcontract), **fields}
        paths = (*paths, filled)
    _check_place(kind, fields, subcontract, bool(paths))
    with working(app) as work:
        found = work.contract(id_)
        work.actor.must(May.RECORD, found.sheet.division)
        _must_have_subcontract(found, subcontract)
        before = _unmet(work, found)
        with _stored(app, paths) as files:
            changed, carried = _record(work, id_, kind, fields, subcontract, files)
        now = work.contract(id_)
        after = _unmet(work, now)
        onward = judged(app, now, None, AsOf(work.today))[0]
    return Attached(
        changed=changed,
        carried=carried,
        files=tuple(files),
        met=tuple(f for key, f in before.items() if key not in after),
        unmet=onward.unmet,
    )


def _record(
    work: Work, id_: str, kind: Kind, fields: Mapping[str, Any], subcontract: str, files: Sequence[Mapping[str, Any]]
) -> tuple[bool, tuple[str, ...]]:
    """Record the document; whether that changed anything, and the fields carried over from the last review."""
    desk = Desk(work, [id_])
    dated = _of_latest(desk, id_, kind, subcontract, fields)
    carried = _carried(desk, id_, kind, dated)
    stored_as = SUBCONTRACT if kind.id == _NOTICE else kind.id
    # A file's name may name a person: like names it stands in the erasable table, the journal refers to it.
    kept = [KeptFile(**{**file, "name": work.people.reference(id_, str(file["name"]))}) for file in files]
    draft = desk.draft(Proposal(id_, stored_as, {**carried, **dated}, "command", subcontract, kept))
    work.record([draft] if draft else [])
    return draft is not None, tuple(carried)


def find_kind(text: str) -> Kind:
    """The kind of evidence of that id or Japanese name. Raises UsageError, listing them all."""
    for kind in KINDS.values():
        if text in (kind.id, kind.label):
            return kind
    names = "、".join(f"{kind.id}({kind.label})" for kind in KINDS.values())
    raise UsageError(f"証拠の種類「{text}」はありません。次のいずれかです: {names}")


def read_filled(path: Path, id_: str, kind_id: str, subcontract: str) -> dict[str, Any]:
    """The fields of a kind that a workbook gives for a contract. Raises InputRejectedError with every fault."""
    from lifecycle.ledger.parse import parse_ledger
    from lifecycle.ledger.workbook import WorkbookUnreadable

    try:
        parsed = parse_ledger(path)
    except WorkbookUnreadable as error:
        raise InputRejectedError(str(error)) from None
    faults = [str(fault) for fault in parsed.faults]
    rows = [
        row.values[kind_id]
        for row in parsed.rows
        if row.contract == id_ and (row.subcontract or "") == subcontract and kind_id in row.values
    ]
    if len(rows) != 1 and not faults:
        faults.append(f"{id_} の{KINDS[kind_id].label}の行が{len(rows)}件あります(1件だけにしてください)")
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise InputRejectedError(f"「{path.name}」から読めません。何も記録していません。\n{lines}")
    return dict(rows[0])


def _check_place(kind: Kind, fields: Mapping[str, Any], subcontract: str, has_files: bool) -> None:
    """Raises UsageError where the kind can't stand there or lacks the date that tells it from others."""
    if subcontract and not kind.of_subcontract:
        raise UsageError(f"{kind.label}は再委託ごとには記録しません(--subcontract を外してください)。")
    if kind.id == _NOTICE and not subcontract:
        raise UsageError("再委託先への周知は、どの再委託かを --subcontract で指定してください。")
    if not fields and not has_files:
        raise UsageError("記録する項目がありません。--set 項目=値 または --file を指定してください。")


def _of_latest(desk: Desk, id_: str, kind: Kind, subcontract: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the date of the latest document of the kind where they name none. Raises UsageError."""
    column = kind.column(kind.dated_by) if kind.keyed and kind.dated_by else None
    if column is None or column.name in fields:
        return dict(fields)
    latest = desk.latest_key(id_, kind.id, subcontract)
    if latest is None:
        raise UsageError(
            f"{kind.label}の記録がまだありません。{column.label}を --set {column.name}=日付 で入れてください。"
        )
    return {**fields, column.name: latest} if latest else dict(fields)


def _carried(desk: Desk, id_: str, kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What a new review of the contract document takes over from the last one before it."""
    if kind.id != "contract_review" or desk.has(id_, (kind.id, "", str(fields.get("reviewed_on")))):
        return {}
    latest = desk.latest_key(id_, kind.id, "", before=str(fields.get("reviewed_on")))
    if latest is None:
        return {}
    personal = {column.name for column in kind.columns if column.personal}
    standing = desk.current(id_, (kind.id, "", latest))
    return {n: v for n, v in standing.items() if n not in (*personal, *fields, "reviewed_on", "document_no")}


def _must_have_subcontract(found: Contract, subcontract: str) -> None:
    if subcontract and subcontract not in {s.no for s in found.subcontracts}:
        raise NotFoundError(f"契約 {found.id} に再委託 {subcontract} はありません。")


def _unmet(work: Work, found: Contract) -> dict[tuple[str, str], Finding]:
    return {(f.subject, f.code): f for f in work.app.assessor.assess(found, work.today).blocking()}


@contextmanager
def _stored(app: App, paths: Sequence[Path]) -> Iterator[list[dict[str, Any]]]:
    """The files stored under their hashes; those that are new are taken away again where the recording fails."""
    new: list[Path] = []
    files = []
    try:
        for path in paths:
            info, target, fresh = _store(app, path)
            files.append(info)
            if fresh:
                new.append(target)
        yield files
    except BaseException:
        for target in new:
            target.unlink(missing_ok=True)
            with suppress(OSError):
                target.parent.rmdir()
        raise


def _store(app: App, path: Path) -> tuple[dict[str, Any], Path, bool]:
    """Copy one file to where its hash says. Its name is kept as a label and never used as a path."""
    limit, name = app.settings.evidence.max_megabytes, _label(path)
    with _opened(path, name) as source:
        folder = app.home / "evidence"
        folder.mkdir(exist_ok=True, mode=0o700)
        copy, sha, size = _copied(source, folder, limit, name)
    info = {"sha256": sha, "name": name, "size": size, "type": sniff(copy)}
    target = folder / sha[:2] / sha
    fresh = not target.exists()
    if fresh:
        target.parent.mkdir(exist_ok=True, mode=0o700)
        os.replace(copy, target)
        target.chmod(0o400)
    else:
        copy.unlink()
    return info, target, fresh


def _label(path: Path) -> str:
    """A file's name as the record keeps it: one line, no control characters, addresses or telephone numbers."""
    return clean(os.fsencode(path.name).decode(errors="replace"))[:_LONGEST_LABEL]


@contextmanager
def _opened(path: Path, name: str) -> Iterator[BinaryIO]:
    """A plain file, not a link to somewhere else, not a device. Raises NotFoundError, InputRejectedError."""
    # Looked at once it is open, and opened without waiting: what stands there can't be exchanged or block.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        raise NotFoundError(f"ファイル「{name}」がありません。") from None
    except PermissionError:
        raise InputRejectedError(f"ファイル「{name}」を読む権限がありません。") from None
    except (OSError, ValueError):
        raise InputRejectedError(f"「{name}」は{_NOT_PLAIN}") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise InputRejectedError(f"「{name}」は{_NOT_PLAIN}")
    with os.fdopen(handle, "rb") as source:
        yield source


def _copied(source: BinaryIO, folder: Path, limit: int, name: str) -> tuple[Path, str, int]:
    """A copy beside its destination, with hash and size. Raises InputRejectedError where it is too large or empty."""
    digest, size = hashlib.sha256(), 0
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".incoming-")
    copy = Path(temporary)
    try:
        with os.fdopen(handle, "wb") as target:
            while block := source.read(1 << 20):
                size += len(block)
                if size > limit << 20:
                    raise InputRejectedError(f"ファイル「{name}」は上限({limit}MB)を超えています。")
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        if size == 0:
            raise InputRejectedError(f"ファイル「{name}」は空(0バイト)です。")
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy, digest.hexdigest(), size


def sniff(path: Path) -> str:
    """The type of a file by its content, never by its name; `unknown` where it can't be told."""
    import filetype

    with path.open("rb") as file:
        head = file.read(8192)
    if head.startswith(b"PK"):
        return next((name for mark, name in _OOXML.items() if mark in head), "zip")
    if head.startswith(_OLE2):
        return "ole2"
    guess = filetype.guess(head)  # type: ignore[no-untyped-call]
    if guess is not None:
        return str(guess.extension)
    try:
        head[:4096].decode("utf-8", errors="strict" if len(head) < 4096 else "ignore")
    except UnicodeDecodeError:
        return "unknown"
    return "unknown" if b"\0" in head else "text"
