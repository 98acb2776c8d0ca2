"""Files with which a question is answered, beside what it prints (`--xlsx FILE`, `--ics FILE`)."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

from lifecycle.cli.output import talk

if TYPE_CHECKING:
    from lifecycle.app import App

Force = Annotated[bool, Parameter(name="--force", help="同じ名前のファイルがあれば上書きする")]


def check_book(path: Path, *, force: bool, suffix: str = ".xlsx") -> None:
    """Raises UsageError or NotFoundError where the file may not be written there, before anything is read."""
    from lifecycle.papers.books.new_file import check_target

    check_target(path, force=force, suffix=suffix)


def write_book(path: Path, data: bytes, *, force: bool, suffix: str = ".xlsx") -> None:
    """Write the file, whole or not at all, and say so on stderr. Raises UsageError, NotFoundError, WorldError."""
    from lifecycle.papers.books.new_file import write_new

    write_new(path, data, force=force, suffix=suffix)
    talk(f"{path.name} に書き出しました。")


def mark_said(app: "App") -> str:
    """What a workbook says of the home it comes from: for trial, made up; nothing of a real one."""
    from lifecycle.records.flags import mark_of

    with app.reading() as connection:
        return mark_of(connection)
