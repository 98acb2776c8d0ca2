"""What offices owe that belongs to no contract: answers to circulars; each with its day, its ladder and who is told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from config.vocabulary import Role
from lifecycle.app import App
from lifecycle.post.recipients import Recipient, at_desk
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.circulars import CIRCULAR, circulars

CHAINS = (CIRCULAR,)
"""The beginnings of the chains on which alerts of such duties stand."""


@dataclass(frozen=True, slots=True)
class OfficeDue:
    """One thing that an office owes: on which chain its alert stands, under which rule, by when, since when asked.

    `about` names what it belongs to (the circular's number), `command` records it. `by_head`: only the head can meet
    it, so that the head is told in the place of the posts below.
    """

    chain: str
    subject: str
    code: str
    division: str
    about: str
    label: str
    remedy: str
    command: str
    due_on: date
    since: date
    by_head: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The key of its alert."""
        return self.subject, self.code

    def told_to(self, app: App, posts: Sequence[str], day: date) -> list[Recipient]:
        """The recipients for the posts of a step: those of the office, or the desk that answers for the rule."""
        desk, head = at_desk(app.book.oversight_of(self.code), day), Role.DIVISION_HEAD.value
        below = (Role.OFFICER, Role.SECTION_CHIEF)
        own = [head if self.by_head and post in below else post for post in posts]
        every = [desk if post == Role.OVERSIGHT_OFFICE else Recipient(self.division, post) for post in own]
        return list(dict.fromkeys(every))


def office_dues(app: App, connection: Connection, day: date) -> list[OfficeDue]:
    """Everything that offices owe on a day, met or not yet due; the earliest due first."""
    return sorted(_of_circulars(app, connection, day), key=lambda due: (due.due_on, due.subject))


def _of_circulars(app: App, connection: Connection, day: date) -> Iterator[OfficeDue]:
    code, remedies = app.book.circulars.rule, {ask.id: ask.remedy for ask in app.book.circulars.ask}
    if code is None:
        return
    for one in circulars(connection, AsOf(day)):
        for division in one.waiting:
            for asked in one.owed_by(division):
                how = " --how …" if asked.asks_how else ""
                yield OfficeDue(
                    chain=f"{CIRCULAR}{one.id}",
                    subject=f"{one.id}/{division}/{asked.id}",
                    code=code,
                    division=division,
                    about=one.number,
                    label=asked.label,
                    remedy=remedies.get(asked.id, ""),
                    command=f"lifecycle circular confirm {one.id} {asked.id}{how}",
                    due_on=asked.due_on,
                    since=one.published_on,
                    by_head=asked.by_head,
                )
