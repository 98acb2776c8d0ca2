"""The circulars of a monthly report: of how many offices each was asked, which have not answered at the month's end."""

from datetime import date

from sqlalchemy import Connection

from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.circulars import circulars
from notifications.installation_notices import CircularLine
from states.circular import Circular


def circulars_in(connection: Connection, first: date, last: date) -> tuple[CircularLine, ...]:
    """The circulars that stood at the end of these days and went out in them, or still wait; in order of publication.

    Counted from what is known now, as the rest of the report.
    """
    standing = [one for one in circulars(connection, AsOf(last)) if one.stands]
    return tuple(_line(one, last) for one in standing if one.published_on >= first or one.waiting)


def _line(one: Circular, last: date) -> CircularLine:
    late = sum(bool(one.late(name, last)) for name in one.addressees)
    return CircularLine(one.number, one.title, len(one.addressees), one.waiting, late)
