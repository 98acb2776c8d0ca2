"""Content: what a column of text asks for, and what was judged of a text that guards may not see."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TYPE_CHECKING, Any, Self

from states.labels import label

if TYPE_CHECKING:
    from config.readings import Readings


class Asks(Enum):
    """What a text column asks for, where a rule asks for its content (semantics §3).

    Anything but a placeholder; or なし counts too; or how something is done, not that it is; or one of the
    prefecture's own people.
    """

    CONTENT = "content"
    CONTENT_OR_NONE = "content_or_none"
    HOW = "how"
    OWN_PEOPLE = "own_people"


class Reference(str):
    """The reference of a person's name or number in the erasable table, with what was judged of the text.

    Guards see no names: `judged` was read from the text when it was recorded and is stored beside the reference.
    """

    judged: tuple[str, ...]

    def __new__(cls, value: str, judged: Iterable[str] = ()) -> Self:
        """The reference with its judgements; none for what was recorded before texts were judged."""
        made = str.__new__(cls, value)
        made.judged = tuple(judged)
        return made


PLACEHOLDER = "placeholder"
"""The judgement that a personal text holds no content (未定, －)."""


def says(readings: "Readings", record: Any, name: str) -> bool:
    """Whether a field holds what a rule may rely on: a value and, where it is free text, content (semantics §3).

    A placeholder (未定, －) is no content, nor is a text that affirms where the column asks how.
    """
    value = getattr(record, name)
    if isinstance(value, Reference):
        return PLACEHOLDER not in value.judged
    about = type(record).__dataclass_fields__[name].metadata
    if not isinstance(value, str) or about["choices"]:
        return value is not None
    asks = about["asks"]
    return readings.is_content(value, none_too=asks is Asks.CONTENT_OR_NONE, how=asks is Asks.HOW)


def says_stored(readings: "Readings", stored: Any) -> bool:
    """Whether a stored text holds content; of a reference into the erasable table, by what was judged of its text."""
    if isinstance(stored, Mapping):
        return PLACEHOLDER not in stored.get("judged", ())
    return stored is not None and readings.is_content(str(stored))


NO_CONTENT = "は内容の記載とは扱いません"


def lacks(readings: "Readings", record: Any, *names: str) -> list[str]:
    """The columns of those of the named fields that hold nothing to rely on; of a placeholder, that it is one."""
    return [_lacking(record, name) for name in names if not says(readings, record, name)]


def _lacking(record: Any, name: str) -> str:
    column, value = label(type(record), name), getattr(record, name)
    if value is None:
        return column
    told = "未定・－の類" if isinstance(value, Reference) else f"「{shortened(value)}」"
    return f"{column}({told}{NO_CONTENT})"


_SHOWN = 20


def shortened(text: str) -> str:
    """A text as a reason quotes it: one short line."""
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"
