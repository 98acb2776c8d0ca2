"""The duties that a change turns: those that appear and those that are met, against what the contract owed before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.vocabulary import Status
from lifecycle.records.as_of import AsOf
from lifecycle.records.chunks import among, chunks
from lifecycle.records.facts import load_contracts
from lifecycle.records.tables import assessment, obligation
from states.assessment import Assessor
from states.verdict import Assessment, DutyKey, Finding

_OWED = select(obligation.c.contract, obligation.c.subject, obligation.c.code).where(among(obligation.c.contract))
_ASSESSED = select(assessment.c.contract, assessment.c.assessed_on, assessment.c.next_look_on).where(
    among(assessment.c.contract)
)


@dataclass(frozen=True, slots=True)
class Turned:
    """The duties that a change made unmet, and those that it met or made fall away."""

    appeared: tuple[Finding, ...]
    met: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class OwedBefore:
    """The unmet duties of a contract before a change, as far as they bar some gate."""

    duties: frozenset[DutyKey]

    def turned(self, now: Assessment) -> Turned:
        """The duties that differ in an assessment made after the change, in the order in which rules are told."""
        unmet = {(f.subject, f.code): f for f in now.blocking()}
        told = dict.fromkeys((f.subject, f.code) for f in now.findings)
        cleared = self.duties - unmet.keys()
        ordered = [*(duty for duty in told if duty in cleared), *sorted(cleared - told.keys())]
        return Turned(
            appeared=tuple(finding for duty, finding in unmet.items() if duty not in self.duties),
            met=tuple(Finding(code, subject, Status.MET) for subject, code in ordered),
        )


def owed_by(connection: Connection, assessor: Assessor, ids: Sequence[str], on: date) -> dict[str, OwedBefore]:
    """The duties that these contracts owe on a day: as stored, or judged anew where a due look was not yet taken.

    Ask before anything is recorded. A contract without any duty owes nothing.
    """
    owed: dict[str, OwedBefore] = {}
    for chunk in chunks(ids):
        known = _known(connection, chunk, on)
        duties: dict[str, set[DutyKey]] = {id_: set() for id_ in chunk}
        for id_, subject, code in connection.execute(_OWED, {"keys": sorted(known)}):
            duties[id_].add((subject, code))
        for contract in load_contracts(connection, [id_ for id_ in chunk if id_ not in known], AsOf(on)):
            duties[contract.id] = {(f.subject, f.code) for f in assessor.assess(contract, on).blocking()}
        owed.update({id_: OwedBefore(frozenset(keys)) for id_, keys in duties.items()})
    return owed


def _known(connection: Connection, ids: Sequence[str], on: date) -> set[str]:
    """The contracts whose stored assessment holds on a day: made that day, or before it and with no look due since."""
    return {
        row.contract
        for row in connection.execute(_ASSESSED, {"keys": ids})
        if row.assessed_on == on or (row.assessed_on < on and (row.next_look_on is None or row.next_look_on > on))
    }
