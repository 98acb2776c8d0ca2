"""Posts given to single persons, by their keys: outside the offices, and further officers.

What the settings gave when the register was begun counts as given; what is written there later gives nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection, select

from config.vocabulary import Role
from lifecycle.records.events.installation import InstallationInitialised
from lifecycle.records.events.people import PeopleSeeded, PostEnded, PostGiven, SeededPost
from lifecycle.records.journal import Event, as_event, events_of, only
from lifecycle.records.tables import journal

PEOPLE = "people:"
"""The chain on which posts are given and ended."""
_MADE = (journal.c.subject == "system") & (journal.c.kind == InstallationInitialised.KIND)
_GIVING = (
    select(journal)
    .where((journal.c.subject == PEOPLE) | _MADE)
    # The chain of the installation itself sorts behind that of its people, and was begun before it.
    .order_by(journal.c.subject.desc(), journal.c.number)
)


@dataclass(frozen=True, slots=True)
class GivenPost:
    """A post that was given to one person: the key, the office (None outside the offices), its first and last day.

    `seeded` marks what the settings gave when the register was begun.
    """

    person: str
    role: Role
    division: str | None
    begins_on: date
    ends_on: date | None = None
    seeded: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the person holds the post on that day."""
        return self.begins_on <= day and (self.ends_on is None or day <= self.ends_on)

    def is_ended_by(self, last: date) -> bool:
        """Whether a last day ends the post: it had begun, or would begin on the day after, and did not end before."""
        return self.begins_on <= last + timedelta(days=1) and (self.ends_on is None or last <= self.ends_on)


def beginning(connection: Connection) -> tuple[Event, InstallationInitialised] | None:
    """The event that made the installation, with what it says; None while there is none."""
    made = select(journal).where(journal.c.subject == "system", journal.c.kind == InstallationInitialised.KIND)
    row = connection.execute(made.order_by(journal.c.number).limit(1)).first()
    return next(only([as_event(row)], InstallationInitialised), None) if row else None


def is_begun(connection: Connection) -> bool:
    """Whether the register of people was begun: homes of earlier versions had none in the journal."""
    first = beginning(connection)
    made_with_it = first is not None and first[1].people is not None
    return made_with_it or any(_seeds(events_of(connection, PEOPLE)))


def given_posts(connection: Connection) -> list[GivenPost]:
    """Every post that was ever given to a person, in order, as far as it is known now."""
    return posts_of(map(as_event, connection.execute(_GIVING)))


def posts_of(events: Iterable[Event]) -> list[GivenPost]:
    """The posts that these events gave, in order. Who made the installation is 管理者."""
    given: list[GivenPost] = []
    for event in events:
        match event.body:
            case InstallationInitialised(admin=admin, people=people):
                given = [GivenPost(admin, Role.ADMIN, None, date.min, seeded=True), *_seeded(people or ())]
            case PeopleSeeded(posts=posts):
                given += _seeded(posts)
            case PostGiven() as post:
                given.append(GivenPost(post.person, Role(post.role), post.division, post.begins_on, post.ends_on))
            case PostEnded() as ended:
                given = [_ended(post, ended) for post in given]
    return given


def _seeds(events: Iterable[Event]) -> Iterator[tuple[Event, PeopleSeeded]]:
    return only(events, PeopleSeeded)


def _seeded(posts: Iterable[SeededPost]) -> list[GivenPost]:
    """The posts of the settings; like what is first recorded of an office they hold from ever."""
    return [GivenPost(post.person, Role(post.role), post.division, date.min, seeded=True) for post in posts]


def _ended(post: GivenPost, ended: PostEnded) -> GivenPost:
    """The post with its last day, where it is the one that ended and did not end before."""
    same = (post.person, post.role, post.division) == (ended.person, Role(ended.role), ended.division)
    return replace(post, ends_on=ended.ends_on) if same and post.is_ended_by(ended.ends_on) else post
