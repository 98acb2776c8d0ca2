"""The guard of 解除 after an incident: it is nobody's duty, and whoever deals with the incident is reminded of it."""

from collections.abc import Mapping
from dataclasses import replace

from config.vocabulary import Role
from states.after_incident import MAY_TERMINATE, may_be_terminated
from states.guards.case import Case, Guard
from states.incidents import open_incidents
from states.verdict import Note, Outcome, unrecorded

_DECIDE = f"解除及び損害賠償の要否を、{Role.DIVISION_HEAD.label}が判断してください。"


def termination_may_follow(case: Case) -> Outcome:
    """X-05: while an incident is open, that the contract may be ended is a warning; of closed ones it is a remark."""
    because = (case.rule.unrecorded_because if case.rule else None) or ""
    contract, outcome = case.contract, unrecorded(because)
    if not contract.incidents or not may_be_terminated(contract):
        return outcome
    if open_incidents(contract, case.book.readings):
        told = f"終結していない漏えい等事案がある。{MAY_TERMINATE}"
        note = Note(told, _DECIDE, "lifecycle contract terminate {id} --reason …")
    else:
        note = Note(f"終結した漏えい等事案の記録がある。{MAY_TERMINATE}")
    return replace(outcome, notes=(note,))


GUARDS: Mapping[str, Guard] = {"termination_may_follow": termination_may_follow}
