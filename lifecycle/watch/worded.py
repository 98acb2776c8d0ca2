"""The digests of a run's letters, with the counts of each reader's office; they are worded while others still write."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import Connection

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.post.outbox import Outbox, Worded
from lifecycle.post.recipients import Recipient
from lifecycle.records.flags import is_fictional
from lifecycle.records.office_counts import counts_today
from lifecycle.watch.telling import Letters
from notifications.alert import Digest
from notifications.render import render_digest


def digests_of(
    app: App, connection: Connection, letters: Letters, today: date, judged: Mapping[str, Judged] | None = None
) -> Iterator[tuple[Recipient, Digest]]:
    """The digest of each recipient. What was `judged` and is not stored yet is counted as it will be."""
    to_all, fictional = letters.recipients(), is_fictional(connection)
    offices = {to.division for to in to_all if to.post != Role.OVERSIGHT_OFFICE} if letters.day == today else set()
    ahead = {id_: (one.assessment.standing, one.contract.stage) for id_, one in (judged or {}).items()}
    whole = counts_today(connection, offices, letters.day, app.book.escalation, ahead) if offices else {}
    for to in to_all:
        yield to, letters.digest(to, whole.get(to.division), fictional=fictional)


def worded_ahead(
    app: App, connection: Connection, letters: Letters, today: date, judged: Mapping[str, Judged]
) -> dict[Recipient, Worded]:
    """What the digests will come to if nothing moves before they are queued; what differs then is worded anew."""
    wording = Outbox(app, connection).wording
    return {
        to: Worded(digest, render_digest(digest, wording))
        for to, digest in digests_of(app, connection, letters, today, judged)
    }
