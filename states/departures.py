"""What an installation raises or lowers: from which day, and for which contracts."""

from config.schema import Rule
from states.facts import Policy
from states.guards.case import Case
from states.reach import is_reached


def is_lowerable(rule: Rule) -> bool:
    """Whether an installation may lower the rule's block to a warning: T and A rules; never structural F codes."""
    return rule.strength in ("T", "A") and rule.stage != "F"


def blocks(policy: Policy, rule: Rule, case: Case) -> bool:
    """Whether an unmet duty bars a gate: by the closed set, less what is lowered, plus what is raised."""
    if rule.code in policy.lowered and is_lowerable(rule) and _departs(policy, rule, case):
        return False
    return bool(rule.gates) or is_raised(policy, rule, case)


def is_raised(policy: Policy, rule: Rule, case: Case) -> bool:
    """Whether the installation raises a rule that would only warn, for this contract on this day."""
    return rule.code in policy.raised and not rule.gates and _departs(policy, rule, case)


def _departs(policy: Policy, rule: Rule, case: Case) -> bool:
    """Whether a raise or lowering has begun and reaches the contract; one without a first day always does."""
    one = policy.departures.get(rule.code)
    if one is None:
        return True
    reached = is_reached(one.reaches, one.from_on, case.contract, case.concluded_or_now, case.subcontract)
    return one.from_on <= case.on and reached
