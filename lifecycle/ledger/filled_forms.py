"""Forms that came back: whose each one is by its code, and what stands in the cells beside the names of its fields."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from config.place import said_here
from config.vocabulary import Answer
from lifecycle.fields.texts import read_contract_no, read_subcontract_no
from lifecycle.fields.values import StoredValue, parse_value
from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Cell, column_letter, shown
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.form_cells import FormCells, SeenSheet
from lifecycle.ledger.form_code import KEYS, AlteredCode, FormCode, form_code_in, key_label
from lifecycle.ledger.parsed import Fault
from states.columns import SUBCONTRACT, columns_of
from states.documents import Column, ValueType
from states.evidence import KINDS, NOTICE

_ALTERED = "様式コードが書き換えられています。{government}が渡した様式に記入し直してください"
_WITHOUT = "様式コードがありません。{government}が渡した様式に記入し直してください"
_TWO = "一枚のシートには、一つの様式だけを置いてください"


@dataclass(frozen=True, slots=True)
class FilledForm:
    """A form as it came back: what it is and whose, its values by field, and every fault of what was filled in.

    `said` are the fields that somebody filled in: not what the form carried when it went out, and not the
    prefecture's own. A form that has none of them is as it went out.
    """

    sheet: str
    code: FormCode
    values: Mapping[str, StoredValue]
    faults: tuple[Fault, ...]
    said: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CodelessForm:
    """A sheet that has a form's fields, and no code by which it could be told whose it is."""

    sheet: str
    fault: Fault


def forms_in(cells: FormCells) -> list[FilledForm | CodelessForm]:
    """Every form that stands in sight in a workbook, in the order of its sheets."""
    return [form for sheet in cells.sheets if sheet.visible and (form := _form(cells, sheet))]


def _form(cells: FormCells, sheet: SeenSheet) -> FilledForm | CodelessForm | None:
    heading = next((at for at, cell in sorted(sheet.cells.items()) if _says(cell, KEYS)), None)
    if heading is None:
        return None
    try:
        codes = set(_codes(sheet))
    except AlteredCode as error:
        return CodelessForm(sheet.name, Fault(sheet.name, heading[0], "様式コード", str(error), said_here(_ALTERED)))
    if len(codes) != 1:
        told = ("なし", said_here(_WITHOUT)) if not codes else ("二つの様式コード", _TWO)
        return CodelessForm(sheet.name, Fault(sheet.name, heading[0], "様式コード", *told))
    try:
        return _read(cells, sheet, _with_numbers(codes.pop()), heading)
    except ValueError as error:
        return CodelessForm(sheet.name, Fault(sheet.name, heading[0], "様式コード", "契約番号", str(error)))


def _codes(sheet: SeenSheet) -> Iterator[FormCode]:
    for _, cell in sorted(sheet.cells.items()):
        if isinstance(cell, str) and (code := form_code_in(cell)):
            yield code


def _with_numbers(code: FormCode) -> FormCode:
    """The code with its numbers as the register spells them."""
    subcontract = read_subcontract_no(code.subcontract) if code.subcontract else ""
    return FormCode(code.kind, read_contract_no(code.contract), subcontract, code.edition)


def _says(cell: Cell, word: str) -> bool:
    return isinstance(cell, str) and plain(cell) == plain(word)


def _read(cells: FormCells, sheet: SeenSheet, code: FormCode, heading: tuple[int, int]) -> FilledForm:
    """The values beside the names below the heading; a name that stands twice, or that no field has, is a fault."""
    known = {plain(column.read_as[at]): column for at in (-1, 0) for column in _columns(code.kind)}
    values: dict[str, StoredValue] = {}
    faults: list[Fault] = []
    seen: set[str] = set()
    said: set[str] = set()
    if not known:
        told = "この種類の様式は読み取れません。新しい版の lifecycle で読んでください"
        faults.append(Fault(sheet.name, heading[0], "様式コード", code.kind, told))
    for row, key in _keys(sheet, heading):
        label, ours = key_label(key)
        column = known.get(plain(label))
        if known and (column is None or column.name in seen):
            told = "同じ項目が二つ" if column else "知らない項目"
            faults.append(Fault(sheet.name, row, label, told, f"「{KEYS}」は書き換えないでください"))
        elif column:
            seen.add(column.name)
            cell = cells.value(sheet, row, heading[1] - 1)
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            fault = _take(values, column, cell, (sheet.name, row, heading[1] - 1))
            faults += fault
            if not ours and (fault or values[column.name] != Answer.STRUCK.value):
                said.add(column.name)
    for column in _columns(code.kind):
        if code.edition and column.value_type is ValueType.EDITION and column.name not in values:
            faults += _take(values, column, code.edition, (sheet.name, heading[0], heading[1]))
    return FilledForm(sheet.name, code, values, tuple(faults), frozenset(said))


def _keys(sheet: SeenSheet, heading: tuple[int, int]) -> Iterator[tuple[int, str]]:
    for (row, at), cell in sorted(sheet.cells.items()):
        if row > heading[0] and at == heading[1] and isinstance(cell, str) and cell.strip():
            yield row, cell


def _columns(kind: str) -> tuple[Column, ...]:
    """The fields that a form of a kind may have; of an application also those of the notice; none of another kind."""
    if kind == SUBCONTRACT:
        return (*columns_of(SUBCONTRACT), *KINDS[NOTICE].columns)
    return KINDS[kind].columns if kind in KINDS else ()


def _take(values: dict[str, StoredValue], column: Column, cell: Cell, place: tuple[str, int, int]) -> list[Fault]:
    """Reads one cell into the values; gives the fault where it can't be read."""
    sheet, row, at = place
    label = f"{column_letter(at)}{row} {column.label}"
    if isinstance(cell, BrokenCell):
        return [Fault(sheet, row, label, HIDDEN if column.personal else cell.found, cell.expected)]
    try:
        values[column.name] = parse_value(column, cell)
    except ValueError as error:
        return [Fault(sheet, row, label, HIDDEN if column.personal else shown(cell), str(error))]
    return []
