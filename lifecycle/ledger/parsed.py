"""The result of reading a ledger: its rows as typed values, its faults, and what was passed over."""

from collections.abc import Mapping
from dataclasses import dataclass

from lifecycle.fields.values import StoredValue
from lifecycle.ledger.layout import MappedTable


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in the ledger that can't be taken as it stands: where (Excel's row), what was found, what is expected.

    `found` never holds what a personal column does. A file that is no readable workbook has no sheet and row 0.
    """

    sheet: str
    row: int
    column: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"「{self.sheet}」{self.row}行目「{self.column}」: " if self.sheet else ""
        return f"{where}{self.found} → {self.expected}"


MOST_FAULTS = 5000
"""How many faults of one sheet are told: a sheet with more is not read further, as no ledger but something else."""


def too_many(sheet: str, row: int) -> Fault:
    """The fault that stands for all those behind the row at which a sheet was given up."""
    told = (
        "見出しの行と列の割当てが合っているか、台帳ではない表でないかを確かめてください。この行より後は確かめていません"
    )
    return Fault(sheet, row, "(行全体)", f"誤りが{MOST_FAULTS:,}件を超えました", told)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One row of the ledger: the contract or office that it belongs to and, for each target, the fields that it gives.

    `values` goes from target (division, contract, subcontract, a kind of evidence) to field to stored value; blank
    cells are absent, and so is a kind of evidence of which the row says nothing. A withdrawn row names every target
    it withdraws, also where it gives no field. `stage` is the id of the declared stage (状態). `respelled` are the
    labels of the mail addresses that were written in full width, and read as half-width. `written_on` is the sheet of
    an office's own on which the row stands, where that is none of the ledger's.
    """

    sheet: str
    row: int
    contract: str | None
    subcontract: str | None
    values: Mapping[str, Mapping[str, StoredValue]]
    stage: str | None = None
    withdrawn: bool = False
    respelled: tuple[str, ...] = ()
    written_on: str = ""

    @property
    def place(self) -> str:
        """The sheet on which the row stands."""
        return self.written_on or self.sheet


@dataclass(frozen=True, slots=True)
class ParsedLedger:
    """A ledger as it was read. Where it has any fault, nothing of it may be stored.

    `rows` come in the order of the ledger's sheets; a row with a fault is among them, without what could not be read,
    so that an importer can find its own faults in the same go; only a row whose key is in fault is left out.
    `ignored` names unknown sheets («シート») and columns («シート/列»); `sha256` is the file's; `fictional` says
    that its introduction calls it made up; `carried_down` has a line for each 〃 and the value that it took from above,
    `left_out` one for each row that is none of a table (計, words below it); `remarks` say what a
    reader should know of the file; `layouts` are how an office's own sheets were read.
    """

    rows: tuple[LedgerRow, ...]
    faults: tuple[Fault, ...]
    ignored: tuple[str, ...]
    sha256: str
    fictional: bool = False
    carried_down: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    layouts: tuple[MappedTable, ...] = ()

    def of(self, sheet: str) -> tuple[LedgerRow, ...]:
        """The rows of one sheet."""
        return tuple(row for row in self.rows if row.sheet == sheet)
