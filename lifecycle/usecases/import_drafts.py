"""Drafts the events of a ledger's rows, against the records of their contracts, and counts what becomes of each row."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from config.vocabulary import Stage
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import key_of
from lifecycle.ledger.parsed import LedgerRow, ParsedLedger
from lifecycle.records.events.documents import LedgerPlace
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.journal import Draft
from lifecycle.usecases.divisions import draft_division, seeded_posts_ended
from lifecycle.usecases.documents import Proposal, Recorder, RecordPlace
from lifecycle.usecases.import_checks import records_of_contracts
from lifecycle.usecases.work import Work
from states.columns import CONTRACT


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


@dataclass(slots=True)
class RowTally:
    """How many of a ledger's rows are new, changed, or as they stand."""

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
class Drafting:
    """Drafts the rows of one file: `sha256` is the file's, `offices` are the known ones without widths and blanks."""

    work: Work
    sha256: str
    offices: Mapping[str, str]
    tally: RowTally = field(default_factory=RowTally)
    older: list[OlderVersion] = field(default_factory=list)

    def of_offices(self, rows: Iterable[LedgerRow]) -> Iterator[Draft]:
        """The events of the rows of 所属."""
        for row in rows:
            fields = row.values["division"]
            draft, standing = draft_division(self.work, str(fields["name"]), fields)
            self.tally.count(draft, standing=standing)
            if draft:
                yield draft
                yield from seeded_posts_ended(self.work, draft)

    def of_contracts(self, page: ParsedLedger, stored: Mapping[str, Any], recorder: Recorder) -> Iterator[Draft]:
        """The events of a page of contracts: of their fact sheets first, then of what belongs to them."""
        yield from self._fact_sheets(page, stored, recorder)
        yield from self._others(page, recorder)

    def _fact_sheets(self, page: ParsedLedger, stored: Mapping[str, Any], recorder: Recorder) -> Iterator[Draft]:
        for row in page.of("契約"):
            id_ = str(row.contract)
            if row.withdrawn:
                yield from self._removal(recorder, id_, (CONTRACT, "", ""), row)
                continue
            sheet = dict(row.values[CONTRACT])
            sheet["division"] = self.offices.get(plain(str(sheet["division"])), str(sheet["division"]))
            yield from self._draft(recorder, replace(row, values={CONTRACT: sheet}), CONTRACT, "")
            if id_ not in stored and row.stage:
                declared = StageDeclared(stage=Stage(row.stage), source=self._source(row))
                yield Draft(id_, self.work.today, declared)

    def _others(self, page: ParsedLedger, recorder: Recorder) -> Iterator[Draft]:
        rows = records_of_contracts(page)
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
        return LedgerPlace(self.sha256, row.place, row.row)
