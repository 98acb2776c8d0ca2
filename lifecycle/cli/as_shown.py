"""An act is bound to what was shown: by the code of what was shown, or by showing it and asking."""

import sys
from typing import Annotated, Protocol

from cyclopts import Parameter

from config.errors import CancelledError, UsageError
from lifecycle.cli.output import talk

ShownCode = Annotated[str | None, Parameter(name="--shown", help="確かめた内容の符号(show が示す。端末がないとき)")]
_YES = ("はい", "y", "yes")


class AboutToBeDone(Protocol):
    """What an act is about: the lines shown, and their hash."""

    @property
    def lines(self) -> tuple[str, ...]:
        """What is shown."""
        ...

    @property
    def shown(self) -> str:
        """The hash of what is shown."""
        ...


def as_shown(asked: AboutToBeDone, given: str | None, command: str) -> str:
    """The code of what the person was shown: the one typed, or after showing it and asking for a yes.

    `command` is the one that shows the code where there is no terminal. Raises UsageError, CancelledError.
    """
    if given is not None:
        return given
    if not sys.stdin.isatty():
        raise UsageError(f"端末がないところでは、{command} が示す符号を --shown で指定してください。")
    talk("\n".join(f"  {line}" for line in asked.lines))
    sys.stderr.write("この内容でよければ「はい」と入力してください: ")
    try:
        answer = input().strip().lower()
    except EOFError:
        answer = ""
    if answer not in _YES:
        raise CancelledError("実行しませんでした。")
    return asked.shown
