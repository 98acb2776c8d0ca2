"""The guard of 解除 after an incident: it is nobody's duty, and whoever deals with the incident is reminded of it."""

from collections.abc import Mapping

from config.place import here, said_here
from states.guards.case import Case, Guard
from states.incidents import open_incidents
from states.termination import may_be_terminated, power_to_terminate
from states.verdict import Note, Outcome, not_applicable

_DECIDE = "解除及び損害賠償の要否を、{所属長}が判断してください。"


def termination_may_follow(case: Case) -> Outcome:
    """X-05: while an incident is open it is told, as a warning that bars nothing, that the contract may be ended."""
    outcome, contract = not_applicable(f"{here().government}の権限の定めで、契約ごとの義務ではない"), case.contract
    if not may_be_terminated(contract) or not open_incidents(contract, case.book.readings):
        return outcome
    told = f"終結していない漏えい等事案がある。{power_to_terminate()}"
    return outcome._replace(notes=(Note(told, said_here(_DECIDE), "lifecycle contract terminate {id} --reason …"),))


GUARDS: Mapping[str, Guard] = {"termination_may_follow": termination_may_follow}
