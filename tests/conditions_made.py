"""Facts made to order: of every condition of a transitional rule a contract that meets it, and one that just misses."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from config.rulebook import RuleBook
from config.transitions import NEWEST, Condition
from config.vocabulary import Stage
from states.content import Reference
from states.documents import OLD_EDITION, PERSONAL, ValueType
from states.evidence import BUILT_IN
from states.facts import Contract, ContractSheet, Subcontract, SubcontractSheet
from states.guards.case import Case
from states.transition_facts import record_class

DAY = timedelta(days=1)
ON = date(2026, 6, 1)
Facts = dict[str, list[dict[str, Any]]]


def about(book: RuleBook, record: str, one: Condition) -> Any:
    """What is known of the field of a condition."""
    cls = record_class(book, record)
    assert cls is not None
    return cls.__dataclass_fields__[one.field or ""].metadata


def meeting(book: RuleBook, record: str, one: Condition) -> dict[str, Any]:
    """The fields of a record that meets a condition on one of its fields, at the very edge where there is one."""
    name, field = one.field or "", about(book, record, one)
    if one.filled is False:
        return {}
    if one.fiscal_year is not None:
        year = date(one.fiscal_year, 4, 1)
        return {name: max(year, one.on_or_after or year)}
    if one.before or one.on_or_after:
        return {name: one.on_or_after or (one.before or ON) - DAY}
    if one.older_than:
        return {name: OLD_EDITION}
    if one.covered_by:
        return {name: (1, 2), one.covered_by: (1, 2, 3)}
    if one.at_least is not None or one.below is not None:
        return {name: one.at_least if one.at_least is not None else (one.below or 1) - 1}
    if one.contains is not None:
        return {name: (_value(field, one.contains),)}
    return {name: _value(field, one.is_) if one.is_ is not None else something(field)}


def missing(book: RuleBook, record: str, one: Condition) -> dict[str, Any]:
    """The fields of a record that just does not meet the condition: the day before, the day itself, another value."""
    name, field = one.field or "", about(book, record, one)
    if one.filled is False:
        return {name: something(field)}
    if one.before:
        return {name: one.before}
    if one.on_or_after:
        return {name: one.on_or_after - DAY}
    if one.fiscal_year is not None:
        return {name: date(one.fiscal_year, 3, 31)}
    if one.older_than and one.older_than != NEWEST:
        return {name: book.asked.by_id[one.older_than].issued_on}
    if one.covered_by:
        return {name: (1, 2), one.covered_by: (2, 3)}
    if one.at_least is not None or one.below is not None:
        return {name: one.below if one.below is not None else (one.at_least or 1) - 1}
    if isinstance(one.is_, bool):
        return {name: not one.is_}
    return {name: one.is_ + 1} if isinstance(one.is_, int) else {}


def something(field: Any) -> Any:
    """A value that fills a field."""
    if field["type"] in PERSONAL:
        return Reference("p1")
    values: dict[ValueType, Any] = {
        ValueType.DATE: date(2024, 5, 1),
        ValueType.EDITION: date(2024, 3, 1),
        ValueType.COUNT: 7,
        ValueType.ARTICLES: (3,),
        ValueType.FISCAL_YEARS: (2024,),
        **dict.fromkeys((ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT), True),
    }
    term = next(iter(field["choices"] or ()), None)
    if term is not None:
        return (term,) if field["type"] is ValueType.CHOICES else term
    return values.get(field["type"], "施錠できる書庫に保管する")


def _value(field: Any, wanted: Any) -> Any:
    return next((term for term in field["choices"] or () if wanted in (term.value, term.label)), wanted)


def facts_of(book: RuleBook, together: Sequence[Condition], failing: int | None = None) -> Facts:
    """The records that meet all of the conditions but the one of that place, which they just miss."""
    facts: Facts = defaultdict(list)
    for place, condition in enumerate(together):
        for record, own, version in _records(book, condition, met=place != failing):
            standing = facts[record]
            if version == "any" or not standing:
                standing.append(own)
            else:
                standing[-1].update(own)
    return facts


def _records(book: RuleBook, condition: Condition, *, met: bool) -> Iterator[tuple[str, dict[str, Any], str]]:
    if condition.of_record:
        fields: dict[str, Any] = {}
        for at, one in enumerate(condition.of_record):
            fields |= (meeting if met or at else missing)(book, condition.record, one)
        yield condition.record, fields, condition.version
    elif condition.all_of:
        for at, one in enumerate(condition.all_of):
            yield from _records(book, one, met=met or at > 0)
    elif condition.any_of:
        yield from (part for one in condition.any_of[: 1 if met else None] for part in _records(book, one, met=met))
    elif not met:
        yield from _records(book, condition.none_of[0], met=True)


def case_of(book: RuleBook, facts: Facts, rule: str | None = None, on: date = ON) -> Case:
    """The case of a contract, with a subcontract where one is spoken of, whose records are these."""
    made: dict[str, Any] = {}
    for record, rows in facts.items():
        cls = record_class(book, record)
        assert cls is not None
        made[record] = tuple(cls(**row) for row in rows)
    sheets = {name: made.pop(name, (None,))[-1] for name in ("contract", "subcontract")}
    sub = Subcontract(no="1", sheet=sheets["subcontract"] or SubcontractSheet(), versions=made)
    contract = Contract(
        id="R6-0001",
        stage=Stage.CONCLUDED,
        sheet=sheets["contract"] or ContractSheet(),
        subcontracts=(sub,),
        versions=made,
    )
    return Case(contract, on, book, sub if sheets["subcontract"] else None, book.rules[rule] if rule else None)


RECORDS = ("contract", *BUILT_IN)
"""The records of the product's own that a condition on a contract may name."""
