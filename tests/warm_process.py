"""A command in a process of its own that begins warm: forked from one in which the program is loaded, no home open."""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import cache
from multiprocessing.context import ForkServerContext
from pathlib import Path

from command_line import Said

_LOADED = [
    "lifecycle.cli.main",
    "lifecycle.app",
    "lifecycle.usecases.evidence",
    "lifecycle.usecases.importing",
    "lifecycle.usecases.moves",
    "lifecycle.watch.sweep",
    "jinja2",
]
_LONGEST = 120


@cache
def _server() -> ForkServerContext:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_LOADED)
    return context


def said_by_process(words: Sequence[str], environment: Mapping[str, str]) -> Said:
    """What `lifecycle` says to these words, and how it ends, in that environment. Raises TimeoutError after 120 s."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        process = _server().Process(target=_run, args=(list(words), dict(environment), str(out), str(err)))
        process.start()
        process.join(_LONGEST)
        if process.exitcode is None:
            process.kill()
            raise TimeoutError(f"lifecycle {' '.join(words)}")
        return Said(process.exitcode, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8"))


def _run(words: list[str], environment: dict[str, str], out: str, err: str) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with open(out, "w", encoding="utf-8") as sys.stdout, open(err, "w", encoding="utf-8") as sys.stderr:
        from lifecycle.cli.main import run

        run(words)
