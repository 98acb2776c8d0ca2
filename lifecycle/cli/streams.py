"""The streams of a command while it runs: what is printed reaches a terminal or a pipe without unseen characters.

One guard for all that is printed, by this room, by a prompt, by a log: texts of older records, of files and of other
programs may hold what no terminal should obey. A reader who goes away early (`| head`) changes nothing in what the
command does, nor in its exit code. A letter that the terminal's encoding lacks becomes the nearest that it has.
"""

import codecs
import errno
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from config.unseen import visible

NEAREST = "lifecycle.nearest"
"""The name of the way in which a stream writes what its encoding lacks."""

_ALIKE = {"—": "―", "–": "-", "‐": "-", "‑": "-", "−": "－", "〜": "～", "‖": "∥", "•": "・", "·": "・"}
"""Letters that cp932 lacks, each with one that looks like it there."""


def register_nearest() -> None:
    """Let streams write what their encoding lacks as the nearest that it has, else as ?."""
    codecs.register_error(NEAREST, _nearest)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(_one_nearest(letter, error.encoding) for letter in lacking), error.end


def _one_nearest(letter: str, encoding: str) -> str:
    for alike in (_ALIKE.get(letter, ""), unicodedata.normalize("NFKC", letter)):
        try:
            alike.encode(encoding)
        except UnicodeEncodeError:
            continue
        if alike:
            return alike
    return "?"


class Lasting:
    """A text stream that outlives its reader: once nobody reads, what is written goes nowhere, and nothing fails."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text, if anybody still reads."""
        try:
            self._stream.write(text)
        except OSError as error:
            self._let_go(error)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written, if anybody still reads."""
        try:
            self._stream.flush()
        except OSError as error:
            self._let_go(error)

    def _let_go(self, error: OSError) -> None:
        """Lead the stream to nowhere where its reader has gone (Windows says «invalid»). Raises any other error."""
        if not isinstance(error, BrokenPipeError) and not (sys.platform == "win32" and error.errno == errno.EINVAL):
            raise error
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class Guarded:
    """A text stream whose unseen characters come out as escapes; everything else is the stream's own."""

    def __init__(self, stream: Lasting, before: Callable[[], None] | None = None) -> None:
        self._stream, self._before = stream, before

    @property
    def rich_proxied_file(self) -> Lasting:
        """The stream itself, for the control sequences of a help text's bold head."""
        return self._stream

    def write(self, text: str) -> int:
        """Write a text, unseen characters as escapes."""
        if self._before:
            self._before()
        self._stream.write(visible(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write texts, unseen characters as escapes."""
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def guarded(before: Callable[[], None] | None = None) -> Iterator[None]:
    """Guard stdout and stderr within this block; `before` is done before anything is printed."""
    out, err = sys.stdout, sys.stderr
    lasting = Lasting(out), Lasting(err)
    sys.stdout, sys.stderr = (cast(IO[str], Guarded(one, before)) for one in lasting)
    try:
        yield
    finally:
        # What is left is handed on here: at the end of the process a reader who has gone would change its exit code.
        for one in lasting:
            one.flush()
        sys.stdout, sys.stderr = out, err
