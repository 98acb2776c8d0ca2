"""The flags that hold how sheets of an office's own are read: one for each office and each set of headings."""

import hashlib
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, select

from lifecycle.records.journal import canonical
from lifecycle.records.tables import flag

_LAYOUT = "ledger_layout:"
_DIVIDER = "\t"


def layout_flag(office: str, layout: Mapping[str, Any]) -> str:
    """The name of the flag for an office's sheets that have these headings."""
    headings = hashlib.sha256(canonical(sorted(layout["columns"]))).hexdigest()
    return f"{_LAYOUT}{office}{_DIVIDER}{headings}"


def settled_layouts(connection: Connection) -> Mapping[str, str]:
    """Every layout on record as it is kept (JSON), by the name of its flag."""
    rows = connection.execute(select(flag.c.name, flag.c.value).where(flag.c.name.like(f"{_LAYOUT}%")))
    return {row.name: row.value for row in rows}


def office_of_flag(name: str) -> str:
    """The office whose layout a flag holds."""
    return name.removeprefix(_LAYOUT).partition(_DIVIDER)[0]
