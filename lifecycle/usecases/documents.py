"""Records a document or fact sheet: it is new, or corrected with its old values kept, or found unchanged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import (
    ContractAmended,
    ContractRegistered,
    ContractRemoved,
    Corrected,
    EvidenceCorrected,
    EvidenceRecorded,
    EvidenceRemoved,
    KeptFile,
    LedgerPlace,
    Recorded,
    Removed,
    SubcontractCorrected,
    SubcontractRecorded,
    SubcontractRemoved,
)
from lifecycle.records.facts import stored_records
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.journal import Draft
from lifecycle.records.shelf import Stored
from lifecycle.usecases.judging import as_judged, named_before
from lifecycle.usecases.work import Work
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.content import ERASED, PLACEHOLDER, SAME_AS, Asks
from states.documents import PERSONAL, Column, ValueType
from states.evidence import KINDS, NOTICE

_RECORDED: Mapping[str, type[Recorded]] = {CONTRACT: ContractRegistered, SUBCONTRACT: SubcontractRecorded}
_CORRECTED: Mapping[str, type[Corrected]] = {CONTRACT: ContractAmended, SUBCONTRACT: SubcontractCorrected}
_REMOVED: Mapping[str, type[Removed]] = {CONTRACT: ContractRemoved, SUBCONTRACT: SubcontractRemoved}
"""The events of the two fact sheets; every other kind of document is evidence."""


RecordPlace = tuple[str, str, str]
"""The kind of a record, the subcontract that it is of, and the date that tells it apart."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A record that somebody wants to store: stored values, persons still in clear; blank fields are absent.

    `source` is where the record stood in a ledger, `reason` why somebody corrects it. `at` is the date of the version
    that is meant, where the fields do not say it themselves.
    """

    contract: str
    kind: str
    fields: Mapping[str, Any]
    via: str
    subcontract: str = ""
    files: Sequence[KeptFile] = ()
    source: LedgerPlace | None = None
    reason: str | None = None
    at: str | None = None

    @property
    def key(self) -> str:
        """The date that tells documents of one kind apart; empty for a fact sheet, and while there is no date."""
        kind = KINDS.get(self.kind)
        if self.at is not None or kind is None:
            return self.at or ""
        return kind.key(self.fields)

    @property
    def place(self) -> RecordPlace:
        """The place at which the record stands within its contract."""
        return (self.kind, self.subcontract, self.key)


class Recorder:
    """The current records of some contracts, kept up to date while proposals are drafted against them."""

    def __init__(self, work: Work, contracts: Sequence[str]) -> None:
        self._work = work
        work.people.preload(contracts)
        stored: dict[str, list[Stored]] = {}
        for chunk in chunks(contracts):
            stored |= stored_records(work.connection, chunk, None)
        self._current: dict[str, dict[RecordPlace, Stored | Recorded]] = {
            id_: {(r.kind, r.subcontract, r.key): r for r in stored.get(id_, [])} for id_ in contracts
        }
        self._removed = taken_back_now(work.connection, contracts)

    def has(self, contract: str, place: RecordPlace) -> bool:
        """Whether a record stands at the place; a contract that was taken back (取消) does not count."""
        taken_back = place[0] == CONTRACT and contract in self._removed
        return place in self._current.get(contract, {}) and not taken_back

    def keys(self, contract: str, kind: str, subcontract: str) -> list[str]:
        """The dates of the documents of a kind in order; '' is first, for one without a date."""
        places = self._current.get(contract, {})
        return sorted(key for k, no, key in places if (k, no) == (kind, subcontract))

    def latest(self, contract: str, kind: str, subcontract: str) -> str:
        """The date of the latest document of a kind that is no plan; empty where there is none, or none with a date."""
        places = [(kind, subcontract, key) for key in self.keys(contract, kind, subcontract)]
        return max((place[2] for place in places if not self.is_plan(contract, place)), default="")

    def is_plan(self, contract: str, place: RecordPlace, *, come: bool = False) -> bool:
        """Whether the document at the place is only a plan: its date lay ahead when it was recorded.

        `come`: a plan whose day has come meanwhile.
        """
        standing = self._current.get(contract, {}).get(place)
        planned = isinstance(standing, Stored) and standing.is_plan
        return planned and (not come or place[2] <= self._work.today.isoformat())

    def undated_at(self, contract: str, kind: str, subcontract: str) -> str:
        """The date of the document that a ledger's row without a date is of: of one without a date, else the latest."""
        return "" if self.has(contract, (kind, subcontract, "")) else self.latest(contract, kind, subcontract)

    def carried(self, proposal: Proposal) -> tuple[str, ...]:
        """The fields that a new version takes over from those before it; none where it corrects a version."""
        kind = KINDS.get(proposal.kind)
        if kind is None or not kind.standing or self.has(proposal.contract, proposal.place):
            return ()
        keys = self.keys(proposal.contract, kind.id, proposal.subcontract)
        places = [(kind.id, proposal.subcontract, key) for key in keys if key <= proposal.key]
        known = {name for place in places for name in self.current(proposal.contract, place)}
        unsaid = {*kind.own, *proposal.fields, kind.dated_by, "document_no"}
        return tuple(column.name for column in kind.columns if column.name in known - unsaid)

    def current(self, contract: str, place: RecordPlace) -> dict[str, Any]:
        """The stored fields of the record at the place; empty where no record stands there."""
        standing = self._current.get(contract, {}).get(place)
        return dict(standing.fields) if standing else {}

    def changes(self, proposal: Proposal) -> frozenset[str]:
        """The fields that a proposal would change of the record at its place."""
        before = self.current(proposal.contract, proposal.place)
        return frozenset(
            name for name, value in self._referenced(proposal, before).items() if before.get(name) != value
        )

    def has_files(self, contract: str, place: tuple[str, str, str]) -> bool:
        """Whether an original is kept with the record at the place."""
        return bool(_files_of(self._current.get(contract, {}).get(place)))

    def originals(self, contract: str, place: RecordPlace) -> tuple[KeptFile, ...]:
        """The originals that are kept with the record at the place."""
        return _files_of(self._current.get(contract, {}).get(place))

    def draft(self, proposal: Proposal, goes_on: RecordPlace | None = None, *, apart: bool = False) -> Draft | None:
        """The event that records a proposal; None where nothing would change. Blank fields keep what is known.

        `goes_on` is where the document stood under a date that was wrong; `apart` says that a document without a date,
        which stands beside this one, is another.
        """
        places = self._current.setdefault(proposal.contract, {})
        standing = places.get(proposal.place)
        begun = standing or (places.get(goes_on) if goes_on else None if apart else self._undated(proposal))
        before = dict(begun.fields) if begun else {}
        stale = self._plans_gone_by(begun, proposal)
        kept = {name: value for name, value in before.items() if name not in stale}
        fields = {**kept, **self._referenced(proposal, before)}
        known = _files_of(begun)
        files = (*known, *(f for f in proposal.files if f.sha256 not in {k.sha256 for k in known}))
        brought_back = proposal.kind == CONTRACT and proposal.contract in self._removed
        unchanged = standing is not None and fields == before and files == known
        if unchanged and not brought_back and not self._comes_true(standing, proposal):
            return None
        body = _event(proposal, fields, files, standing, _via_of(begun) or proposal.via)
        self._current[proposal.contract][proposal.place] = body
        if brought_back:
            self._removed.discard(proposal.contract)
        return Draft(proposal.contract, body.dated_on or self._work.today, body)

    def _undated(self, proposal: Proposal) -> Stored | Recorded | None:
        """The only document of a kind, still without a date, to which the proposal gives one; it goes on under that.

        A proposal that gives another day or edition for anything else is another document.
        """
        kind = KINDS.get(proposal.kind)
        only = self.keys(proposal.contract, proposal.kind, proposal.subcontract) == [""]
        if kind is None or kind.standing or not proposal.key or not only:
            return None
        begun = self._current[proposal.contract][proposal.kind, proposal.subcontract, ""]
        telling = [c.name for c in kind.columns if c.value_type in (ValueType.DATE, ValueType.EDITION)]
        said = {name: proposal.fields[name] for name in telling if proposal.fields.get(name) and name in begun.fields}
        return begun if all(begun.fields[name] == value for name, value in said.items()) else None

    def _comes_true(self, standing: Stored | Recorded | None, proposal: Proposal) -> bool:
        """Whether a date that was only planned has come, and is recorded again."""
        today = self._work.today.isoformat()
        named = standing.planned & proposal.fields.keys() if isinstance(standing, Stored) else frozenset()
        return any(str(proposal.fields[name]) <= today for name in named)

    def _plans_gone_by(self, standing: Stored | Recorded | None, proposal: Proposal) -> frozenset[str]:
        """The planned dates that have come meanwhile and are not recorded again: they must not turn into evidence."""
        if not isinstance(standing, Stored) or standing.is_plan:
            return frozenset()
        today = self._work.today.isoformat()
        return frozenset(n for n in standing.planned - proposal.fields.keys() if str(standing.fields[n]) <= today)

    def removal(
        self, contract: str, place: RecordPlace, source: LedgerPlace | None = None, reason: str | None = None
    ) -> Draft | None:
        """The event that takes a record back (取消); None where no record stands at the place.

        A subcontract takes the notices to it along.
        """
        if not self.has(contract, place):
            return None
        if place[0] == CONTRACT:
            self._removed.add(contract)
        else:
            del self._current[contract][place]
        if place[0] == SUBCONTRACT:
            for key in self.keys(contract, NOTICE, place[1]):
                del self._current[contract][NOTICE, place[1], key]
        kind, subcontract, key = place
        removed = _REMOVED.get(kind, EvidenceRemoved)
        body = removed(document=kind, subcontract=subcontract, key=key, source=source, reason=reason)
        return Draft(contract, self._work.today, body)

    def _referenced(self, proposal: Proposal, before: Mapping[str, Any]) -> dict[str, Any]:
        """The fields with persons' names and numbers replaced by references, and what was judged of their texts.

        消去済, as an export writes it, keeps what was erased or stands as it is.
        """
        columns = {c.name: c for c in columns_of(proposal.kind) if c.value_type in PERSONAL}
        given = {
            name: self._reference(proposal.contract, columns[name], value) if name in columns else value
            for name, value in proposal.fields.items()
            if value is not None and not (value == ERASED and isinstance(before.get(name), dict))
        }
        return as_judged(before, given)

    def _reference(self, contract: str, column: Column, value: str) -> dict[str, Any]:
        """The reference of a person or contact; guards never see the text, so it is judged here, once."""
        readings, reference = self._work.app.book.readings, self._work.people.reference(contract, value)
        judged = [] if readings.is_content(value) else [PLACEHOLDER]
        if column.asks is Asks.OWN_PEOPLE and (side := readings.visitor_in(value, self._parties(contract))):
            judged.append(side.value)
        if column.value_type is ValueType.PERSON and (
            first := named_before(self._work, contract, value, reference["ref"])
        ):
            judged.append(f"{SAME_AS}{first}")
        return {**reference, "judged": judged} if judged else dict(reference)

    def _parties(self, contract: str) -> list[str]:
        """The names of the contractor and of every subcontractor, as they are recorded by now."""
        fact_sheets = {CONTRACT: "contractor", SUBCONTRACT: "subcontractor"}
        return [
            name
            for (kind, _, _), standing in self._current.get(contract, {}).items()
            if kind in fact_sheets and isinstance(name := standing.fields.get(fact_sheets[kind]), str)
        ]


