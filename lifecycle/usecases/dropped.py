"""Files in a drop folder: which there are, and whose forms each of them holds by the code printed in it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from config.errors import InputRejectedError, NotFoundError, reason_of
from config.place import said_here
from lifecycle.usecases.filled import FormPlace, seen_in

if TYPE_CHECKING:
    from lifecycle.ledger.form_cells import FormCells

BOOKS = (".xlsx", ".xlsm")
"""How the names of files end that can be read back."""
_NO_BOOK = "Excelの様式(.xlsx)ではないため読み取れません。内容を確かめ、契約の証拠として原本を添えてください"
_NO_FORM = "様式コードのある{government}の様式ではありません。どの契約の何かを確かめて登録してください"
_PASSED_OVER = (".", "~$")
"""How the names begin of what is no document: what the system hides, what Excel keeps while a workbook is open."""


@dataclass(frozen=True, slots=True)
class DroppedFile:
    """A file of a drop folder: the places of the forms in it, or the reason why there is none.

    `cells` is what was read of it; `places` are kind, contract and subcontract of each form.
    """

    path: Path
    places: tuple[FormPlace, ...] = ()
    cells: "FormCells | None" = None
    reason: str = ""


def files_in(folder: Path) -> list[Path]:
    """The files of a folder by their names, without those of folders below it. Raises NotFoundError."""
    try:
        entries = sorted(folder.iterdir())
        return [path for path in entries if not path.name.startswith(_PASSED_OVER) and not path.is_dir()]
    except FileNotFoundError:
        raise NotFoundError(f"フォルダー「{folder.name}」がありません。置き場所を確かめてください。") from None
    except OSError as error:
        raise InputRejectedError(f"フォルダー「{folder.name}」を読めません({reason_of(error)})。") from None


def dropped_file(path: Path) -> DroppedFile:
    """A file of a drop folder as it was looked into; nothing is recorded of it."""
    from lifecycle.ledger.filled_forms import FilledForm, forms_in

    if path.suffix.lower() not in BOOKS:
        return DroppedFile(path, reason=_NO_BOOK)
    try:
        cells = seen_in(path, path.name)
    except InputRejectedError as error:
        return DroppedFile(path, reason=str(error))
    forms = forms_in(cells)
    places = tuple((f.code.kind, f.code.contract, f.code.subcontract) for f in forms if isinstance(f, FilledForm))
    places = places or (() if forms else tuple(_of_older(cells)))
    faults = "。".join(str(form.fault) for form in forms if not isinstance(form, FilledForm))
    return DroppedFile(path, tuple(dict.fromkeys(places)), cells, "" if places else faults or said_here(_NO_FORM))


def _of_older(cells: "FormCells") -> Iterator[FormPlace]:
    """The place of a form that went out before forms had codes: its one row stands on a sheet that nobody sees."""
    from lifecycle.ledger.columns import CONTRACT_NO, sheet_of

    for seen in cells.sheets:
        sheet = None if seen.visible else sheet_of(seen.name)
        rows = cells.rows(seen) if sheet else ()
        if sheet is None or len(rows) != _HEAD_AND_ROW:
            continue
        head, row = rows
        for at, cell in enumerate(head.cells):
            if cell == CONTRACT_NO.label and isinstance(number := row.cell(at), str):
                yield sheet.targets[0], number, ""


_HEAD_AND_ROW = 2
