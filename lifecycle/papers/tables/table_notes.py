"""How each of the twelve tables is counted, and what the report leaves undefined: words kept as data."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from config.place import said_here
from config.toml_files import tables_of

DEFINITIONS = Path(__file__).with_name("table_definitions.toml")


@dataclass(frozen=True, slots=True)
class Definition:
    """The definition of one table: its place in the report, what each column and the rate count, what stays open."""

    number: int
    page: str
    counted: str
    columns: tuple[str, ...]
    rate: str
    undefined: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableNotes:
    """The definitions of all tables, what these have in common, and what 要改善 means here."""

    tables: tuple[Definition, ...]
    common: tuple[str, ...]
    improvement: str

    def of(self, number: int) -> Definition:
        """The definition of the table of that number."""
        return next(table for table in self.tables if table.number == number)


def table_notes() -> TableNotes:
    """The notes as they come with the product, in the words of the place."""
    return _read(said_here(DEFINITIONS.read_text(encoding="utf-8")))


@cache
def _read(text: str) -> TableNotes:
    data = tables_of(text.encode(), DEFINITIONS.name)
    tables = [
        Definition(**{**table, "columns": tuple(table["columns"]), "undefined": tuple(table["undefined"])})
        for table in data["table"]
    ]
    return TableNotes(tuple(tables), tuple(data["common"]["rules"]), data["common"]["improvement"])
