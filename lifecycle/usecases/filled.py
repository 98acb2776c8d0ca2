"""Filled-in workbooks: the fields of one document, read from a form that came back or from a sheet of the ledger."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.errors import ConflictError, InputRejectedError
from config.place import here
from config.vocabulary import Answer
from lifecycle.app import App
from lifecycle.fields.contract_numbers import one_spelling
from lifecycle.fields.values import stored_text
from lifecycle.records.evidence_files import StoredFile, place_of
from states.columns import SUBCONTRACT, columns_of
from states.documents import ValueType
from states.editions import unknown_editions
from states.evidence import KINDS, NOTICE

if TYPE_CHECKING:
    from lifecycle.ledger.cells import Row
    from lifecycle.ledger.filled_forms import CodelessForm, FilledForm
    from lifecycle.ledger.form_cells import FormCells
    from lifecycle.ledger.parsed import LedgerRow

FormPlace = tuple[str, str, str]
"""The kind, the contract and the subcontract that were asked for."""

APPLICATION = "再委託承認申請書"
_NAMED = 5
"""The most others whose it may be that a refusal names."""
_UNNUMBERED = "この様式には再委託番号の欄がありません。再委託{no}のものとして読みました"
_UNFILLED = "記入がありません(渡したときのままの様式です)"
_ENTER = "項目を入れて登録してください"
_NO_SUCH = "{government}の様式(様式コードのあるもの)も、台帳と同じ列のシート「{sheet}」もありません。" + _ENTER
_NO_APPLICATION = f"{APPLICATION}(様式コードのあるもの)がありません。{_ENTER}"


@dataclass(frozen=True, slots=True)
class FilledIn:
    """What a filled-in workbook gives for a document: its fields, the file that was read, what is to be made sure of.

    `sha256` is the hash of the bytes that were read; `dated` says that the date of the document is not the workbook's
    own, but was given with it.
    """

    fields: Mapping[str, Any]
    path: Path
    sha256: str
    notes: tuple[str, ...] = ()
    dated: bool = False


def read_received(
    app: App, file: StoredFile, id_: str, kind_id: str, subcontract: str, dated: str = ""
) -> dict[str, str]:
    """The fields that a workbook gives that was received before, as people write them. Raises InputRejectedError."""
    path = place_of(app.home / "evidence", file.sha256)
    return texts_in(read_filled(app, path, id_, kind_id, subcontract, dated, file.name), kind_id)


def read_filled(
    app: App, path: Path, id_: str, kind_id: str, subcontract: str, dated: str = "", called: str = ""
) -> FilledIn:
    """The fields of a kind that a workbook gives for a contract. Raises InputRejectedError with every fault.

    Values are those in sight: a formula that only refers to another cell gives what stands there now, any other is a
    fault. `dated` is the date of the document where the workbook leaves it blank: the office receives it, and need not
    open a contractor's file to write that into it. `called` is its name where it is not that of the path.
    """
    called = called or path.name
    return fields_in(app, seen_in(path, called), path, (kind_id, id_, subcontract), dated, called)


def must_be_as_read(read: FilledIn, hashes: Iterable[str]) -> None:
    """Raises ConflictError where the file that was stored is not the one that was read."""
    if read.sha256 not in hashes:
        told = f"「{read.path.name}」は、読んでいる間に書き換えられました。もう一度実行してください。"
        raise ConflictError(told)


def seen_in(path: Path, called: str) -> "FormCells":
    """What stands in sight in a workbook. Raises InputRejectedError."""
    from lifecycle.ledger.form_cells import read_form_cells
    from lifecycle.ledger.workbook import WorkbookUnreadable

    try:
        return read_form_cells(path)
    except WorkbookUnreadable as error:
        raise InputRejectedError(f"「{called}」を読めません。{error.found}。{error.remedy}。") from None


def fields_in(app: App, cells: "FormCells", path: Path, wanted: FormPlace, dated: str, called: str) -> FilledIn:
    """The fields of a document in cells that were read before. Raises InputRejectedError with every fault."""
    from lifecycle.ledger.filled_forms import forms_in

    kind_id = wanted[0]
    notes: tuple[str, ...] = ()
    if forms := forms_in(cells):
        form = _own(called, forms, wanted)
        fields = dict(form.values)
        faults = [str(fault) for fault in form.faults] or ([] if form.said else [_UNFILLED])
    elif kind_id == SUBCONTRACT:
        raise unreadable(called, [_NO_APPLICATION])
    else:
        fields, notes, faults = _row(cells, called, wanted, dated)
    given = bool(dated) and kind_id in KINDS and fields.get(KINDS[kind_id].dated_by, dated) == dated
    if given:
        fields[KINDS[kind_id].dated_by] = dated
    faults += [f"「{column.label}」: {told}" for column, told in unknown_editions(app.book, kind_id, fields)]
    if faults:
        raise unreadable(called, faults)
    return FilledIn(fields, path, cells.sha256, notes, given)


def unreadable(called: str, faults: Sequence[str]) -> InputRejectedError:
    """The refusal of a workbook, with every fault of it."""
    lines = "\n".join(f"  {fault}" for fault in faults)
    return InputRejectedError(f"「{called}」から読めません。何も記録していません。\n{lines}")


def texts_in(read: FilledIn, kind_id: str) -> dict[str, str]:
    """The fields that a workbook gives, as people write them."""
    columns = (*columns_of(kind_id), *(KINDS[NOTICE].columns if kind_id == SUBCONTRACT else ()))
    return {c.name: stored_text(c, read.fields[c.name]) for c in columns if read.fields.get(c.name) is not None}


def whose(kind: str, contract: str, subcontract: str) -> str:
    """The words for a document and whose it is: R6-0012 の再委託1のチェックリスト."""
    label = APPLICATION if kind == SUBCONTRACT else KINDS[kind].label if kind in KINDS else kind
    return f"{contract} の{f'再委託{subcontract}の' if subcontract else ''}{label}"


def _own(called: str, forms: "Sequence[FilledForm | CodelessForm]", wanted: FormPlace) -> "FilledForm":
    """The one form that is the wanted one's. Raises InputRejectedError, which says whose the others are."""
    from lifecycle.ledger.filled_forms import FilledForm

    coded = [form for form in forms if isinstance(form, FilledForm)]
    own = [f for f in coded if (f.code.kind, f.code.contract, f.code.subcontract) == wanted]
    if len(own) == 1:
        return own[0]
    if own:
        raise unreadable(called, [f"{whose(*wanted)}の様式が{len(own)}枚あります(1枚だけにしてください)"])
    told = [str(form.fault) for form in forms if not isinstance(form, FilledForm)]
    places = ((f.code.kind, f.code.contract, f.code.subcontract) for f in coded)
    raise unreadable(called, [*_others(places, wanted), *told])


