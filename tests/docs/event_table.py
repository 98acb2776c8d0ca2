"""The kinds of events in docs/architecture.md: each with its Japanese name, its version and its payload as stored."""

from dataclasses import Field, fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, get_args, get_origin

from docs.rule_tables import table

from config.place import said_here
from config.vocabulary import ActKind, Stage
from lifecycle.records.events.documents import KeptFile, LedgerPlace
from lifecycle.records.events.kinds import KINDS
from lifecycle.records.events.moves import Lacking
from lifecycle.records.events.people import SeededPost
from lifecycle.records.events.shapes import is_optional, key_of

_WORDS = {str: "text", int: "number", bool: "true or false", date: "day", Stage: "stage", ActKind: "act"}
_PARTS = (KeptFile, LedgerPlace, Lacking, SeededPost)


def kinds() -> list[str]:
    """A row for each kind, in the order of the files that declare them."""
    rows = [(f"`{kind}`", said_here(found.LABEL), str(found.VERSION), _payload(found)) for kind, found in KINDS.items()]
    return table(("kind", "日本語", "version", "payload (in brackets what is left out where there is none)"), rows)


def parts() -> list[str]:
    """The values that payloads are made of."""
    return table(("value", "keys"), [(part.__name__, _payload(part)) for part in _PARTS])


def _payload(shape: Any) -> str:
    return ", ".join(_key(field) for field in fields(shape))


def _key(field: Field[Any]) -> str:
    text = f"`{key_of(field)}` {_type(field.type, optional=is_optional(field))}"
    return f"[{text}]" if is_optional(field) else text


def _type(declared: Any, *, optional: bool = False) -> str:
    origin, args = get_origin(declared), get_args(declared)
    if origin is UnionType:
        return _type(args[0]) if optional else f"{_type(args[0])} or null"
    if origin is tuple:
        return f"list of {_type(args[0])}" if args[-1] is Ellipsis else "(所属, post)"
    if origin is not None:
        return "object"
    return declared.__name__ if is_dataclass(declared) else _WORDS[declared]
