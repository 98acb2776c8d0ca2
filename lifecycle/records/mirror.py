"""Writes `tables.py` from the models: `python -m lifecycle.records.mirror`. A test holds the two together.

Importing SQLModel and building its classes takes a third of the time in which `why` must answer, and the hot paths
only need the tables' names, columns and types.
"""

from pathlib import Path

from sqlalchemy import Table

from lifecycle.records import working_models

TARGET = Path(__file__).with_name("tables.py")
_HEAD = '''"""The tables as Core clauses, for every query: written by `lifecycle.records.mirror` from the models."""

from sqlalchemy import Boolean, Date, Integer, LargeBinary, String, Text, column, table
'''
_TYPES = {"AutoString": "String", "LargeBinary": "LargeBinary", "Text": "Text"}


def text() -> str:
    """The text that `tables.py` must have."""
    parts = [_HEAD]
    for table in sorted(working_models.METADATA.tables.values(), key=lambda t: t.name):
        parts.append(_clause(table))
    return "\n".join(parts) + "\n"


def _clause(table: Table) -> str:
    lines = [f"{table.name} = table(", f'    "{table.name}",']
    for column in table.columns:
        kind = type(column.type).__name__
        lines.append(f'    column("{column.name}", {_TYPES.get(kind, kind)}),')
    return "\n".join([*lines, ")"])


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
