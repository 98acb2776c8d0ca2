"""The entries of the installed programs: Ctrl-C is answered from the first moment on, while they are being loaded."""

import gc
import sys
from importlib import import_module

from lifecycle.cli.own_packages import must_be_ours

_SELDOM = (10_000, 20, 100)
"""When Python looks for cycles of garbage. What a command loads is a hundred thousand objects that stay; looked through
at Python's own thresholds they cost a tenth of a long job."""


def run() -> None:
    """Run the command line, where the packages that it will load are its own (7 where they are not)."""
    must_be_ours()
    gc.set_threshold(*_SELDOM)
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
    must_be_ours()
    gc.set_threshold(*_SELDOM)
    import_module("flows.cli").run()
