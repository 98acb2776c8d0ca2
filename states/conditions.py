"""Whether the conditions of a transitional rule hold for a case: what its records say, by the names of the fields."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, Protocol

from config.forms import ChecklistForm
from config.rulebook import RuleBook
from config.transitions import NEWEST, SHEET, Condition, Transition
from config.vocabulary import Term
from config.wareki import fiscal_year_of
from states.columns import SUBCONTRACT
from states.evidence import BUILT_IN, NOTICE
from states.facts import Contract, Inspected, Subcontract

_SHELVES: Mapping[str, str] = {
    "checklist": "checklists",
    "onsite_inspection": "visits",
    "onsite_waiver": "waivers",
    "improvement_plan": "improvement_plans",
    "contact_check": "contact_checks",
    "incident_report": "incidents",
}
"""Where the facts keep the documents of a kind of which several may stand side by side."""
_SPEAKING: Mapping[str, str] = {
    "checklist": "checklist",
    "onsite_inspection": "visit",
    "onsite_waiver": "waiver",
    NOTICE: "notice",
}
"""Where the facts keep the document that speaks, where it is not called like its kind."""


class Situation(Protocol):
    """What conditions are asked of: a contract, perhaps one of its subcontracts, on a day, by a rule book."""

    @property
    def contract(self) -> Contract:
        """The contract."""

    @property
    def subcontract(self) -> Subcontract | None:
        """The subcontract that is judged; None where the contract itself is."""

    @property
    def on(self) -> date:
        """The day judged."""

    @property
    def book(self) -> RuleBook:
        """The rule book."""

    @property
    def form(self) -> ChecklistForm:
        """The checklist form of the day."""

    def says(self, record: Any, name: str) -> bool:
        """Whether a field holds what a rule may rely on."""


def speaks(transition: Transition, case: Situation) -> bool:
    """Whether a transitional rule has an effect on a case: its time has come, and all its conditions hold."""
    return transition.in_time(case.on) and all(holds(condition, case) for condition in transition.when)


def holds(condition: Condition, case: Situation) -> bool:
    """Whether a condition holds; what is blank, or not on record, meets none but `filled = false`."""
    if condition.all_of:
        return all(holds(one, case) for one in condition.all_of)
    if condition.any_of:
        return any(holds(one, case) for one in condition.any_of)
    if condition.none_of:
        return not any(holds(one, case) for one in condition.none_of)
    return any(
        all(_meets(one, record, case) for one in condition.of_record)
        for record in documents_of(condition.record, case, condition.version)
    )


def documents_of(kind: str, case: Situation, version: Literal["latest", "any"] = "latest") -> Iterator[Any]:
    """The records of a kind that are looked at: a sheet, the document that speaks, or every version.

    A single None stands where there is nothing.
    """
    if kind in (SHEET, SUBCONTRACT):
        yield case.contract.sheet if kind == SHEET else case.subcontract.sheet if case.subcontract else None
        return
    holder = _holder(kind, case)
    every = holder.versions.get(kind) or getattr(holder, _SHELVES.get(kind, ""), ()) or holder.records.get(kind, ())
    spoken = getattr(holder, _SPEAKING.get(kind, kind), None)
    if version == "any":
        yield from every or (spoken,)
    else:
        yield spoken or (every[-1] if every else None)


def _holder(kind: str, case: Situation) -> Inspected:
    """Whose documents are looked at: the subcontractor's of a kind that may be theirs, else the contractor's."""
    if kind in BUILT_IN:
        theirs = BUILT_IN[kind].of_subcontract
    else:
        added = case.book.evidence.get(kind)
        theirs = added is not None and added.of == SUBCONTRACT
    return case.subcontract if theirs and case.subcontract else case.contract


def _meets(one: Condition, record: Any, case: Situation) -> bool:
    name = one.field or ""
    said = record is not None and case.says(record, name)
    if one.filled is not None and said is not one.filled:
        return False
    if one.tests == ("filled",):
        return True
    value = getattr(record, name) if said else None
    return value is not None and all(_test(one, test, value, record, case) for test in one.tests if test != "filled")


def _test(one: Condition, test: str, value: Any, record: Any, case: Situation) -> bool:
    match test:
        case "before":
            return bool(value < one.before)
        case "on_or_after":
            return bool(value >= one.on_or_after)
        case "fiscal_year":
            return fiscal_year_of(value) == one.fiscal_year
        case "is":
            return _is(value, one.is_)
        case "at_least":
            return bool(value >= one.at_least)
        case "below":
            return bool(value < one.below)
        case "contains":
            return any(_is(part, one.contains) for part in value)
        case "older_than":
            return bool(value < _edition_day(one, record, case))
        case _:
            return _is_covered(one, value, record, case)


def _is(value: Any, wanted: bool | int | str | None) -> bool:
    """Whether a value is the one wanted; a choice is known by its id and by its word."""
    if isinstance(value, Term):
        return wanted in (value.value, value.label)
    return type(value) is type(wanted) and bool(value == wanted)


def _edition_day(one: Condition, record: Any, case: Situation) -> date:
    """The first day of the edition that the field's is to be older than."""
    if one.older_than != NEWEST:
        return case.book.asked.by_id[str(one.older_than)].issued_on
    form = record.__dataclass_fields__[one.field].metadata["edition_of"]
    known = case.book.editions_of(form)
    first = known[0].issued_on if known else date.min
    return max((edition.issued_on for edition in known if edition.issued_on <= case.on), default=first)


def _is_covered(one: Condition, value: Any, record: Any, case: Situation) -> bool:
    """Whether the articles that a field lists, the mandatory ones or all, are all listed by the other field too."""
    listed = set(value) & set(case.form.mandatory_articles) if one.among else set(value)
    return bool(listed) and listed <= set(getattr(record, str(one.covered_by)) or ())
