"""What was sent back to be put right, and still stands as it was then."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.vocabulary import ActKind
from lifecycle.app import App
from lifecycle.records.chunks import chunks
from lifecycle.records.events.acts import ActDone, RecordSentBack
from lifecycle.records.facts import stored_records
from lifecycle.records.free_text import spoken
from lifecycle.records.hands import record_digest
from lifecycle.records.journal import as_event
from lifecycle.records.one_contract import may_read_of
from lifecycle.records.tables import journal
from lifecycle.records.told import acting_post
from states.columns import columns_of
from states.evidence import KINDS

Sent = tuple[str, ActKind, str, str, str]
"""What was sent back: the contract, the act that was not done, the record's kind, subcontract and date."""


@dataclass(frozen=True, slots=True)
class SentBackSeen:
    """A record that was sent back and not changed since: by which post, on which day, with which remarks.

    Each remark stands with the label of its field; of the whole, with a blank one.
    """

    contract: str
    act: ActKind
    kind: str
    label: str
    subcontract: str
    key: str
    on: date
    by: str
    remarks: tuple[tuple[str, str], ...]

    @property
    def place(self) -> Sent:
        """What tells it apart."""
        return self.contract, self.act, self.kind, self.subcontract, self.key


def sent_back_of(app: App, id_: str) -> list[SentBackSeen]:
    """What of a contract was sent back and waits to be put right. Raises RoleError."""
    with app.reading() as connection:
        may_read_of(connection, id_, app.reader(connection).must)
        return sent_back_among(connection, [id_])


def sent_back_among(connection: Connection, ids: Collection[str]) -> list[SentBackSeen]:
    """What of these contracts was sent back and waits to be put right, in the order of the journal."""
    kinds = (RecordSentBack.KIND, ActDone.KIND)
    open_: dict[Sent, tuple[RecordSentBack, SentBackSeen]] = {}
    for chunk in chunks(sorted(ids)):
        told = select(journal).where(journal.c.subject.in_(chunk), journal.c.kind.in_(kinds)).order_by(journal.c.id)
        for event in spoken(connection, map(as_event, connection.execute(told))):
            body = event.body
            if isinstance(body, RecordSentBack):
                seen = _seen(event.subject, event.occurred_on, acting_post(event.role), body)
                open_[seen.place] = body, seen
            elif isinstance(body, ActDone):
                open_.pop((event.subject, body.act, body.document, body.subcontract, body.key), None)
    if not open_:
        return []
    now = stored_records(connection, sorted({place[0] for place in open_}), None)
    digests = {
        (id_, seen.act, one.kind, one.subcontract, one.key): record_digest(one, seen.act)
        for id_, records in now.items()
        for one in records
        for _, seen in open_.values()
        if seen.contract == id_ and (seen.kind, seen.subcontract, seen.key) == (one.kind, one.subcontract, one.key)
    }
    return [seen for place, (body, seen) in open_.items() if digests.get(place) == body.record_sha256]


def _seen(id_: str, on: date, by: str, body: RecordSentBack) -> SentBackSeen:
    labels = {column.name: column.label for column in columns_of(body.document)}
    kind = KINDS.get(body.document)
    return SentBackSeen(
        contract=id_,
        act=body.act,
        kind=body.document,
        label=kind.label if kind else "再委託の申請",
        subcontract=body.subcontract,
        key=body.key,
        on=on,
        by=by,
        remarks=tuple((labels.get(one.item, one.item), one.words) for one in body.remarks),
    )
