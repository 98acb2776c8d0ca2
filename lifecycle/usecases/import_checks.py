"""The faults of a ledger that only the database can tell, found all at once before anything is drafted."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, partial
from itertools import chain
from typing import Any

from config.vocabulary import Stage
from config.wareki import short_date
from lifecycle.fields.dates import edition_text
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import SHEETS, key_of
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.parsed import Fault, LedgerRow, ParsedLedger
from lifecycle.records.folds.cut_over import cut_over_of
from lifecycle.records.folds.offices import known_divisions
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.import_acts import faults_of_acts
from lifecycle.usecases.numbers import faults_of_reused_numbers
from lifecycle.usecases.plausible import doubts_of
from lifecycle.usecases.work import Work
from states.columns import CONTRACT, SUBCONTRACT
from states.editions import unknown_editions
from states.evidence import KINDS, NOTICE, day_of_key
from states.plausible import Doubt, is_of_evidence

BEYOND_CONCLUSION = frozenset(Stage) - {Stage.ESTIMATE, Stage.CONCLUDED, Stage.WITHDRAWN}
"""The stages that a contract reaches only after 締結."""

_KINDS = 8
"""How many kinds of faults there are beside those of the workbook itself."""

StoredContracts = Mapping[str, Mapping[str, Any]]
"""Of each contract that is stored: its office, its stage, and the stage that was last declared."""


class FaultsFound:
    """The faults of a ledger, gathered page by page; none of a later kind stands before one of an earlier in a row."""

    def __init__(self, first: Iterable[Fault] = ()) -> None:
        self._by_kind: list[list[Fault]] = [list(first), *([] for _ in range(_KINDS))]

    def see(self, *by_kind: Iterable[Fault]) -> None:
        """Gather the faults of a page, by their kinds."""
        for gathered, more in zip(self._by_kind, by_kind, strict=False):
            gathered += more

    @property
    def any(self) -> bool:
        """Whether there is a fault at all."""
        return any(self._by_kind)

    def in_order(self) -> tuple[Fault, ...]:
        """Every fault, in the order of sheets and rows."""
        return in_order(chain(*self._by_kind))


def faults_of_page(
    work: Work,
    page: ParsedLedger,
    stored: StoredContracts,
    recorder: Recorder,
    refused: Sequence[Fault],
    offices: Mapping[str, str],
) -> tuple[Iterable[Fault], ...]:
    """The faults of a page's rows that only the database can tell, by their kinds; those of numbers come by themselves.

    `refused` are the words that say nothing where a thing is named, and the days of evidence that can't be meant.
    """
    return (
        page.faults,
        refused,
        (),
        faults_of_reused_numbers(page, recorder),
        _of_contracts(work, page, stored, offices),
        _unknown_editions(work, page),
        _of_others(page, stored, recorder),
        _undated_withdrawals(page, recorder),
        faults_of_acts(work, page, recorder, offices),
    )


@dataclass(frozen=True, slots=True)
class Doubtful:
    """What is doubtful of a ledger or a page of it: what is refused, what is to be made sure of.

    `plans` are the dates of evidence that lie ahead, also among `notes`; `blanks` the words that say nothing;
    `respelled` the mail addresses that were read otherwise than they are written.
    """

    refused: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    plans: tuple[Fault, ...] = ()
    blanks: tuple[Fault, ...] = ()
    respelled: tuple[Fault, ...] = ()

    @classmethod
    def of_pages(cls, pages: Sequence["Doubtful"]) -> "Doubtful":
        """What is doubtful of all of these pages, in the ledger's order."""
        return cls(*(in_order(chain(*(getattr(page, one.name) for page in pages))) for one in fields(cls)))


def doubtful(work: Work, parsed: ParsedLedger, recorder: Recorder) -> Doubtful:
    """The words and days that are not taken in as they are written, and those taken in but to be made sure of.

    A fact that can be read as a day or a year is taken in, however little it can be meant. A day of evidence that
    can't be meant is refused: it would prove something.
    """
    rows = [(row, CONTRACT) for row in parsed.of("契約")] + records_of_contracts(parsed)
    named = {str(row.contract): row.values[CONTRACT] for row in parsed.of("契約")}
    told: list[tuple[Doubt, Fault, bool]] = []
    for row, kind in rows:
        if row.withdrawn:
            continue
        id_, no = str(row.contract), row.subcontract or ""
        at = key_of(kind, row.values[kind]) or recorder.undated_at(id_, kind, no)
        contract = {**recorder.current(id_, (CONTRACT, "", "")), **named.get(id_, {})}
        for doubt in doubts_of(work, recorder, Proposal(id_, kind, row.values[kind], "ledger", no, at=at), contract):
            fault = Fault(row.place, row.row, doubt.column.label, doubt.found, doubt.told)
            proves = doubt.blank or doubt.of_form or is_of_evidence(work.app.book.plausible, kind, doubt)
            told.append((doubt, fault, doubt.refused and proves))
    return Doubtful(
        refused=tuple(fault for _, fault, refused in told if refused),
        notes=tuple(fault for doubt, fault, refused in told if not refused and not doubt.blank),
        plans=tuple(fault for doubt, fault, _ in told if doubt.planned),
        blanks=tuple(fault for doubt, fault, refused in told if doubt.blank and not refused),
        respelled=tuple(_respelled(parsed)),
    )


