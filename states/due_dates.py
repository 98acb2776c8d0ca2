"""Due dates: by when a duty must be met, in the office's business days unless the rule says otherwise (§5)."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from config.calendar import BusinessCalendar
from config.editions import Edition
from config.schema import Deadline, Rule
from config.vocabulary import Binds
from states.facts import Departure
from states.guards.case import Case

_COUNTED_FROM_THE_YEAR = ("concluded_on", "performance_start_on")


def due_on(
    rule: Rule, case: Case, calendar: BusinessCalendar, *, asked_later: bool = True, raised: Departure | None = None
) -> date | None:
    """The day by which a duty must be met: so many days from its anchor, never before its first date plus as many.

    None where the rule has no deadline, or where the date it counts from is blank. A 長期継続契約 counts from the
    first day of its latest fiscal year begun, where that is later; not so a rule on the contract document in what it
    asked on 締結日 already (`asked_later` is False). Nor is it before the first day of the edition asked for, or of
    the installation's own raise, plus as many days.
    """
    edition = case.edition_asked(rule, asked_later=asked_later)
    return due_under(edition, rule, case, calendar, asked_later=asked_later, raised=raised)


def due_under(
    edition: Edition | None,
    rule: Rule,
    case: Case,
    calendar: BusinessCalendar,
    *,
    asked_later: bool,
    raised: Departure | None,
) -> date | None:
    """The same, where the edition is known under which the rule is asked."""
    deadline = rule.deadline
    base = _ANCHORS[deadline.counted_from](case) if deadline else None
    if deadline is None or base is None:
        return None
    if deadline.counted_from in _COUNTED_FROM_THE_YEAR and (asked_later or rule.anchored_to != "concluded_on"):
        base = max(base, case.contract.year_start(case.on) or base)
    if rule.first_on and deadline.days >= 0:
        base = max(base, rule.first_on)
    if edition is None and raised is None:
        return _counted(base, deadline, calendar)
    begun = [(edition.issued_on, edition.reach)] if edition else []
    begun += [(raised.from_on, raised.reaches)] if raised else []
    floors = [_earliest(first, reach, deadline, case, calendar) for first, reach in begun]
    return max(_counted(base, deadline, calendar), *floors)


def came_later(case: Case, edition: Edition | None, raised: Departure | None) -> bool:
    """Whether a duty is asked by an edition or a raise whose first day is after 締結日."""
    begun = [edition.issued_on] if edition else []
    begun += [raised.from_on] if raised else []
    return bool(begun) and max(begun) > case.concluded_or_now


def _counted(base: date, deadline: Deadline, calendar: BusinessCalendar) -> date:
    """So many days of the deadline from a day."""
    if deadline.unit == "calendar":
        return base + timedelta(days=deadline.days)
    return calendar.add(base, deadline.days)


def _earliest(first: date, reach: Binds, deadline: Deadline, case: Case, calendar: BusinessCalendar) -> date:
    """The earliest due date of what begins on a day: its own number of days later.

    What reaches a contract that runs already leaves it at least the days of notice.
    """
    day = _counted(first, deadline, calendar) if deadline.days > 0 else first
    if reach == "concluded_from" or case.concluded_or_now >= first:
        return day
    return max(day, calendar.add(first, case.book.escalation.notice_business_days))


def _checklist_received(case: Case) -> date | None:
    checklist = case.subject.checklist
    return checklist.received_on if checklist else None


def _subcontract_approved(case: Case) -> date | None:
    return case.subcontract.sheet.approved_on if case.subcontract else None


def _subcontract_started(case: Case) -> date | None:
    return case.subcontract.sheet.started_on if case.subcontract else None


def _inspected(case: Case) -> date | None:
    """The day of the inspection. After 解除 none comes: the return of the data is due from that day (semantics §6)."""
    inspection = case.contract.completion_inspection
    return (inspection.inspected_on if inspection else None) or case.contract.terminated_on


_ANCHORS: Mapping[str, Callable[[Case], date | None]] = {
    "concluded_on": lambda case: case.contract.sheet.concluded_on,
    "performance_start_on": lambda case: case.contract.sheet.performance_start_on,
    "performance_end_on": lambda case: case.contract.sheet.performance_end_on,
    "checklist_received_on": _checklist_received,
    "subcontract_approved_on": _subcontract_approved,
    "subcontract_started_on": _subcontract_started,
    "inspected_on": _inspected,
}
"""The date of the contract or of its subcontract from which a deadline is counted."""
