"""Verifies the journal and, where it is broken, tells the system owner and the auditors at once."""

import hashlib
from dataclasses import dataclass

from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import at_desk
from lifecycle.post.topic import Topic
from lifecycle.records.database import writing
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.audit import Verification, verify
from lifecycle.watch.mail import queue_installation_notice
from notifications.installation_notices import BrokenJournalNotice


@dataclass(frozen=True, slots=True)
class Verified:
    """The result of a verification: events looked at, faults by part of the record, messages queued."""

    events: int
    parts: tuple[tuple[str, int], ...]
    messages_queued: int

    @property
    def faults(self) -> int:
        """How many faults there are in all parts together."""
        return sum(count for _, count in self.parts)


@tried_again
def verify_and_tell(app: App) -> Verified:
    """Verify the whole record; where it is broken, queue one immediate message to each of the two who must know.

    A message is queued once per day and distinct set of faults: another fault on the same day is told again, and the
    same one on the next day. Raises RoleError.
    """
    with app.reading() as connection:
        app.actor(connection).must(Act.KEEP)
    verification = verify(app)
    parts = faulty_parts(verification)
    if not parts:
        return Verified(verification.events, parts, 0)
    today, desks = app.today(), (app.book.desks.owner, app.book.desks.auditors)
    readers = tuple(desk.greeted_on(today) for desk in desks)
    mark = hashlib.sha256("\n".join(sorted(verification.faults)).encode()).hexdigest()[:12]
    with writing(app.engine) as connection:
        queued = [
            queue_installation_notice(
                Outbox(app, connection),
                at_desk(desk, today),
                Topic.broken_journal(mark),
                BrokenJournalNotice(desk.greeted_on(today), readers, parts, verification.events, today),
                period=today,
            )
            for desk in desks
        ]
    return Verified(verification.events, parts, sum(queued))


def faulty_parts(verification: Verification) -> tuple[tuple[str, int], ...]:
    """The parts of the record that have faults, each with the number of its faults."""
    parts = (
        ("データベース", verification.database),
        ("記録の連鎖(書換え・欠落)", verification.chain),
        ("個人の欄", verification.persons),
        ("一覧の写し", verification.projections),
        ("証拠ファイル", verification.evidence_files),
        ("務めの一覧", verification.working_state),
        ("連絡", verification.messages),
        ("封印", verification.seals),
    )
    return tuple((label, len(faults)) for label, faults in parts if faults)
