"""Forms as they come back: of the shape that carries a code, and of the older one with a hidden sheet of formulas."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook

from lifecycle.ledger.form_code import CODE_LABEL, KEYS, FormCode, key_text

PAGE, HIDDEN_SHEET = "自己点検", "チェックリスト"


def coded_form(
    code: FormCode | str,
    values: Mapping[str, Any],
    *,
    ours: Mapping[str, Any] | None = None,
    merged: bool = False,
    margin: int = 0,
    sheet: str = PAGE,
) -> bytes:
    """A form with its code, its values each left of the name of its field; `margin` blank rows and columns before.

    A value that begins with = is a formula, of which `old` was the last result; one with {= fills the next field too,
    which is to be None.
    """
    target = BytesIO()
    with Workbook(target) as book:
        page = book.add_worksheet(sheet)
        page.write_string(margin, margin, CODE_LABEL)
        page.write_string(margin, margin + 1, code if isinstance(code, str) else code.text)
        page.write_string(margin + 1, margin + 4, KEYS)
        named = [(label, value, False) for label, value in values.items()]
        named += [(label, value, True) for label, value in (ours or {}).items()]
        for row, (label, value, of_ours) in enumerate(named, start=margin + 2):
            page.write_string(row, margin, label)
            page.write_string(row, margin + 4, key_text(label, ours=of_ours))
            at = margin + 3
            if merged:
                page.merge_range(row, margin + 2, row, margin + 3, "")
                at = margin + 2
            if isinstance(value, str) and value.startswith("{="):
                # One formula fills this cell and the next one, which holds no more than what it gave.
                page.write_array_formula(row, at, row + 1, at, value, None, "old")
                page.write_string(row + 1, at, "はい")
            elif isinstance(value, str) and value.startswith("="):
                page.write_formula(row, at, value, None, "old")
            elif value is not None:
                page.write(row, at, value)
    return target.getvalue()


def older_form(contract: str, seen: Mapping[str, Any], last_given: Mapping[str, Any] | None = None) -> bytes:
    """A form that went out before there were codes: what is seen, and what its hidden formulas last gave."""
    target = BytesIO()
    with Workbook(target) as book:
        page, hidden = book.add_worksheet(PAGE), book.add_worksheet(HIDDEN_SHEET)
        for at, (label, text) in enumerate({"契約番号": contract, "様式の版": "R5.12.26"}.items()):
            hidden.write_string(0, at, label)
            hidden.write_string(1, at, text)
        for row, (label, value) in enumerate(seen.items()):
            page.write_string(row, 0, label)
            if value is not None:
                page.write(row, 3, value)
            where = f"'{PAGE}'!$D${row + 1}"
            hidden.write_string(0, row + 2, label)
            hidden.write_formula(1, row + 2, f'=IF({where}="","",{where})', None, (last_given or {}).get(label, ""))
        hidden.hide()
    return target.getvalue()


def ledger_sheet(sheet: str, head: Sequence[str], *rows: Sequence[Any]) -> bytes:
    """A workbook with one sheet of the ledger; a cell that begins with = is a formula that last gave `old`."""
    target = BytesIO()
    with Workbook(target) as book:
        page = book.add_worksheet(sheet)
        for number, row in enumerate((head, *rows)):
            for at, cell in enumerate(row):
                if isinstance(cell, str) and cell.startswith("="):
                    page.write_formula(number, at, cell, None, "old")
                else:
                    page.write(number, at, cell)
    return target.getvalue()
