"""What the heads are told of what came on record by another hand: a declared ledger, a number entered again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select

from config.place import said_here
from config.vocabulary import Role
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic
from lifecycle.records.chunks import chunks
from lifecycle.records.events.documents import ContractAmended, Corrected, Recorded
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.journal import Event
from lifecycle.records.tables import contract
from lifecycle.usecases.import_acts import declares
from lifecycle.usecases.work import Work
from notifications.record_notices import DeclaredNotice, ReenteredNotice
from states.columns import columns_of

WRITTEN_OUT = 20
"""So many entries stand in one message; the others are counted."""


@dataclass(slots=True)
class Declared:
    """What is imported for offices none of whose posts the actor holds, gathered to be told to their heads."""

    _told: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def see(self, work: Work, events: Sequence[Event], before: Mapping[str, str]) -> None:
        """Gather events that were just recorded; `before` are the offices to which their contracts belonged.

        An office that a contract left is told of it as well as the one to which it came.
        """
        now = _offices_of(work, [event.subject for event in events])
        for event in events:
            body = event.body
            if isinstance(body, DivisionRecorded):
                self._entries(body.name).setdefault("所属シート", []).append(said_here(body.LABEL))
            for office in {before.get(event.subject, ""), now.get(event.subject, "")} - {""}:
                self._entries(office).setdefault(event.subject, []).append(_words(body))

    def _entries(self, office: str) -> dict[str, list[str]]:
        return self._told.setdefault(office, {})

    def tell(self, work: Work, sha256: str) -> None:
        """Tell each office's head in one message."""
        for office, entries in sorted(self._told.items()):
            if not declares(work, office):
                continue
            lines = [f"{subject}: {'、'.join(dict.fromkeys(words))}" for subject, words in entries.items()]
            more = max(0, len(lines) - WRITTEN_OUT)
            notice = DeclaredNotice(office, _post(work), tuple(lines[:WRITTEN_OUT]), more, work.today)
            to = Recipient(office, Role.DIVISION_HEAD.value)
            work.outbox.notice(to, Topic.declared(sha256), notice, urgent=False)


def _words(body: object) -> str:
    """What an event did, with the columns that a correction changed."""
    label = said_here(str(getattr(body, "LABEL", "")))
    if not isinstance(body, Corrected):
        return label
    columns = [column.label for column in columns_of(body.document) if column.name in body.changes]
    return f"{label}({'・'.join(columns)})" if columns else label


def tell_reentered(work: Work, back: Iterable[str], events: Sequence[Event]) -> None:
    """Tell the heads of the contracts that were taken back and that these events brought on record again."""
    wanted = set(back)
    by_office: dict[str, list[Event]] = {}
    for event in events:
        body = event.body
        if event.subject in wanted and isinstance(body, Recorded) and isinstance(body, ContractAmended):
            by_office.setdefault(str(body.fields.get("division", "")), []).append(event)
    for office, again in sorted(by_office.items()):
        notice = ReenteredNotice(office, _post(work), tuple(event.subject for event in again), work.today)
        to = Recipient(office, Role.DIVISION_HEAD.value)
        work.outbox.notice(to, Topic.reentered(again[0].hash), notice, urgent=False)


def _post(work: Work) -> str:
    return work.actor.role.label if work.actor.role else ""


def _offices_of(work: Work, ids: Sequence[str]) -> dict[str, str]:
    """The offices to which these contracts belong now, those taken back among them."""
    divisions: dict[str, str] = {}
    for chunk in chunks(sorted(set(ids))):
        rows = work.connection.execute(select(contract.c.id, contract.c.division).where(contract.c.id.in_(chunk)))
        divisions |= {row.id: row.division for row in rows}
    return divisions
