"""The sweep: from the obligations' due dates it opens, tells and resolves alerts as of a date, each once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import Connection, Row, func, or_, select

from lifecycle.app import App
from lifecycle.digests import digest_item
from lifecycle.obligations import ALERT_STEP, alert_on, is_alertable, refresh
from lifecycle.outbox import Recipient, queue_digest
from lifecycle.records.database import reading
from lifecycle.records.facts import CHUNK, AsOf, contract_ids, load_contracts, removed_contracts
from lifecycle.records.flags import is_fictional
from lifecycle.records.journal import Draft
from lifecycle.records.tables import alert, assessment, contract
from lifecycle.usecases.work import Work, working
from notifications.alert import Digest, DigestItem
from states.assessment import Assessor
from states.facts import Contract
from states.verdict import Finding
from states.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Sweep:
    """What a sweep found and did, in numbers."""

    as_of: date
    examined: int
    alerts_opened: int
    alerts_escalated: int
    alerts_resolved: int
    messages_queued: int


@dataclass(slots=True)
class _Changes:
    """The events of a sweep, and what each office's head must be told."""

    opened: list[Draft]
    told: list[Draft]
    resolved: list[Draft]
    items: dict[str, list[DigestItem]]
    solved: dict[str, list[DigestItem]]


def sweep(app: App, as_of: date | None = None, *, dry_run: bool = False) -> Sweep:
    """Find what is overdue as of a day (default today), open and resolve alerts, queue one digest per 所属長.

    Run again for the same day it queues nothing. On today's date only what is due to be looked at is examined; for
    another date every contract is judged as of it. With `dry_run` nothing is stored.
    """
    day = as_of or app.today()
    if dry_run:
        with reading(app.engine) as connection:
            ids = _due_for_a_look(connection, day, app.today())
            changes = _judge(connection, app.assessor, ids, day)
            queued = len(changes.items.keys() | changes.solved.keys())
        return _counted(day, ids, changes, queued)
    with working(app) as work:
        work.actor.must("点検・送信などの定例の処理")
        ids = _due_for_a_look(work.connection, day, app.today())
        changes = _judge(work.connection, app.assessor, ids, day)
        work.record([*changes.opened, *changes.told, *changes.resolved])
        if day == app.today():
            refresh(work.connection, app.assessor, ids, day)
        fictional = is_fictional(work.connection)
        queued = 0
        for division in sorted(changes.items.keys() | changes.solved.keys()):
            digest = _digest(app, division, changes, day, fictional=fictional)
            queued += _queue(work, division, digest)
        return _counted(day, ids, changes, queued)


def _queue(work: Work, division: str, digest: Digest) -> bool:
    """Queue the digest; where the office was told something earlier that day, what is new goes as a further one."""
    to = Recipient(division, "division_head")
    topics = ("digest", *(f"digest-{n}" for n in range(2, 100)))
    return any(queue_digest(work.app, work.connection, to, topic, digest) for topic in topics)


def _counted(day: date, ids: Sequence[str], changes: _Changes, queued: int) -> Sweep:
    return Sweep(day, len(ids), len(changes.opened), len(changes.told), len(changes.resolved), queued)


def _due_for_a_look(connection: Connection, day: date, today: date) -> list[str]:
    """The contracts to examine: by the stored next look on today's date, all of them for any other."""
    latest = connection.execute(select(func.max(assessment.c.assessed_on))).scalar()
    if day != today or (latest and latest > day):
        return contract_ids(connection)
    due = select(assessment.c.contract).where(assessment.c.next_look_on <= day)
    return sorted(set(connection.execute(due).scalars()) | _taken_back(connection))


def _taken_back(connection: Connection) -> set[str]:
    """Contracts taken back (取消) of which an alert is still open."""
    statement = (
        select(alert.c.contract)
        .join(contract, contract.c.id == alert.c.contract)
        .where(alert.c.resolved_on.is_(None), contract.c.removed)
    )
    return set(connection.execute(statement).scalars())


