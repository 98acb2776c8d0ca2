"""Words that say nothing, told where they are written: in every column of free text and of persons (semantics §11)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from config.in_use import per_book
from config.plausible import Plausible
from states.columns import columns_of
from states.content import NO_CONTENT, Asks, shortened
from states.documents import PERSONAL, Column, ValueType
from states.item_numbers import free_text_items
from states.plausible import Doubt, Stated

if TYPE_CHECKING:
    from config.readings import Readings

_FREE = frozenset({ValueType.TEXT, *PERSONAL})


def is_free_text(column: Column) -> bool:
    """Whether people write into a column what they like; numbers, choices, dates, yes and no are no free text."""
    return (column.value_type in _FREE and not column.choices) or column.name in _free_items()


@per_book
def _free_items() -> frozenset[str]:
    return frozenset(f"q{number}" for number in free_text_items())


def said_nothing(readings: "Readings", bounds: Plausible, stated: Stated) -> Iterator[Doubt]:
    """The fields of a record that are filled with a word that says nothing: a blank wherever a rule asks for content.

    It is recorded and told; refused is only what names the thing itself (委託先, 業務名) or is the reason of a
    decision, as a blank would be.
    """
    for column in columns_of(stated.kind):
        text = stated.fields.get(column.name)
        if not isinstance(text, str) or column.name not in stated.changed or not is_free_text(column):
            continue
        if not readings.is_content(text, none_too=column.asks is Asks.CONTENT_OR_NONE):
            needed = f"{stated.kind}.{column.name}" in bounds.must_say
            told = f"「{shortened(text)}」{NO_CONTENT}(空欄と同じです)。内容を書いてください"
            yield Doubt(column, shortened(text), told, frozenset({column.name}), refused=needed, blank=True)
