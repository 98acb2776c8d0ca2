"""The streams of a command while it runs: what is printed reaches a terminal or a pipe without unseen characters.

One guard for all that is printed, by this room, by a prompt, by a log: texts of older records, of files and of other
programs may hold what no terminal should obey.
"""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from config.unseen import visible


class Guarded:
    """A text stream whose unseen characters come out as escapes; everything else is the stream's own."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    @property
    def rich_proxied_file(self) -> IO[str]:
        """The stream itself, for the control sequences of a table's bold head; its cells are made visible before."""
        return self._stream

    def write(self, text: str) -> int:
        """Write a text, unseen characters as escapes."""
        self._stream.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts, unseen characters as escapes."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def guarded() -> Iterator[None]:
    """Guard stdout and stderr within this block."""
    out, err = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = cast(IO[str], Guarded(out)), cast(IO[str], Guarded(err))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = out, err
