"""所属: the offices and the people who answer for them; names and addresses are stored by reference only."""

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

import orjson
from sqlalchemy import select

from lifecycle.acts import OFFICE_POSTS
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.folds.offices import AT, settled
from lifecycle.records.journal import Draft
from lifecycle.records.people import references_in, values_of
from lifecycle.records.tables import division
from lifecycle.usecases.work import Work

_CLEAR = ("deputy_from", "deputy_until")
_NOT_KEPT = ("name", "effective_on")
LOGIN = "_login"
"""The end of the name of a field that holds the login of a post's holder."""


def draft_division(work: Work, name: str, fields: Mapping[str, Any]) -> tuple[Draft | None, bool]:
    """The event that records an office (None where nothing changes), and whether it was known. Blanks change nothing.

    With an `effective_on` still to come, the posts are entered as appointments from that day.
    """
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    before: dict[str, Any] = orjson.loads(stored) if stored else {}
    subject = f"division:{name}"
    after = settled(before, work.today)
    held = dict(after)
    begins = str(fields.get("effective_on", ""))
    later = f"{AT}{begins}" if begins > work.today.isoformat() else ""
    for field, value in fields.items():
        if field in _CLEAR:
            after[field] = value
        elif field not in _NOT_KEPT and (kept := _login(str(value)) if field.endswith(LOGIN) else str(value)):
            after[field + later] = work.people.reference(subject, kept)
    for field in _of_another(work, before, after, later, fields):
        after[field + later] = None
    if stored and after == held:
        return None, True
    return Draft(subject, work.today, DivisionRecorded(name=name, fields=after)), stored is not None


def _of_another(
    work: Work, before: Mapping[str, Any], after: Mapping[str, Any], later: str, given: Mapping[str, Any]
) -> Iterator[str]:
    """The logins and addresses that stay behind where a post is another person's from now on: nobody inherits them."""
    known = settled(before, work.today)
    changed = [post for post in OFFICE_POSTS if post in given and after[post + later] != known.get(post)]
    values = values_of(work.connection, references_in({post: known.get(post) for post in changed}))
    for post in changed:
        was = values.get(known[post]["ref"]) if known.get(post) else None
        if was and not work.app.book.readings.person_names.one(was, str(given[post])):
            yield from (f for f in (f"{post}{LOGIN}", f"{post}_mail") if f not in given and known.get(f))


def _login(typed: str) -> str:
    """A login in its one spelling: full-width made half-width, without blanks around it; empty for mere signs (－)."""
    login = unicodedata.normalize("NFKC", typed).strip()
    return login if any(map(str.isalnum, login)) else ""
