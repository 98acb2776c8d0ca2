"""The entries of the installed programs: Ctrl-C is answered from the first moment on, while they are being loaded."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from lifecycle.cli.own_packages import must_be_ours


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Look for cycles of garbage seldom, and not once more at the end, when the process gives all back anyhow.

    What a command loads is a hundred thousand objects that stay; looked through at Python's own thresholds they cost a
    sixth of a long job and of a short one alike.
    """
    gc.set_threshold(10_000, 20, 100)
    try:
        yield
    finally:
        gc.freeze()


def run() -> None:
    """Run the command line, where the packages that it will load are its own (7 where they are not)."""
    with _seldom_collecting():
        must_be_ours()
        try:
            from lifecycle.cli import main
        except KeyboardInterrupt:
            sys.stderr.write("\n中断しました。\n")
            raise SystemExit(10) from None
        main.run()


def run_schedule() -> None:
    """Run the command line of the schedule (`lifecycle-flows`), where the packages that it will load are its own.

    It stands here, as a foreign `flows` before ours would be loaded in the place of an entry of `flows`.
    """
    with _seldom_collecting():
        must_be_ours()
        import_module("flows.cli").run()
