"""Obligations as rows: what each contract owes, by when and by whom; refreshed whenever its facts change."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, select

from config.wareki import first_day_of
from lifecycle.records.facts import CHUNK, AsOf, load_contracts, removed_contracts
from lifecycle.records.projections import dates_in
from lifecycle.records.tables import alert, assessment, obligation, record
from states.assessment import Assessor
from states.due_dates import due_on
from states.facts import Contract
from states.guards.case import Case
from states.verdict import Assessment, Finding
from states.vocabulary import Stage

ALERT_STEP = "division_head"
AFTER_TERMINATION = ("S6-01", "S6-02")


def is_alertable(contract: Contract, finding: Finding) -> bool:
    """Whether an unmet duty is still told to people: not after 完了 or 不成立, after 解除 only the return of data."""
    if contract.stage in (Stage.COMPLETED, Stage.WITHDRAWN):
        return False
    return finding.blocking and (contract.stage is not Stage.TERMINATED or finding.code in AFTER_TERMINATION)


def refresh(connection: Connection, assessor: Assessor, ids: Sequence[str], on: date) -> dict[str, Assessment]:
    """Reassess these contracts as of a day and store what they owe; a contract gone loses its rows."""
    found: dict[str, Assessment] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        gone = removed_contracts(connection, chunk)
        contracts = [c for c in load_contracts(connection, chunk, AsOf(on)) if c.id not in gone]
        alerts = _open_alerts(connection, chunk)
        told = {key for known in alerts.values() for key, step in known.items() if step == ALERT_STEP}
        ahead = _dates_ahead(connection, chunk, on)
        judged = {c.id: assessor.assess(c, on) for c in contracts}
        rows_of = {c.id: list(_rows(c, judged[c.id], assessor, told)) for c in contracts}
        rows = [row for some in rows_of.values() for row in some]
        summaries = [
            {
                "contract": c.id,
                "stage": c.stage.value,
                "standing": judged[c.id].standing.value,
                "assessed_on": on,
                "next_look_on": _next_look(c, assessor, judged[c.id], rows_of[c.id], alerts[c.id], ahead.get(c.id)),
            }
            for c in contracts
        ]
        connection.execute(obligation.delete().where(obligation.c.contract.in_(chunk)))
        connection.execute(assessment.delete().where(assessment.c.contract.in_(chunk)))
        if rows:
            connection.execute(obligation.insert(), rows)
        if summaries:
            connection.execute(assessment.insert(), summaries)
        found.update(judged)
    return found


def _rows(
    contract: Contract, judged: Assessment, assessor: Assessor, told: set[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """A row per unmet duty; its next alert falls on the ladder's step for the 所属長 until that was told."""
    for finding in judged.blocking():
        alerts = is_alertable(contract, finding) and finding.due_on and (finding.subject, finding.code) not in told
        yield {
            "subject": finding.subject,
            "code": finding.code,
            "contract": contract.id,
            "status": finding.status.value,
            "gate": finding.gate.value if finding.gate else None,
            "due_on": finding.due_on,
            "responsible": finding.responsible,
            "reason": finding.reason,
            "remedy": finding.remedy,
            "next_alert_on": alert_on(assessor, finding.due_on) if alerts and finding.due_on else None,
        }


def alert_on(assessor: Assessor, due: date) -> date:
    """The day on which the 所属長 is told of a duty due then."""
    step = next(s for s in assessor.book.escalation.steps if s.id == ALERT_STEP)
    return assessor.calendar.add(due, step.after_business_days)


def _open_alerts(connection: Connection, ids: Sequence[str]) -> dict[str, dict[tuple[str, str], str]]:
    """The step reached by each open alert, by contract and by (subject, code)."""
    rows = connection.execute(
        select(alert.c.contract, alert.c.subject, alert.c.code, alert.c.step).where(
            alert.c.contract.in_(ids), alert.c.resolved_on.is_(None)
        )
    )
    found: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for row in rows:
        found[row.contract][row.subject, row.code] = row.step
    return found


def _dates_ahead(connection: Connection, ids: Sequence[str], on: date) -> dict[str, date]:
    """The first date in each contract's records that lies after the day: from then on it may speak."""
    rows = connection.execute(
        select(record.c.contract, record.c.fields).where(
            record.c.contract.in_(ids), record.c.latest_on > on, record.c.superseded_at.is_(None)
        )
    )
    first: dict[str, date] = {}
    for row in rows:
        ahead = [day for day in dates_in(orjson.loads(row.fields)) if day > on]
        first[row.contract] = min([*ahead, first[row.contract]] if row.contract in first else ahead)
    return first


def _next_look(
    contract: Contract,
    assessor: Assessor,
    judged: Assessment,
    rows: Iterable[dict[str, Any]],
    alerts: Iterable[tuple[str, str]],
    ahead: date | None,
) -> date | None:
    """The first day on which time alone may change what is owed, how it stands or who must be told; None if never.

    An open alert of a duty that is owed no longer waits for the next sweep to say so.
    """
    on = judged.on
    days = [row["next_alert_on"] for row in rows if row["next_alert_on"]]
    owed = {(f.subject, f.code) for f in judged.blocking() if is_alertable(contract, f)}
    if set(alerts) - owed:
        days.append(on)
    days += [day for f in judged.blocking() if f.due_on for day in _turns(assessor, f.due_on) if day > on]
    days += [o.expires_on + timedelta(days=1) for o in contract.overrides if o.lives_on(on)]
    days += [day for day in assessor.book.dates if day > on]
    days += [s.sheet.started_on for s in contract.subcontracts if s.sheet.started_on and s.sheet.started_on > on]
    if contract.sheet.long_term:
        days += [day for year in contract.sheet.fiscal_years or () if (day := first_day_of(year)) > on]
    grace = due_on(assessor.book.rules["S3-01"], Case(contract, on, assessor.book), assessor.calendar)
    if grace and grace >= on:
        days.append(grace + timedelta(days=1))
    if ahead:
        days.append(ahead)
    return min(days, default=None)


def _turns(assessor: Assessor, due: date) -> tuple[date, date]:
    """The days on which an unmet duty becomes due soon, and overdue: the contract's standing turns by itself."""
    soon = assessor.calendar.add(due, -assessor.book.escalation.soon_business_days)
    return soon, due + timedelta(days=1)
