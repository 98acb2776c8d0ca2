"""The guard of who is selected again after a leak: what the records of its other contracts say is held against it."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.vocabulary import Status
from config.wareki import format_date
from states.documents import Document
from states.guards.case import Case, Guard
from states.guards.records import asked_of, record_is_complete
from states.past_incidents import PastIncident, same_words
from states.verdict import Outcome, unmet


def incident_history_is_told(case: Case) -> Outcome:
    """S0-02: the record on past incidents stands, and does not deny what other contracts of the contractor hold.

    An incident of a contract of the same title is one of the same work (同一の委託事業); of another title it is asked
    whether it is. Only what was known by 締結日 matters.
    """
    outcome, past = record_is_complete(case), _known_before(case)
    asks, kind = asked_of(case)
    if not past or case.contract.stage.is_final:
        return outcome
    papers = case.contract.records.get(kind.id, ())
    own = case.contract.sheet.title or ""
    same = [one for one in past if same_words(one.title, own)]
    if not papers:
        return outcome._replace(reason=f"{outcome.reason}。{_told(same, past)}") if _lacks(outcome) else outcome
    applies = next((f.name for f in kind.fields if f.label == asks.applies_field), "")
    if getattr(papers[-1], applies, None) is not False:
        return outcome
    if same:
        return unmet(f"{kind.label}の「{asks.applies_field}」が「いいえ」なのに、{_told(same, past)}")
    later = [one for one in past if _is_later(one, papers[-1], kind.dated_by)]
    return unmet(f"{kind.label}の後に知った事案がある。{_told([], later)}") if later else outcome


def _lacks(outcome: Outcome) -> bool:
    return outcome.status is Status.UNMET


def _known_before(case: Case) -> list[PastIncident]:
    concluded = case.contract.sheet.concluded_on or case.on
    return [one for one in case.contract.past_incidents if one.known_on <= concluded]


def _is_later(one: PastIncident, paper: Document, dated_by: str) -> bool:
    checked: Any = getattr(paper, dated_by)
    return checked is not None and one.known_on > checked


def _told(same: Sequence[PastIncident], past: Sequence[PastIncident]) -> str:
    """The incidents on record by contract and day; of another title whether it is the same work is asked."""
    if same:
        return f"同一の委託事業で、この委託先に漏えい等事案の記録がある({_listed(same)})"
    return f"この委託先の別の契約に漏えい等事案の記録がある({_listed(past)})。同一の委託事業かを確かめる"


def _listed(incidents: Sequence[PastIncident]) -> str:
    return "、".join(f"{one.contract} {format_date(one.known_on)}" for one in incidents)


GUARDS: Mapping[str, Guard] = {"incident_history_is_told": incident_history_is_told}
