"""The circulars on record with what each office answered, as of a day and as far as it was known by a day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection, select

from lifecycle.clock import end_of_day
from lifecycle.records.as_of import AsOf
from lifecycle.records.events.circulars import CircularAnswered, CircularPublished, CircularWithdrawn, OfCircular
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.free_text import spoken, worded
from lifecycle.records.journal import as_event, in_chains, only
from lifecycle.records.tables import journal
from states.circular import Circular, OfficeAnswer, OfficeQuestion

CIRCULAR = "circular:"
"""The beginning of a circular's chain in the journal; its id follows."""


def circulars(connection: Connection, as_of: AsOf, id_: str | None = None) -> list[Circular]:
    """Every circular that was published by the day, or the one of that id; in the order of publication.

    One that was withdrawn and published anew stands as published last, with the answers since.
    """
    wanted = journal.c.subject == f"{CIRCULAR}{id_}" if id_ else in_chains(connection, CIRCULAR)
    statement = select(journal).where(wanted, journal.c.kind.in_(kinds_of(OfCircular)))
    statement = statement.where(journal.c.occurred_on <= as_of.on)
    if as_of.known_by is not None:
        statement = statement.where(journal.c.recorded_at <= end_of_day(as_of.known_by))
    rows = connection.execute(statement.order_by(journal.c.id)).all()
    standing: dict[str, Circular] = {}
    answers: dict[str, dict[tuple[str, str], OfficeAnswer]] = {}
    for event, body in only(spoken(connection, map(as_event, rows)), OfCircular):
        of = standing.get(body.circular)
        if isinstance(body, CircularPublished):
            answers[body.circular] = {}
            standing[body.circular] = as_published(body, event.occurred_on, answers[body.circular])
        elif isinstance(body, CircularAnswered) and of:
            said = worded(body.how) if body.how else ""
            one = OfficeAnswer(body.done_on, said, event.occurred_on, event.role)
            answers[body.circular][body.division, body.question] = one
        elif isinstance(body, CircularWithdrawn) and of:
            because = worded(body.reason)
            standing[body.circular] = replace(of, withdrawn_on=event.occurred_on, withdrawn_because=because)
    return list(standing.values())


def as_published(
    body: CircularPublished, on: date, answers: Mapping[tuple[str, str], OfficeAnswer] = MappingProxyType({})
) -> Circular:
    """The circular that was published on a day, or would be, with what was answered."""
    return Circular(
        id=body.circular,
        number=body.number,
        title=body.title,
        issuer=body.issuer,
        issued_on=body.issued_on,
        published_on=on,
        first_on=body.first_on,
        editions=body.editions,
        layer=body.layer or "",
        addressees=body.addressees,
        questions=tuple(
            OfficeQuestion(one.id, one.label, one.due_on, bool(one.by_head), bool(one.asks_how))
            for one in body.questions
        ),
        answers=answers,
    )
