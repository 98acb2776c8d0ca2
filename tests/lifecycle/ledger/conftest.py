"""Workbooks for the ledger's tests, written the way offices' own come in."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Sheets = Mapping[str, Sequence[Sequence[Any]]]
Write = Callable[[Sheets], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a workbook of named sheets of rows; `=A1` is a formula never calculated, `=A1→5` one that was."""

    def _write(sheets: Sheets) -> Path:
        path = tmp_path / "台帳.xlsx"
        with xlsxwriter.Workbook(str(path)) as book:
            formats = {
                date: book.add_format({"num_format": "yyyy/mm/dd"}),
                datetime: book.add_format({"num_format": "yyyy/mm/dd hh:mm"}),
                time: book.add_format({"num_format": "hh:mm"}),
            }
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for y, row in enumerate(rows):
                    for x, value in enumerate(row):
                        if type(value) in formats:
                            sheet.write_datetime(y, x, value, formats[type(value)])
                        elif isinstance(value, str) and value.startswith("="):
                            formula, _, result = value.partition("→")
                            sheet.write_formula(y, x, formula, None, result)
                        elif isinstance(value, str) and value:
                            sheet.write_string(y, x, value)
                        elif value is not None and value != "":
                            sheet.write(y, x, value)
        return path

    return _write
