"""Evidence: documents are recorded by command, their files are stored once by SHA-256."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.errors import ConflictError, InputRejectedError, NotFoundError, RequestFault, RoleError, UsageError
from config.structural import Structural
from lifecycle.app import App
from lifecycle.identity import May
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.evidence_files import place_of, store_files
from lifecycle.records.facts import begins_on
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import Work, looking, working
from states.columns import SUBCONTRACT
from states.editions import unknown_editions
from states.evidence import KINDS, Kind
from states.verdict import Finding

_NOTICE = "subcontract_notice"


@dataclass(frozen=True, slots=True)
class Attached:
    """The result of `attach`: whether anything changed, the files, the duties met, those unmet at the next gate.

    `carried` names the fields that were taken over from the last review of the contract document.
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
    Files are copied before the transaction opens, so that no other writer waits for the disk; what stands in the way
    of the recording is asked before that, and again within. Raises UsageError, NotFoundError, RoleError,
    InputRejectedError (a file too large or not a plain one), ConflictError: nothing is recorded.
    """
    kind = find_kind(kind_id)
    fields = parse_fields(kind.id, given, app.book)
    if filled is not None:
        fields = {**read_filled(app, filled, id_, kind.id, subcontract), **fields}
        paths = (*paths, filled)
    _check_place(kind, fields, subcontract, bool(paths))
    files: Sequence[dict[str, Any]] = ()
    if paths:
        with looking(app) as work:
            _of_latest(_recorder(work, id_, subcontract), id_, kind, subcontract, fields)
        files = store_files(app.home / "evidence", paths, app.settings.evidence.max_megabytes)
    with working(app) as work:
        return _attach(work, id_, kind, fields, subcontract, files)


def _attach(
    work: Work, id_: str, kind: Kind, fields: Mapping[str, Any], subcontract: str, files: Sequence[dict[str, Any]]
) -> Attached:
    """Record the document with its stored files; gives what that met, and what the next gate still lacks."""
    recorder = _recorder(work, id_, subcontract)
    owed = work.owed([id_])
    dated = _of_latest(recorder, id_, kind, subcontract, fields)
    _must_be_of_the_post(work, kind)
    _must_have_original(recorder, id_, kind, subcontract, dated, files)
    carried = _carried(recorder, id_, kind, dated)
    stored_as = SUBCONTRACT if kind.id == _NOTICE else kind.id
    # A file's name may name a person: like names it stands in the erasable table, the journal refers to it.
    kept = [KeptFile(**{**file, "name": work.people.reference(id_, str(file["name"]))}) for file in files]
    draft = recorder.draft(Proposal(id_, stored_as, {**carried, **dated}, "command", subcontract, kept))
    work.record([draft] if draft else [])
    _must_be_stored(work, kept)
    now = work.finish().get(id_) or work.judged(id_)
    return Attached(
        changed=draft is not None,
        carried=tuple(carried),
        files=tuple(files),
        met=owed[id_].turned(now.assessment).met,
        unmet=work.app.assessor.verdict_on(now.contract, now.assessment, None).unmet,
    )


def _recorder(work: Work, id_: str, subcontract: str) -> Recorder:
    """The current records of a contract for which the actor may record. Raises NotFoundError, RoleError."""
    work.actor.must(May.RECORD, work.office_of(id_))
    recorder = Recorder(work, [id_])
    begins = begins_on(recorder.current(id_, (SUBCONTRACT, subcontract, "")))
    standing = recorder.has(id_, (SUBCONTRACT, subcontract, "")) and (begins is None or begins <= work.today)
    if subcontract and not standing:
        told = f"契約 {id_} に再委託 {subcontract} はありません。"
        raise NotFoundError(RequestFault("subcontract_unknown_here", told, "subcontract"))
    return recorder


def _must_be_stored(work: Work, files: Sequence[KeptFile]) -> None:
    """Raises ConflictError where a file was swept away meanwhile.

    This is asked after the journal was written to: from then on nothing is swept away until this transaction ends.
    """
    folder = work.app.home / "evidence"
    if not all(place_of(folder, file.sha256).exists() for file in files):
        raise ConflictError("原本の保存がほかの操作と同時になったため、記録しませんでした。もう一度実行してください。")


def _must_be_of_the_post(work: Work, kind: Kind) -> None:
    """Raises RoleError where only other posts may record the kind."""
    if kind.recorded_by and work.actor.role not in kind.recorded_by:
        posts = "、".join(role.label for role in kind.recorded_by)
        raise RoleError(f"{kind.label}を記録できるのは{posts}だけです。{posts}が記録してください。[{Structural.POST}]")


def _must_have_original(
    recorder: Recorder,
    id_: str,
    kind: Kind,
    subcontract: str,
    fields: Mapping[str, Any],
    files: Sequence[Mapping[str, Any]],
) -> None:
    """Raises UsageError where a kind that needs an original has neither a file nor a 文書番号, now or before."""
    place = Proposal(id_, kind.id, fields, "command", subcontract).place
    numbered = fields.get("document_no") or recorder.current(id_, place).get("document_no")
    if kind.needs_original and not files and not numbered and not recorder.has_files(id_, place):
        told = f"{kind.label}には原本が要ります。原本のファイル又は文書番号を添えてください。"
        raise UsageError(RequestFault("original_missing", told, "file", values={"kind": kind.label}))


def find_kind(text: str) -> Kind:
    """The kind of evidence of that id or Japanese name. Raises UsageError, which lists all kinds."""
    for kind in KINDS.values():
        if text in (kind.id, kind.label):
            return kind
    names = "、".join(f"{kind.id}({kind.label})" for kind in KINDS.values())
    raise UsageError(
        RequestFault("kind_unknown", f"証拠の種類「{text}」はありません。次のいずれかです: {names}", "kind")
    )


def read_filled(app: App, path: Path, id_: str, kind_id: str, subcontract: str) -> dict[str, Any]:
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
    for row in rows:
        faults += [f"「{column.label}」: {told}" for column, told in unknown_editions(app.book, kind_id, row)]
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise InputRejectedError(f"「{path.name}」から読めません。何も記録していません。\n{lines}")
    return dict(rows[0])


def _check_place(kind: Kind, fields: Mapping[str, Any], subcontract: str, has_files: bool) -> None:
    """Raises UsageError where the kind can't stand at the place, or lacks the date that tells it from others."""
    if subcontract and not kind.of_subcontract:
        told = f"{kind.label}は再委託ごとには記録しません"
        raise UsageError(RequestFault("subcontract_too_much", f"{told}。", "subcontract", values={"told": told}))
    if (kind.id == _NOTICE or not kind.of_contract) and not subcontract:
        told = f"{kind.label}は、どの再委託かを指定してください。"
        raise UsageError(RequestFault("subcontract_missing", told, "subcontract", values={"kind": kind.label}))
    if not fields and not has_files:
        raise UsageError(RequestFault("nothing_given", "記録する項目がありません。項目かファイルを指定してください。"))


