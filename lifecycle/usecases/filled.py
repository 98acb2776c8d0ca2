"""Filled-in workbooks: the fields of one document, read from a sheet of the ledger or a form that came back."""

from pathlib import Path
from typing import Any

from config.errors import InputRejectedError
from lifecycle.app import App
from lifecycle.fields.values import stored_text
from lifecycle.records.evidence_files import StoredFile, place_of
from states.editions import unknown_editions
from states.evidence import KINDS


def read_received(
    app: App, file: StoredFile, id_: str, kind_id: str, subcontract: str, dated: str = ""
) -> dict[str, str]:
    """The fields that a workbook gives that was received before, as people write them. Raises InputRejectedError."""
    path = place_of(app.home / "evidence", file.sha256)
    fields = read_filled(app, path, id_, kind_id, subcontract, dated, file.name)
    return {c.name: stored_text(c, fields[c.name]) for c in KINDS[kind_id].columns if fields.get(c.name) is not None}


def read_filled(
    app: App, path: Path, id_: str, kind_id: str, subcontract: str, dated: str = "", called: str = ""
) -> dict[str, Any]:
    """The fields of a kind that a workbook gives for a contract. Raises InputRejectedError with every fault.

    `dated` is the date of the document where the workbook leaves it blank: the office receives it, and need not open
    a contractor's file to write that into it. `called` is its name where it is not that of the path.
    """
    from lifecycle.ledger.parse import parse_ledger
    from lifecycle.ledger.workbook import WorkbookUnreadable

    try:
        parsed = parse_ledger(path, {(kind_id, KINDS[kind_id].dated_by): dated})
    except WorkbookUnreadable as error:
        raise InputRejectedError(str(error).replace(path.name, called or path.name)) from None
    faults = [str(fault) for fault in parsed.faults]
    rows = [
        row.values[kind_id]
        for row in parsed.rows
        if row.contract == id_ and (row.subcontract or "") == subcontract and kind_id in row.values
    ]
    if len(rows) != 1 and not faults:
        faults.append(f"{id_} の{KINDS[kind_id].label}の行が{len(rows)}件あります(1件だけにしてください)")
    for row in rows:
        faults += [f"「{column.label}」: {told}" for column, told in unknown_editions(app.book, kind_id, row)]
    if faults:
        lines = "\n".join(f"  {fault}" for fault in faults)
        raise InputRejectedError(f"「{called or path.name}」から読めません。何も記録していません。\n{lines}")
    return dict(rows[0])
