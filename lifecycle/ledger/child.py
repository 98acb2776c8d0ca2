"""The child process: reads one workbook from stdin under limits and writes its cells to stdout, line by line in JSON.

A hostile or merely odd workbook (cells A1 and XFD1048576) makes the reader abort the whole process; here that costs
nothing but this child. Run as `python -m lifecycle.ledger.child MEGABYTES SHEETS NAME FORMULAS`: SHEETS a JSON list, or
null for every sheet, NAME what the sheet of a text is called, FORMULAS in JSON whether formulas are to be told.
"""

import json
import sys
from contextlib import suppress
from zipfile import BadZipFile

from lifecycle.ledger.sources import EXIT_BROKEN, EXIT_ENCRYPTED, EXIT_TOO_BIG, messages

_OUTPUT_LIMIT = 256 * 1024 * 1024


def limit_memory(megabytes: int) -> None:
    """Limits this process's memory, and its core dumps to nothing, where the system can (not on Windows)."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def main() -> None:
    """Reads the workbook, writes its cells, and ends with the code that says why it could not."""
    limit_memory(int(sys.argv[1]))
    written = 0
    try:
        sheets, formulas = json.loads(sys.argv[2]), json.loads(sys.argv[4])
        for message in messages(sys.stdin.buffer.read(), sheets, sys.argv[3], formulas=formulas):
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