def _event(
    proposal: Proposal,
    fields: Mapping[str, Any],
    files: tuple[KeptFile, ...],
    standing: Stored | Recorded | None,
    via: str,
) -> Recorded:
    """The event that records these fields and files at a place, whether a record stands there already or not."""
    said: dict[str, Any] = {
        "document": proposal.kind,
        "subcontract": proposal.subcontract,
        "key": proposal.key,
        "fields": fields,
        "files": files,
        "via": via,
        "dated_on": _dated_on(proposal.kind, fields),
        "source": proposal.source,
        "reason": proposal.reason,
    }
    if standing is None:
        return _RECORDED.get(proposal.kind, EvidenceRecorded)(**said)
    before = standing.fields
    changes = {n: (before.get(n), fields.get(n)) for n in (*fields, *before) if before.get(n) != fields.get(n)}
    return _CORRECTED.get(proposal.kind, EvidenceCorrected)(**said, changes=changes)


def _files_of(standing: Stored | Recorded | None) -> tuple[KeptFile, ...]:
    return standing.files if standing else ()


def _via_of(standing: Stored | Recorded | None) -> str | None:
    """The way by which a record first came in: a correction by the other way does not change the proof it needs."""
    if standing is None:
        return None
    if isinstance(standing, Stored):
        return "ledger" if standing.proof.via_ledger else "command"
    return standing.via


def _dated_on(kind: str, fields: Mapping[str, Any]) -> date | None:
    return KINDS[kind].dated_on(fields) if kind in KINDS else None
