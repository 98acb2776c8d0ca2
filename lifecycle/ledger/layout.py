"""Layouts: how an office's own sheet is read as a ledger: which heading feeds which column, and what none says."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from lifecycle.fields.words import plain
from lifecycle.ledger.cells import column_letter
from lifecycle.ledger.columns import SHEETS, LedgerColumn, sheet_of

MAIN = "契約"
"""The sheet of the ledger that a list of contracts stands for."""
READ_NOT = "-"
"""What stands in the place of a column of the ledger where a heading is not to be read."""
PERIOD = "契約/履行期間"
"""A column that gives both days of performance in one cell; it is read as the two columns of those days."""
HAS_SUBCONTRACT = "再委託/再委託の有無"
"""A column that only says whether there is a subcontract; where it says so, one is recorded that lacks all else."""
SPECIAL = (PERIOD, HAS_SUBCONTRACT)
NUMBER_PREFIX, NO_PREFIX = "契約番号の前", "なし"
"""The constant that is put before every 契約番号 (serial numbers of a sheet are no numbers of contracts), and none."""
FROM_DATE = "締結日の年度"
"""The constant by which 年度 is taken from the day of the row's own 締結日."""


@dataclass(frozen=True, slots=True)
class MappedTable:
    """One table as a person settled it: its sheet, its header rows (Excel's), and what each heading is read as.

    `columns` goes from a heading (see PlannedColumn.heading) to a column of the ledger, as «契約/締結日», or READ_NOT;
    `constants` from a column of the ledger to the text that holds for every row; `eras` from a heading to the 年号 of
    its years without one. Without a sheet it holds for every table that has these headings.
    """

    sheet: str
    header: tuple[int, ...]
    columns: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    eras: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LedgerMap:
    """How a file is read: each table with what its headings are read as. Sheets that are not named are not read."""

    tables: tuple[MappedTable, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedColumn:
    """A column of an office's own table: its place (from 0), its heading as typed, and what it would be read as.

    A heading of two rows has «/» between them, one that stands twice its letter behind it. `reads` is «契約/締結日», or
    blank where nothing is proposed; `by` says why: name, synonym, alike, content, remembered, given.
    """

    at: int
    heading: str
    reads: str = ""
    by: str = ""

    @property
    def letter(self) -> str:
        """The letter under which Excel shows the column."""
        return column_letter(self.at)


@dataclass(frozen=True, slots=True)
class AskedColumn:
    """One thing that a person has to settle before a table is read.

    `topic` is column (what a heading is read as), constant (a value that no column gives), era (the 年号 of a column's
    years), or table (whether the table is read as proposed). `name` is the heading or the column of the ledger that
    is asked about, `proposed` the answer that is taken where the person agrees, `choices` others of the likely ones.
    """

    topic: str
    sheet: str
    row: int
    name: str
    shown: str
    question: str
    proposed: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row as it would be read: its number in Excel, each column of the ledger with its value; personal ones hidden.

    `faults` say what of it can't be read.
    """

    row: int
    values: tuple[tuple[str, str], ...]
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedTable:
    """A table of an office's own sheet as it would be read: where it stands, its columns, its first rows."""

    sheet: str
    hidden: bool
    header: tuple[int, ...]
    columns: tuple[PlannedColumn, ...]
    constants: tuple[tuple[str, str], ...] = ()
    eras: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    preview: tuple[PreviewRow, ...] = ()

    @property
    def mapped(self) -> MappedTable:
        """The table with everything read as it is proposed; a column without a proposal is not read."""
        columns = {column.heading: column.reads or READ_NOT for column in self.columns}
        return MappedTable(self.sheet, self.header, columns, dict(self.constants), dict(self.eras))


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What an import of a file would read: `standard` where it is the ledger's own workbook and nothing is asked.

    `asked` is everything that a person has to settle first; `passed_over` are the sheets that are not read;
    `remarks` say of the file what its reader should know (macros that are ignored, the encoding that was found).
    """

    file: str
    sha256: str
    standard: bool
    tables: tuple[PlannedTable, ...] = ()
    asked: tuple[AskedColumn, ...] = ()
    passed_over: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def mapping(self) -> LedgerMap:
        """The tables with everything read as it is proposed; those that are proposed not to be read are left out."""
        out = {one.sheet for one in self.asked if one.topic == "table" and one.proposed == READ_NOT}
        return LedgerMap(tuple(table.mapped for table in self.tables if table.sheet not in out))


def lacking_columns(table: PlannedTable, reads: Iterable[str]) -> Sequence[str]:
    """The columns that every row of a table of contracts must have, and that no heading and no constant gives."""
    given = {*reads, *(name for name, _ in table.constants)}
    sheet = sheet_of(MAIN)
    if sheet is None or not any(name.startswith(f"{MAIN}/") for name in given):
        return ()
    return [name for label in sheet.required if (name := f"{sheet.name}/{label}") not in given]


def readable_columns() -> Sequence[str]:
    """Everything that a heading may be read as, in the ledger's order: «契約/締結日» and the like, then the special."""
    named = [f"{sheet.name}/{column.label}" for sheet in SHEETS for column in sheet.columns]
    return (*named, *SPECIAL)


def column_named(name: str) -> tuple[str, LedgerColumn] | None:
    """The ledger's sheet and its column by a name such as «契約/締結日»; None where there is none such."""
    sheet_name, _, label = name.partition("/")
    sheet = sheet_of(sheet_name)
    column = sheet.find(label) if sheet else None
    return (sheet.name, column) if sheet and column else None


def same_heading(one: str, other: str) -> bool:
    """Whether two headings are the same but for widths, blanks and line breaks."""
    return plain(one) == plain(other)
