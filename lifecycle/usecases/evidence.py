"""Evidence: documents are recorded by command, their files are stored once by SHA-256."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import ConflictError, NotFoundError, RequestFault, RoleError, UsageError
from config.readings import Readings
from config.structural import Structural
from config.wareki import format_date
from lifecycle.acts import OF_FIELDS, Act, act_of_kind
from lifecycle.app import App
from lifecycle.fields.terms import kind_named
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.evidence_files import StoredFile, Upload, place_of, store_files
from lifecycle.records.facts import begins_on
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.corrections import settled
from lifecycle.usecases.documents import Proposal, Recorder, RecordPlace
from lifecycle.usecases.filled import FilledIn, must_be_as_read, read_filled
from lifecycle.usecases.inspectors import actor_at
from lifecycle.usecases.numbering import NumberedPlace, number_at, numbered_place, only_planned
from lifecycle.usecases.originals_in import kept_files, note_restored, what_files_tell
from lifecycle.usecases.plausible import must_be_plausible
from lifecycle.usecases.work import Work, looking, trying, working
from states.columns import SUBCONTRACT
from states.content import says_stored
from states.evidence import KINDS, NOTICE, Kind, day_of_key
from states.on_record import InPart, recorded_in_part
from states.verdict import Finding


@dataclass(frozen=True, slots=True)
class Attached:
    """The result of `attach`: whether anything changed, the files, the duties met, those unmet at the next gate.

    `carried` names the fields that were taken over from the version before it, `dated_on` is the date under which it
    stands, `behind` the date of a later version, where it was added behind one; `in_part` says what it lacks, where a
    fuller one goes on to speak. `notes` say what is to be made sure of in its dates. `no` is the number of a document
    of a numbered kind (漏えい等事案).
    """

    changed: bool
    carried: tuple[str, ...]
    files: tuple[dict[str, Any], ...]
    met: tuple[Finding, ...]
    unmet: tuple[Finding, ...]
    notes: tuple[str, ...] = ()
    dated_on: date | None = None
    behind: date | None = None
    in_part: tuple[InPart, ...] = ()
    no: int | None = None


_Asked = tuple[str, Kind, Mapping[str, Any], str, Sequence[StoredFile], date | None]
"""What is to be recorded: the contract, the kind, the fields, the subcontract, the stored files, the version meant."""


def attach(
    app: App,
    id_: str,
    kind_id: str,
    given: Mapping[str, str],
    paths: Sequence[Path | Upload] = (),
    subcontract: str = "",
    *,
    filled: Path | FilledIn | None = None,
    of: date | None = None,
    received: Sequence[StoredFile] = (),
    another: bool = False,
    dry_run: bool = False,
) -> Attached:
    """Record a document of a contract, or of one of its subcontracts, with its files.

    `filled` is a form that came back (or the ledger's sheet) from which the fields are read; it is kept as a file.
    Fields without a date correct the latest version; `of` names the one to correct. A later version of a standing
    arrangement takes over what it does not say, the persons who acted excepted. Files (`received` ones were stored
    before) are copied before the transaction opens; what bars the recording is asked before that, and again within.
    `another` records one more of a numbered kind, though one of its date stands; `dry_run` leaves no trace. Raises
    UsageError, NotFoundError, RoleError, InputRejectedError, ConflictError: nothing is recorded.
    """
    kind = find_kind(kind_id)
    fields = parse_fields(kind.id, given, app.book)
    read = _read(app, filled, id_, kind, subcontract, fields)
    if read is not None:
        fields, paths = {**read.fields, **fields}, (*paths, read.path)
    _check_place(kind, fields, subcontract, bool(paths or received))
    files = tuple(received)
    if paths:
        with looking(app) as work:
            _version(_recorder(work, id_, kind, subcontract), id_, kind, subcontract, fields, of, another=another)
        files += _stored(app, id_, paths)
    if read:
        must_be_as_read(read, [file.sha256 for file in files])
    done = _recorded(app, (id_, kind, fields, subcontract, files, of), another=another, dry_run=dry_run)
    return replace(done, notes=(*read.notes, *done.notes)) if read else done


@tried_again
def _recorded(app: App, asked: _Asked, *, another: bool, dry_run: bool) -> Attached:
    with trying(app) if dry_run else working(app) as work:
        return _attach(work, *asked, another=another)


def _read(
    app: App, filled: Path | FilledIn | None, id_: str, kind: Kind, subcontract: str, fields: Mapping[str, Any]
) -> FilledIn | None:
    """A form that came back as it is read; None where none is handed in. Raises InputRejectedError, UsageError."""
    if filled is None or isinstance(filled, FilledIn):
        return filled
    return read_filled(app, filled, id_, kind.id, subcontract, str(fields.get(kind.dated_by, "")))


def receive(app: App, id_: str, kind_id: str, files: Sequence[Upload], subcontract: str = "") -> tuple[StoredFile, ...]:
    """Store files that are to be attached later, once it is known that this actor may record them there.

    Nothing is on record by it. Raises UsageError, NotFoundError, RoleError, InputRejectedError.
    """
    must_be_able_to_record(app, id_, kind_id, subcontract)
    return _stored(app, id_, files) if files else ()


def must_be_able_to_record(app: App, id_: str, kind_id: str, subcontract: str = "") -> Kind:
    """The kind, where this actor may record it for the contract. Raises UsageError, NotFoundError, RoleError."""
    kind = find_kind(kind_id)
    _check_place(kind, {}, subcontract, has_files=True)
    with looking(app) as work:
        _recorder(work, id_, kind, subcontract)
        _must_be_of_the_post(work, id_, kind, {})
    return kind


def _told_of(file: StoredFile) -> dict[str, Any]:
    return file.known | ({"restored": True} if file.restored else {})


def _stored(app: App, id_: str, files: Sequence[Path | Upload]) -> tuple[StoredFile, ...]:
    stored = tuple(store_files(app.home / "evidence", files, app.settings.evidence.max_megabytes))
    note_restored(app, id_, stored)
    return stored


def _attach(
    work: Work,
    id_: str,
    kind: Kind,
    fields: Mapping[str, Any],
    subcontract: str,
    files: Sequence[StoredFile],
    of: date | None,
    *,
    another: bool = False,
) -> Attached:
    """Record the document with its stored files; gives what that met, and what the next gate still lacks."""
    recorder, owed = _recorder(work, id_, kind, subcontract), work.owed([id_])
    said = _version(recorder, id_, kind, subcontract, fields, of, another=another)
    fields, at, wrong = said.fields, said.at, said.left_place(kind.id, subcontract)
    _must_be_of_the_post(work, id_, kind, fields)
    if kind.needs_original and not files:
        _must_have_original(recorder, work.app.book.readings, id_, kind, wrong or (kind.id, subcontract, at), fields)
    kept = kept_files(work, id_, files)
    asked = Proposal(id_, kind.id, fields, "command", subcontract, kept, at=at)
    notes = (*must_be_plausible(work, recorder, asked), *what_files_tell(work, (id_, *asked.place), files))
    carried, latest = recorder.carried(asked), recorder.latest(id_, kind.id, subcontract)
    added = bool(at) and not wrong and not kind.numbered and not recorder.has(id_, asked.place)
    draft = recorder.draft(asked, wrong)
    left = wrong and recorder.removal(id_, wrong, reason=f"{kind.date_label}の訂正")
    events = work.record([one for one in (draft, left) if one])
    must_be_stored(work, kept)
    now = settled(work, owed, events).get(id_) or work.judged(id_)
    return Attached(
        changed=draft is not None,
        carried=carried,
        files=tuple(map(_told_of, files)),
        met=owed[id_].turned(now.assessment).met,
        unmet=work.app.assessor.verdict_on(now.contract, now.assessment, None).unmet,
        notes=notes,
        dated_on=day_of_key(at),
        behind=day_of_key(latest) if added and at < latest else None,
        in_part=tuple(one for one in recorded_in_part(now.contract) if one.place == asked.place),
        no=number_at(recorder, id_, kind, at) if kind.numbered else None,
    )


def _recorder(work: Work, id_: str, kind: Kind, subcontract: str) -> Recorder:
    """The current records of a contract for which the actor may record. Raises NotFoundError, RoleError."""
    work.actor = actor_at(work, id_)
    work.actor.must(act_of_kind(kind.id), work.office_of(id_))
    recorder = Recorder(work, [id_])
    begins = begins_on(recorder.current(id_, (SUBCONTRACT, subcontract, "")))
    standing = recorder.has(id_, (SUBCONTRACT, subcontract, "")) and (begins is None or begins <= work.today)
    if subcontract and not standing:
        told = f"契約 {id_} に再委託 {subcontract} はありません。"
        raise NotFoundError(RequestFault("subcontract_unknown_here", told, "subcontract"))
    return recorder


def must_be_stored(work: Work, files: Sequence[KeptFile]) -> None:
    """Raises ConflictError where a file was swept away meanwhile.

    This is asked after the journal was written to: from then on nothing is swept away until this transaction ends.
    """
    folder = work.app.home / "evidence"
    if not all(place_of(folder, file.sha256).exists() for file in files):
        raise ConflictError("原本の保存がほかの操作と同時になったため、記録しませんでした。もう一度実行してください。")


def _must_be_of_the_post(work: Work, id_: str, kind: Kind, fields: Mapping[str, Any]) -> None:
    """Raises RoleError where only other posts may record the kind, or one of the fields."""
    for (of, name), act in OF_FIELDS.items():
        if of == kind.id and fields.get(name) is not None:
            work.actor.must(act, work.office_of(id_))
    if kind.recorded_by and not work.actor.roles_for(Act.RECORD, work.office_of(id_)).intersection(kind.recorded_by):
        posts = "、".join(role.label for role in kind.recorded_by)
        raise RoleError(f"{kind.label}を記録できるのは{posts}だけです。{posts}が記録してください。[{Structural.POST}]")


def _must_have_original(
    recorder: Recorder, readings: Readings, id_: str, kind: Kind, place: RecordPlace, fields: Mapping[str, Any]
) -> None:
    """Raises UsageError where a kind that needs an original has none, neither now nor on record."""
    if not recorder.has_files(id_, place):
        _must_be_numbered(readings, kind, {**recorder.current(id_, place), **fields})


def _must_be_numbered(readings: Readings, kind: Kind, fields: Mapping[str, Any]) -> None:
    """Raises UsageError where a kind that needs an original has no file, and no 文書番号 that is one (－ is none)."""
    if not says_stored(readings, fields.get("document_no")):
        told = f"{kind.label}には原本が要ります。原本のファイル又は文書番号を添えてください。"
        raise UsageError(RequestFault("original_missing", told, "file", values={"kind": kind.label}))


def find_kind(text: str) -> Kind:
    """The kind of evidence of that id or Japanese name. Raises UsageError, which lists all kinds."""
    return kind_named(text, KINDS.values(), "証拠の種類", "kind_unknown", "kind")


def _check_place(kind: Kind, fields: Mapping[str, Any], subcontract: str, has_files: bool) -> None:
    """Raises UsageError where the kind can't stand at the place, or nothing is given."""
    if subcontract and not kind.of_subcontract:
        told = f"{kind.label}は再委託ごとには記録しません"
        raise UsageError(RequestFault("subcontract_too_much", f"{told}。", "subcontract", values={"told": told}))
    if (kind.id == NOTICE or not kind.of_contract) and not subcontract:
        told = f"{kind.label}は、どの再委託かを指定してください。"
        raise UsageError(RequestFault("subcontract_missing", told, "subcontract", values={"kind": kind.label}))
    if not fields and not has_files:
        raise UsageError(RequestFault("nothing_given", "記録する項目がありません。項目かファイルを指定してください。"))


def _version(
    recorder: Recorder,
    id_: str,
    kind: Kind,
    subcontract: str,
    fields: Mapping[str, Any],
    of: date | None,
    *,
    another: bool = False,
) -> NumberedPlace:
    """The version that is meant: its own date, or that of the one corrected, else of the latest.

    Raises UsageError where no version stands yet and the kind needs its date, where none stands at the date to be
    corrected, and where another one stands already at the right date.
    """
    if kind.numbered:
        place = numbered_place(recorder, id_, kind, fields, of, another=another)
        day = day_of_key(place.at)
        if day and not kind.key(fields) and recorder.is_plan(id_, (kind.id, subcontract, place.at), come=True):
            raise UsageError(only_planned(kind, day))
        return place
    at = _date_meant(recorder, id_, kind, subcontract, fields, of)
    return NumberedPlace(fields, at, of.isoformat() if of and of.isoformat() != at else None)


def _date_meant(
    recorder: Recorder, id_: str, kind: Kind, subcontract: str, fields: Mapping[str, Any], of: date | None
) -> str:
    """The date of the version that is meant. Raises UsageError."""
    own, known = kind.key(fields), recorder.keys(id_, kind.id, subcontract)
    if of:
        if of.isoformat() not in known:
            told = f"{kind.date_label}が{format_date(of)}の{kind.label}の記録がありません。"
            raise UsageError(RequestFault("version_unknown", told, "of"))
        if own in known and own != of.isoformat():
            told = f"訂正した{kind.date_label}の{kind.label}が既にあります。"
            raise UsageError(RequestFault("version_taken", told, kind.dated_by))
        if not own and recorder.is_plan(id_, (kind.id, subcontract, of.isoformat()), come=True):
            raise UsageError(only_planned(kind, of))
        return own or of.isoformat()
    if own:
        return own
    if kind.undated or any(not recorder.is_plan(id_, (kind.id, subcontract, key)) for key in known):
        return recorder.latest(id_, kind.id, subcontract)
    told = f"{kind.label}の記録がまだありません。{kind.date_label}を入れてください。"
    raise UsageError(
        RequestFault("first_needs_date", told, kind.dated_by, values={"kind": kind.label, "column": kind.date_label})
    )
