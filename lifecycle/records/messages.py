"""The outbox laid beside the journal: what was changed in it, added to it or taken away from it by hand."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from lifecycle.records.events.installation import MessageHeld, MessageQueued, MessageResumed, MessageSettled
from lifecycle.records.events.kinds import decode
from lifecycle.records.events.personal_data import PersonalDataErased
from lifecycle.records.events.shapes import B, Body
from lifecycle.records.journal import Event
from lifecycle.records.tables import outbox
from lifecycle.records.walk_notes import WalkNotes
from states.content import ERASED

_SAME = ("division", "post", "channel", "urgent", "period")
_ENDED = ("sent", "given_up", "uncertain", "refused", "dropped")
_PREFIX = "message:"


OPEN = ("queued", "failed", "sending")
"""The states of a message that a delivery takes up."""
WAITING = (*OPEN, "held")
"""The states of a message that is on its way, or kept back."""


def text_sha256(subject: str, body: str) -> str:
    """The hash of a message's text, by which the journal knows it."""
    return hashlib.sha256(f"{subject}\n{body}".encode()).hexdigest()


@dataclass(slots=True)
class Messages:
    """What the journal says of each message: that it was queued, held, settled, emptied by an erasure."""

    notes: WalkNotes
    _some_queued: bool = False

    def see(self, event: Event, body: Body) -> None:
        """Note an event of a message."""
        id_ = event.subject.removeprefix(_PREFIX)
        match body:
            case MessageQueued():
                self.notes.of_message(id_, "queued", event.payload)
                self._some_queued = True
            case MessageSettled():
                self.notes.of_message(id_, "settled", event.payload)
            case MessageResumed():
                self.notes.of_message(id_, "settled", None)
            case MessageHeld():
                self.notes.of_message(id_, "held", value=True)
            case PersonalDataErased(messages=ids):
                for one in ids:
                    self.notes.of_message(one, "emptied", value=True)

    def faults(self, connection: Connection, stored: Any) -> list[str]:
        """What disagrees; `stored` asks for the outbox's rows as the database holds them, one page after another."""
        faults = []
        for row in connection.execute(stored.order_by(outbox.c.id)).yield_per(500):
            faults += [f"連絡 {row.id} {told}" for told in self._row(row)]
        return [*faults, *(f"連絡 {id_} が送信箱から消されています" for id_ in self.notes.messages_unseen())]

    def _row(self, row: Row[Any]) -> Iterator[str]:
        noted = self.notes.message(row.id)
        queued, settled = _read(MessageQueued, noted.queued), _read(MessageSettled, noted.settled)
        known = settled or queued
        if known is None:
            # A message of before they were journaled as they were queued may wait, or be held on record.
            older = noted.held if row.status == "held" else row.status in OPEN and not self._some_queued
            if not older:
                yield "の記録がありません(手で入れられたか、送ったことにされています)"
            return
        erased = noted.emptied and row.body == ERASED
        if not erased and text_sha256(row.subject, row.body) != known.text_sha256:
            yield "の文面が記録と違います"
        card = None if erased or not queued else queued.card_sha256
        if queued and card != (text_sha256(row.subject, row.card) if row.card else None):
            yield "のカードが記録と違います"
        html = None if erased or not queued else queued.html_sha256
        if queued and html != (text_sha256(row.subject, row.html) if row.html else None):
            yield "の表の部分(HTML)が記録と違います"
        if any(_plain(getattr(row, name)) != _plain(getattr(known, name)) for name in _SAME):
            yield "の宛先などが記録と違います"
        # What was dated ahead of the clock is set right under a topic of its own, which ends with its id.
        if row.topic not in (known.topic, f"{known.topic}:{row.id}"):
            yield "の用件が記録と違います"
        if settled and (row.status != settled.status or row.attempts != settled.attempts):
            yield "の結果が記録と違います"
        elif not settled and row.status in _ENDED:
            yield "が、送信の記録なしに済みとされています"
        elif row.status == "held" and not noted.held:
            yield "が、記録なしに留め置かれています"


def _read(kind: type[B], content: bytes | None) -> B | None:
    """The content of an event as it was noted."""
    body = decode(kind.KIND, content, None) if content is not None else None
    return body if isinstance(body, kind) else None


def _plain(value: Any) -> str:
    """A value as text, alike for both databases."""
    return str(int(value) if isinstance(value, bool) else value)
