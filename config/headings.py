"""Headings: the names under which offices keep the ledger's columns in sheets of their own. Data of the pack."""

from typing import Annotated

from pydantic import Field

from config.citations import Strict

ColumnName = Annotated[str, Field(pattern=r"^[^/]+/[^/]+$")]
"""A column of the ledger by its sheet and its name: 契約/締結日."""


class ReadAs(Strict):
    """The headings that are read as one column of the ledger; the `weak` ones only where no other column gives it."""

    column: ColumnName
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class Scale(Strict):
    """A word in a heading, or in a note above a table, that makes every number of the column so many times as large."""

    word: str
    times: Annotated[int, Field(ge=2)]


class Headings(Strict):
    """How headings are recognised (all 仮定).

    A table of contracts has at least `least` headings that are known; `alike` is how near (0–1) a heading must come to
    a known name to be asked about. `rows_searched` are the rows among which headings are looked for. `scaled` are the
    columns that `scales` may enlarge. `notes` begin a line below a table that is no row of it.
    """

    least: Annotated[int, Field(ge=2)] = 3
    alike: Annotated[float, Field(gt=0, le=1)] = 0.75
    rows_searched: Annotated[int, Field(ge=10)] = 300
    columns: Annotated[tuple[ReadAs, ...], Field(alias="column")] = ()
    scales: Annotated[tuple[Scale, ...], Field(alias="scale")] = ()
    scaled: tuple[ColumnName, ...] = ()
    notes: tuple[str, ...] = ()
