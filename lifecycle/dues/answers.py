"""Answers: who asked for a decision or a check is told what became of it, by which post and why, when it is done."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from config.vocabulary import ActKind, Role
from config.wareki import format_date
from lifecycle.acts import OFFICE_POSTS
from lifecycle.app import App
from lifecycle.post.contacts import Reach
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient, at_desk, owner
from lifecycle.post.topic import Topic
from lifecycle.records.askers import AskedPlace, Asker, asker_of
from lifecycle.records.events.acts import ActDone, ActWithdrawn, RecordSentBack
from lifecycle.records.events.documents import AtPlace
from lifecycle.records.events.overrides import OfOverride, OverrideApproved, OverrideRejected, OverrideRevoked
from lifecycle.records.events.second import MatterConfirmed, MatterDeclined
from lifecycle.records.facts import stored_records
from lifecycle.records.free_text import spoken, worded
from lifecycle.records.journal import Event
from lifecycle.records.masking import masks
from lifecycle.records.register import held_posts
from lifecycle.records.tables import contract, matter, override
from lifecycle.records.told import acting_post
from notifications.decision_notices import AnsweredNotice, render_answered
from states.columns import SUBCONTRACT, columns_of
from states.evidence import KINDS

ANSWERS = (
    *(OverrideApproved, OverrideRejected, OverrideRevoked, ActDone, ActWithdrawn, RecordSentBack),
    *(MatterConfirmed, MatterDeclined),
)
"""The events that answer who asked."""
_AGAIN = "理由を確かめ、証拠をそろえるか、直して改めて申請してください。"
_DONE = "要りません。次の段階へ進めるかを確かめてください。"


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer before it is put into words for its reader: where it was asked, what of, the result, the reason."""

    place: AskedPlace
    subject: str
    what: str
    result: str
    said: str
    next_step: str


def tell_answers(box: Outbox, events: Sequence[Event], day: date) -> int:
    """Tell who asked what these events answer; who answers an own request is told nothing.

    Gives the number of messages queued.
    """
    answering = [event for event in events if isinstance(event.body, ANSWERS)]
    if not answering:
        return 0
    chains = {event.subject for event in answering}
    heard = spoken(box.connection, [event for event in events if event.subject in chains])
    reasons = _rejections(heard)
    return sum(_tell(box, event, reasons, day) for event in heard if isinstance(event.body, ANSWERS))


def _rejections(events: Iterable[Event]) -> Mapping[tuple[str, str], str]:
    """The reasons for which applications were refused, by contract and subcontract: they stand in the record."""
    said: dict[tuple[str, str], str] = {}
    for event in events:
        body: Any = event.body
        of_application = isinstance(body, AtPlace) and body.document == SUBCONTRACT
        if of_application and (reason := getattr(body, "fields", {}).get("rejection_reason")):
            said[event.subject, body.subcontract] = worded(reason)
    return said


def _tell(box: Outbox, event: Event, reasons: Mapping[tuple[str, str], str], day: date) -> bool:
    answer = _answer(box.connection, event, reasons)
    asker = asker_of(box.connection, event.subject, answer.place, but=event.actor) if answer else None
    if answer is None or asker is None:
        return False
    of_matter = event.subject.startswith("matter:")
    division = _division(box.connection, event.subject)
    to = _reader(box, asker, division, day)
    if to is None:
        return False
    notice = AnsweredNotice(
        division=to.division,
        recipient=to.label,
        contract="" if of_matter else event.subject,
        subject=answer.subject,
        what=answer.what,
        answer=answer.result,
        by=acting_post(event.role),
        said=_masked(box, event.subject, answer.said, day),
        next_step=answer.next_step,
        on=day,
    )
    return box.put(
        to, Topic.answered(answer.subject, event.hash), day, render_answered(notice, box.wording), urgent=True
    )


