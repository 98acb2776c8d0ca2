"""Acts of persons who hold a post: what they did, of which record, bound to what they were shown."""

from dataclasses import dataclass

from config.vocabulary import ActKind
from lifecycle.records.events.shapes import Body, event, free_text, named, shape


@shape
class OfAct(Body):
    """Of an act: what it is, the kind of record it is about, the subcontract and the date that tell the record apart.

    Who did it, by which post and when stands in the header of the event.
    """

    act: ActKind
    document: str = named("kind")
    subcontract: str
    key: str


@event("act_done", "職にある者の操作")
class ActDone(OfAct):
    """An act was done. `shown` is the hash of what the person was shown, `record_sha256` that of the record.

    Where the record says something else later, it has another hash, and the act does not speak of it. `post` is the
    post by which it was done, where the person has several.
    """

    shown: str
    record_sha256: str
    post: str | None = None


@event("act_withdrawn", "職にある者の操作の取消し")
class ActWithdrawn(OfAct):
    """An act was withdrawn by somebody who may do it, with the reason."""

    reason: str = free_text()


@dataclass(frozen=True, slots=True)
class ItemRemark:
    """What is to be put right in an item of a record: the name of the field, blank for the whole; in words."""

    item: str
    words: str = free_text()


@event("record_sent_back", "記録の差戻し")
class RecordSentBack(Body):
    """A record was sent back by who was to act on it, to be put right; `act` is what was not done.

    `shown` and `record_sha256` are those of an act. Once the record says something else, it waits for the act again.
    """

    act: ActKind
    document: str = named("kind")
    subcontract: str
    key: str
    shown: str
    record_sha256: str
    remarks: tuple[ItemRemark, ...]
