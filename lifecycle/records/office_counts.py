"""How many contracts of a 所属 stand in need of correction, and how many are stalled: one count for mails and pages."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, exists, select

from config.escalation import Escalation
from config.vocabulary import Standing
from lifecycle.records.tables import alert, alert_step, assessment, contract, obligation


@dataclass(frozen=True, slots=True)
class OfficeCount:
    """The counts of one 所属: contracts that are 要是正, and 停滞, told of as late to a post and not resolved."""

    needs_correction: int
    stalled: int


def count_office(standings: Iterable[Standing], told: Iterable[tuple[str, str]], ladder: Escalation) -> OfficeCount:
    """Count an office from its contracts' standings and from the (contract, step) told of each alert still open."""
    late = {step.id for step in ladder.steps if step.is_late}
    return OfficeCount(
        needs_correction=sum(standing is Standing.NEEDS_CORRECTION for standing in standings),
        stalled=len({contract for contract, step in told if step in late}),
    )


def counts_today(
    connection: Connection, divisions: Collection[str], today: date, ladder: Escalation
) -> dict[str, OfficeCount]:
    """The counts of these offices from what is stored; a contract overdue since counts as 要是正."""
    standings: dict[str, list[Standing]] = {division: [] for division in divisions}
    past_due = exists().where(obligation.c.contract == contract.c.id, obligation.c.due_on < today)
    statement = (
        select(contract.c.division, assessment.c.standing, past_due.label("past_due"))
        .join(assessment, assessment.c.contract == contract.c.id)
        .where(contract.c.division.in_(divisions), ~contract.c.removed)
    )
    for row in connection.execute(statement):
        standings[row.division].append(Standing.NEEDS_CORRECTION if row.past_due else Standing(row.standing))
    told: dict[str, list[tuple[str, str]]] = {division: [] for division in divisions}
    steps = (
        select(contract.c.division, contract.c.id, alert_step.c.step)
        .join(alert, alert.c.contract == contract.c.id)
        .join(alert_step, alert_step.c.alert == alert.c.id)
        .where(contract.c.division.in_(divisions), alert.c.resolved_on.is_(None), ~contract.c.removed)
    )
    for row in connection.execute(steps):
        told[row.division].append((row.id, row.step))
    return {division: count_office(standings[division], told[division], ladder) for division in divisions}
