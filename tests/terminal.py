"""A person at a terminal: a command in a process of its own on a pseudo-terminal, read and answered line by line."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PATIENCE = 180.0
"""Seconds to wait for a prompt on a slow machine."""

_RUN = "from lifecycle.cli.main import run; run()"


def pseudo_terminal() -> tuple[int, int]:
    """The two ends of a pseudo-terminal; the test is skipped with the reason where the machine gives none."""
    try:
        return os.openpty()
    except OSError as missing:
        pytest.skip(f"no pseudo-terminal on this machine: {missing.strerror}")


@dataclass
class Terminal:
    """Runs `lifecycle` with both ends on a terminal. `said` is all that it has shown."""

    words: tuple[str, ...]
    home: Path
    now: str
    said: str = ""
    _raw: bytes = b""
    _at: int = 0
    _master: int = field(init=False)
    _process: "subprocess.Popen[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        self._master, slave = pseudo_terminal()
        kept: Mapping[str, str] = {n: v for n, v in os.environ.items() if not n.startswith("LIFECYCLE_")}
        environment = {**kept, "LIFECYCLE_HOME": str(self.home), "LIFECYCLE_NOW": self.now, "PYTHONUTF8": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _RUN, *self.words], stdin=slave, stdout=slave, stderr=slave, env=environment
        )
        os.close(slave)

    def sees(self, text: str) -> str:
        """Wait until a text is shown after what was seen before; gives what stood before it."""
        until = time.monotonic() + PATIENCE
        while text not in self.said[self._at :]:
            if not self._read(until):
                raise AssertionError(f"「{text}」 was not shown:\n{self.said}")
        found = self.said.index(text, self._at)
        before, self._at = self.said[self._at : found], found + len(text)
        return before

    def types(self, line: str) -> None:
        """Type a line and press Enter."""
        os.write(self._master, line.encode() + b"\n")

    def answers(self, label: str, line: str) -> None:
        """Wait for the prompt of a field and answer it."""
        self.sees(f" {label}(")
        self.sees(": ")
        self.types(line)

    def presses_ctrl_d(self) -> None:
        """End of input."""
        os.write(self._master, b"\x04")

    def interrupts(self) -> None:
        """What Ctrl-C sends to a command."""
        self._process.send_signal(signal.SIGINT)

    def ends(self) -> int:
        """Wait until the command has ended; its exit code."""
        until = time.monotonic() + PATIENCE
        while self._read(until):
            pass
        code = self._process.wait(PATIENCE)
        os.close(self._master)
        return code

    def _read(self, until: float) -> bool:
        """Take in what is shown; False where the other end is closed or patience is over."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            return False
        try:
            block = os.read(self._master, 65536)
        except OSError:
            return False
        self._raw += block
        self.said = self._raw.decode(errors="ignore").replace("\r\n", "\n")
        return bool(block)
