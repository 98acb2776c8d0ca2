"""How the sealing of the journal stands: where seals are kept, whether they are made, whether the journal has them."""

import os
from datetime import timedelta
from pathlib import Path

from config.errors import InputRejectedError
from config.place import said_here
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.clock import day_of
from lifecycle.records.seal_file import BEHIND, ahead_of, last_line, last_lines, lines_of
from lifecycle.records.seals import last_seal
from lifecycle.usecases.kept_seals import kept_seals

_LATE = timedelta(days=2)


def seals_stand(app: App) -> tuple[bool, str]:
    """Whether nothing is to be done about the seals, and what to do where there is.

    A home made for trial needs no file; in any other it is a finding where none is named, where it lies in the home or
    can't be written, where it is gone, and where it knows a seal that this journal does not have.
    """
    with app.reading() as connection:
        last = last_seal(connection)
        path = app.seal_file
        if told := next((t for line in last_lines(kept_seals(app)) if (t := ahead_of(connection, line))), ""):
            return False, f"{told}。{said_here(BEHIND)}"
        if path is None:
            told = "控えの置き場所が決められていません(lifecycle.toml の [seal] file)。"
            return app.trial, f"{told}データベースごと作り直されても、それだけでは分かりません"
        try:
            last_line(path)
        except InputRejectedError as error:
            return False, str(error)
    if problem := _place(app, path, made=last is not None and last[2].root is not None):
        return False, problem
    if last is None:
        return True, "まだ一つもありません(毎夜作られます)"
    sealed_on = day_of(last[1])
    late = last[2].nightly and sealed_on < app.today() - _LATE
    first = next(lines_of(path), None) if path.exists() else None
    told = f"最後は{format_date(sealed_on)}" + (f"、控えは封印{first.seal}番から" if first else "")
    return not late, told + ("。毎夜の封印が行われていません" if late else "")


def _place(app: App, path: Path, *, made: bool) -> str:
    """What is wrong with the place of the file; empty where nothing is."""
    if app.home.resolve() in path.resolve().parents:
        return f"控え「{path.name}」がこのフォルダーの中にあります。外(できればほかの機械)に置いてください"
    if not path.exists():
        if made:
            return f"控え「{path.name}」がまだ作られていないか、消されています(次の封印で作られます)"
        return "" if os.access(path.parent, os.W_OK) else f"控え「{path.name}」を置くフォルダーに書けません"
    return "" if os.access(path, os.W_OK) else f"控え「{path.name}」に書けません"
