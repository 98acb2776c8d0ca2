"""Who asked: by which post, and under which key, something was requested or recorded that somebody else answers."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.vocabulary import Role
from lifecycle.records.events.documents import (
    AtPlace,
    EvidenceCorrected,
    EvidenceRecorded,
    SubcontractCorrected,
    SubcontractRecorded,
)
from lifecycle.records.events.overrides import OverrideRequested
from lifecycle.records.events.second import MatterProposed
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import Event, as_event
from lifecycle.records.tables import journal

_RECORDED = (SubcontractRecorded, SubcontractCorrected, EvidenceRecorded, EvidenceCorrected)
_ASKING = (OverrideRequested, MatterProposed, *_RECORDED)


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for something: the key of the person, the post, the day, and by which door."""

    key: str
    role: str
    on: date
    via: str = ""

    @property
    def post(self) -> str:
        """The post as people call it; blank where it is not known."""
        return Role(self.role).label if self.role in set(Role) else ""


AskedPlace = tuple[str, str, str]
"""What tells a request apart on its chain: the kind of record, the subcontract, the date; of others the id alone."""


def place_of(body: Body) -> AskedPlace | None:
    """The place of what an event asks for; None for an event that asks for nothing."""
    match body:
        case OverrideRequested(id=id_) | MatterProposed(id=id_):
            return "", id_, ""
        case AtPlace(document=document, subcontract=no, key=key):
            return document, no, key
        case _:
            return None


def asker_of(connection: Connection, chain: str, place: AskedPlace, but: str = "") -> Asker | None:
    """Who last asked for what stands at a place of a chain, leaving out one person; None where nobody else did."""
    kinds = [body.KIND for body in _ASKING]
    told = select(journal).where(journal.c.subject == chain, journal.c.kind.in_(kinds)).order_by(journal.c.id.desc())
    for event in map(as_event, connection.execute(told)):
        if event.actor != but and place_of(event.body) == place:
            return _asker(event)
    return None


def _asker(event: Event) -> Asker:
    return Asker(event.actor, event.role, event.occurred_on, event.via or "")
