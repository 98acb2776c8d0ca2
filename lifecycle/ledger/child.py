"""The child process: reads one workbook from stdin under limits and writes its cells to stdout, line by line in JSON.

A hostile or merely odd workbook (cells A1 and XFD1048576) makes the reader abort the whole process; here that costs
nothing but this child. Run as `python -m lifecycle.ledger.child MEGABYTES SHEETS`, SHEETS a JSON list.
"""

import io
import json
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any
from zipfile import BadZipFile, ZipFile

from lifecycle.fields.words import plain
from lifecycle.ledger.formulas import cells_without_value, sheet_parts

EXIT_TOO_BIG, EXIT_BROKEN, EXIT_NOT_EXCEL, EXIT_ENCRYPTED = 11, 12, 13, 14
_OUTPUT_LIMIT = 256 * 1024 * 1024
_ENCRYPTED_BIT = 0x1


def limit_memory(megabytes: int) -> None:
    """Limits this process's memory, and its core dumps to nothing, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def encode(cell: Any) -> Any:
    """A cell for the pipe: blank is null, dates and times are tagged lists."""
    if isinstance(cell, str):
        return cell if cell.strip() else None
    if isinstance(cell, datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, date):
        return ["date", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    return ["seconds", cell.total_seconds()] if isinstance(cell, timedelta) else cell


def messages(data: bytes, wanted: list[str]) -> Iterator[Any]:
    """What the child writes: the sheets' names, then for each wanted sheet its name, broken cells and rows."""
    from python_calamine import CalamineWorkbook

    with ZipFile(io.BytesIO(data)) as container:
        if any(part.flag_bits & _ENCRYPTED_BIT for part in container.infolist()):
            sys.exit(EXIT_ENCRYPTED)
        if "xl/workbook.xml" not in {name.replace("\\", "/").lower() for name in container.namelist()}:
            sys.exit(EXIT_NOT_EXCEL)
        parts = sheet_parts(container)
        yield {"sheets": list(parts)}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in parts:
            if plain(name) not in wanted:
                continue
            yield {"sheet": name, "broken": cells_without_value(container, parts[name])}
            yield from rows_of(book.get_sheet_by_name(name))


def rows_of(sheet: Any) -> Iterator[list[Any]]:
    """Each row that is not blank: its number in Excel and its cells up to the last that is not blank."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if cells.count("") == len(cells):
            continue
        row = [encode(cell) for cell in cells]
        while row and row[-1] is None:
            row.pop()
        if row:
            yield [number, row]


def main() -> None:
    """Reads the workbook, writes its cells, and ends with the code that says why it could not."""
    limit_memory(int(sys.argv[1]))
    written = 0
    try:
        for message in messages(sys.stdin.buffer.read(), json.loads(sys.argv[2])):
            line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
            written += len(line)
            if written > _OUTPUT_LIMIT:
                sys.exit(EXIT_TOO_BIG)
            sys.stdout.buffer.write(line)
    except MemoryError:
        sys.exit(EXIT_TOO_BIG)
    except BadZipFile:
        sys.exit(EXIT_BROKEN)
    except Exception as error:
        # Whatever else the reader trips over, the workbook is at fault; the parent says so in Japanese.
        sys.exit(EXIT_ENCRYPTED if type(error).__name__ == "PasswordError" else EXIT_BROKEN)


if __name__ == "__main__":
    main()
