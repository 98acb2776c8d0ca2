"""What an open incident asks for beside its own course: a visit since it was known, whether the contract goes on."""

from collections.abc import Iterator

from config.wareki import format_date
from states.facts import Contract
from states.incident_report import IncidentReport
from states.incident_steps import IncidentStep
from states.termination import may_be_terminated, power_to_terminate


def steps_beside(contract: Contract, incident: IncidentReport) -> tuple[IncidentStep, ...]:
    """The steps beside the course of an open incident; none of one that is closed, or of a contract that has ended."""
    return tuple(_steps(contract, incident)) if incident.closed_on is None else ()


def _steps(contract: Contract, incident: IncidentReport) -> Iterator[IncidentStep]:
    known = incident.aware_on
    visited = any(v.inspected_on and known and v.inspected_on >= known for v in contract.own_visits)
    stands_in = any(w.substitute_on and known and w.substitute_on >= known for w in contract.waivers)
    if known and not contract.stage.is_final and not visited and not stands_in:
        yield IncidentStep(
            f"{format_date(known)}以後に委託先を改めて調査し、実地調査(又は代わる対応)を登録する", "visit"
        )
    if may_be_terminated(contract):
        yield IncidentStep(f"解除及び損害賠償の要否を判断する({power_to_terminate()})", "terminate")