def _judge(connection: Connection, assessor: Assessor, ids: Sequence[str], day: date) -> _Changes:
    changes = _Changes([], [], [], defaultdict(list), defaultdict(list))
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        known = _known_alerts(connection, chunk, day)
        gone = removed_contracts(connection, chunk)
        for found in load_contracts(connection, chunk, AsOf(day)):
            judged = assessor.assess(found, day)
            owed = [] if found.id in gone else [f for f in judged.blocking() if is_alertable(found, f)]
            _compare(assessor, found, owed, known[found.id], day, changes)
    return changes


@dataclass(slots=True)
class _Known:
    """A contract's alerts: the open one of each (subject, code), and the ids already given on the day."""

    standing: dict[tuple[str, str], Row[Any]] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def new_id(self, finding: Finding, day: date) -> str:
        """An id for a new alert; the same duty may be opened, resolved and opened again on one day."""
        id_ = f"{finding.subject}:{finding.code}:{day.isoformat()}"
        return next(name for n in count(1) if (name := id_ if n == 1 else f"{id_}:{n}") not in self.given)


def _known_alerts(connection: Connection, ids: Sequence[str], day: date) -> dict[str, _Known]:
    rows = connection.execute(
        select(alert).where(alert.c.contract.in_(ids), or_(alert.c.resolved_on.is_(None), alert.c.opened_on == day))
    )
    found: dict[str, _Known] = defaultdict(_Known)
    for row in rows:
        known = found[row.contract]
        known.given.add(row.id)
        if row.resolved_on is None:
            known.standing[row.subject, row.code] = row
    return found


def _compare(
    assessor: Assessor, found: Contract, duties: Sequence[Finding], known: _Known, day: date, changes: _Changes
) -> None:
    """Weigh one contract's unmet duties against its open alerts; what was opened later than the day is let be."""
    division = found.sheet.division or ""
    owed = {(f.subject, f.code): f for f in duties}
    for key, finding in owed.items():
        if finding.due_on is None or not finding.overdue(day):
            continue
        row = known.standing.get(key)
        id_ = row.id if row else known.new_id(finding, day)
        if row is None:
            content = {"id": id_, "subject": finding.subject, "code": finding.code, "division": division}
            changes.opened.append(
                Draft(found.id, "alert_opened", day, {**content, "due_on": finding.due_on.isoformat()})
            )
        if (row is None or row.step != ALERT_STEP) and alert_on(assessor, finding.due_on) <= day:
            changes.told.append(Draft(found.id, "alert_told", day, {"id": id_, "step": ALERT_STEP}))
            changes.items[division].append(digest_item(assessor, found, finding, day))
    for key, row in known.standing.items():
        if key not in owed and row.opened_on <= day:
            changes.resolved.append(Draft(found.id, "alert_resolved", day, {"id": row.id}))
            if row.step == ALERT_STEP:
                solved = Finding(row.code, row.subject, Status.MET, due_on=row.due_on)
                changes.solved[division].append(digest_item(assessor, found, solved, day))


def _digest(app: App, division: str, changes: _Changes, day: date, *, fictional: bool) -> Digest:
    items, solved = tuple(changes.items.get(division, ())), tuple(changes.solved.get(division, ()))
    from config.wareki import format_date

    again = format_date(app.calendar.add(day, 1))
    return Digest(
        kind="overdue" if items else "resolved",
        tag="期限超過" if items else "解消",
        division=division,
        recipient_post="所属長",
        items=items,
        resolved=solved,
        as_of=day,
        next_step=(
            f"証拠が登録されるまで契約は次の段階へ進みません。次の点検は{again}の朝で、"
            "そろった義務は解消としてお知らせします。事情があってそろえられないものは例外承認を申請してください。"
            if items
            else f"対応は要りません。次の点検は{again}の朝です。"
        ),
        full_items=app.book.escalation.full_items,
        fictional=fictional,
    )
