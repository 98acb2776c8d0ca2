"""Transitional rules applied: of what a contract is excused, what only warns, and what is told beside what it lacks."""

from typing import NamedTuple

from config.transitions import SHEET, Transition
from config.vocabulary import Status
from config.wareki import format_date
from states.facts import ContractSheet
from states.guards.case import Case, Guard
from states.labels import label
from states.verdict import Note, Outcome

_SILENT = (Status.NOT_APPLICABLE, Status.UNRECORDED)


class Relieved(NamedTuple):
    """What a guard says of a case after the transitional rules; `case` is the one of the edition still asked."""

    case: Case
    outcome: Outcome


def judged(case: Case, guard: Guard) -> Relieved:
    """The guard's answer with the effect of the transitional rules that speak of the rule and reach the case.

    One that names editions excuses from what they ask: the case is judged by the newest edition of which nothing
    excuses, and is excused wholly where there is none, or where it keeps that one. What is not applicable stays so.
    """
    first = Relieved(case, guard(case))
    items = case.book.transitions_of(case.rule.code) if case.rule else ()
    if first.outcome.status in _SILENT or not items:
        return first
    code = case.rule.code if case.rule else ""
    lifting = [item for item in items if code in item.lifts and case.speaks(item)]
    lifted = _lifted(first, guard, lifting) if lifting else first
    if lifted.outcome.status is not Status.UNMET:
        return lifted
    speaking = [item for item in items if case.speaks(item)]
    softening = [item for item in speaking if item.effect == "warns" and item.softens == "everything"]
    eased = _softened(lifted, guard, softening)
    return _told(eased, [item for item in speaking if item.effect == "states" and item.when])


def _lifted(first: Relieved, guard: Guard, lifting: list[Transition]) -> Relieved:
    by, older = _by_edition(first.case, lifting)
    if by is None:
        return first
    if older is not None and (rest := guard(older)).status is Status.UNMET:
        return Relieved(older, rest)
    return Relieved(first.case, Outcome(Status.TRANSITIONAL, f"{by.code} {by.label}{_facts(by, first.case)}"))


def _softened(first: Relieved, guard: Guard, softening: list[Transition]) -> Relieved:
    by, older = _by_edition(first.case, softening)
    if by is None:
        return first
    if older is not None and (rest := guard(older)).status is Status.UNMET:
        return Relieved(older, rest)
    outcome = first.outcome
    return Relieved(first.case, outcome._replace(reason=f"{by.code} {by.label}: {outcome.reason}", advisory=True))


def _by_edition(case: Case, items: list[Transition]) -> tuple[Transition | None, Case | None]:
    """The transitional rule that takes away what is asked, and the case in which an older edition is still asked.

    No rule where the edition asked is not among those named; no case where nothing older is asked any more. Before the
    first known edition of a form that one is taken to be asked.
    """
    if whole := next((item for item in items if not item.editions), None):
        return whole, None
    named = frozenset(id_ for item in items for id_ in item.editions)
    for item in items:
        form = case.book.asked.by_id[item.editions[0]].form
        asked = case.edition(form, by=case.reviewed_on) or case.book.editions_of(form)[0]
        if asked.id in item.editions:
            older = case._replace(lifted=case.lifted | named)
            return item, older if older.edition(form, by=case.reviewed_on) else None
    return None, None


def _facts(by: Transition, case: Case) -> str:
    """The days of the contract on which its conditions rest, in brackets: 「(締結日 令和5年10月9日)」."""
    names = dict.fromkeys(one.field for one in by.when if one.record == SHEET and one.field and one.field[-3:] == "_on")
    days = [(label(ContractSheet, name), getattr(case.contract.sheet, name)) for name in names]
    told = "、".join(f"{column} {format_date(day)}" for column, day in days if day)
    return f"({told})" if told else ""


def _told(first: Relieved, stating: list[Transition]) -> Relieved:
    """What transitional rules that only state something say beside what is lacking."""
    if not stating:
        return first
    notes = tuple(Note(f"{item.code} {item.label}: {item.text}") for item in stating)
    return Relieved(first.case, first.outcome._replace(notes=(*first.outcome.notes, *notes)))
