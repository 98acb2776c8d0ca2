"""Incidents (漏えい等事案): that a person took note of one. What is recorded of it is evidence (`documents`)."""

from lifecycle.records.events.shapes import Body, event, free_text


@event("incident_acknowledged", "漏えい等の連絡の受領の確認")
class IncidentAcknowledged(Body):
    """A person who answers for the office took note of an incident: it is no longer told again and again."""

    no: int
    note: str | None = free_text(default=None)
