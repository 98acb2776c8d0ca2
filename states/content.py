"""Content: what a column of text asks for, and what was judged of a text that guards may not see."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from config.vocabulary import VisitReason
from states.labels import label

if TYPE_CHECKING:
    from config.readings import Readings


class Asks(Enum):
    """What a text column asks for, where a rule asks for its content (semantics §3).

    Anything but a placeholder; or なし counts too; or how something is done, not that it is; or one of the
    prefecture's own people; or why there was no visit; or that all of the data was returned.
    """

    CONTENT = "content"
    CONTENT_OR_NONE = "content_or_none"
    HOW = "how"
    OWN_PEOPLE = "own_people"
    WHY_NO_VISIT = "why_no_visit"
    ALL_RETURNED = "all_returned"


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

    @property
    def person(self) -> str:
        """The person whom the text names: equal for two spellings, a name and a mail address, of one person."""
        return next((j.removeprefix(SAME_AS) for j in self.judged if j.startswith(SAME_AS)), str(self))


ERASED = "消去済"
"""What stands where a name, a number or a free text was erased."""


class Erased(Reference):
    """A free text that can be seen no more: it is shown as 消去済 and compared by its reference, `judged` still speaks.

    `stored` is what the event holds of it.
    """

    stored: Mapping[str, Any]

    def __new__(cls, stored: Mapping[str, Any]) -> Self:
        """The erased text of a stored reference."""
        made = super().__new__(cls, ERASED, stored.get("judged", ()))
        made.stored = stored
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Erased) and self.stored["ref"] == other.stored["ref"]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self.stored["ref"])


SAME_AS = "same:"
"""The judgement that a text names the person of an earlier reference, which follows."""
PLACEHOLDER = "placeholder"
"""The judgement that a text holds no content (未定, －)."""
_PARTIAL = "partial"
_REASON = "reason:"


def judgements(readings: "Readings", asks: Asks, text: str) -> list[str]:
    """What a rule may ever ask of a free text in a column that asks so: kept beside it, as texts may be erased.

    Whether it holds content; of a reason for no visit, which; of a method of return, whether it says 一部.
    """
    judged = [] if _is_content(readings, asks, text) else [PLACEHOLDER]
    if asks is Asks.WHY_NO_VISIT:
        judged += [f"{_REASON}{reason.value}" for reason in readings.reasons_in(text)]
    if asks is Asks.ALL_RETURNED and readings.is_partial(text):
        judged.append(_PARTIAL)
    return judged


def _is_content(readings: "Readings", asks: Asks, text: str) -> bool:
    return readings.is_content(text, none_too=asks is Asks.CONTENT_OR_NONE, how=asks is Asks.HOW)


def holds_content(readings: "Readings", text: str) -> bool:
    """Whether a free text, erased or not, holds content and is no placeholder."""
    return PLACEHOLDER not in text.judged if isinstance(text, Reference) else readings.is_content(text)


def reasons_in(readings: "Readings", text: str | None) -> tuple[VisitReason, ...]:
    """The reasons for no visit that a text gives; of an erased text those that it was read as giving."""
    if isinstance(text, Reference):
        return tuple(VisitReason(one.removeprefix(_REASON)) for one in text.judged if one.startswith(_REASON))
    return readings.reasons_in(text or "")


def says_partial(readings: "Readings", text: str) -> bool:
    """Whether a text says, or an erased text was read as saying, that not all of the data was returned."""
    return _PARTIAL in text.judged if isinstance(text, Reference) else readings.is_partial(text)


def person_of(value: str | None) -> str | None:
    """The person whom a field names, to be compared with that of another field."""
    return value.person if isinstance(value, Reference) else value


def says(readings: "Readings", record: Any, name: str) -> bool:
    """Whether a field holds what a rule may rely on: a value and, where it is free text, content (semantics §3).

    A placeholder (未定, －) is no content, nor is a text that affirms where the column asks how.
    """
    value = getattr(record, name)
    if value is None:
        return False
    if isinstance(value, Reference):
        return PLACEHOLDER not in value.judged
    asks = _asked_of_text(record.__class__, name) if isinstance(value, str) else None
    return asks is None or _is_content(readings, asks, value)


@cache
def _asked_of_text(kind: type[Any], name: str) -> Asks | None:
    """What a column of text asks for; None of one whose words are chosen from a list."""
    about = kind.__dataclass_fields__[name].metadata
    asks: Asks = about["asks"]
    return None if about["choices"] else asks


def says_stored(readings: "Readings", stored: Any) -> bool:
    """Whether a stored text holds content; of a reference into the erasable table, by what was judged of its text."""
    if isinstance(stored, Mapping):
        return PLACEHOLDER not in stored.get("judged", ())
    return isinstance(stored, str) and holds_content(readings, stored)


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
