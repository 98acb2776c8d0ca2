"""Due dates: by when a duty must be met, in the office's business days unless the rule says otherwise (§5)."""

from datetime import date, timedelta

from config.calendar import BusinessCalendar
from config.schema import Rule
from states.guards.case import Case

_COUNTED_FROM_THE_YEAR = ("concluded_on", "performance_start_on")


def due_on(rule: Rule, case: Case, calendar: BusinessCalendar, *, asked_later: bool = True) -> date | None:
    """The day by which a duty must be met: so many days from its anchor, never before its first date plus as many.

    None where the rule has no deadline, or where the date it counts from is blank. A 長期継続契約 counts from the
    first day of its latest fiscal year begun, where that is later; not so a rule on the contract document in what it
    asked on 締結日 already (`asked_later` is False).
    """
    deadline = rule.deadline
    base = _anchor(deadline.counted_from, case) if deadline else None
    if deadline is None or base is None:
        return None
    if deadline.counted_from in _COUNTED_FROM_THE_YEAR and (asked_later or rule.anchored_to != "concluded_on"):
        base = max(base, case.contract.year_start(case.on) or base)
    if rule.first_on and deadline.days >= 0:
        base = max(base, rule.first_on)
    if deadline.unit == "calendar":
        return base + timedelta(days=deadline.days)
    return calendar.add(base, deadline.days)


def _anchor(name: str, case: Case) -> date | None:
    """The date of the contract or of its subcontract from which a deadline is counted."""
    sheet = case.contract.sheet
    sub = case.subcontract.sheet if case.subcontract else None
    inspection, checklist = case.contract.completion_inspection, case.subject.checklist
    anchors = {
        "concluded_on": sheet.concluded_on,
        "performance_start_on": sheet.performance_start_on,
        "performance_end_on": sheet.performance_end_on,
        "checklist_received_on": checklist.received_on if checklist else None,
        "subcontract_approved_on": sub.approved_on if sub else None,
        "subcontract_started_on": sub.started_on if sub else None,
        # After 解除 no inspection comes: the return of the data is due from that day (semantics §6).
        "inspected_on": (inspection.inspected_on if inspection else None) or case.contract.terminated_on,
    }
    return anchors[name]
