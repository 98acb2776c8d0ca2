"""What a command shows: one JSON document, a table on a terminal, tab-separated values in a pipe."""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Annotated, Any, NoReturn

from cyclopts import Parameter

from config.errors import UsageError
from config.wareki import format_date, parse_date

JSON_FLAG = "--json"


@Parameter(name="*")
@dataclass(frozen=True)
class Common:
    """What every command takes."""

    json: Annotated[bool, Parameter(name=JSON_FLAG, negative="", help="結果をJSON一つで出力する")] = False
    actor: Annotated[str | None, Parameter(name="--actor", help="操作する人(identity = declared のときだけ)")] = None


@Parameter(name="*")
@dataclass(frozen=True)
class Dates:
    """The date of a question."""

    as_of: Annotated[str | None, Parameter(name="--as-of", help="この日までの事実で答える(2024-11-26、R6.11.26)")] = (
        None
    )
    known_by: Annotated[str | None, Parameter(name="--known-by", help="この日までに記録されていたことだけで答える")] = (
        None
    )


DEFAULTS, ANY_DATE = Common(), Dates()


def day(text: str | None, option: str) -> date | None:
    """The date typed for an option, ISO or 和暦. Raises UsageError."""
    if text is None:
        return None
    try:
        return parse_date(text)
    except ValueError as error:
        raise UsageError(f"{option}: {error}") from None


def plain(value: Any) -> Any:
    """A value as JSON takes it: dates ISO, terms by their id, tuples as lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(v) for v in value]
    return value


def show_json(document: Any) -> None:
    """One JSON document, UTF-8 and not escaped."""
    print(json.dumps(plain(document), ensure_ascii=False, indent=2))


def talk(text: str) -> None:
    """A remark on stderr."""
    print(text, file=sys.stderr)


def wareki(value: date | None) -> str:
    """A date as people read it; a dash where there is none."""
    return format_date(value) if value else "—"


def show_rows(columns: Mapping[str, str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows under Japanese headings on a terminal, tab-separated under English names in a pipe."""
    if not sys.stdout.isatty():
        print("\t".join(columns))
        for row in rows:
            print("\t".join(_tsv(row.get(name)) for name in columns))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(*columns.values(), box=box.SQUARE)
    for row in rows:
        table.add_row(*(_cell(row.get(name)) for name in columns))
    Console().print(table, markup=False)


def _tsv(value: Any) -> str:
    text = "" if value is None else str(plain(value))
    return text.replace("\t", " ").replace("\n", " ")


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return format_date(value)
    return str(getattr(value, "label", value))


def leave(code: int) -> NoReturn:
    """End the command with an exit code of interfaces.md."""
    raise SystemExit(code)
