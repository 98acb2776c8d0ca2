"""Imports the ledger: all or nothing, with every fault at once; the same workbook a second time changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any

from config.errors import InputRejectedError
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.words import plain
from lifecycle.identity import SYSTEM
from lifecycle.ledger.columns import key_of
from lifecycle.ledger.layout import LedgerMap
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.ledger.workbook import WorkbookUnreadable
from lifecycle.post.topic import Topic
from lifecycle.records.events.documents import LedgerPlace
from lifecycle.records.events.installation import LedgerImported
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.journal import Draft
from lifecycle.records.progress import begins, counted
from lifecycle.usecases.corrections import corrects, tell_turned
from lifecycle.usecases.declared import tell_declared, tell_reentered
from lifecycle.usecases.divisions import draft_division, seeded_posts_ended
from lifecycle.usecases.documents import Proposal, Recorder, RecordPlace
from lifecycle.usecases.import_checks import Doubtful, doubtful, every_fault, offices_in, records_of_contracts
from lifecycle.usecases.import_standing import must_be_own_office, offices_without_posts, stored_contracts
from lifecycle.usecases.layouts import layout_drafts
from lifecycle.usecases.numbering import numbered_rows
from lifecycle.usecases.numbers import as_on_record
from lifecycle.usecases.own_rights import must_not_raise_oneself, posts_of_actor
from lifecycle.usecases.planning import headings_not_settled, opened
from lifecycle.usecases.work import Work, working
from states.columns import CONTRACT, SUBCONTRACT
from states.evidence import KINDS

_DAYS = ("effective_on", "deputy_from")
"""The fields of an office's row from which on its posts hold."""


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """A document that was added with an earlier date than another of its kind on record, and the row it stood in."""

    sheet: str
    row: int
    contract: str
    subcontract: str
    kind: str
    dated_on: str
    speaking_on: str


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: how many rows it had, what they changed, what was passed over, every fault.

    `cleared` lists (subject, code) of the duties that a correction turned from unmet to met, `older` the documents
    that were added with an earlier date than one on record: that one goes on to speak. `notes` say what was taken in
    and is to be made sure of, `plans` those of them that tell of a date of evidence still to come, `doubts` the others;
    `carried_down` is each 〃 with the value above, `placeholders` the words that say nothing (－, 未定), as good as
    blanks, `respelled` the mail addresses whose full-width signs were read as half-width. `left_out` are rows that are
    none of a table (計, words below it), `remarks` what its reader should know of the file.
    `made_up`: the workbook calls itself 架空, which in a home that is none for trial marks nothing.
    """

    file: str
    stored: bool
    contracts: int = 0
    subcontracts: int = 0
    evidence: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    cleared: tuple[tuple[str, str], ...] = ()
    ignored: tuple[str, ...] = ()
    carried_down: tuple[str, ...] = ()
    errors: tuple[Fault, ...] = ()
    older: tuple[OlderVersion, ...] = ()
    notes: tuple[Fault, ...] = ()
    plans: tuple[Fault, ...] = ()
    placeholders: tuple[Fault, ...] = ()
    respelled: tuple[Fault, ...] = ()
    made_up: bool = False
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    doubts: tuple[Fault, ...] = ()


class LedgerRejected(InputRejectedError):  # noqa: N818 - says what happened to the ledger
    """Raised where the ledger has faults; nothing of it is stored."""

    def __init__(self, result: Imported) -> None:
        self.result = result
        lines = "\n".join(f"  {fault}" for fault in result.errors)
        super().__init__(
            f"台帳「{result.file}」に誤りが{len(result.errors)}件あります。何も記録していません。\n{lines}"
        )


class _Rehearsed(Exception):  # noqa: N818 - not an error: it rolls a rehearsal back
    def __init__(self, result: Imported) -> None:
        self.result = result
        super().__init__()


def import_ledger(app: App, path: Path, *, dry_run: bool = False, mapping: LedgerMap | None = None) -> Imported:
    """Take a ledger workbook in, in one transaction; with `dry_run` say what it would do, and store nothing.

    `mapping` says how an office's own sheets are read, where `plan` asked for it.

    Raises LedgerRejected with every fault (nothing is stored), RoleError.
    """
    return import_parsed(app, path.name, parsed_ledger(app, path, mapping), dry_run=dry_run)


def parsed_ledger(app: App, path: Path, mapping: LedgerMap | None = None) -> ParsedLedger:
    """The rows of a file, as mapped or as planned. Raises LedgerRejected where it can't be read so, RoleError."""
    with app.reading() as connection:
        app.actor(connection).must(Act.IMPORT)
    begins("台帳を読んでいます")
    try:
        ledger = opened(app, path)
    except WorkbookUnreadable as error:
        fault = Fault("", 0, "", error.found, error.remedy)
        raise LedgerRejected(Imported(path.name, stored=False, errors=(fault,))) from None
    if mapping is None and ledger.plan.asked:
        raise LedgerRejected(Imported(path.name, stored=False, errors=ledger.open_faults))
    if mapping is not None and (new := tuple(headings_not_settled(ledger.plan, mapping))):
        raise LedgerRejected(Imported(path.name, stored=False, errors=new))
    return ledger.parsed(mapping)


