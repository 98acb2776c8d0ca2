"""Words of a query that the databases spell apart: a text as words are sought in it."""

from typing import Any

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

SQLITE_FOLDED = "lifecycle_folded"
"""The function of ours that every connection to SQLite knows (`database.open_engine`)."""


class FoldedText(FunctionElement[str]):
    """A text without the accidents of its typing, as `config.typed.folded` has it."""

    type = String()
    inherit_cache = True
    name = "folded_text"


@compiles(FoldedText)
def _in_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"{SQLITE_FOLDED}({compiler.process(element.clauses, **options)})"


@compiles(FoldedText, "postgresql")
def _in_postgresql(element: Any, compiler: Any, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"lower(regexp_replace(normalize({text}, NFKC), '\\s', '', 'g'))"


def says(column: ColumnElement[str], folded: str) -> ColumnElement[bool]:
    """Whether a column says these words, which are folded already, in whatever widths and with whatever blanks."""
    return FoldedText(column).contains(folded, autoescape=True)
