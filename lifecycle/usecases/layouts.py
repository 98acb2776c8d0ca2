"""How sheets of an office's own are read, as it was settled: kept with the first import, found again at the next."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection

from lifecycle.fields.words import plain
from lifecycle.identity import SYSTEM
from lifecycle.ledger.layout import MappedTable
from lifecycle.ledger.parsed import ParsedLedger
from lifecycle.records.events.installation import LedgerLayoutSettled
from lifecycle.records.journal import Draft, canonical
from lifecycle.records.layout_flags import layout_flag, office_of_flag, settled_layouts
from lifecycle.usecases.work import Work
from states.columns import CONTRACT


def remembered_layouts(connection: Connection, offices: Sequence[str], *, wide: bool) -> list[MappedTable]:
    """The layouts that were settled for these offices, theirs first; those of every other office too where `wide`."""
    kept = settled_layouts(connection)
    own = [value for name, value in sorted(kept.items()) if office_of_flag(name) in offices]
    others = [value for name, value in sorted(kept.items()) if office_of_flag(name) not in offices] if wide else []
    return [_table_of(orjson.loads(value)) for value in dict.fromkeys([*own, *others])]


def layout_drafts(work: Work, parsed: ParsedLedger, offices: Mapping[str, str]) -> Iterator[Draft]:
    """An event for each table that was read as settled otherwise than it stands on record for its offices."""
    if not parsed.layouts:
        return
    kept = settled_layouts(work.connection)
    for table in parsed.layouts:
        rows = [row for row in parsed.of("契約") if plain(row.place) == plain(table.sheet)]
        named = {str(row.values[CONTRACT].get("division", "")) for row in rows if CONTRACT in row.values} - {""}
        whose = sorted({offices.get(plain(name), name) for name in named})
        layout = _kept(table)
        text = canonical(layout).decode()
        new = tuple(name for name in whose if kept.get(layout_flag(name, layout)) != text)
        if new:
            yield Draft(SYSTEM, work.today, LedgerLayoutSettled(offices=new, layout=layout))


def _kept(table: MappedTable) -> dict[str, Any]:
    parts = {"columns": table.columns, "constants": table.constants, "eras": table.eras}
    return {"sheet": table.sheet, "header": list(table.header), **{name: dict(one) for name, one in parts.items()}}


def _table_of(kept: Mapping[str, Any]) -> MappedTable:
    return MappedTable(kept["sheet"], tuple(kept["header"]), kept["columns"], kept["constants"], kept["eras"])
