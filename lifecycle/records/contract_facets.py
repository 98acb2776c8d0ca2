"""What lists are narrowed by of a contract's facts: whom it is with, and the fiscal years to which it belongs."""

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from lifecycle.records.free_text import kept
from lifecycle.records.tables import contract, record
from states.columns import CONTRACT


def facets_of(fields: Mapping[str, Any]) -> dict[str, str]:
    """The columns of the table of contracts that hold them; the years as `,2023,2024,`."""
    contractor, years = fields.get("contractor"), fields.get("fiscal_years")
    return {
        "contractor": "" if contractor is None else kept(contractor),
        "fiscal_years": f",{','.join(map(str, years))}," if years else "",
    }


def of_year(year: int) -> ColumnElement[bool]:
    """Whether a contract belongs to a fiscal year."""
    return contract.c.fiscal_years.contains(f",{year},")


def fill_facets(connection: Connection) -> None:
    """Fill the columns of every contract from its facts, in a home of an earlier version."""
    stands = (record.c.kind == CONTRACT, record.c.subcontract == "", record.c.superseded_at.is_(None))
    rows = connection.execute(select(record.c.contract, record.c.fields).where(*stands)).all()
    if rows:
        filled = update(contract).where(contract.c.id == bindparam("_id"))
        filled = filled.values(contractor=bindparam("_contractor"), fiscal_years=bindparam("_fiscal_years"))
        held = [(row.contract, facets_of(orjson.loads(row.fields))) for row in rows]
        connection.execute(filled, [{"_id": id_, **{f"_{n}": v for n, v in of.items()}} for id_, of in held])
