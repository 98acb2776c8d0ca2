"""What is new of an incident, told by the deed that brought it: another stage, another answer, its close."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from config.errors import NotFoundError
from config.vocabulary import IncidentStage
from lifecycle.app import App
from lifecycle.dues.incident_calls import head_and_desk
from lifecycle.dues.obligations import Judged
from lifecycle.post.outbox import Outbox
from lifecycle.post.topic import Topic
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.documents import AtPlace
from lifecycle.records.journal import Draft
from lifecycle.records.one_contract import find_contract
from notifications.incident_notices import IncidentNewsNotice
from states.evidence import INCIDENT
from states.facts import Contract
from states.incident import incident_id, stage_of_incident, with_numbers
from states.incident_steps import next_steps
from states.incidents import as_said
from states.reportable import reportable


@dataclass(frozen=True, slots=True)
class IncidentStand:
    """How an incident stands: its stage, and whether it must be reported, in words."""

    stage: IncidentStage
    answer: str


def how_incidents_stand(app: App, contract: Contract) -> dict[int, IncidentStand]:
    """How the incidents of a contract stand, by their numbers."""
    rules, readings = app.book.incidents, app.book.readings
    every = ((no, as_said(one, readings)) for no, one in with_numbers(contract.incidents))
    return {no: IncidentStand(stage_of_incident(one), reportable(rules, one).words) for no, one in every}


@dataclass(slots=True)
class IncidentsBefore:
    """How the incidents of the contracts that a deed touches stood before it."""

    app: App
    connection: Connection
    _stood: dict[str, dict[int, IncidentStand]] = field(default_factory=dict)

    def see(self, drafts: Sequence[Draft], day: date) -> None:
        """Note how a contract's incidents stand, before something is recorded of one of them."""
        of = {draft.subject for draft in drafts if isinstance(draft.body, AtPlace) and draft.body.document == INCIDENT}
        for id_ in of - self._stood.keys():
            try:
                facts = find_contract(self.connection, id_, AsOf(day))
            except NotFoundError:
                self._stood[id_] = {}  # the contract comes with its incidents
            else:
                self._stood[id_] = how_incidents_stand(self.app, facts)

    def tell(self, box: Outbox, judged: Mapping[str, Judged], day: date, hash_: str) -> int:
        """Tell what is new of them, once; gives the messages."""
        stood, self._stood = self._stood, {}
        now = ((before, judged[id_].contract) for id_, before in sorted(stood.items()) if id_ in judged)
        return sum(tell_news(box, before, contract, day, hash_) for before, contract in now)


def tell_news(box: Outbox, before: Mapping[int, IncidentStand], contract: Contract, day: date, hash_: str) -> int:
    """Tell the desk of a change of stage, or of whether to report; desk and head of a close. Gives the messages."""
    queued, incidents = 0, dict(with_numbers(contract.incidents))
    for no, now in how_incidents_stand(box.app, contract).items():
        was = before.get(no)
        if was is None or was == now:
            continue
        closed = now.stage is IncidentStage.CLOSED and was.stage is not now.stage
        incident = as_said(incidents[no], box.app.book.readings)
        steps = next_steps(box.app.book.incidents, incident, box.app.book.readings)
        head, desk = head_and_desk(box.app, contract, day)
        for to in (head, desk) if closed else (desk,):
            notice = IncidentNewsNotice(
                contract=contract.id,
                subject=contract.id,
                incident=incident_id(contract.id, no),
                division=contract.sheet.division or "",
                title=contract.sheet.title or "",
                changes=tuple(_changes(was, now)),
                next_step=next((step.words for step in steps), ""),
                closed=closed,
                on=day,
                recipient=to.label,
            )
            queued += box.notice(to, Topic.incident(incident_id(contract.id, no), hash_), notice)
    return queued


def _changes(was: IncidentStand, now: IncidentStand) -> Iterator[str]:
    if was.stage is not now.stage:
        yield f"段階: {was.stage.label}から{now.stage.label}へ"
    if was.answer != now.answer:
        yield f"報告の要否: 「{was.answer}」から「{now.answer}」へ"
