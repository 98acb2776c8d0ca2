"""Words of a query that the databases spell apart: a text as words are sought in it."""

from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, String, func
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


_APART = "‖"
"""Stands between texts in which words are sought together: no word runs from one into the next."""


def says(folded: str, *columns: ColumnElement[Any]) -> ColumnElement[bool]:
    """Whether one of these columns says the words, which are folded already, in whatever widths and blanks."""
    together = reduce(lambda said, column: said + _APART + func.coalesce(column, ""), columns[1:], columns[0])
    return FoldedText(together).contains(folded, autoescape=True)