def _of_latest(recorder: Recorder, id_: str, kind: Kind, subcontract: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields with the date of the kind's latest document, where they name no date. Raises UsageError."""
    column = kind.column(kind.dated_by) if kind.keyed and kind.dated_by else None
    if column is None or column.name in fields:
        return dict(fields)
    latest = recorder.latest_key(id_, kind.id, subcontract)
    if latest is None:
        told = f"{kind.label}の記録がまだありません。{column.label}を入れてください。"
        fault = RequestFault("first_needs_date", told, column.name, values={"kind": kind.label, "column": column.label})
        raise UsageError(fault)
    return {**fields, column.name: latest} if latest else dict(fields)


def _carried(recorder: Recorder, id_: str, kind: Kind, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that a new review of the contract document takes over from the last review before it."""
    if kind.id != "contract_review" or recorder.has(id_, (kind.id, "", str(fields.get("reviewed_on")))):
        return {}
    latest = recorder.latest_key(id_, kind.id, "", before=str(fields.get("reviewed_on")))
    if latest is None:
        return {}
    personal = {column.name for column in kind.columns if column.personal}
    standing = recorder.current(id_, (kind.id, "", latest))
    return {n: v for n, v in standing.items() if n not in (*personal, *fields, "reviewed_on", "document_no")}
