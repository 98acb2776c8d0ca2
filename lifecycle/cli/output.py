"""What a command shows: one JSON document, a table on a terminal, tab-separated values in a pipe."""

import codecs
import io
import json
import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

from cyclopts import Parameter

from config.errors import Exit, UsageError
from config.unseen import in_json, visible
from config.wareki import EARLIEST, LATEST, format_date, parse_date
from lifecycle.cli.streams import NEAREST, register_nearest

if TYPE_CHECKING:
    from lifecycle.app import App
    from lifecycle.records.as_of import AsOf

JSON_FLAG, ACTOR_FLAG = "--json", "--actor"


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """The options that every command takes."""

    json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False
    actor: Annotated[str | None, Parameter(name=ACTOR_FLAG, help="操作する人(試用の環境だけ)")] = None


@Parameter(name="*")
@dataclass(frozen=True)
class Dates:
    """The options for the date of a question."""

    as_of: Annotated[str | None, Parameter(name="--as-of", help="この日までの事実で答える(2024-11-26、R6.11.26)")] = (
        None
    )
    known_by: Annotated[str | None, Parameter(name="--known-by", help="この日までに記録されていたことだけで答える")] = (
        None
    )

    @property
    def given(self) -> bool:
        """Whether any date was typed; without a date, what is stored answers."""
        return self.as_of is not None or self.known_by is not None

    def asked(self, today: date) -> "AsOf":
        """The dates of the question as typed; without --as-of its date is today. Raises UsageError."""
        from lifecycle.records.as_of import AsOf

        return AsOf(day(self.as_of, "--as-of") or today, day(self.known_by, "--known-by"))


DEFAULTS, ANY_DATE = Common(), Dates()


def day(text: str | None, option: str) -> date | None:
    """The day that was typed for an option, ISO or 和暦. Raises UsageError."""
    if text is None:
        return None
    try:
        parsed = parse_date(text)
    except (ValueError, KeyError) as error:
        raise UsageError(f"{option}: {error}") from None
    if not EARLIEST <= parsed <= LATEST:
        raise UsageError(f"{option}: 昭和元年から2099年までの日を指定してください「{text}」")
    return parsed


def show_json(document: Any) -> None:
    """Print one JSON document in UTF-8; nothing in it is escaped but what nobody sees."""
    from lifecycle.fields.json_values import plain_value

    print(in_json(json.dumps(plain_value(document), ensure_ascii=False, indent=2)))


def talk(text: str) -> None:
    """Print a remark on stderr; unseen characters that it may hold are shown as escapes."""
    print(visible(text), file=sys.stderr)


def prepare_streams(*, as_json: bool) -> None:
    """Set up the streams: JSON is always UTF-8, other text where it would be ASCII; else by the nearest letters."""
    register_nearest()
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - stands for a closed stream
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - stands for a closed stream
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            ascii_only = codecs.lookup(stream.encoding or "ascii").name == "ascii"
            if (as_json and stream is sys.stdout) or ascii_only:
                stream.reconfigure(encoding="utf-8")
            stream.reconfigure(errors=NEAREST)


def wareki(value: date | None) -> str:
    """A date as people read it; a dash where there is none."""
    return format_date(value) if value else "—"


def show_rows(
    columns: Mapping[str, str],
    rows: Sequence[Mapping[str, Any]],
    keys: Sequence[str] = ("id",),
    gives_way: Sequence[str] = (),
) -> None:
    """Print rows under Japanese headings on a terminal, tab-separated under English names in a pipe.

    On a terminal the cells of `keys` are never cut; `gives_way` names the columns that are left out first.
    """
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(_tsv(row.get(name)) for name in columns))
        return
    from lifecycle.cli.grid import Grid

    screen = Grid(columns, rows, keys, gives_way).at(shutil.get_terminal_size().columns)
    print("\n".join(screen.lines))
    if screen.foot:
        talk(f"画面の幅に入らない列は省きました: {'、'.join(screen.foot)}(--json には全てあります)")


def _tsv(value: Any) -> str:
    from lifecycle.fields.json_values import plain_value

    text = "" if value is None else str(plain_value(value))
    return text.replace("\t", " ").replace("\n", " ")


def refuse_undeclared(app: "App") -> None:
    """Refuse --actor where the system tells who acts, also for commands that any post may run. Raises UsageError."""
    with app.reading() as connection:
        app.actor(connection)


def leave(code: Exit) -> NoReturn:
    """End the command with an exit code."""
    raise SystemExit(code)
