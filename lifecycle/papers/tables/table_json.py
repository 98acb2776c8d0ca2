"""The audit tables as JSON in the fixed shape of `tables --json`, and their comparison with expected figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from config.wareki import format_fiscal_year
from lifecycle.papers.tables.audit_counts import AuditTable, AuditTables, TableRow
from lifecycle.papers.tables.expected_file import SUMMARY_KEYS, Expected, ExpectedRow


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that differs from the expected one.

    `table` is the table's key («1» to «12», or one the audit does not know), None in the summary. `what` is the
    column's heading, the summary's key, or what is missing. None in `ours` or `theirs` is a blank or nothing at all.
    """

    table: str | None
    fiscal_year: int | None
    what: str
    ours: int | str | None
    theirs: int | str | None


def as_json(tables: AuditTables) -> dict[str, Any]:
    """The tables as the product prints them with `--json` and as `--compare` reads them back."""
    return {
        "as_of": tables.as_of.isoformat(),
        "tables": {str(table.number): _table_as_json(table) for table in tables.tables},
        "summary": {key: getattr(tables, key) for key in SUMMARY_KEYS},
    }


def _table_as_json(table: AuditTable) -> dict[str, Any]:
    counted = {"pending": len(table.pending)} if table.unit == "再委託" else {}
    return {
        "title": table.title,
        "columns": list(table.columns),
        **counted,
        "rows": {
            format_fiscal_year(row.fiscal_year): {"values": list(row.values), "rate": row.rate} for row in table.rows
        },
    }


def compare(tables: AuditTables, expected: Expected) -> list[Difference]:
    """Every expected figure that ours differs from; what the file does not speak of is not compared.

    A table or fiscal year of the file that we do not have is a difference. The as-of date is not compared: figures
    of another day may well be equal.
    """
    ours = {str(table.number): table for table in tables.tables}
    differences: list[Difference] = []
    for key, rows in expected.tables.items():
        table = ours.get(key)
        if table is None:
            differences.append(Difference(key, None, "表", None, "あり"))
            continue
        for year, theirs in rows.items():
            row = table.row(year)
            differences += [Difference(key, year, "年度", None, "あり")] if row is None else _in_row(table, row, theirs)
    for what, figure in expected.summary.items():
        own = getattr(tables, what) if what in SUMMARY_KEYS else None
        if own != figure:
            differences.append(Difference(None, None, what, own, figure))
    return differences


def _in_row(table: AuditTable, row: TableRow, theirs: ExpectedRow) -> Iterator[Difference]:
    """The differences in one fiscal year of one table; rates are compared as printed, so 100.0% is not 100%."""
    key = str(table.number)
    values = theirs.values if theirs.values is not None else (0,) * len(row.values)
    if len(values) != len(row.values):
        yield Difference(key, row.fiscal_year, "列の数", len(row.values), len(values))
        return
    for heading, own, figure in zip(table.columns, row.values, values, strict=False):
        if own != figure:
            yield Difference(key, row.fiscal_year, heading, own, figure)
    if theirs.states_rate and row.rate != theirs.rate:
        yield Difference(key, row.fiscal_year, table.columns[-1], row.rate, theirs.rate)