def import_parsed(app: App, name: str, parsed: ParsedLedger, *, dry_run: bool = False) -> Imported:
    """Take in what was read of the file of that name, in one transaction. Raises as `import_ledger`."""
    try:
        with working(replace(app, via="import")) as work:
            result = _Import(work, name, as_on_record(work.connection, parsed)).run()
            if dry_run:
                raise _Rehearsed(replace(result, stored=False))
            return result
    except _Rehearsed as rehearsed:
        return rehearsed.result


@dataclass(slots=True)
class _Tally:
    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def count(self, draft: Draft | None, *, standing: bool) -> None:
        """Count one proposal under what became of it."""
        if draft is None:
            self.unchanged += 1
        elif standing:
            self.changed += 1
        else:
            self.created += 1


@dataclass(slots=True)
class _Import:
    """One import within its transaction."""

    work: Work
    file: str
    parsed: ParsedLedger
    tally: _Tally = field(default_factory=_Tally)
    older: list[OlderVersion] = field(default_factory=list)

    def run(self) -> Imported:
        """Check what only the database knows, draft every event, and record all events together."""
        begins("台帳を確かめています")
        named = sorted({row.contract for row in self.parsed.rows if row.contract})
        stored = stored_contracts(self.work, named)
        recorder = Recorder(self.work, named)
        self.parsed = numbered_rows(recorder, self.parsed)
        doubt = doubtful(self.work, self.parsed, recorder)
        faults = every_fault(self.work, self.parsed, stored, recorder, doubt.refused)
        if faults:
            raise LedgerRejected(Imported(self.file, stored=False, ignored=self.parsed.ignored, errors=faults))
        must_be_own_office(self.work, self.parsed, stored)
        parts = (self._division_drafts(), self._contract_drafts(stored, recorder), self._other_drafts(recorder))
        drafts = list(counted(chain(*parts), "記録を用意しています", len(self.parsed.rows)))
        corrected = sorted({d.subject for d in drafts if d.subject in stored and corrects(d)})
        owed = self.work.owed(corrected)
        drafts += layout_drafts(self.work, self.parsed, offices_in(self.work, self.parsed))
        if drafts:
            self._record(drafts, stored)
        now = self.work.finish() if owed else {}
        topic = Topic.cleared(self.parsed.sha256)
        cleared = tell_turned(self.work, owed, now, self.work.events, topic)
        return self._answer(doubt, cleared)

    def _answer(self, doubt: Doubtful, cleared: tuple[tuple[str, str], ...]) -> Imported:
        """The result of the import once everything is recorded."""
        return Imported(
            made_up=self.parsed.fictional and not self.work.app.trial,
            file=self.file,
            stored=True,
            contracts=len(self.parsed.of("契約")),
            subcontracts=sum(SUBCONTRACT in row.values for row in self.parsed.of("再委託")),
            evidence=sum(kind in KINDS for row, kind in records_of_contracts(self.parsed) if not row.withdrawn),
            created=self.tally.created,
            changed=self.tally.changed,
            unchanged=self.tally.unchanged,
            cleared=cleared,
            ignored=self.parsed.ignored,
            carried_down=self.parsed.carried_down,
            left_out=self.parsed.left_out,
            remarks=(*self.parsed.remarks, *offices_without_posts(self.work, self.parsed)),
            older=tuple(self.older),
            notes=doubt.notes,
            doubts=tuple(note for note in doubt.notes if note not in doubt.plans),
            plans=doubt.plans,
            placeholders=doubt.blanks,
            respelled=doubt.respelled,
        )

    def _record(self, drafts: list[Draft], stored: dict[str, Any]) -> None:
        """Record every event, and tell the heads what came by another hand, or under a number taken back before."""
        back = taken_back_now(self.work.connection, list(stored))
        days = {str(row.values["division"].get(n) or "") for row in self.parsed.of("所属") for n in _DAYS} - {""}
        before = posts_of_actor(self.work, days)
        events = self.work.record([*drafts, self._imported_event()])
        must_not_raise_oneself(self.work, before)
        tell_reentered(self.work, back, events)
        offices = {id_: str(row["division"]) for id_, row in stored.items()}
        tell_declared(self.work, events, offices, self.parsed.sha256)

    def _division_drafts(self) -> Iterator[Draft]:
        for row in self.parsed.of("所属"):
            fields = row.values["division"]
            draft, standing = draft_division(self.work, str(fields["name"]), fields)
            self.tally.count(draft, standing=standing)
            if draft:
                yield draft
                yield from seeded_posts_ended(self.work, draft)

    def _contract_drafts(self, stored: dict[str, Any], recorder: Recorder) -> Iterator[Draft]:
        offices = offices_in(self.work, self.parsed)
        for row in self.parsed.of("契約"):
            id_ = str(row.contract)
            if row.withdrawn:
                yield from self._removal(recorder, id_, (CONTRACT, "", ""), row)
                continue
            sheet = dict(row.values[CONTRACT])
            sheet["division"] = offices.get(plain(str(sheet["division"])), str(sheet["division"]))
            yield from self._draft(recorder, replace(row, values={CONTRACT: sheet}), CONTRACT, "")
            if id_ not in stored and row.stage:
                declared = StageDeclared(stage=Stage(row.stage), source=self._source(row))
                yield Draft(id_, self.work.today, declared)

    def _other_drafts(self, recorder: Recorder) -> Iterator[Draft]:
        rows = records_of_contracts(self.parsed)
        named = {(row.contract, kind, row.subcontract or "", key_of(kind, row.values[kind])) for row, kind in rows}
        dated, undated = ({place[:3] for place in named if bool(place[3]) is has} for has in (True, False))
        before = {place: recorder.keys(str(place[0]), *place[1:]) for place in {place[:3] for place in named}}
        for row, kind in rows:
            id_, no, at = str(row.contract), row.subcontract or "", key_of(kind, row.values[kind])
            if row.withdrawn:
                yield from self._removal(recorder, id_, (kind, no, at or recorder.undated_at(id_, kind, no)), row)
                continue
            # A row without a date is of the latest document on record, unless it stands beside rows that have one.
            if not at and (row.contract, kind, no) not in dated:
                at = recorder.undated_at(id_, kind, no)
            latest = max(before[row.contract, kind, no], default="")
            if at < latest and at not in before[row.contract, kind, no]:
                self.older.append(OlderVersion(row.place, row.row, id_, no, kind, at, latest))
            yield from self._draft(recorder, row, kind, no, at, apart=(row.contract, kind, no) in undated)

    def _draft(
        self, recorder: Recorder, row: LedgerRow, kind: str, no: str, at: str = "", *, apart: bool = False
    ) -> Iterator[Draft]:
        asked = Proposal(str(row.contract), kind, row.values[kind], "ledger", no, source=self._source(row), at=at)
        standing = recorder.has(asked.contract, asked.place)
        draft = recorder.draft(asked, apart=apart)
        self.tally.count(draft, standing=standing)
        if draft:
            yield draft

    def _removal(self, recorder: Recorder, id_: str, place: RecordPlace, row: LedgerRow) -> Iterator[Draft]:
        draft = recorder.removal(id_, place, self._source(row))
        self.tally.count(draft, standing=True)
        if draft:
            yield draft

    def _source(self, row: LedgerRow) -> LedgerPlace:
        return LedgerPlace(self.parsed.sha256, row.place, row.row)

    def _imported_event(self) -> Draft:
        imported = LedgerImported(file=self.file, sha256=self.parsed.sha256, fictional=self.parsed.fictional)
        return Draft(SYSTEM, self.work.today, imported)
