"""Imports many ledgers, each for itself, and of each the offices that are without fault; what is left is on record."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select

from config.errors import LifecycleError
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.words import plain
from lifecycle.identity import SYSTEM
from lifecycle.ledger.layout import LedgerMap
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.ledger.workbook import WorkbookUnreadable
from lifecycle.records.events.installation import LedgerLeft
from lifecycle.records.journal import Draft
from lifecycle.records.tables import contract
from lifecycle.usecases.importing import Imported, LedgerRejected, import_parsed, parsed_ledger
from lifecycle.usecases.planning import plan
from lifecycle.usecases.work import working
from states.columns import CONTRACT

_WHOLE = ""
"""The office of a fault that is of no office's rows alone: then the whole file is left."""


@dataclass(frozen=True, slots=True)
class EachLedger:
    """What became of one ledger of several: what was taken in, of which offices nothing was, every fault of those.

    Without `imported` nothing of the file was taken in; `left` is empty then where the fault is of the file itself.
    """

    file: str
    imported: Imported | None
    left: tuple[str, ...] = ()
    errors: tuple[Fault, ...] = ()


def import_each(
    app: App, files: Sequence[Path], *, dry_run: bool = False, mapping: LedgerMap | None = None
) -> list[EachLedger]:
    """Take in of every file the offices without fault, each file in a transaction of its own; faults stop no other.

    `mapping` says how lists of an office's own are read; a ledger's own workbook among them needs none.

    Raises RoleError where the actor may import nothing.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.IMPORT)
    return [_one(app, path, mapping, dry_run=dry_run) for path in files]


def _one(app: App, path: Path, mapping: LedgerMap | None, *, dry_run: bool) -> EachLedger:
    sha256 = ""
    try:
        parsed = parsed_ledger(app, path, mapping if mapping and not plan(app, path).standard else None)
        sha256 = parsed.sha256
        done = _clean_offices(app, path.name, parsed, dry_run=dry_run)
    except LedgerRejected as rejected:
        done = EachLedger(path.name, None, errors=rejected.result.errors)
    except (LifecycleError, WorkbookUnreadable) as error:
        done = EachLedger(path.name, None, errors=(Fault("", 0, "", str(error), "この台帳は取り込んでいません"),))
    if done.errors and not dry_run:
        with working(app) as work:
            left = LedgerLeft(file=path.name, sha256=sha256, offices=done.left, faults=len(done.errors))
            work.record([Draft(SYSTEM, work.today, left)])
    return done


def _clean_offices(app: App, name: str, parsed: ParsedLedger, *, dry_run: bool) -> EachLedger:
    """The file's offices without fault taken in; an office with a fault is left out whole, and the rest tried again."""
    offices = _Offices(parsed, _stored_offices(app, parsed))
    faults = list(parsed.faults)
    left = set(offices.of_faults(faults))
    while _WHOLE not in left:
        rest = offices.without(left)
        if not rest.rows:
            break
        try:
            done = import_parsed(app, name, rest, dry_run=dry_run)
            return EachLedger(name, done, offices.named(left), tuple(faults))
        except LedgerRejected as rejected:
            more = set(offices.of_faults(rejected.result.errors))
            faults += rejected.result.errors
            left = left | more if more - left else {_WHOLE}
    return EachLedger(name, None, offices.named(left), tuple(faults))


def _stored_offices(app: App, parsed: ParsedLedger) -> Mapping[str, str]:
    """The offices on record of the contracts that the ledger names."""
    named = {row.contract for row in parsed.rows}
    with app.reading() as connection:
        every = connection.execute(select(contract.c.id, contract.c.division))
        return {row.id: row.division for row in every if row.id in named}


class _Offices:
    """Which office each row of a ledger is of: its own, or that of its contract in the ledger or on record."""

    def __init__(self, parsed: ParsedLedger, stored: Mapping[str, str]) -> None:
        self._parsed = parsed
        own = {row.contract: row.values[CONTRACT].get("division") for row in parsed.of("契約")}
        self._of_contracts = {**stored, **{no: str(name) for no, name in own.items() if no and name}}
        self._names: dict[str, str] = {}
        self._at: dict[tuple[str, int], str] = {}
        for row in parsed.rows:
            office = self._of(row)
            self._at[row.place, row.row] = office

    def _of(self, row: LedgerRow) -> str:
        name = row.values["division"]["name"] if row.sheet == "所属" else self._of_contracts.get(row.contract or "", "")
        return self._names.setdefault(plain(str(name)), str(name)) if name else _WHOLE

    def of_faults(self, faults: Iterable[Fault]) -> Iterator[str]:
        """The office of every fault; of one that is in no row that could be read, the whole file."""
        return (self._at.get((fault.sheet, fault.row), _WHOLE) for fault in faults)

    def without(self, left: set[str]) -> ParsedLedger:
        """The ledger without the rows of those offices, and without the faults in them."""
        rows = tuple(row for row in self._parsed.rows if self._of(row) not in left)
        return replace(self._parsed, rows=rows, faults=())

    def named(self, left: set[str]) -> tuple[str, ...]:
        """The offices that are left; where the whole file is, all of them."""
        every = self._names.values() if _WHOLE in left else left
        return tuple(sorted(set(every) - {_WHOLE}))
