"""Duties as pages show them: which are pressing, which only a stage to come asks for, and the mark of each."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from config.vocabulary import MARK_ATTENTION, MARK_NOT_STARTED, MARK_OK, MARK_OVERDUE, Stage, Standing, Status
from lifecycle.papers.site.seen import ContractSeen, Frame, Portfolio
from notifications.plain import clean
from states.duty import Duty

LATE, SOON, LATER, RECORDED = "late", "soon", "later", "recorded"
_MARKS = {LATE: MARK_OVERDUE, SOON: MARK_ATTENTION, LATER: MARK_NOT_STARTED, RECORDED: MARK_OVERDUE}

LackingByContract = Mapping[str, tuple[Duty, ...]]


def urgency(duty: Duty) -> str:
    """How pressing a duty is: past its day, due soon, to come; or left on record."""
    if duty.on_record:
        return RECORDED
    return LATE if duty.overdue else SOON if duty.is_soon else LATER


def mark(duty: Duty) -> str:
    """The mark of a duty: ■ past its day or left on record, ▲ due soon, ○ to come."""
    return _MARKS[urgency(duty)]


def is_ahead(duty: Duty) -> bool:
    """Whether only a stage still to come asks for the duty, and its due date is not near."""
    return duty.is_open and urgency(duty) == LATER and not duty.gate_is_behind


def present(duties: Iterable[Duty]) -> list[Duty]:
    """The duties that a contract lacks now, or was left lacking when it ended."""
    return [duty for duty in duties if duty.on_record or (duty.is_open and not is_ahead(duty))]


def lacking(portfolio: Portfolio) -> LackingByContract:
    """Every unmet duty that bars a gate, by contract, the weightiest first."""
    return {one.id: lacking_of(portfolio, one) for one in portfolio.seen}


def lacking_of(frame: Frame, one: ContractSeen) -> tuple[Duty, ...]:
    """Every unmet duty of a contract that bars a gate, the weightiest first."""
    return weightiest_first(_shown(frame.duties.blocking(one.judged)))


def warned(frame: Frame, one: ContractSeen) -> tuple[Duty, ...]:
    """The duties of which a contract is only warned: they bar no gate."""
    return tuple(_shown(frame.duties.by_status(one.judged, Status.WARNING)))


def excused(frame: Frame, one: ContractSeen) -> tuple[Duty, ...]:
    """Duties met another way, lifted for a time or by a transitional rule; rules not yet in force are left out."""
    kinds = (Status.SUBSTITUTED, Status.OVERRIDDEN, Status.TRANSITIONAL)
    return tuple(_shown(frame.duties.by_status(one.judged, *kinds)))


def _shown(duties: Iterable[Duty]) -> Iterator[Duty]:
    """Duties without the control characters that typed text in their reasons may hold."""
    for duty in duties:
        reason = clean(duty.reason)
        yield duty if reason == duty.reason else replace(duty, reason=reason)


def weightiest_first(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """The duties past their day or left on record before the others, by weight, then by due date."""
    return tuple(sorted(duties, key=weight_of))


def weight_of(duty: Duty) -> tuple[bool, int, date, str]:
    """The place of a duty in that order."""
    return urgency(duty) in (SOON, LATER), duty.weight, duty.due_on or date.max, duty.subject


def mark_of(one: ContractSeen) -> str:
    """The mark of a contract: ■ 要是正, ▲ 注意, ● 順調, ○ 着手前."""
    standing = one.judged.standing
    if standing is Standing.NEEDS_CORRECTION:
        return MARK_OVERDUE
    if standing is Standing.ATTENTION:
        return MARK_ATTENTION
    return MARK_NOT_STARTED if one.contract.stage is Stage.ESTIMATE else MARK_OK
