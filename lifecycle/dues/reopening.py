"""Re-opening: facts change, a gate already passed lacks evidence again, 要是正 follows and the 所属長 is told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.vocabulary import Role, Standing
from lifecycle.dues.obligations import Judged
from lifecycle.post.digests import item_of
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.chunks import among, chunks
from lifecycle.records.flags import is_fictional
from lifecycle.records.office_counts import counts_today
from lifecycle.records.tables import assessment, obligation
from notifications.alert import Digest, DigestItem
from states.duty import Duties
from states.facts import Contract
from states.verdict import Assessment, Finding, gate_is_behind

_NEXT_STEP = (
    "事実又は規程が変わり、通過した関門の証拠が足りなくなりました。段階は戻りませんが、次の段階へは進めません。"
)

_OWED = select(obligation.c.contract, obligation.c.subject, obligation.c.code, obligation.c.gate).where(
    among(obligation.c.contract)
)
_STANDING = select(assessment.c.contract, assessment.c.standing).where(among(assessment.c.contract))


@dataclass(frozen=True, slots=True)
class Before:
    """How a contract stood before the change: its standing, and (subject, code, gate) of each duty that it owed.

    The gate counts: S4-03 bars 検査 while the subcontract is applied for, and 履行中 once its work has begun.
    """

    standing: str
    owed: frozenset[tuple[str, str, str | None]]


def how_they_stand(connection: Connection, ids: Sequence[str]) -> dict[str, Before]:
    """The stored standing and obligations of these contracts; a contract never assessed before is absent."""
    standings: dict[str, Before] = {}
    for chunk in chunks(ids):
        owed: dict[str, set[tuple[str, str, str | None]]] = {}
        for id_, subject, code, gate in connection.execute(_OWED, {"keys": chunk}):
            owed.setdefault(id_, set()).add((subject, code, gate))
        for id_, standing in connection.execute(_STANDING, {"keys": chunk}):
            standings[id_] = Before(standing, frozenset(owed.get(id_, set())))
    return standings


Reopened = list[tuple[Contract, list[Finding]]]
"""Contracts, each with the duties of gates already passed that are unmet again."""


def reopened_by(before: Mapping[str, Before], judged: Mapping[str, Judged]) -> Reopened:
    """The contracts that fell to 要是正 because a gate already passed lacks evidence again.

    A contract that is judged for the first time, or that has ended, is not among them.
    """
    return [
        (now.contract, items)
        for id_, now in sorted(judged.items())
        if id_ in before
        and now.assessment.standing is Standing.NEEDS_CORRECTION
        and (items := _reopened(before[id_], now.assessment))
    ]


def tell(box: Outbox, reopened: Reopened, on: date, topic: Topic, *, unforeseen: bool = False) -> int:
    """Tell each 所属長, in one message; `topic` names the change that did it. Gives how many messages were queued.

    `unforeseen`: no deed of the office did it.
    """
    by_office: dict[str, list[DigestItem]] = {}
    duties = Duties(box.app.assessor, on)
    for contract, findings in reopened:
        told = (item_of(contract, duties.of(contract.id, contract.stage, finding)) for finding in findings)
        by_office.setdefault(contract.sheet.division or "", []).extend(told)
    return sum(_tell(box, division, items, on, topic, unforeseen) for division, items in sorted(by_office.items()))


def _tell(box: Outbox, division: str, items: Sequence[DigestItem], on: date, topic: Topic, unforeseen: bool) -> bool:
    count = counts_today(box.connection, [division], on, box.app.book.escalation)[division]
    digest = Digest(
        kind="overdue",
        tag="要是正",
        division=division,
        recipient_post=Role.DIVISION_HEAD.label,
        items=tuple(items),
        resolved=(),
        as_of=on,
        next_step=_NEXT_STEP,
        full_items=box.app.book.escalation.full_items,
        fictional=is_fictional(box.connection),
        needs_correction=count.needs_correction,
        stalled=count.stalled,
        ended_amiss=count.ended,
    )
    return box.digest(Recipient(division, Role.DIVISION_HEAD.value), topic, digest, unforeseen=unforeseen)


def _reopened(before: Before, now: Assessment) -> list[Finding]:
    """The duties of gates already passed that are newly unmet."""
    if now.stage.is_final:
        return []
    return [
        f
        for f in now.blocking()
        if f.gate and gate_is_behind(now.stage, f) and (f.subject, f.code, f.gate.value) not in before.owed
    ]
