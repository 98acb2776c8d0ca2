"""Who holds which post, beside the 所属 sheet: posts outside the offices and further officers, each with its days."""

from dataclasses import dataclass
from datetime import date

from lifecycle.records.events.shapes import Body, event, shape


@dataclass(frozen=True, slots=True)
class SeededPost:
    """A post as the settings of a home gave it (`[people]`) when the register was begun: a person's key, a post."""

    person: str
    role: str
    division: str | None = None


@shape
class OfPost(Body):
    """Of a post that one person holds: outside the offices, or in the office named."""

    person: str
    role: str
    division: str | None = None


@event("post_given", "職の付与")
class PostGiven(OfPost):
    """A person holds a post from a day on, to a last day where one is named."""

    begins_on: date
    ends_on: date | None = None


@event("post_ended", "職の終了")
class PostEnded(OfPost):
    """A person holds a post up to a last day and no longer."""

    ends_on: date


@event("people_seeded", "職の引継ぎ")
class PeopleSeeded(Body):
    """A home of an earlier version began its register of people: what its settings said of them then, once."""

    identity: str
    posts: tuple[SeededPost, ...]
