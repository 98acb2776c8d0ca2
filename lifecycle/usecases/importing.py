"""Imports the ledger: all or nothing, with every fault at once; the same workbook a second time changes nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from config.errors import InputRejectedError
from config.vocabulary import Stage
from lifecycle.app import App
from lifecycle.fields.dates import edition_text
from lifecycle.fields.words import plain
from lifecycle.identity import OFFICE_POSTS, SYSTEM, May
from lifecycle.ledger.parse import parse_ledger
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.ledger.workbook import WorkbookUnreadable
from lifecycle.post.topic import Topic
from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import Corrected, EvidenceRemoved, LedgerPlace, SubcontractRemoved
from lifecycle.records.events.installation import LedgerImported
from lifecycle.records.events.moves import StageDeclared
from lifecycle.records.folds.offices import known_divisions
from lifecycle.records.journal import Draft
from lifecycle.records.tables import contract, stage_change
from lifecycle.usecases.corrections import tell_cleared
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import Work, working
from states.columns import CONTRACT, SUBCONTRACT
from states.editions import unknown_editions


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: how many rows it had, what they changed, what was passed over, every fault.

    `cleared` lists (subject, code) of the duties that a correction turned from unmet to met.
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
    errors: tuple[Fault, ...] = ()


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


def import_ledger(app: App, path: Path, *, dry_run: bool = False) -> Imported:
    """Take a ledger workbook in, in one transaction; with `dry_run` say what it would do, and store nothing.

    Raises LedgerRejected with every fault (nothing is stored), RoleError.
    """
    with app.reading() as connection:
        app.actor(connection).must(May.IMPORT)
    try:
        parsed = parse_ledger(path)
    except WorkbookUnreadable as error:
        fault = Fault("", 0, "", error.found, error.remedy)
        raise LedgerRejected(Imported(path.name, stored=False, errors=(fault,))) from None
    try:
        with working(app) as work:
            result = _Import(work, path.name, parsed).run()
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

    def run(self) -> Imported:
        """Check what only the database knows, draft every event, and record all events together."""
        named = sorted({row.contract for row in self.parsed.rows if row.contract})
        stored = self._stored_contracts(named)
        recorder = Recorder(self.work, named)
        faults = sorted([*self.parsed.faults, *self._faults(stored, recorder)], key=lambda f: (_order(f), f.row))
        if faults:
            raise LedgerRejected(Imported(self.file, stored=False, ignored=self.parsed.ignored, errors=tuple(faults)))
        self._must_be_own_office(stored)
        drafts = [*self._division_drafts(), *self._contract_drafts(stored, recorder), *self._other_drafts(recorder)]
        corrected = sorted({d.subject for d in drafts if d.subject in stored and _corrects(d)})
        owed = self.work.owed(corrected)
        if drafts:
            self.work.record([*drafts, self._imported_event()])
        now = self.work.finish() if owed else {}
        cleared = tell_cleared(self.work, owed, now, Topic.cleared(self.parsed.sha256))
        return Imported(
            file=self.file,
            stored=True,
            contracts=len(self.parsed.of("契約")),
            subcontracts=len(self.parsed.of("再委託")),
            evidence=sum(len(row.values) for row in self._evidence_rows() if not row.withdrawn),
            created=self.tally.created,
            changed=self.tally.changed,
            unchanged=self.tally.unchanged,
            cleared=cleared,
            ignored=self.parsed.ignored,
        )

    def _stored_contracts(self, named: list[str]) -> dict[str, Any]:
        """The stored state of the contracts named: of each its row, and the stage that was last declared."""
        rows: dict[str, Any] = {}
        for chunk in chunks(named):
            for row in self.work.connection.execute(select(contract).where(contract.c.id.in_(chunk))):
                rows[row.id] = {"division": row.division, "stage": row.stage, "declared": None}
            declared = select(stage_change.c.contract, stage_change.c.stage).where(
                stage_change.c.contract.in_(chunk), stage_change.c.declared
            )
            for row in self.work.connection.execute(declared):
                rows[row.contract]["declared"] = row.stage
        return rows

    def _faults(self, stored: dict[str, Any], recorder: Recorder) -> Iterator[Fault]:
        """The faults that only the database can tell: unknown offices, contracts, subcontracts; stages off the way."""
        offices = self._offices()
        contracts = stored.keys() | {row.contract for row in self.parsed.of("契約")}
        subcontracts = {(row.contract, row.subcontract) for row in self.parsed.of("再委託")}
        for row in self.parsed.of("契約"):
            name = row.values[CONTRACT].get("division")
            if offices and name and plain(str(name)) not in offices:
                yield Fault("契約", row.row, "所属", str(name), "所属シートにある所属名にしてください")
            if row.contract in stored and row.stage and not self._stage_is_known(stored[row.contract], row.stage):
                label = Stage(row.stage).label
                yield Fault("契約", row.row, "状態", label, "状態は advance で進めてください")
        yield from self._unknown_editions()
        for row in self.parsed.rows:
            if row.contract is None or row.sheet == "契約":
                continue
            if row.contract not in contracts:
                yield Fault(row.sheet, row.row, "契約番号", row.contract, "契約シートにある契約番号にしてください")
            elif row.subcontract:
                wanted = row.subcontract.rpartition(".")[0] if row.sheet == "再委託" else row.subcontract
                known = (row.contract, wanted) in subcontracts or recorder.has(row.contract, (SUBCONTRACT, wanted, ""))
                if wanted and not known:
                    expected = "再委託シートにある再委託番号にしてください"
                    yield Fault(row.sheet, row.row, "再委託番号", row.subcontract, expected)

    def _unknown_editions(self) -> Iterator[Fault]:
        """A fault for every edition that the rule book does not know."""
        for row in self._evidence_rows():
            for kind, values in row.values.items():
                for column, told in unknown_editions(self.work.app.book, kind, values):
                    shown = edition_text(str(values[column.name]))
                    yield Fault(row.sheet, row.row, column.label, shown, f"{told}。正しい版にしてください")

    def _offices(self) -> dict[str, str]:
        """The offices that the database knows or 所属 names, by their names without widths and blanks."""
        named = {str(row.values["division"]["name"]) for row in self.parsed.of("所属")}
        return {plain(name): name for name in [*sorted(named), *sorted(known_divisions(self.work.connection))]}

    @staticmethod
    def _stage_is_known(row: dict[str, Any], declared: str) -> bool:
        return declared in (row["stage"], row["declared"])

    def _must_be_own_office(self, stored: dict[str, Any]) -> None:
        """Raises RoleError where an office's staff bring in rows of another office than their own."""
        actor = self.work.actor
        if actor.role in OFFICE_POSTS:
            offices = self._offices()
            named = [str(row.values[CONTRACT].get("division", "")) for row in self.parsed.of("契約")]
            touched = {offices.get(plain(name), name) for name in named if name}
            touched |= {stored[row.contract]["division"] for row in self.parsed.rows if row.contract in stored}
            touched |= {str(row.values["division"]["name"]) for row in self.parsed.of("所属")}
            for name in sorted(touched):
                actor.must(May.IMPORT, name)

    def _division_drafts(self) -> Iterator[Draft]:
        for row in self.parsed.of("所属"):
            fields = row.values["division"]
            draft, standing = draft_division(self.work, str(fields["name"]), fields)
            self.tally.count(draft, standing=standing)
            if draft:
                yield draft

    def _contract_drafts(self, stored: dict[str, Any], recorder: Recorder) -> Iterator[Draft]:
        offices = self._offices()
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
        for row in [*self.parsed.of("再委託"), *self._evidence_rows()]:
            for kind in row.values:
                no = row.subcontract or ""
                if row.withdrawn:
                    key = Proposal(str(row.contract), kind, row.values[kind], "ledger", no).key
                    yield from self._removal(recorder, str(row.contract), (kind, no, key), row)
                else:
                    yield from self._draft(recorder, row, kind, no)

    def _evidence_rows(self) -> list[LedgerRow]:
        return [row for row in self.parsed.rows if row.sheet not in ("所属", "契約", "再委託")]

    def _draft(self, recorder: Recorder, row: LedgerRow, kind: str, no: str) -> Iterator[Draft]:
        asked = Proposal(str(row.contract), kind, row.values[kind], "ledger", no, source=self._source(row))
        standing = recorder.has(asked.contract, asked.place)
        draft = recorder.draft(asked)
        self.tally.count(draft, standing=standing)
        if draft:
            yield draft

    def _removal(self, recorder: Recorder, id_: str, place: tuple[str, str, str], row: LedgerRow) -> Iterator[Draft]:
        draft = recorder.removal(id_, place, self._source(row))
        self.tally.count(draft, standing=True)
        if draft:
            yield draft

    def _source(self, row: LedgerRow) -> LedgerPlace:
        return LedgerPlace(self.parsed.sha256, row.sheet, row.row)

    def _imported_event(self) -> Draft:
        imported = LedgerImported(file=self.file, sha256=self.parsed.sha256, fictional=self.parsed.fictional)
        return Draft(SYSTEM, self.work.today, imported)


def _corrects(draft: Draft) -> bool:
    """Whether an event corrects or withdraws what was recorded of a contract that stays."""
    match draft.body:
        case Corrected(changes=changes):
            return bool(changes)
        case EvidenceRemoved() | SubcontractRemoved():
            return True
        case _:
            return False


def _order(fault: Fault) -> int:
    """The sort key of a fault: the place of its sheet in the ledger's own order."""
    from lifecycle.ledger.columns import SHEETS

    names = [sheet.name for sheet in SHEETS]
    return names.index(fault.sheet) if fault.sheet in names else -1
