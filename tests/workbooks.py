"""Workbooks looked into: cells as a reader sees them, formulas and fills as the file holds them."""

import re
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def sheets_of(book: Path | bytes) -> dict[str, list[list[Any]]]:
    """Every sheet's rows as calamine reads them: dates as dates, numbers as floats, blanks as ''."""
    source = BytesIO(book) if isinstance(book, bytes) else BytesIO(book.read_bytes())
    read = CalamineWorkbook.from_filelike(source)
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def column(book: Path | bytes, sheet: str, label: str) -> list[Any]:
    """The cells below a heading."""
    rows = sheets_of(book)[sheet]
    at = rows[0].index(label)
    return [row[at] for row in rows[1:]]


def parts_of(book: Path | bytes) -> Mapping[str, ElementTree.Element]:
    """The parsed XML of each sheet, by its name."""
    with ZipFile(BytesIO(book if isinstance(book, bytes) else book.read_bytes())) as container:
        targets = {
            relation.get("Id"): relation.get("Target")
            for relation in ElementTree.fromstring(container.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        }
        listed = ElementTree.fromstring(container.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # noqa: S314
        return {
            str(sheet.get("name")): ElementTree.fromstring(container.read(f"xl/{targets[sheet.get(_RELATION)]}"))  # noqa: S314
            for sheet in listed
        }


def formulas_in(book: Path | bytes) -> int:
    """How many cells hold a formula."""
    return sum(len(list(part.iter(f"{_MAIN}f"))) for part in parts_of(book).values())


def coloured(book: Path | bytes, rgb: str) -> set[tuple[str, int, int]]:
    """The sheet, row (Excel's) and column (from 0) of every cell filled with a colour."""
    with ZipFile(BytesIO(book if isinstance(book, bytes) else book.read_bytes())) as container:
        styles = ElementTree.fromstring(container.read("xl/styles.xml"))  # noqa: S314
    fills = [
        any(mark.get("rgb", "").endswith(rgb) for mark in fill.iter(f"{_MAIN}fgColor"))
        for fill in styles.find(f"{_MAIN}fills") or ()
    ]
    looks = [fills[int(xf.get("fillId", 0))] for xf in styles.find(f"{_MAIN}cellXfs") or ()]
    return {
        (name, *_place(str(cell.get("r"))))
        for name, part in parts_of(book).items()
        for cell in part.iter(f"{_MAIN}c")
        if looks[int(cell.get("s", 0))]
    }


def validations(book: Path | bytes, sheet: str) -> dict[str, ElementTree.Element]:
    """The validations of a sheet, by the range they hold for."""
    return {str(rule.get("sqref")): rule for rule in parts_of(book)[sheet].iter(f"{_MAIN}dataValidation")}


def is_day(cell: Any) -> bool:
    """Whether a cell is a real date."""
    return isinstance(cell, date)


def _place(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z]+)(\d+)", name)
    assert match
    at = 0
    for letter in match[1]:
        at = at * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), at - 1
