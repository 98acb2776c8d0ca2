"""Re-opening: facts change, a gate already passed lacks evidence again, the standing is 要是正, the 所属長 is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from lifecycle.app import App
from lifecycle.digests import digest_item
from lifecycle.outbox import Recipient, queue_digest
from lifecycle.records.facts import AsOf, load_contracts
from lifecycle.records.flags import is_fictional
from lifecycle.records.tables import assessment, contract, obligation
from notifications.alert import Digest
from states.verdict import Assessment, Finding
from states.vocabulary import Role, Stage, Standing

_CHUNK = 400
_NEXT_STEP = (
    "事実または規程が変わり、通過した関門の証拠が足りなくなりました。段階は戻りませんが、次の段階へは進めません。"
)


@dataclass(frozen=True, slots=True)
class Before:
    """How a contract stood before the change: its standing, and (subject, code, gate) of what it owed.

    The gate counts: S4-03 bars 検査 while the subcontract is applied for, and 履行中 once its work has begun.
    """

    standing: str
    owed: frozenset[tuple[str, str, str | None]]


def how_they_stand(connection: Connection, ids: Sequence[str]) -> dict[str, Before]:
    """The stored standing and obligations of these contracts; one never assessed before is absent."""
    found: dict[str, Before] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        owed: dict[str, set[tuple[str, str, str | None]]] = {}
        rows = select(obligation.c.contract, obligation.c.subject, obligation.c.code, obligation.c.gate)
        for row in connection.execute(rows.where(obligation.c.contract.in_(chunk))):
            owed.setdefault(row.contract, set()).add((row.subject, row.code, row.gate))
        stored = select(assessment.c.contract, assessment.c.standing).where(assessment.c.contract.in_(chunk))
        for id_, standing in connection.execute(stored).tuples():
            found[id_] = Before(standing, frozenset(owed.get(id_, set())))
    return found


def tell(app: App, connection: Connection, before: dict[str, Before], judged: dict[str, Assessment], on: date) -> int:
    """Tell each 所属長 of contracts that fell to 要是正 because a gate already passed lacks evidence again.

    Gives the number of messages queued. A contract judged for the first time, or one ended, tells nothing.
    """
    reopened = {
        id_: items
        for id_, now in judged.items()
        if id_ in before and now.standing is Standing.NEEDS_CORRECTION and (items := _reopened(before[id_], now))
    }
    queued = 0
    for found in load_contracts(connection, sorted(reopened), AsOf(on)):
        digest = Digest(
            kind="overdue",
            tag="要是正",
            division=found.sheet.division or "",
            recipient_post=Role.DIVISION_HEAD.label,
            items=tuple(digest_item(app.assessor, found, finding, on) for finding in reopened[found.id]),
            resolved=(),
            as_of=on,
            next_step=_NEXT_STEP,
            full_items=app.book.escalation.full_items,
            fictional=is_fictional(connection),
        )
        number = connection.execute(select(contract.c.version).where(contract.c.id == found.id)).scalar_one()
        to = Recipient(digest.division, Role.DIVISION_HEAD.value)
        # A rule may open more on the day a fact did: the same version of the contract, and a message of its own.
        topics = (f"reopened:{found.id}:{number}{part}" for part in ("", *(f":{n}" for n in range(2, 100))))
        queued += any(queue_digest(app, connection, to, topic, digest) for topic in topics)
    return queued


def _reopened(before: Before, now: Assessment) -> list[Finding]:
    """What is newly unmet of gates already passed."""
    if now.stage in (Stage.COMPLETED, Stage.WITHDRAWN, Stage.TERMINATED):
        return []
    return [
        f
        for f in now.blocking()
        if f.gate and now.stage.order >= f.gate.order and (f.subject, f.code, f.gate.value) not in before.owed
    ]