def _others(places: Iterable[FormPlace], wanted: FormPlace) -> list[str]:
    """That what was handed in is another's: whose it is, and for whom it was handed in."""
    named = [whose(*place) for place in dict.fromkeys(places)]
    if not named:
        return []
    rest = f"など{len(named)}件" if len(named) > _NAMED else ""
    listed = "、".join(named[:_NAMED])
    return [f"中にあるのは {listed}{rest}です。{whose(*wanted)}ではありません"]


def _row(
    cells: "FormCells", called: str, wanted: FormPlace, dated: str
) -> tuple[dict[str, Any], tuple[str, ...], list[str]]:
    """The fields of the wanted row of the ledger's sheet, what is to be made sure of in them, and every fault."""
    from lifecycle.fields.words import plain
    from lifecycle.ledger.columns import SHEETS, SUBCONTRACT_NO, sheet_of
    from lifecycle.ledger.parse import parse_cells
    from lifecycle.ledger.workbook import Cells

    kind_id, id_, subcontract = wanted
    known = [(one, sheet_of(one.name)) for one in cells.sheets]
    sheets = {one.name: cells.rows(one) for one, sheet in known if sheet and kind_id in sheet.targets}
    if not sheets:
        named = next((sheet.name for sheet in SHEETS if kind_id in sheet.targets), KINDS[kind_id].label)
        raise unreadable(called, [_NO_SUCH.format(sheet=named, government=here().government)])
    parsed = parse_cells(Cells(sheets, (), cells.sha256), {(kind_id, KINDS[kind_id].dated_by): dated})
    faults = [str(fault) for fault in parsed.faults]
    every = [row for row in parsed.rows if kind_id in row.values]
    own = [row for row in every if row.contract in (id_, one_spelling(id_))]
    numbered = any(plain(cell) == plain(SUBCONTRACT_NO.label) for cell in _texts(sheets))
    rows = [row for row in own if (row.subcontract or "") == subcontract or not numbered]
    notes = () if numbered or not subcontract else (_UNNUMBERED.format(no=subcontract),)
    if len(rows) != 1:
        return {}, (), faults or _not_one(len(rows), every, wanted)
    fields = dict(rows[0].values[kind_id])
    return fields, notes, faults or ([_UNFILLED] if _is_unfilled(kind_id, fields) else [])


def _texts(sheets: Mapping[str, Sequence["Row"]]) -> Iterator[str]:
    return (cell for rows in sheets.values() for row in rows for cell in row.cells if isinstance(cell, str))


def _not_one(count: int, every: Sequence["LedgerRow"], wanted: FormPlace) -> list[str]:
    """What is said where not one row alone is the wanted one's: whose the others are, or how many there are."""
    places = ((wanted[0], row.contract or "", row.subcontract or "") for row in every)
    others = [] if count else _others(places, wanted)
    return others or [f"{whose(*wanted)}の行が{count}件あります(1件だけにしてください)"]


def _is_unfilled(kind_id: str, fields: Mapping[str, Any]) -> bool:
    """Whether a row says no more than the form did when it went out: its edition, its strikes, the date of receipt."""
    kind = KINDS[kind_id]
    editions = {column.name for column in kind.columns if column.value_type is ValueType.EDITION}
    said = {name for name, value in fields.items() if value != Answer.STRUCK.value} - editions - {kind.dated_by}
    return bool(editions) and not said
