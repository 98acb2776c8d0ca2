"""Imports the ledger: all or nothing, with every fault at once; the same workbook a second time changes nothing."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from config.errors import InputRejectedError, LostRaceError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.dues.reopening import tell
from lifecycle.identity import SYSTEM
from lifecycle.ledger.layout import LedgerMap
from lifecycle.ledger.parsed import Fault, ParsedLedger
from lifecycle.ledger.workbook import WorkbookUnreadable
from lifecycle.post.topic import Topic
from lifecycle.records.events.installation import LedgerImported
from lifecycle.records.folds.taken_back import taken_back_now
from lifecycle.records.journal import Draft
from lifecycle.records.progress import begins
from lifecycle.records.publishing import Publisher
from lifecycle.records.recording import recording_time
from lifecycle.records.staging import staging
from lifecycle.usecases.declared import tell_reentered
from lifecycle.usecases.import_checks import Doubtful, records_of_contracts
from lifecycle.usecases.import_drafts import OlderVersion
from lifecycle.usecases.import_stage import Snapshot, StagedImport
from lifecycle.usecases.import_standing import offices_without_posts
from lifecycle.usecases.planning import headings_not_settled, opened
from lifecycle.usecases.work import Work, working
from states.columns import SUBCONTRACT
from states.evidence import KINDS


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


_TIMES = 3
"""How often an import is prepared anew, where somebody else was at the same contracts, before it keeps others out."""


class _MovedError(Exception):
    """What an import was prepared of is other by now."""


class LedgerRejected(InputRejectedError):  # noqa: N818 - says what happened to the ledger
    """Raised where the ledger has faults; nothing of it is stored."""

    def __init__(self, result: Imported) -> None:
        self.result = result
        lines = "\n".join(f"  {fault}" for fault in result.errors)
        super().__init__(
            f"台帳「{result.file}」に誤りが{len(result.errors)}件あります。何も記録していません。\n{lines}"
        )


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
    """Take in what was read of the file of that name, all or nothing. Raises as `import_ledger`.

    It is prepared while others write, and put on record in one short transaction. Where somebody was at the same
    contracts meanwhile it begins anew and, after a few times, does everything while nobody else writes.
    """
    app = replace(app, via="import")
    for _ in range(_TIMES):
        with staging(app.home) as stage:
            with app.reading() as source:
                staged = _prepared(app, name, parsed, source, stage)
                result = _answer(name, staged)
            if dry_run:
                return replace(result, stored=False)
            with suppress(_MovedError, LostRaceError), working(app) as work:
                _publish(work, name, staged, anew=True)
                return result
    with staging(app.home) as stage, working(app) as work:
        staged = _prepared(app, name, parsed, work.connection, stage)
        _publish(work, name, staged, anew=False)
        return _answer(name, staged)


def _prepared(app: App, name: str, parsed: ParsedLedger, source: Connection, stage: Connection) -> StagedImport:
    """The import as it would be recorded. Raises LedgerRejected, RoleError, SetupError where the clock is back."""
    staged = StagedImport(app, parsed, source, stage)
    faults = staged.check()
    if faults.any:
        raise LedgerRejected(Imported(name, stored=False, ignored=parsed.ignored, errors=faults.in_order()))
    if staged.changes:
        recording_time(source, app.clock.now(), [_imported(name, parsed)])
    staged.judge()
    return staged


def _publish(work: Work, name: str, staged: StagedImport, *, anew: bool) -> None:
    """Put on record what was prepared. Raises _MovedError where it was prepared of what is other by now (`anew`)."""
    if not staged.changes:
        return
    named = sorted(staged.named)
    if anew and (work.today != staged.app.today() or Snapshot.of(work.connection, named) != staged.snapshot):
        raise _MovedError
    back = taken_back_now(work.connection, sorted(staged.stored))
    begins("記録しています", staged.events)
    imported = _imported(name, staged.parsed)
    time = recording_time(work.connection, work.app.clock.now(), [imported])
    publisher = Publisher(staged.stage, work.connection, staged.staged_at, time)
    publisher.persons()
    again = publisher.events(staged.before, of=back)
    publisher.contracts(sorted(staged.touched), sorted(staged.touched & staged.stored.keys()))
    publisher.offices(staged.divisions)
    publisher.flags(staged.flags)
    publisher.messages(staged.last_drafted)
    last = work.record([*staged.layouts, Draft(SYSTEM, work.today, imported)])[-1]
    tell_reentered(work, back, again)
    staged.declared.tell(work, staged.parsed.sha256)
    tell(work.outbox, staged.reopened, work.today, Topic.reopened_by_event(last.hash))
    staged.incidents.tell(work.outbox, staged.with_incidents, work.today, last.hash)
    work.ask(staged.touched, staged.waiting)
    staged.turnings.tell(work, Topic.cleared(staged.parsed.sha256))


def _imported(name: str, parsed: ParsedLedger) -> LedgerImported:
    return LedgerImported(file=name, sha256=parsed.sha256, fictional=parsed.fictional)


def _answer(name: str, staged: StagedImport) -> Imported:
    """The result of an import once everything is prepared."""
    parsed, tally, doubt = staged.parsed, staged.drafting.tally, Doubtful.of_pages(staged.doubts)
    return Imported(
        made_up=parsed.fictional and not staged.app.trial,
        file=name,
        stored=True,
        contracts=len(parsed.of("契約")),
        subcontracts=sum(SUBCONTRACT in row.values for row in parsed.of("再委託")),
        evidence=sum(kind in KINDS for row, kind in records_of_contracts(parsed) if not row.withdrawn),
        created=tally.created,
        changed=tally.changed,
        unchanged=tally.unchanged,
        cleared=tuple(staged.turnings.cleared),
        ignored=parsed.ignored,
        carried_down=parsed.carried_down,
        left_out=parsed.left_out,
        remarks=(*parsed.remarks, *offices_without_posts(staged.work, parsed)),
        older=tuple(staged.drafting.older),
        notes=doubt.notes,
        doubts=tuple(note for note in doubt.notes if note not in doubt.plans),
        plans=doubt.plans,
        placeholders=doubt.blanks,
        respelled=doubt.respelled,
    )
