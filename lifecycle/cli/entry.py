"""The entry of the installed program: Ctrl-C is answered from its first moment on, while it is still being loaded."""

import sys


def run() -> None:
    """Run the command line."""
    try:
        from lifecycle.cli import main
    except KeyboardInterrupt:
        sys.stderr.write("\n中断しました。\n")
        raise SystemExit(10) from None
    main.run()
