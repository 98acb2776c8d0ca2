"""漏えい等事案: reported in three facts, followed up, closed by a head; what is recorded is evidence like any other."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from config.errors import NotFoundError, RequestFault, UsageError
from config.place import here
from config.wareki import format_date, short_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.texts import read_contract_no
from lifecycle.fields.times import read_time
from lifecycle.fields.values import parse_value
from lifecycle.records.events.incidents import IncidentAcknowledged
from lifecycle.records.evidence_files import StoredFile, Upload
from lifecycle.records.folds.incidents import noted_incidents
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.evidence import Attached, attach
from lifecycle.usecases.work import Work, looking, working
from states.columns import columns_of
from states.evidence import INCIDENT
from states.facts import Contract
from states.incident import MARK, incident_id, with_numbers
from states.incident_report import IncidentReport
from states.incident_steps import lacks_to_close
from states.incidents import as_said

_IDENT = re.compile(rf"^(.+)/{MARK}([0-9]+)$", re.IGNORECASE)
_MOMENTS = {"aware_on": "aware_at", "noticed_on": "noticed_at", "first_reported_on": "first_reported_at"}
"""The days that a time of day may stand beside, each with the field of the time."""
_BESIDE = re.compile(r"^(.*[0-9日)])[\sT]+(\S*?[0-9]+(?:[::時]\S*))$")


@dataclass(frozen=True, slots=True)
class IncidentPlace:
    """An incident by its contract and its number."""

    contract: str
    no: int

    @property
    def id(self) -> str:
        """The id of the incident, such as `R6-0012/J1`."""
        return incident_id(self.contract, self.no)


@dataclass(frozen=True, slots=True)
class IncidentClosed:
    """The answer to a close: what was recorded, or everything that still lacks, with nothing recorded."""

    place: IncidentPlace
    recorded: Attached | None
    lacking: tuple[str, ...] = ()


def report_incident(
    app: App,
    id_: str,
    given: Mapping[str, str],
    paths: Sequence[Path | Upload] = (),
    *,
    another: bool = False,
    dry_run: bool = False,
) -> tuple[IncidentPlace, Attached]:
    """Record the first word of an incident (or of the fear of one): when the office knew, and what happened.

    A day may come with its time of day. `another` says that it is another incident than the one of that day which is
    on record already. Head and 制度所管課 are told in the same transaction. Raises UsageError with every fault,
    NotFoundError, RoleError.
    """
    fields = moments_apart(given)
    asked = {"aware_on", "summary"}
    columns = {column.name: column for column in columns_of(INCIDENT)}
    named = {column.name for column in columns.values() for name in (column.name, column.label) if fields.get(name)}
    if missing := [columns[name] for name in ("aware_on", "summary") if name in asked - named]:
        faults = [RequestFault("field_missing", "入れてください", one.name, one.label) for one in missing]
        raise UsageError(f"一報には、契約、{here().government}が知った日、何が起きたかが要ります。", *faults)
    stored = parse_fields(INCIDENT, fields, app.book)
    if not another:
        _must_be_new(app, id_, str(stored["aware_on"]))
    done = attach(app, id_, INCIDENT, fields, paths, another=True, dry_run=dry_run)
    return IncidentPlace(id_, done.no or 1), done


def update_incident(
    app: App,
    ident: str,
    given: Mapping[str, str],
    paths: Sequence[Path | Upload] = (),
    *,
    received: Sequence[StoredFile] = (),
    dry_run: bool = False,
) -> tuple[IncidentPlace, Attached]:
    """Record more facts of an incident, or correct them; its number stays, whatever changes.

    Raises UsageError with every fault, NotFoundError, RoleError.
    """
    place = incident_place(app, ident)
    fields = {**moments_apart(given), "no": str(place.no)}
    return place, attach(app, place.contract, INCIDENT, fields, paths, received=received, dry_run=dry_run)


def close_incident(app: App, ident: str, on: str = "", reason: str = "", *, dry_run: bool = False) -> IncidentClosed:
    """Close an incident, by the head: with everything on record, or with the reason why it ends without.

    Raises UsageError, NotFoundError, RoleError.
    """
    place = incident_place(app, ident)
    with looking(app) as work:
        work.actor.must(Act.CLOSE_INCIDENT, work.office_of(place.contract))
        incident = as_said(_found(work.contract(place.contract), place.no), app.book.readings)
        lacking = tuple(lacks_to_close(app.book.incidents, incident, app.book.readings))
    if lacking and not app.book.readings.is_content(reason.strip()):
        return IncidentClosed(place, None, lacking)
    fields = {"no": str(place.no), "closed_on": on or short_date(app.today())}
    if lacking:
        fields["closed_reason"] = reason.strip()
    return IncidentClosed(place, attach(app, place.contract, INCIDENT, fields, dry_run=dry_run), lacking)


@tried_again
def acknowledge_incident(app: App, ident: str, note: str = "") -> IncidentPlace:
    """Record that a person took note of an incident: it is no longer told again and again.

    Raises NotFoundError, RoleError, UsageError where somebody did before.
    """
    place = incident_place(app, ident)
    with working(app) as work:
        work.actor.must(Act.ANSWER_INCIDENT, work.office_of(place.contract))
        _found(work.contract(place.contract), place.no)
        seen = noted_incidents(work.connection, [place.contract]).get(place.contract, {}).get(place.no)
        if seen:
            told = f"事案 {place.id} は{format_date(seen.on)}に受領を確認済みです。"
            raise UsageError(RequestFault("incident_noted", told, "incident"))
        work.note(place.contract, IncidentAcknowledged(no=place.no, note=note.strip() or None))
    return place


def incident_place(app: App, ident: str) -> IncidentPlace:
    """The incident that is meant: R6-0012/J1, or the only open one (else the only one) of a contract.

    Raises NotFoundError, UsageError where several could be meant, RoleError.
    """
    shape = _IDENT.match(ident.strip())
    id_ = read_contract_no(shape.group(1) if shape else ident)
    with looking(app) as work:
        numbers = with_numbers(_readable(work, id_).incidents)
    if shape:
        no = int(shape.group(2))
        if no not in dict(numbers):
            raise _unknown(id_, [n for n, _ in numbers])
        return IncidentPlace(id_, no)
    standing = [no for no, one in numbers if one.closed_on is None] or [no for no, _ in numbers]
    if len(standing) > 1:
        known = "、".join(incident_id(id_, no) for no in standing)
        told = f"契約 {id_} には漏えい等事案が{len(standing)}件あります。{known} のどれかを指定してください。"
        raise UsageError(RequestFault("incident_ambiguous", told, "incident"))
    if not standing:
        raise _unknown(id_, [])
    return IncidentPlace(id_, standing[0])


def moments_apart(given: Mapping[str, str]) -> dict[str, str]:
    """What was typed, with a time of day that stands behind a day («R6.12.31 23:50») in the field of the time."""
    columns = {column.name: column for column in columns_of(INCIDENT)}
    names = {alias: column.name for column in columns.values() for alias in (column.name, column.label)}
    fields: dict[str, str] = {}
    for name, text in given.items():
        of = _MOMENTS.get(names.get(name, name))
        shape = _BESIDE.match(text.strip()) if of else None
        if shape and of and _is_day_and_time(*shape.groups()):
            fields |= {name: shape.group(1), of: shape.group(2)}
        else:
            fields[name] = text
    return fields


def _is_day_and_time(day: str, time: str) -> bool:
    column = next(one for one in columns_of(INCIDENT) if one.name == "aware_on")
    try:
        parse_value(column, day)
        read_time(time)
    except ValueError:
        return False
    return True


def _must_be_new(app: App, id_: str, aware_on: str) -> None:
    """Raises UsageError where an open incident of that day is on record: a second report would be of the same."""
    with looking(app) as work:
        same = [
            no
            for no, one in with_numbers(work.contract(id_).incidents)
            if one.aware_on and one.aware_on.isoformat() == aware_on and one.closed_on is None
        ]
    if same:
        ident = incident_id(id_, same[0])
        what = "同じ事案なら続きを書き足し、別の事案ならその旨を指定してください"
        told = f"この日に知った漏えい等事案 {ident} が既にあります。{what}"
        raise UsageError("もう一件として記録していません。", RequestFault("told_before", told, "aware_on"))


def _readable(work: Work, id_: str) -> Contract:
    contract = work.contract(id_)
    work.app.reader(work.connection).must(contract.sheet.division or "")
    return contract


def _found(contract: Contract, no: int) -> IncidentReport:
    """The incident of that number. Raises NotFoundError."""
    known = dict(with_numbers(contract.incidents))
    if no not in known:
        raise _unknown(contract.id, list(known))
    return known[no]


def _unknown(id_: str, numbers: Sequence[int]) -> NotFoundError:
    known = "、".join(f"{MARK}{no}" for no in numbers) or "なし"
    told = f"契約 {id_} にその番号の漏えい等事案はありません(記録は{known})。"
    return NotFoundError(RequestFault("incident_unknown", told, "incident", values={"contract": id_}))
