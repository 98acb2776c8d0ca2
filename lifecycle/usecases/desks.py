"""A desk (制度所管課) records what it did for the offices: notices, guidance, surveys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from config.errors import NotFoundError, RequestFault, UsageError
from config.place import said_here
from config.rulebook import RuleBook
from config.vocabulary import Role
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.terms import kind_named
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.documents import KeptFile
from lifecycle.records.events.installation import DeskEvidenceRecorded, OfficeEvidenceRecorded
from lifecycle.records.evidence_files import StoredFile, Upload, store_files
from lifecycle.records.folds.desks import DESK, OFFICE, desk_records
from lifecycle.records.folds.offices import known_divisions
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.plausible import desk_must_be_plausible
from lifecycle.usecases.work import Work, working
from states.desk_duties import kinds_of_offices
from states.evidence import OFFICE_KINDS, Kind


@dataclass(frozen=True, slots=True)
class DeskRecorded:
    """The result of a recording: whether anything changed, the kind, the desk, the day, how many originals."""

    changed: bool
    kind: str
    desk: str
    dated_on: date
    files: int


@tried_again
def record_of_desk(
    app: App,
    kind_id: str,
    given: Mapping[str, str],
    paths: Sequence[Path | Upload] = (),
    division: str | None = None,
) -> DeskRecorded:
    """Record a paper of the desk that answers for the rule asking for it, or of an office where that owes it.

    Recorded again for the same day, the fields given replace those that stand. Raises UsageError, RoleError,
    InputRejectedError (a file too large or not a plain one): nothing is recorded.
    """
    kind = find_office_kind(kind_id)
    fields = parse_fields(kind.id, given, app.book)
    column = next(c for c in kind.columns if c.name == kind.dated_by)
    if column.name not in fields:
        told = f"{column.label}を入れてください。"
        raise UsageError(RequestFault("field_missing", told, column.name, column.label))
    day = date.fromisoformat(str(fields[column.name]))
    owner = _owner(app, kind, division)
    with app.reading() as connection:
        app.actor(connection).must(owner.act, owner.office)
    files = store_files(app.home / "evidence", paths, app.settings.evidence.max_megabytes) if paths else []
    with working(app) as work:
        return _recorded(work, owner, kind, day, fields, files)


@dataclass(frozen=True, slots=True)
class _Owner:
    """Whose a record is: on which chain it stands, by which act it is recorded, the office where it is an office's."""

    chain: str
    act: Act
    office: str | None = None


def _owner(app: App, kind: Kind, division: str | None) -> _Owner:
    """Whose a record of a kind is. Raises UsageError where it is an office's and none is named, or the reverse."""
    is_of_office = kind.id in kinds_of_offices(app.book)
    if is_of_office and division is None:
        told = f"{kind.label}は所属の記録です。所属を指定してください。"
        raise UsageError(RequestFault("division_missing", told, "division"))
    if not is_of_office and division is not None:
        told = f"{kind.label}は{Role.OVERSIGHT_OFFICE.label}の記録です。所属の指定は要りません。"
        raise UsageError(RequestFault("division_needless", told, "division"))
    if division is None:
        return _Owner(f"{DESK}{_desk_of(app.book, kind)}", Act.RECORD_OF_DESK)
    return _Owner(f"{OFFICE}{division}", Act.RECORD_OF_OFFICE, division)


def _recorded(
    work: Work, owner: _Owner, kind: Kind, day: date, fields: Mapping[str, Any], files: Sequence[StoredFile]
) -> DeskRecorded:
    work.actor.must(owner.act, owner.office)
    if owner.office is not None and owner.office not in known_divisions(work.connection):
        told = f"所属「{owner.office}」はありません。"
        raise NotFoundError(RequestFault("division_unknown", told, "division"))
    desk_must_be_plausible(work, kind.id, fields)
    subject, of = owner.chain, DESK if owner.office is None else OFFICE
    name = subject.removeprefix(of)
    personal = {column.name for column in kind.columns if column.personal}
    kept = [KeptFile(**{**file.known, "name": work.people.reference(subject, file.name)}) for file in files]
    named = {n: work.people.reference(subject, str(v)) if n in personal else v for n, v in fields.items()}
    every_record = desk_records(work.connection, AsOf(date.max), of)
    before = [r for r in every_record if (r.desk, r.kind, r.dated_on) == (name, kind.id, day)]
    standing, known = (before[-1].fields, before[-1].files) if before else ({}, ())
    every = {**standing, **named}
    originals = (*known, *(file for file in kept if file.sha256 not in {k.sha256 for k in known}))
    changed = not before or every != dict(standing) or originals != known
    if changed:
        event = DeskEvidenceRecorded if owner.office is None else OfficeEvidenceRecorded
        work.note(subject, event(document=kind.id, fields=every, files=originals, dated_on=day), day)
    shown = owner.office or work.app.book.desks.by_id[name].name_on(work.today)
    return DeskRecorded(changed, kind.id, shown, day, len(originals))


def chain_of_desk(app: App, kind: Kind, division: str | None = None) -> str:
    """The chain on which the desk's, or an office's, records of a kind stand. Raises UsageError."""
    return _owner(app, kind, division).chain


def _desk_of(book: RuleBook, kind: Kind) -> str:
    """The desk that answers for the rule which asks for the kind; the first oversight desk where no rule does."""
    asking = (r.oversight for r in book.rules.values() if r.asks and r.asks.record == kind.id)
    return next(asking, book.desks.oversight[0].id)


def find_office_kind(text: str) -> Kind:
    """The kind of a desk's record of that id or Japanese name. Raises UsageError, which lists all of them."""
    return kind_named(text, OFFICE_KINDS.values(), said_here("{制度所管課}の記録の種類"), "kind_unknown", "kind")
