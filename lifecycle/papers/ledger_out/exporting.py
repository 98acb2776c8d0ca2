"""Exports the ledger: every current record goes back to its row, in a workbook that reads in again as equal."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, select

from config.errors import NotFoundError, RoleError
from config.structural import Structural
from config.wareki import format_date
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import CONTRACT, DIVISION, SUBCONTRACT
from lifecycle.ledger.limits import ONE_WORKBOOK, WorkbookLimits
from lifecycle.ledger.parsed import LedgerRow
from lifecycle.papers.books.new_file import beside, check_target, pieces_of, write_new
from lifecycle.papers.ledger_out.outgoing import Outgoing
from lifecycle.papers.ledger_out.write import FICTIONAL, write_ledger
from lifecycle.records.chunks import chunks
from lifecycle.records.facts import stored_records
from lifecycle.records.flags import TRIAL, is_fictional, is_trial
from lifecycle.records.folds.offices import offices_on
from lifecycle.records.people import references_in, values_of
from lifecycle.records.tables import contract
from lifecycle.records.tables import division as office

_SAID = (
    "{day}に書き出した委託監督台帳です。直して lifecycle import で取り込めます。",
    "空欄にしたところと消した行は、今の記録のまま変わりません。",
    "同じ契約の行を違う日付で足すと、前の記録を残したまま別の版になり、最も新しい日付の版で判定します。",
    "氏名・連絡先を含みます。個人情報として取り扱い、要らなくなったら消去してください。",
    "段階の履歴、例外承認、証拠ファイル、文書番号は台帳に列がなく、含みません。",
)


@dataclass(frozen=True, slots=True)
class Exported:
    """The result of an export: how many of each were written, and how many things no column carries and were left out.

    `evidence` counts documents, of which several may share a row; `left_out` goes by what people call them. `beyond`
    says in which ways the workbook is larger than one that can be imported; none where it can.
    """

    file: str
    divisions: int = 0
    contracts: int = 0
    subcontracts: int = 0
    evidence: int = 0
    fictional: bool = False
    left_out: Mapping[str, int] = field(default_factory=dict)
    beyond: tuple[str, ...] = ()


def export_ledger(
    app: App, path: Path, division: str | None = None, *, force: bool = False, limits: WorkbookLimits = ONE_WORKBOOK
) -> Exported:
    """Write the ledger of the offices the actor may see, or of one of them, to a new file.

    The file holds persons' names and numbers: it is readable by its owner only, and so is what it is made of, in a
    folder beside it. An office's staff write their own office's, 管理者 and 制度所管課 any. A workbook beyond the
    limits is written all the same. Raises RoleError, NotFoundError (no such office), UsageError (the file exists),
    WorldError.
    """
    check_target(path, force=force)
    with beside(path) as folder, app.reading() as connection:
        app.actor(connection).must(Act.EXPORT)
        names = _scope(connection, app.reader(connection).offices, division)
        export = _Export(connection, names, app.today())
        fictional = is_fictional(connection)
        said = [line.format(day=format_date(app.today())) for line in _SAID]
        mark = (TRIAL if is_trial(connection) else "") + (FICTIONAL if fictional else "")
        made = folder / path.name
        rows = write_ledger(made, export.rows(), [*([mark] if mark else []), *said], app.clock.now())
        beyond = limits.beyond(rows, made.stat().st_size)
        write_new(path, pieces_of(made), force=force)
    left_out = dict(sorted(export.left_out.items()))
    return Exported(path.name, **export.counts, fictional=fictional, left_out=left_out, beyond=beyond)


def _scope(connection: Connection, own: frozenset[str] | None, division: str | None) -> frozenset[str] | None:
    """The offices to write of those that may be read; None stands for all. Raises RoleError, NotFoundError."""
    if division is None:
        return own
    office = next((name for name in sorted(_offices(connection)) if plain(name) == plain(division)), None)
    if own is not None and (office or division) not in own:
        raise RoleError(f"書き出せるのは自分の所属の台帳だけです({'、'.join(sorted(own))})。[{Structural.POST}]")
    if office is None:
        raise NotFoundError(f"所属「{division}」はありません。台帳の所属シートの名前で指定してください。")
    return frozenset({office})


def _offices(connection: Connection) -> set[str]:
    """The names of every office that is known or that a contract names."""
    named = connection.execute(select(contract.c.division).where(~contract.c.removed).distinct()).scalars()
    return {*connection.execute(select(office.c.name)).scalars(), *named}


@dataclass(slots=True)
class _Export:
    """One export while it reads the records, a few hundred contracts at a time."""

    connection: Connection
    names: frozenset[str] | None
    day: date
    left_out: dict[str, int] = field(default_factory=dict)
    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(("divisions", "contracts", "subcontracts", "evidence"), 0)
    )

    def rows(self) -> Iterator[LedgerRow]:
        """Every row of the ledger: the offices first, then contract by contract in order of their numbers."""
        query = select(contract.c.id, contract.c.division, contract.c.stage).where(~contract.c.removed)
        chosen = [row for row in self.connection.execute(query) if self.names is None or row.division in self.names]
        yield from self._divisions({row.division for row in chosen})
        stages = {row.id: row.stage for row in sorted(chosen, key=lambda row: row.id)}
        ids = list(stages)
        for chunk in chunks(ids):
            yield from self._contracts(chunk, stages)

    def _divisions(self, named: set[str]) -> Iterator[LedgerRow]:
        """The offices' rows; an office that only a contract names has but its name; where none is recorded, no rows."""
        stored = offices_on(self.connection, self.day)
        wanted = {name for name in {*stored, *named} if stored and (self.names is None or name in self.names)}
        references = [ref for name in wanted for ref in references_in(stored.get(name, {}))]
        outgoing = Outgoing(values_of(self.connection, references))
        for name in sorted(wanted):
            yield from self._counted(outgoing.division(name, stored.get(name, {})))
        self._add(outgoing)

    def _contracts(self, ids: Sequence[str], stages: Mapping[str, str]) -> Iterator[LedgerRow]:
        records = stored_records(self.connection, ids, None)
        references = [ref for stored in records.values() for record in stored for ref in references_in(record.fields)]
        outgoing = Outgoing(values_of(self.connection, references))
        for id_ in ids:
            yield from self._counted(outgoing.contract(id_, stages[id_], records.get(id_, [])))
        self._add(outgoing)

    def _counted(self, rows: Iterator[LedgerRow]) -> Iterator[LedgerRow]:
        own = {DIVISION: "divisions", CONTRACT: "contracts", SUBCONTRACT: "subcontracts"}
        for row in rows:
            for target in row.values:
                self.counts[own.get(target, "evidence")] += 1
            yield row

    def _add(self, outgoing: Outgoing) -> None:
        for what, number in outgoing.left_out.items():
            self.left_out[what] = self.left_out.get(what, 0) + number
