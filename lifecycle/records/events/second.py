"""Matters that need two persons (二人での確認): one proposes, another confirms or declines."""

from lifecycle.records.events.documents import Fields
from lifecycle.records.events.shapes import Body, event, free_text, named, shape


@shape
class OfMatter(Body):
    """Of a matter that needs two persons; each stands on a chain of its own."""

    id: str


@event("matter_proposed", "二人での確認の申出")
class MatterProposed(OfMatter):
    """Something that needs two persons was proposed; `shown` is the hash of what the second person is shown."""

    matter: str
    about: str
    division: str
    terms: Fields = named("content")
    shown: str


@event("matter_confirmed", "二人目の確認")
class MatterConfirmed(OfMatter):
    """A second person confirmed it, and it was carried out."""


@event("matter_declined", "二人目の確認の見送り")
class MatterDeclined(OfMatter):
    """It was withdrawn by who proposed it, or declined by a second person."""

    reason: str = free_text()
