"""The entry of the installed program: Ctrl-C is answered from its first moment on, while it is still being loaded."""

import sys

from lifecycle.cli.own_packages import must_be_ours


def run() -> None:
    """Run the command line, where the packages that it will load are its own (7 where they are not)."""
    must_be_ours()
    try:
        from lifecycle.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("\n中断しました。\n")
        raise SystemExit(10) from None
    main.run()
