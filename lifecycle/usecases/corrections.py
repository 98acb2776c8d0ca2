"""Changes of the record that turn duties: found by judging before and after; the 所属長 is told in the same words by
every door."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from config.alert_ends import Ended
from config.vocabulary import Role, Status
from lifecycle.dues.obligations import Judged
from lifecycle.dues.since import since_of
from lifecycle.dues.turning import OwedBefore, Turned
from lifecycle.post.digests import each_record_once, item_of
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.events.documents import (
    ContractAmended,
    Corrected,
    EvidenceCorrected,
    EvidenceRemoved,
    Removed,
    SubcontractCorrected,
    SubcontractRemoved,
)
from lifecycle.records.events.shapes import Body
from lifecycle.records.flags import is_fictional
from lifecycle.records.journal import Draft, Event
from lifecycle.usecases.work import Work
from notifications.alert import Digest, DigestItem
from notifications.words import CHANGED_BY_AMENDMENT, OPENED
from states.duty import Duties
from states.endings import Ending, why_ended
from states.verdict import DutyKey, Finding, gate_is_behind


@dataclass(slots=True)
class _ForOffice:
    """What the head of one office is told: the duties that ended, and those that were opened."""

    ended: list[DigestItem] = field(default_factory=list)
    opened: list[DigestItem] = field(default_factory=list)
    replaced: bool = False


@dataclass(slots=True)
class Turnings:
    """The duties that changes of contracts turned, gathered contract by contract, to be told to their heads at last."""

    cleared: list[DutyKey] = field(default_factory=list)
    _offices: dict[str, _ForOffice] = field(default_factory=lambda: defaultdict(_ForOffice))

    def see(self, work: Work, owed: OwedBefore, now: Judged, bodies: Sequence[Body]) -> None:
        """Gather what these events turned of a contract that owed so much before, and stands so now."""
        turned = owed.turned(now.assessment)
        self.cleared += sorted((f.subject, f.code) for f in turned.met)
        told = _told(work, now, turned, bodies)
        if told.ended or told.opened:
            office = self._offices[now.contract.sheet.division or ""]
            office.ended += told.ended
            office.opened += told.opened
            office.replaced |= told.replaced

    def tell(self, work: Work, topic: Topic) -> None:
        """Tell each office's 所属長, once per topic and day."""
        for division, told in self._offices.items():
            _tell(work, division, told, topic)


def tell_turned(
    work: Work, owed: Mapping[str, OwedBefore], now: Mapping[str, Judged], events: Sequence[Event], topic: Topic
) -> tuple[DutyKey, ...]:
    """The duties that were owed before and no longer are; each office's 所属長 is told of them, once per topic and day.

    Each is told with the way in which it ended: met, or merely gone (a count corrected, a subcontract withdrawn). A
    duty that another value of the contract or of a subcontract opened is told in the same message; one of a gate
    already passed is told by itself (要是正).
    """
    turnings = Turnings()
    for id_ in sorted(owed.keys() & now.keys()):
        turnings.see(work, owed[id_], now[id_], [e.body for e in events if e.subject == id_])
    turnings.tell(work, topic)
    return tuple(turnings.cleared)


def settled(work: Work, owed: Mapping[str, OwedBefore], events: Sequence[Event]) -> Mapping[str, Judged]:
    """The contracts as they stand once these events of a command are told: a duty cleared by another value is.

    What only adds to a document is the ordinary way in which a duty is met, and is told to nobody; what is changed of
    a contract or a subcontract itself is told, as an import tells it.
    """
    now = work.finish()
    changed = [event for event in events if isinstance(event.body, Corrected) and _speaks(event.body)]
    if changed:
        tell_turned(work, owed, now, events, Topic.cleared(changed[0].hash))
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


def _speaks(body: Corrected) -> bool:
    """Whether a correction is told: one of a contract or a subcontract, or one that replaces a value."""
    return (_is_sheet(body) and bool(body.changes)) or _replaces(body)


def _is_sheet(body: Body) -> bool:
    return isinstance(body, ContractAmended | SubcontractCorrected)


def _replaces(body: Corrected) -> bool:
    return any(before is not None for before, _ in body.changes.values())


def _told(work: Work, now: Judged, turned: Turned, bodies: Sequence[Body]) -> _ForOffice:
    """What is told of one contract."""
    contract, made = now.contract, Duties(work.app.assessor, work.today)
    replaced = [b for b in bodies if isinstance(b, Removed) or (isinstance(b, Corrected) and _replaces(b))]
    opens = any(map(_is_sheet, replaced))

    def item(finding: Finding, ended: Ended | None = None) -> DigestItem:
        return replace(item_of(contract, made.of(contract.id, contract.stage, finding)), ended=ended)

    ends = {f: _how(work, now, (f.subject, f.code), bodies) for f in turned.met}
    return _ForOffice(
        ended=[item(Finding(f.code, f.subject, Status.MET), ended) for f, ended in ends.items()],
        opened=[item(f) for f in turned.appeared if opens and not gate_is_behind(contract.stage, f)],
        replaced=bool(replaced),
    )


def _how(work: Work, now: Judged, key: DutyKey, bodies: Sequence[Body]) -> Ended:
    since = since_of(bodies, key[0].partition("/")[2])
    return why_ended(work.app.book, Ending(key, None, now.contract, now.assessment, since))


def _tell(work: Work, division: str, told: _ForOffice, topic: Topic) -> None:
    items = each_record_once(told.opened)
    digest = Digest(
        kind="overdue" if items else "resolved",
        tag=_tag(told),
        division=division,
        recipient_post=Role.DIVISION_HEAD.label,
        items=items,
        resolved=tuple(told.ended),
        as_of=work.today,
        next_step=CHANGED_BY_AMENDMENT,
        full_items=work.app.book.escalation.full_items,
        fictional=is_fictional(work.connection),
    )
    work.outbox.digest(Recipient(division, Role.DIVISION_HEAD.value), topic, digest)


def _tag(told: _ForOffice) -> str:
    """The word in 【】: what was opened, else 解消 of what is met and 義務の消滅 of what is merely gone."""
    by = "訂正による" if told.replaced else "登録による"
    if told.opened:
        return f"{OPENED}・{by}"
    solved = {item.ended is None or item.ended.why.is_solved for item in told.ended}
    words = [word for word, is_solved in (("解消", True), ("義務の消滅", False)) if is_solved in solved]
    return "・".join([*words, by])
