"""Cells whose value Excel never stored: formulas without a result, and errors, both of which calamine shows as blanks.

Part of the child process: it reads a sheet's XML as a stream, and only where such a cell can be. Of a form that came
back it also tells the formulas themselves, as what they last gave may be old.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any
from xml.parsers import expat
from zipfile import ZipFile

# A sheet without formulas and errors has none of these; a hit only means that the sheet is read through.
_SUSPECT = re.compile(rb"<(?:\w+:)?f[\s/>]|\bt\s*=\s*[\"']e[\"']")
_CHUNK, _OVERLAP = 1 << 20, 64
_RANGE = re.compile(r"^([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)$")
_LONGEST = 400
"""The most rows and columns of a formula that fills several cells; a form has fewer."""
_REFERENCE = re.compile(r"^([A-Z]+)([0-9]+)$")

Found = tuple[int, int, str]
"""Row (Excel's), column (from 0), and the error's code, blank for a formula without a result."""


def sheet_parts(book: ZipFile) -> dict[str, str]:
    """The name of each sheet with the name of its XML part. Raises KeyError where the container has no workbook."""
    names = {name.replace("\\", "/").lower(): name for name in book.namelist()}
    targets = {}
    for attributes in _elements(book.read(names["xl/_rels/workbook.xml.rels"]), "Relationship"):
        path = posixpath.normpath(posixpath.join("/xl", attributes["Target"].replace("\\", "/")))
        targets[attributes["Id"]] = names.get(path.lstrip("/").lower(), "")
    parts = {}
    for attributes in _elements(book.read(names["xl/workbook.xml"]), "sheet"):
        identity = next(value for key, value in attributes.items() if key.endswith(":id"))
        parts[attributes["name"]] = targets[identity]
    return parts


def _elements(xml: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every element of that name, whatever its prefix."""
    elements: list[dict[str, str]] = []
    parser = expat.ParserCreate()

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            elements.append(attributes)

    parser.StartElementHandler = start
    parser.Parse(xml, True)
    return elements


def cells_without_value(book: ZipFile, part: str) -> list[Found]:
    """The cells of a sheet that hold a formula without a stored result, or an error."""
    with book.open(part) as stream:
        if not holds(stream, _SUSPECT):
            return []
    with book.open(part) as stream:
        return _Scan().run(stream)


def texts_of_formulas(book: ZipFile, part: str) -> list[Found]:
    """The cells of a sheet that hold a formula, each with its text; blank where it is shared with another cell."""
    with book.open(part) as stream:
        if not holds(stream, _SUSPECT):
            return []
    with book.open(part) as stream:
        scan = _Scan(texts=True)
        scan.run(stream)
        return scan.formulas


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def holds(stream: IO[bytes], wanted: re.Pattern[bytes]) -> bool:
    """Whether a part holds what is wanted, looked through piece by piece."""
    tail = b""
    for chunk in _chunks(stream):
        if wanted.search(tail + chunk):
            return True
        tail = chunk[-_OVERLAP:]
    return False


class _Scan:
    """One pass over a sheet's XML. Cells and rows that give no address follow the one before them."""

    def __init__(self, *, texts: bool = False) -> None:
        self.texts = texts
        self.found: list[Found] = []
        self.formulas: list[Found] = []
        self.row, self.column = 0, -1
        self.type, self.value, self.formula = "", "", ""
        self.has_formula = False
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def run(self, stream: IO[bytes]) -> list[Found]:
        for chunk in _chunks(stream):
            self.parser.Parse(chunk, False)
        self.parser.Parse(b"", True)
        return self.found

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        local = name.rpartition(":")[2]
        if local == "c":
            match = _REFERENCE.match(attributes.get("r", ""))
            self.column = column_at(match[1]) if match else self.column + 1
            self.type, self.value, self.has_formula = attributes.get("t", ""), "", False
            self.formula = ""
        elif local == "f":
            self.has_formula = True
            if self.texts:
                self.parser.CharacterDataHandler = self.formula_text
                self.formulas += _filled_by(attributes)
        elif local == "v" and (self.has_formula or self.type == "e"):
            self.parser.CharacterDataHandler = self.text
        elif local == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1

    def text(self, data: str) -> None:
        self.value += data

    def formula_text(self, data: str) -> None:
        self.formula += data

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "f"):
            self.parser.CharacterDataHandler = None
        elif local == "c":
            if self.has_formula and self.texts:
                self.formulas.append((self.row, self.column, self.formula.strip()))
            if self.type == "e":
                self.found.append((self.row, self.column, self.value.strip() or "#N/A"))
            elif self.has_formula and not self.value and self.type != "str":
                self.found.append((self.row, self.column, ""))


def _filled_by(attributes: Mapping[str, str]) -> list[Found]:
    """The further cells that one formula fills: they hold results, and no formula of their own."""
    match = _RANGE.match(attributes.get("ref", ""))
    if match is None or attributes.get("t") not in ("array", "dataTable"):
        return []
    rows = range(int(match[2]), min(int(match[4]), int(match[2]) + _LONGEST) + 1)
    columns = range(column_at(match[1]), min(column_at(match[3]), column_at(match[1]) + _LONGEST) + 1)
    return [(row, at, "") for row in rows for at in columns]


def column_at(letters: str) -> int:
    """The place of the column, counted from 0: A is 0, AA is 26."""
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
