"""The digests of a run's letters, with the counts of each reader's office; they are worded while others still write."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.dues.obligations import Judged
from lifecycle.post.outbox import Outbox, Worded
from lifecycle.post.recipients import Recipient
from lifecycle.records.flags import is_fictional
from lifecycle.records.office_counts import OfficeCount, counts_today
from lifecycle.watch.telling import Letters
from notifications.alert import Digest
from notifications.render import render_digest


@dataclass(frozen=True, slots=True)
class WordedLetters:
    """Letters with what their digests came to, each with the count of its office by which it was worded."""

    letters: Letters
    worded: dict[Recipient, tuple[OfficeCount | None, Worded]] = field(default_factory=dict)

    @classmethod
    def ahead(
        cls, app: App, connection: Connection, letters: Letters, judged: Mapping[str, Judged] | None = None
    ) -> "WordedLetters":
        """As the digests will be if nothing moves before they are queued; what differs then is worded anew."""
        wording, worded = Outbox(app, connection).wording, cls(letters)
        counts = _counts(app, connection, letters, judged)
        for to in letters.recipients():
            digest = letters.digest(to, counts.get(to.division), fictional=wording.fictional)
            worded.worded[to] = (counts.get(to.division), Worded(digest, render_digest(digest, wording)))
        return worded

    def of(self, letters: Letters, to: Recipient, count: OfficeCount | None) -> Worded | None:
        """What a digest of these letters came to, where its office counts as it did."""
        known = self.worded.get(to) if letters is self.letters else None
        return known[1] if known and known[0] == count else None


def digests_of(
    app: App, connection: Connection, letters: Letters, ahead: WordedLetters | None = None
) -> Iterator[tuple[Recipient, Digest, Worded | None]]:
    """The digest of each recipient, with what it came to where it was worded ahead."""
    counts = _counts(app, connection, letters)
    for to in letters.recipients():
        count = counts.get(to.division)
        if worded := ahead.of(letters, to, count) if ahead else None:
            yield to, worded.digest, worded
        else:
            yield to, letters.digest(to, count, fictional=is_fictional(connection)), None


def _counts(
    app: App, connection: Connection, letters: Letters, judged: Mapping[str, Judged] | None = None
) -> dict[str, OfficeCount]:
    """The counts of the readers' offices; what was `judged` and is not stored yet is counted as it will be."""
    offices = {to.division for to in letters.recipients() if to.post != Role.OVERSIGHT_OFFICE}
    if not offices or letters.day != app.today():
        return {}
    ahead = {id_: (one.assessment.standing, one.contract.stage) for id_, one in (judged or {}).items()}
    return counts_today(connection, offices, letters.day, app.book.escalation, ahead)
