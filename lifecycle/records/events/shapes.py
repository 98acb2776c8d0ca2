"""How the content of an event is declared, written as the payload of a journal row, and read from it again.

The kinds themselves stand in `lifecycle.records.events`; here is what all of them have in common.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform, get_args, get_origin

from config.errors import RequestFault, WorldError
from states.content import ERASED

StoredPayload = Mapping[str, Any]
"""A payload as JSON holds it."""


class UnreadableEventError(WorldError, ValueError):
    """A stored payload that is not of the shape of its kind: tampered with, or never written by us."""

    def __init__(self, kind: str, cause: Exception) -> None:
        self.kind = kind
        self.cause = f"{type(cause).__name__}: {cause}"
        told = f"記録「{kind}」の内容が読み取れません({self.cause})。"
        super().__init__(RequestFault("event_unreadable", f"{told}記録を検証してください。", values={"told": told}))


class Body:
    """What an event says, apart from its header (whose, when, by whom). One class a kind of event.

    KIND is the id under which the journal knows it, LABEL its Japanese name, VERSION how many shapes it has had. A
    payload holds no version: an older shape is told by the keys it lacks, and `upcast` gives them what they meant.
    """

    __slots__ = ()
    KIND: ClassVar[str]
    LABEL: ClassVar[str]
    VERSION: ClassVar[int] = 1

    @classmethod
    def upcast(cls, stored: StoredPayload) -> StoredPayload:
        """The payload in the present shape, from this or any older one."""
        return stored

    def unsaid(self) -> Collection[str]:
        """The keys that this very event leaves out of its payload, beside optional ones that are None."""
        return ()


@dataclass(frozen=True, slots=True)
class Unknown(Body):
    """An event of a kind that this release does not know; readers let it pass by."""


B = TypeVar("B", bound=Body)


class Referred(str):
    """A free text of which an event holds but a reference to the erasable table: shown, it was erased (消去済).

    `stored` is what the event holds of it: reference, salted hash, length, and what was judged of the text.
    """

    stored: Mapping[str, Any]

    def __new__(cls, stored: Mapping[str, Any]) -> Self:
        """The text behind a stored reference, unread or erased."""
        made = super().__new__(cls, ERASED)
        made.stored = stored
        return made


def refers_to_text(value: Mapping[str, Any]) -> bool:
    """Whether a stored value refers to a free text; a reference to a person or a file's name tells no length."""
    return "ref" in value and "length" in value


def free_text(**default: Any) -> Any:
    """A field that holds what somebody wrote in words of their own; `default=None` where nobody need write anything."""
    return field(metadata={"free": True}, **default)


def is_free_text(declared: Field[Any]) -> bool:
    """Whether a field holds free text."""
    return bool(declared.metadata.get("free"))


def named(stored: str) -> Any:
    """A field that is stored under another key, as its own is taken (`from`, or the `kind` of a document)."""
    return field(metadata={"key": stored})


def _value(cls: type[B]) -> type[B]:
    """The class as a frozen value; one that adds no field to a value is one already, and costs no time at import."""
    if is_dataclass(cls) and "__annotations__" not in vars(cls):
        return cls
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(named, free_text))
def shape(cls: type[B]) -> type[B]:
    """What several kinds have in common; no event is of it alone."""
    return _value(cls)


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(named, free_text))
def event(kind: str, label: str, version: int = 1) -> Callable[[type[B]], type[B]]:
    """Make a class a kind of event: its id in the journal, its Japanese name, the version of its shape."""

    def made(cls: type[B]) -> type[B]:
        value = _value(cls)
        value.KIND, value.LABEL, value.VERSION = kind, label, version
        return value

    return made


def content_of(body: Body) -> dict[str, Any]:
    """The payload of an event as values that canonical JSON takes."""
    unsaid = body.unsaid()
    return {key: value for key, value in _written(body).items() if key not in unsaid}


def read(cls: type[B], stored: StoredPayload) -> B:
    """The content of an event of that kind. Raises UnreadableEventError."""
    try:
        return cls(**_given(cls, cls.upcast(stored)))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableEventError(cls.KIND, error) from error


def key_of(declared: Field[Any]) -> str:
    """The key under which a field is stored."""
    return str(declared.metadata.get("key", declared.name))


def is_optional(declared: Field[Any]) -> bool:
    """Whether the key is left out of the payload where the value is None: the fields that have None by default."""
    return declared.default is None


@cache
def _plan(cls: Any) -> tuple[tuple[str, str, bool, Callable[[Any], Any]], ...]:
    """Of each field: its name, its key, whether the key may be missing, and how its value is read."""
    return tuple((f.name, key_of(f), is_optional(f), _reader_of(f)) for f in fields(cls))


def _given(cls: Any, stored: StoredPayload) -> dict[str, Any]:
    return {name: reads(stored[key]) for name, key, missing, reads in _plan(cls) if key in stored or not missing}


def _written(value: Any) -> dict[str, Any]:
    cls: Any = type(value)
    held = ((key, missing, getattr(value, name)) for name, key, missing, _ in _plan(cls))
    return {key: _plain(one) for key, missing, one in held if one is not None or not missing}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return _written(value)
    if isinstance(value, Referred):
        return dict(value.stored)
    return [_plain(one) for one in value] if isinstance(value, tuple) else value


def _reader_of(declared: Field[Any]) -> Callable[[Any], Any]:
    reads = _reader(declared.type)
    if not is_free_text(declared):
        return reads
    return lambda value: Referred(value) if type(value) is dict and refers_to_text(value) else reads(value)


def _reader(declared: Any) -> Callable[[Any], Any]:
    """How a JSON value becomes one of the declared type; it raises TypeError or ValueError for any other."""
    origin, args = get_origin(declared), get_args(declared)
    if origin is UnionType:
        inner = _reader(args[0])
        return lambda value: None if value is None else inner(value)
    if origin is tuple and args[-1] is Ellipsis:
        each = _reader(args[0])
        return lambda value: tuple(each(one) for one in _checked(list, value))
    if origin is tuple:
        return lambda value: tuple(_checked(part, one) for part, one in zip(args, _checked(list, value), strict=True))
    if origin is not None:
        return lambda value: _checked(dict, value)
    if declared is Any:
        return lambda value: value
    if declared is date:
        return date.fromisoformat
    if is_dataclass(declared):
        return lambda value: declared(**_given(declared, _checked(dict, value)))  # type: ignore[operator]
    return declared if issubclass(declared, Enum) else lambda value: _checked(declared, value)


def _checked(wanted: type, value: Any) -> Any:
    if type(value) is not wanted:
        raise TypeError(f"{value!r} is no {wanted.__name__}")
    return value
