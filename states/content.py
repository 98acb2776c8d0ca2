"""Content: what a column of text asks for, and what was judged of a text that guards may not see."""

from collections.abc import Iterable
from enum import Enum
from typing import Self


class Asks(Enum):
    """What a text column asks for, where a rule asks for its content (semantics §11).

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
