"""The faults of conditions that name no known fact, or ask of a field what cannot be asked of it."""

from collections.abc import Iterator, Mapping
from typing import Any

from config.errors import DataFault
from config.rulebook import RuleBook
from config.transitions import NEWEST, SHEET, Condition, Transition
from states.added_kinds import class_of
from states.columns import SUBCONTRACT
from states.documents import ValueType
from states.evidence import BUILT_IN
from states.facts import ContractSheet, SubcontractSheet
from states.guards.s0_s1_estimate_conclusion import DOCUMENT_GUARDS

_FILE = "transitions.toml"
_DAYS = ("before", "on_or_after", "fiscal_year")
_ASKED_OF: Mapping[ValueType, tuple[str, ...]] = {
    ValueType.DATE: _DAYS,
    ValueType.EDITION: ("older_than",),
    ValueType.COUNT: ("is", "at_least", "below"),
    ValueType.CHOICE: ("is",),
    ValueType.CHOICES: ("contains",),
    ValueType.ARTICLES: ("contains", "covered_by"),
    ValueType.FISCAL_YEARS: ("contains",),
    **dict.fromkeys((ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT), ("is",)),
}
"""What may be asked of a field by how it is written, besides whether it is filled."""
_EITHER = (ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT)


def unknown_facts(book: RuleBook) -> Iterator[DataFault]:
    """Every fault of the conditions of the transitional rules, each at the place where it is written."""
    for item in book.transitions.values():
        for record, one in item.fields:
            for problem in _problems(book, item, record, one):
                yield DataFault(_FILE, f"{item.code}.when", problem)
        named = book.asked.by_id.get(item.editions[0]) if item.editions else None
        form = named.form if named else None
        if others := [code for code in item.codes if form and book.asked.form_of(code) not in (None, form)]:
            problem = f"規則 {'、'.join(others)} が求めるのは、ほかの様式です"
            yield DataFault(_FILE, f"{item.code}.editions", problem)
        if item.softens_what_came_later:
            others = [code for code in item.concerns if code in book.rules and not _of_document(book, code)]
            if others:
                problem = (
                    f"what_came_later は契約書の規則にだけ使えます({'、'.join(others)} は契約書の規則ではありません)"
                )
                yield DataFault(_FILE, f"{item.code}.softens", problem)


def _problems(book: RuleBook, item: Transition, record: str, one: Condition) -> Iterator[str]:
    cls = record_class(book, record)
    if cls is None:
        kinds = "、".join([*BUILT_IN, *(kind.id for kind in book.evidence.values() if kind.of != "office")])
        named = f"{SHEET}(契約)、{SUBCONTRACT}(再委託)か、次の証拠の種類にしてください"
        yield f"記録「{record}」がありません。{named}: {kinds}"
        return
    if record == SUBCONTRACT and any(_of_contract(book, code) for code in item.codes):
        yield "再委託の項目は、再委託を判定する規則の条件にだけ使えます"
    for name in (one.field or "", *([one.covered_by] if one.covered_by else [])):
        about = _about(cls, name)
        if about is None:
            yield f"項目「{name}」は {record} にありません。次のいずれかにしてください: {'、'.join(_names(cls))}"
        else:
            yield from _misasked(book, name, about, one)


def _of_document(book: RuleBook, code: str) -> bool:
    return book.rules[code].guard in DOCUMENT_GUARDS


def _of_contract(book: RuleBook, code: str) -> bool:
    return code in book.rules and book.rules[code].subject != SUBCONTRACT


def record_class(book: RuleBook, record: str) -> type[Any] | None:
    """The class of the facts of a record that a condition names; None where there is no such record."""
    if record in (SHEET, SUBCONTRACT):
        return ContractSheet if record == SHEET else SubcontractSheet
    if record in BUILT_IN:
        return BUILT_IN[record].cls
    kind = book.evidence.get(record)
    return class_of(kind) if kind and kind.of != "office" else None


def _about(cls: type[Any], name: str) -> Mapping[str, Any] | None:
    field = cls.__dataclass_fields__.get(name)
    return field.metadata if field is not None and "label" in field.metadata else None


def _names(cls: type[Any]) -> list[str]:
    return [name for name in cls.__dataclass_fields__ if _about(cls, name)]


def _misasked(book: RuleBook, name: str, about: Mapping[str, Any], one: Condition) -> Iterator[str]:
    """What cannot be asked of a field: by how it is written, by its choices, by the editions of its form."""
    type_: ValueType = about["type"]
    allowed = (*_ASKED_OF.get(type_, ("is",) if about["clear"] else ()), "filled")
    for test in one.tests:
        if test not in allowed:
            yield f"項目「{name}」({type_.value})に {test} は使えません(使えるのは {'、'.join(allowed)})"
    wanted = next((value for value in (one.is_, one.contains) if value is not None), None)
    if wanted is None or not {"is", "contains"} & set(one.tests) & set(allowed):
        pass
    elif about["choices"]:
        known = [word for term in about["choices"] for word in (term.value, term.label)]
        if wanted not in known:
            there = "、".join(term.label for term in about["choices"])
            yield f"項目「{name}」に「{wanted}」という値はありません({there})"
    elif type(wanted) is not _type_of(type_):
        yield f"項目「{name}」({type_.value})の値は {_WRITTEN[_type_of(type_)]} で書いてください"
    edition = book.asked.by_id.get(one.older_than or "")
    if one.older_than != NEWEST and edition and about["edition_of"] not in (None, edition.form):
        yield f"項目「{name}」の様式には「{one.older_than}」という版はありません"


def _type_of(type_: ValueType) -> type[Any]:
    if type_ in _EITHER:
        return bool
    return str if type_ is ValueType.TEXT else int


_WRITTEN: Mapping[type[Any], str] = {bool: "true か false", int: "整数", str: '文字("…")'}
