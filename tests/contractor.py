"""A contractor's desk: the form of self-inspection filled in cell by cell, and letters read as text."""

import re
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from workbooks import sheets_of

from lifecycle.ledger.form_code import key_label

FORM = "自己点検"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ANSWER, _KEY = 3, 4


def letter_text(path: Path) -> str:
    """What a letter says, a line for each paragraph."""
    with ZipFile(path) as container:
        body = ElementTree.fromstring(container.read("word/document.xml"))  # noqa: S314
    return "\n".join(
        "".join(text.text or "" for text in paragraph.iter(f"{_WORD}t")) for paragraph in body.iter(f"{_WORD}p")
    )


def everything_in(path: Path) -> str:
    """Every part of a Word or Excel file, as it stands in the container."""
    with ZipFile(path) as container:
        return "\n".join(container.read(name).decode("utf-8", "replace") for name in container.namelist())


def answered(book: Path, answers: Mapping[int, str], others: Mapping[str, str | int]) -> bytes:
    """The form with answers by item, and the other fields by the label before them."""
    cells: dict[str, str | int] = {}
    for at, row in enumerate(sheets_of(book)[FORM], start=1):
        if isinstance(row[0], float) and int(row[0]) in answers:
            cells[f"D{at}"] = answers[int(row[0])]
        for label, value in others.items():
            if row[0] == label or (isinstance(row[2], str) and row[2].endswith(f"のとき: {label}")):
                cells[f"D{at}"] = value
    assert len(cells) == len(answers) + len(others)
    return _with_cells(book, cells)


def typed_into(book: Path, values: Mapping[str, str | int]) -> bytes:
    """The form with values typed in by the name of the field beside the cell; every name must be there."""
    rows = next(iter(sheets_of(book).values()))
    cells = {
        f"D{at}": values[label]
        for at, row in enumerate(rows, start=1)
        if isinstance(row[_KEY], str) and (label := key_label(row[_KEY])[0]) in values
    }
    assert len(cells) == len(values)
    return _with_cells(book, cells)


def strikes(book: Path) -> set[int]:
    """The numbers of the items struck through."""
    rows = sheets_of(book)[FORM]
    return {int(row[0]) for row in rows if isinstance(row[0], float) and row[_ANSWER] == "斜線"}


def _with_cells(book: Path, cells: Mapping[str, str | int]) -> bytes:
    """The workbook with these cells typed over, the styles kept."""
    target = BytesIO()
    with ZipFile(book) as container, ZipFile(target, "w", ZIP_DEFLATED) as copy:
        for name in container.namelist():
            content = container.read(name).decode() if name.endswith(".xml") else ""
            if name == "xl/worksheets/sheet1.xml":
                for place, value in cells.items():
                    content, typed = re.subn(rf'<c r="{place}"( s="\d+")/>', _cell(place, value), content)
                    assert typed == 1, place
            copy.writestr(name, content.encode() if content else container.read(name))
    return target.getvalue()


def _cell(place: str, value: str | int) -> str:
    if isinstance(value, int):
        return rf'<c r="{place}"\1><v>{value}</v></c>'
    return rf'<c r="{place}"\1 t="inlineStr"><is><t>{escape(value)}</t></is></c>'
