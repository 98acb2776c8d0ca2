"""What a person asked others to decide or to check, and what became of each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Select, and_, exists, or_, select

from config.vocabulary import ActKind
from lifecycle.app import App
from lifecycle.records.events.acts import ActDone, ActWithdrawn, RecordSentBack
from lifecycle.records.events.documents import AtPlace, EvidenceRecorded, SubcontractRecorded
from lifecycle.records.events.overrides import (
    OfOverride,
    OverrideApproved,
    OverrideRejected,
    OverrideRequested,
    OverrideRevoked,
)
from lifecycle.records.events.shapes import Body
from lifecycle.records.free_text import spoken
from lifecycle.records.journal import Event, as_event
from lifecycle.records.tables import contract, journal, record
from lifecycle.records.told import acting_post, told
from lifecycle.views.paging import InOrder, Page, Paging, page_in_sql
from states.columns import SUBCONTRACT

EXCEPTION, REVIEW, SUBSTITUTE = "exception", "contract_review", "onsite_waiver"
ASKED_FOR: Mapping[str, str] = {
    EXCEPTION: "例外承認の申請",
    SUBCONTRACT: "再委託の申請",
    SUBSTITUTE: "実地調査に代わる対応",
    REVIEW: "契約書の再確認",
}
"""What somebody else must answer, by the kind of record, and what the list calls it."""
_ANSWERS = (OverrideApproved, OverrideRejected, OverrideRevoked, ActDone, ActWithdrawn, RecordSentBack)
WAITS = "待っています"
"""The state of a request that nobody has answered."""
_Key = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """A request and its last answer: the state in a word, the answer in a sentence, by which post, when.

    `kind` is the kind of record that was asked about (`exception` for 例外承認), `id` the number of an exception.
    """

    kind: str
    id: str
    contract: str
    subcontract: str
    asked_on: date
    about: str
    state: str = WAITS
    answer: str = ""
    answered_by: str = ""
    answered_on: date | None = None

    @property
    def waits(self) -> bool:
        """Whether it is still to be answered."""
        return self.state == WAITS


def own_requests(app: App, paging: Paging) -> Page[OwnRequest]:
    """A page of what the actor asked for, the latest first. Raises RoleError."""
    with app.reading() as connection:
        actor, reader = app.actor(connection), app.reader(connection)
        statement = _asked_by(actor.key)
        if reader.offices is not None:
            statement = statement.where(contract.c.division.in_(sorted(reader.offices)))
        latest = Paging(paging.number, paging.size, "-recorded")
        page = page_in_sql(connection, statement, latest, InOrder({"recorded": journal.c.id}, ("recorded",)))
        asked = spoken(connection, map(as_event, page.rows))
        answers = _answers(connection, {event.subject for event in asked})
    return page.of_these([_request(event, answers) for event in asked])


def _asked_by(key: str) -> Select[tuple[object, ...]]:
    """The events by which a person asked for something that somebody else must answer."""
    of_record = exists(
        select(record.c.contract).where(
            record.c.contract == journal.c.subject,
            record.c.number == journal.c.number,
            record.c.kind.in_((SUBCONTRACT, REVIEW, SUBSTITUTE)),
            record.c.via == "command",
        )
    )
    recorded = and_(journal.c.kind.in_((SubcontractRecorded.KIND, EvidenceRecorded.KIND)), of_record)
    joined = journal.join(contract, contract.c.id == journal.c.subject)
    return (
        select(*journal.c)
        .select_from(joined)
        .where(journal.c.actor == key, or_(journal.c.kind == OverrideRequested.KIND, recorded))
    )


def _answers(connection: Connection, contracts: Iterable[str]) -> dict[_Key, Event]:
    """The last answer to each request of these contracts."""
    wanted = select(journal).where(
        journal.c.subject.in_(sorted(contracts)), journal.c.kind.in_([body.KIND for body in _ANSWERS])
    )
    events = spoken(connection, map(as_event, connection.execute(wanted.order_by(journal.c.id))))
    return {_key(event): event for event in events}


def _key(event: Event) -> _Key:
    """What tells a request apart, of the request and of its answer alike."""
    match event.body:
        case OfOverride(id=id_):
            return event.subject, EXCEPTION, id_, ""
        case AtPlace() | ActDone() | ActWithdrawn() | RecordSentBack() as body:
            return event.subject, body.document, body.subcontract, body.key
        case _:
            return event.subject, "", "", ""


def _request(event: Event, answers: Mapping[_Key, Event]) -> OwnRequest:
    _, kind, name, _ = key = _key(event)
    answer = answers.get(key)
    exception = kind == EXCEPTION
    subject = event.body.subject if isinstance(event.body, OverrideRequested) else ""
    if answer and answer.id < event.id:
        answer = None
    return OwnRequest(
        kind=kind,
        id=name if exception else "",
        contract=event.subject,
        subcontract=subject.partition("/")[2] if exception else name,
        asked_on=event.occurred_on,
        about=told(event),
        state=_state(answer.body) if answer else WAITS,
        answer=told(answer) if answer else "",
        answered_by=acting_post(answer.role) if answer else "",
        answered_on=answer.occurred_on if answer else None,
    )


def _state(body: Body) -> str:
    """What became of a request, in a word."""
    match body:
        case OverrideApproved():
            return "承認"
        case OverrideRejected():
            return "却下"
        case OverrideRevoked():
            return "取消"
        case RecordSentBack():
            return "差し戻し"
        case ActDone(act=ActKind() as act):
            return act.label
        case _:
            return WAITS
