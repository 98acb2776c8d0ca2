"""The child process: reads one workbook from stdin under limits and writes its cells to stdout, line by line in JSON.

A hostile or merely odd workbook (cells A1 and XFD1048576) makes the reader abort the whole process; here that costs
nothing but this child. Run as `python -m lifecycle.ledger.child MEGABYTES SHEETS NAME FORMULAS ROWS CONTENT`: SHEETS a
JSON list, or null for every sheet, NAME what the sheet of a text is called, FORMULAS in JSON whether formulas are to be
told, ROWS and CONTENT how many rows and megabytes it may have.
"""

import json
import sys
from contextlib import suppress
from zipfile import BadZipFile

from lifecycle.ledger.sources import (
    EXIT_BROKEN,
    EXIT_ENCRYPTED,
    EXIT_TOO_BIG,
    EXIT_TOO_MANY_ROWS,
    EXIT_TOO_MUCH_TEXT,
    messages,
)


def limit_memory(megabytes: int) -> None:
    """Limits this process's memory, and its core dumps to nothing, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def main() -> None:
    """Reads the workbook, writes its cells, and ends with the code that says why it could not."""
    limit_memory(int(sys.argv[1]))
    written = rows = 0
    try:
        sheets, formulas = json.loads(sys.argv[2]), json.loads(sys.argv[4])
        most_rows, most_bytes = int(sys.argv[5]), int(sys.argv[6]) << 20
        for message in messages(sys.stdin.buffer.read(), sheets, sys.argv[3], formulas=formulas):
            line = json.dumps(message, separators=(",", ":")).encode() + b"\n"
            written += len(line)
            rows += isinstance(message, list)
            if rows > most_rows:
                sys.exit(EXIT_TOO_MANY_ROWS)
            if written > most_bytes:
                sys.exit(EXIT_TOO_MUCH_TEXT)
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
