"""How many contracts of a 所属 stand in need of correction, and how many are stalled: one count for mails and pages."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection, bindparam, exists, select

from config.escalation import Escalation
from config.vocabulary import Stage, Standing
from lifecycle.records.chunks import among
from lifecycle.records.messages import WAITING
from lifecycle.records.tables import alert, alert_step, assessment, contract, message_step, obligation, outbox

_OF_OFFICES = (among(contract.c.division), ~contract.c.removed)
_PAST_DUE = exists().where(obligation.c.contract == contract.c.id, obligation.c.due_on < bindparam("today"))
_STANDINGS = (
    select(contract.c.id, contract.c.division, assessment.c.standing, assessment.c.stage, _PAST_DUE.label("late"))
    .join(assessment, assessment.c.contract == contract.c.id)
    .where(*_OF_OFFICES)
)
_TOLD = (
    select(contract.c.division, contract.c.id, alert_step.c.step)
    .join(alert, alert.c.contract == contract.c.id)
    .join(alert_step, alert_step.c.alert == alert.c.id)
    .where(*_OF_OFFICES, alert.c.resolved_on.is_(None))
)
_WAITING_TO_BE_TOLD = (
    select(contract.c.division, contract.c.id, message_step.c.step)
    .join(alert, alert.c.contract == contract.c.id)
    .join(message_step, message_step.c.alert == alert.c.id)
    .join(outbox, outbox.c.id == message_step.c.message)
    .where(*_OF_OFFICES, alert.c.resolved_on.is_(None), outbox.c.status.in_(WAITING))
)


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """The counts of one 所属: contracts that are 要是正, and 停滞, told of as late to a post and not resolved.

    Of those that are 要是正, `ended` have come to their end (完了・解除) with what they lack on record.
    """

    needs_correction: int
    stalled_contracts: frozenset[str]
    ended: int = 0

    @property
    def stalled(self) -> int:
        """The number of contracts that are 停滞."""
        return len(self.stalled_contracts)


def count_office(
    standings: Iterable[tuple[Standing, Stage]], told: Iterable[tuple[str, str]], ladder: Escalation
) -> OfficeCount:
    """Count an office from its contracts' standings and from the (contract, step) told of each alert still open."""
    late = {step.id for step in ladder.steps if step.is_late}
    amiss = [stage for standing, stage in standings if standing is Standing.NEEDS_CORRECTION]
    return OfficeCount(
        needs_correction=len(amiss),
        stalled_contracts=frozenset(contract for contract, step in told if step in late),
        ended=sum(stage.is_final for stage in amiss),
    )


def counts_today(
    connection: Connection,
    divisions: Collection[str],
    today: date,
    ladder: Escalation,
    ahead: Mapping[str, tuple[Standing, Stage]] = MappingProxyType({}),
) -> dict[str, OfficeCount]:
    """The counts of these offices from what is stored; a contract overdue since counts as 要是正.

    What waits in a message to be told counts as told: it is told by the time that anybody reads a message. `ahead` says
    of some contracts how they will stand once what was judged of them is stored.
    """
    standings: dict[str, list[tuple[Standing, Stage]]] = {division: [] for division in divisions}
    told: dict[str, list[tuple[str, str]]] = {division: [] for division in divisions}
    keys = sorted(divisions)
    for row in connection.execute(_STANDINGS, {"keys": keys, "today": today}):
        now = (Standing.NEEDS_CORRECTION if row.late else Standing(row.standing), Stage(row.stage))
        standings[row.division].append(ahead.get(row.id, now))
    for steps in (_TOLD, _WAITING_TO_BE_TOLD):
        for row in connection.execute(steps, {"keys": keys}):
            told[row.division].append((row.id, row.step))
    return {division: count_office(standings[division], told[division], ladder) for division in divisions}