def _answer(connection: Connection, event: Event, reasons: Mapping[tuple[str, str], str]) -> _Answer | None:
    match event.body:
        case OfOverride() as body:
            return _of_exception(connection, body)
        case RecordSentBack() as body:
            said = "、".join(_remark(body.document, one.item, one.words) for one in body.remarks)
            return _of_record(
                event, body, "差戻し", said, "指摘を直して記録し直してください。直すと、改めて確認を求めます。"
            )
        case ActWithdrawn() as body:
            told = f"{body.act.label}の取消し"
            return _of_record(event, body, told, body.reason, "理由を確かめ、要るものを記録し直してください。")
        case ActDone(act=ActKind.REJECTION) as body:
            return _of_record(event, body, "不承認", reasons.get((event.subject, body.subcontract), ""), _AGAIN)
        case ActDone() as body:
            return _of_record(event, body, body.act.label, "", _DONE)
        case MatterConfirmed(id=id_):
            return _Answer(("", id_, ""), id_, "二人での確認", "確認", "", "要りません。申し出たことは実行しました。")
        case MatterDeclined(id=id_, reason=reason):
            return _Answer(
                ("", id_, ""), id_, "二人での確認", "見送り", reason, "理由を確かめてください。実行していません。"
            )
        case _:
            return None


def _of_exception(connection: Connection, body: OfOverride) -> _Answer:
    row = connection.execute(select(override).where(override.c.id == body.id)).one()
    what = f"例外承認の申請({row.codes.replace(',', '・')})"
    answer = _Answer(
        ("", body.id, ""), body.id, what, "承認", "", f"{format_date(row.expires_on)}までに証拠をそろえてください。"
    )
    match body:
        case OverrideRejected(reason=reason):
            return replace(answer, result="却下", said=reason, next_step=_AGAIN)
        case OverrideRevoked(reason=reason):
            told = "関門は再び閉じました。証拠をそろえるか、改めて申請してください。"
            return replace(answer, result="承認の取消し", said=reason, next_step=told)
        case _:
            return answer


def _of_record(
    event: Event, body: ActDone | ActWithdrawn | RecordSentBack, result: str, said: str, next_step: str
) -> _Answer:
    kind = KINDS.get(body.document)
    subject = f"{event.subject}/{body.subcontract}" if body.subcontract else event.subject
    place = body.document, body.subcontract, body.key
    return _Answer(place, subject, kind.label if kind else "再委託の申請", result, said, next_step)


def _remark(document: str, item: str, words: str) -> str:
    label = next((column.label for column in columns_of(document) if column.name == item), item)
    return f"{label}: {words}" if item else words


def _division(connection: Connection, chain: str) -> str:
    """The office to which a contract, or a matter, belongs; blank for a matter of the whole installation."""
    if chain.startswith("matter:"):
        asked = select(matter.c.division).where(matter.c.id == chain.removeprefix("matter:"))
    else:
        asked = select(contract.c.division).where(contract.c.id == chain)
    return str(connection.execute(asked).scalar() or "")


def _reader(box: Outbox, asker: Asker, division: str, day: date) -> Recipient | None:
    """Who is told: the post that asked or, where nobody is reached there, the next above it in the office."""
    reach = Reach(box.app, box.connection, day)
    return next((to for to in _posts(box.app, asker, division, day) if reach.reaches(to)), None)


def _posts(app: App, asker: Asker, division: str, day: date) -> Iterator[Recipient]:
    office = [post.value for post in OFFICE_POSTS]
    if asker.role == Role.ADMIN.value:
        yield owner(app)
    elif asker.role == Role.OVERSIGHT_OFFICE.value:
        yield from (at_desk(desk, day) for desk in app.book.desks.oversight)
    start = office.index(asker.role) if asker.role in office else 0
    yield from (Recipient(division, post) for post in office[start:] if division)


def _masked(box: Outbox, chain: str, text: str, day: date) -> str:
    """A text without the names of those who stand in the contract's records or hold a post."""
    if not text:
        return ""
    personal_data = box.app.book.personal_data
    staff = personal_data.names_in(one.name for one in held_posts(box.connection, day) if one.name)
    if chain.startswith("matter:"):
        return personal_data.masked(text, staff)
    records = stored_records(box.connection, [chain], None)
    mask = masks(box.connection, personal_data, records, day).get(chain)
    return personal_data.masked(mask.text(text) if mask else text, staff)