def _respelled(parsed: ParsedLedger) -> Iterator[Fault]:
    """A note for each mail address that was read otherwise than it is written."""
    for row in parsed.rows:
        for label in row.respelled:
            yield Fault(row.place, row.row, label, HIDDEN, "全角の文字を半角に直して読みました")


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults in the order of the ledger's sheets and of their rows."""
    names = [sheet.name for sheet in SHEETS]
    return tuple(sorted(faults, key=lambda f: (names.index(f.sheet) if f.sheet in names else -1, f.row)))


def offices_in(work: Work, parsed: ParsedLedger) -> dict[str, str]:
    """The offices that the database knows or 所属 names, by their names without widths and blanks."""
    named = {str(row.values["division"]["name"]) for row in parsed.of("所属")}
    return {plain(name): name for name in [*sorted(named), *sorted(known_divisions(work.connection))]}


def records_of_contracts(parsed: ParsedLedger) -> list[tuple[LedgerRow, str]]:
    """The records beside those of offices and contracts, each with its row; subcontracts before their documents.

    A subcontract that is taken back takes the notices to it along.
    """
    evidence = [row for row in parsed.rows if row.sheet not in ("所属", "契約", "再委託")]
    return [
        (row, kind)
        for row in [*parsed.of("再委託"), *evidence]
        for kind in row.values
        if not (row.withdrawn and kind == NOTICE and SUBCONTRACT in row.values)
    ]


def _of_contracts(
    work: Work, parsed: ParsedLedger, stored: StoredContracts, offices: Mapping[str, str]
) -> Iterator[Fault]:
    """A fault for each unknown office, and for each stage off the way."""
    begun_on = cache(partial(cut_over_of, work.connection))
    for row in parsed.of("契約"):
        name = row.values[CONTRACT].get("division")
        if offices and name and plain(str(name)) not in offices:
            yield Fault(row.place, row.row, "所属", str(name), "所属シートにある所属名にしてください")
        known = stored.get(str(row.contract))
        if known and row.stage and row.stage not in (known["stage"], known["declared"]):
            yield Fault(row.place, row.row, "状態", Stage(row.stage).label, "状態は advance で進めてください")
        elif not known and row.stage in BEYOND_CONCLUSION:
            yield from _declared_too_late(begun_on, row, offices)


def _declared_too_late(
    begun_on: Callable[[str], date | None], row: LedgerRow, offices: Mapping[str, str]
) -> Iterator[Fault]:
    """A fault for a stage beyond 締結 of a contract concluded since the office's cut-over day: it is reached by moves.

    A contract without a 締結日 has passed no gate either, and would have none to pass once the day is entered.
    """
    sheet = row.values[CONTRACT]
    name = str(sheet.get("division", ""))
    day = begun_on(offices.get(plain(name), name))
    concluded = sheet.get("concluded_on")
    if day and (concluded is None or str(concluded) >= day.isoformat()):
        told = f"切替日({short_date(day)})以後に締結した契約(締結日が空欄のものを含む)は"
        expected = f"{told}「{Stage.CONCLUDED.label}」までで取り込み、以後は関門を通して進めてください"
        yield Fault(row.place, row.row, "状態", Stage(str(row.stage)).label, expected)


def _unknown_editions(work: Work, parsed: ParsedLedger) -> Iterator[Fault]:
    """A fault for every edition that the rule book does not know; what is withdrawn need not be mended first."""
    for row, kind in ((row, kind) for row, kind in records_of_contracts(parsed) if not row.withdrawn):
        for column, told in unknown_editions(work.app.book, kind, row.values[kind]):
            shown = edition_text(str(row.values[kind][column.name]))
            yield Fault(row.place, row.row, column.label, shown, f"{told}。正しい版にしてください")


def _of_others(parsed: ParsedLedger, stored: StoredContracts, recorder: Recorder) -> Iterator[Fault]:
    """A fault for each row of a contract, or of a subcontract, that neither the workbook nor the database knows."""
    contracts = stored.keys() | {row.contract for row in parsed.of("契約")}
    subcontracts = {(row.contract, row.subcontract) for row in parsed.of("再委託")}
    for row in parsed.rows:
        if row.contract is None or row.sheet == "契約":
            continue
        if row.contract not in contracts:
            yield Fault(row.place, row.row, "契約番号", row.contract, "契約シートにある契約番号にしてください")
        elif row.subcontract:
            wanted = row.subcontract.rpartition(".")[0] if row.sheet == "再委託" else row.subcontract
            known = (row.contract, wanted) in subcontracts or recorder.has(row.contract, (SUBCONTRACT, wanted, ""))
            if wanted and not known:
                expected = "再委託シートにある再委託番号にしてください"
                yield Fault(row.place, row.row, "再委託番号", row.subcontract, expected)


def _undated_withdrawals(parsed: ParsedLedger, recorder: Recorder) -> Iterator[Fault]:
    """A fault for each withdrawn row that names no date where several documents of its kind are on record."""
    for row, kind in records_of_contracts(parsed):
        if row.withdrawn and kind in KINDS and not key_of(kind, row.values[kind]):
            keys = recorder.keys(str(row.contract), kind, row.subcontract or "")
            if len(keys) > 1 and "" not in keys:
                known = "、".join(short_date(dated) for key in keys if (dated := day_of_key(key)))
                expected = f"取り消す記録の日付を入れてください(記録は{known})"
                yield Fault(row.place, row.row, KINDS[kind].date_label, "(空欄)", expected)
