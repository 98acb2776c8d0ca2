"""Values: how the content of a cell, or what was typed on the command line, becomes a stored value, and back."""

from collections.abc import Callable, Mapping
from typing import cast

from lifecycle.fields.choices import (
    answer_text,
    choices_text,
    either_text,
    read_answer,
    read_choice,
    read_choices,
    read_either,
    terms_of,
)
from lifecycle.fields.counts import articles_text, read_articles, read_count
from lifecycle.fields.dates import edition_text, fiscal_years_text, read_date, read_edition, read_fiscal_years
from lifecycle.fields.texts import read_mail, read_person, read_text
from lifecycle.fields.times import read_time
from lifecycle.fields.words import tidy
from states.content import ERASED
from states.documents import Column, ValueType

StoredValue = str | int | bool | list[int] | list[str]
"""What the store keeps, native to JSON: text, ISO date, term id, number, truth, list of numbers or ids."""

_EITHER = (ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT)
_READERS: Mapping[ValueType, Callable[[object], StoredValue]] = {
    ValueType.TIME: read_time,
    ValueType.EDITION: read_edition,
    ValueType.TEXT: read_text,
    ValueType.PERSON: read_person,
    ValueType.CONTACT: read_person,
    ValueType.MAIL: read_mail,
    ValueType.ARTICLES: read_articles,
    ValueType.FISCAL_YEARS: read_fiscal_years,
}


def is_blank(raw: object) -> bool:
    """Whether the value is blank: no cell, or only blanks in it."""
    return raw is None or (isinstance(raw, str) and not tidy(raw))


def parse_value(column: Column, raw: object, era: str = "") -> StoredValue:
    """The stored value of what was written for a column of a record.

    `raw` is a cell as Excel holds it (text, number, truth, date, time) or text typed on the command line; `era` is that
    of a day whose year stands without one (7.4.1), where somebody settled it. Raises ValueError, in Japanese, saying
    what is expected; the text repeats nothing from personal columns, and those take anything but a blank.
    """
    if is_blank(raw):
        raise ValueError(f"空欄です。{column.expected}が必要です")
    type_ = column.value_type
    if type_ is ValueType.DATE:
        return read_date(raw, era)
    if type_ in _EITHER:
        return read_either(type_, raw)
    if type_ is ValueType.ANSWER:
        return read_answer(_item(column), raw)
    if type_ is ValueType.CHOICE:
        return read_choice(column, raw)
    if type_ is ValueType.COUNT:
        return read_count(raw, column.units)
    if type_ is ValueType.CHOICES:
        return read_choices(column, raw)
    return _READERS[type_](raw)


def stored_text(column: Column, stored: StoredValue) -> str:
    """A stored value as people read it and as the workbook holds it: はい, 有, R5.12.26, 3,5,17, R5,R6, an ISO date.

    `parse_value` reads it back to the same value. A text that was erased is said to be.
    """
    type_ = column.value_type
    if isinstance(stored, dict):
        return ERASED
    if type_ in _EITHER:
        return either_text(type_, bool(stored))
    if type_ is ValueType.ARTICLES:
        return articles_text(cast(list[int], stored))
    if type_ is ValueType.FISCAL_YEARS:
        return fiscal_years_text(cast(list[int], stored))
    if type_ is ValueType.CHOICES:
        return choices_text(column, cast(str | list[str], stored))
    text = str(stored)
    if type_ is ValueType.EDITION:
        return edition_text(text)
    if type_ is ValueType.ANSWER:
        return answer_text(_item(column), text)
    return terms_of(column)(text).label if type_ is ValueType.CHOICE else text


def _item(column: Column) -> int:
    """The number of the checklist's item that a field stands for: q17 gives 17."""
    return int(column.name.removeprefix("q"))
