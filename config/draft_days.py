"""The days of a draft of rule data: whether it leaves the past as it was, and what of it waits for no day."""

from collections.abc import Iterator, Set
from datetime import date

from pydantic import BaseModel

from config.editions import Edition
from config.errors import DataFault
from config.rule_rows import RuleRows
from config.rulebook import RuleBook
from config.schema import DatedValue, Rule
from config.wareki import format_date

_DATED = {"first_on", "values"}


def past_faults(drafted: RuleRows, live: RuleBook, today: date) -> Iterator[DataFault]:
    """Faults of a draft by which a day that is over would get other rules, values or editions than it had."""
    known = {edition.id: edition for edition in live.editions}
    for name, edition in drafted.editions:
        for day in _moved(edition.issued_on, known.get(edition.id)):
            if day < today:
                yield DataFault(name, edition.id, _over(day, today))
                break
    for name, transition in drafted.transitions:
        begins = transition.valid_from
        if begins and begins < today and transition != live.transitions.get(transition.code):
            yield DataFault(name, transition.code, _over(begins, today))
    for name, rule in drafted.rules:
        before = live.rules.get(rule.code)
        if over := [day for day in _first_days(rule, before) if day < today]:
            yield DataFault(name, rule.code, _over(over[0], today))
        for value in sorted(_changed_before(rule, before, today)):
            told = "今の値に valid_until を、新しい値に valid_from を、今日以後の日で書いてください"
            yield DataFault(name, f"{rule.code}.{value}", f"過ぎた日の値が変わります。{told}")


def days_of_draft(drafted: RuleRows, live: RuleBook) -> tuple[date, ...]:
    """The days from which the draft says something new: of its editions, of its rules, of the values of rules."""
    known = {edition.id: edition.issued_on for edition in live.editions}
    days = {edition.issued_on for _, edition in drafted.editions if known.get(edition.id) != edition.issued_on}
    transitions = [one for _, one in drafted.transitions if one != live.transitions.get(one.code)]
    days |= {day for one in transitions for day in (one.valid_from, one.valid_until) if day}
    for _, rule in drafted.rules:
        before = live.rules.get(rule.code)
        days |= set(_first_days(rule, before))
        days |= {
            day for value in rule.values for day in _turns(value) if _says_otherwise(rule, before, value.name, day)
        }
    return tuple(sorted(days))


def undated(drafted: RuleRows, live: RuleBook) -> Iterator[tuple[str, str, str]]:
    """What of a draft takes effect as soon as it is published: the file, the entry, the fields (empty for a whole one).

    Editions, values and first days carry days of their own, a transition where it has one or speaks of new editions
    alone; nothing else of an entry does.
    """
    new = {edition.id for _, edition in drafted.editions} - {edition.id for edition in live.editions}
    for name, rule in drafted.rules:
        before = live.rules.get(rule.code)
        if before is None:
            if rule.first_on is None:
                yield name, rule.code, ""
        elif fields := _differing(rule, before, _DATED):
            yield name, rule.code, fields
    for name, transition in drafted.transitions:
        standing = live.transitions.get(transition.code)
        waits = transition.valid_from or (transition.editions and new.issuperset(transition.editions))
        if standing is not None and standing != transition:
            yield name, transition.code, _differing(transition, standing)
        elif standing is None and not waits and transition.effect in ("lifts", "warns"):
            yield name, transition.code, ""
    for name, form in drafted.forms:
        if form.edition in live.forms:
            yield name, form.edition, "items"


def _differing(one: BaseModel, other: BaseModel, dated: Set[str] = frozenset()) -> str:
    fields = [name for name in type(one).model_fields if name not in dated]
    return "、".join(name for name in fields if getattr(one, name) != getattr(other, name))


def _moved(day: date, before: Edition | None) -> tuple[date, ...]:
    """The first day of an edition that is new or was moved, and the day from which it was moved."""
    if before is None:
        return (day,)
    return () if before.issued_on == day else (before.issued_on, day)


def _first_days(rule: Rule, before: Rule | None) -> tuple[date, ...]:
    """The first day of a rule that is new or was moved, and the day from which it was moved."""
    if before is not None and before.first_on == rule.first_on:
        return ()
    return tuple(day for day in ((before.first_on if before else None), rule.first_on) if day)


def _changed_before(rule: Rule, before: Rule | None, today: date) -> set[str]:
    """The names of the values that would be others on a day before today."""
    if before is None:
        return set()
    days = {day for value in (*rule.values, *before.values) for day in _turns(value) if day < today}
    names = {value.name for value in before.values}
    return {name for name in names for day in (*days, date.min) if _says_otherwise(rule, before, name, day)}


def _turns(value: DatedValue) -> tuple[date, ...]:
    return tuple(day for day in (value.valid_from, value.valid_until) if day)


def _says_otherwise(rule: Rule, before: Rule | None, name: str, day: date) -> bool:
    return _held(rule, name, day) != (_held(before, name, day) if before else None)


def _held(rule: Rule, name: str, day: date) -> tuple[object, object] | None:
    held = next((v for v in rule.values if v.name == name and v.holds_on(day)), None)
    return (held.value, held.comparison) if isinstance(held, DatedValue) else None


def _over(day: date, today: date) -> str:
    told = f"初日 {format_date(day)}は過ぎています。過ぎた日の判定は変えられません"
    return f"{told}。今日({format_date(today)})か、それより後の日にしてください"
