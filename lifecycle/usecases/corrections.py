"""Corrections that make an unmet duty met: they are found by judging before and after, and the 所属長 is told."""

from collections.abc import Mapping, Sequence

from config.vocabulary import Status
from lifecycle.dues.obligations import Judged
from lifecycle.dues.turning import OwedBefore
from lifecycle.post.digests import item_of
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.events.documents import Corrected, EvidenceCorrected, EvidenceRemoved, SubcontractRemoved
from lifecycle.records.flags import is_fictional
from lifecycle.records.journal import Draft, Event
from lifecycle.usecases.work import Work
from notifications.alert import Digest
from notifications.words import MET_BY_CORRECTION
from states.duty import Duties
from states.facts import Contract
from states.verdict import DutyKey, Finding


def tell_cleared(
    work: Work, owed: Mapping[str, OwedBefore], now: Mapping[str, Judged], topic: Topic
) -> tuple[DutyKey, ...]:
    """The duties that were owed before and no longer are; each office's 所属長 is told of them, once per topic and day.

    A duty that fell away (a count corrected, a subcontract withdrawn) is told as a duty that was met: the head shall
    know.
    """
    cleared = {
        id_: sorted((f.subject, f.code) for f in owed[id_].turned(now[id_].assessment).met)
        for id_ in sorted(owed.keys() & now.keys())
    }
    by_office: dict[str, list[tuple[Contract, list[DutyKey]]]] = {}
    for id_, duties in cleared.items():
        if duties:
            contract = now[id_].contract
            by_office.setdefault(contract.sheet.division or "", []).append((contract, duties))
    for division, contracts in by_office.items():
        _tell(work, division, contracts, topic)
    return tuple(duty for duties in cleared.values() for duty in duties)


def settled(work: Work, owed: Mapping[str, OwedBefore], events: Sequence[Event]) -> Mapping[str, Judged]:
    """The contracts as they stand once these events of a command are told: a duty cleared by another value is.

    What only adds to a record is the ordinary way in which a duty is met, and is told to nobody.
    """
    now = work.finish()
    replaced = [event for event in events if isinstance(body := event.body, Corrected) and _replaces(body)]
    if replaced:
        tell_cleared(work, owed, now, Topic.cleared(replaced[0].hash))
    return now


def corrects(draft: Draft) -> bool:
    """Whether an event corrects or withdraws what was recorded of a contract that stays."""
    match draft.body:
        case EvidenceRemoved() | SubcontractRemoved() | EvidenceCorrected():
            return True
        case Corrected(changes=changes):
            return bool(changes)
        case _:
            return False


def _replaces(body: Corrected) -> bool:
    return any(before is not None for before, _ in body.changes.values())


def _tell(work: Work, division: str, contracts: list[tuple[Contract, list[DutyKey]]], topic: Topic) -> None:
    today = work.today
    made = Duties(work.app.assessor, today)
    resolved = tuple(
        item_of(contract, made.of(contract.id, contract.stage, Finding(code, subject, Status.MET)))
        for contract, duties in contracts
        for subject, code in duties
    )
    digest = Digest(
        kind="resolved",
        tag="解消・訂正による",
        division=division,
        recipient_post="所属長",
        items=(),
        resolved=resolved,
        as_of=today,
        next_step=MET_BY_CORRECTION,
        fictional=is_fictional(work.connection),
    )
    work.outbox.digest(Recipient(division, "division_head"), topic, digest)
