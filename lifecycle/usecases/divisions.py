"""所属: the offices and the people who answer for them; names and addresses are stored by reference only."""

import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import orjson
from sqlalchemy import select

from config.errors import NotFoundError
from config.vocabulary import Role
from lifecycle.acts import OFFICE_POSTS
from lifecycle.records.events.installation import DivisionRecorded
from lifecycle.records.events.people import PostEnded
from lifecycle.records.folds.offices import AT, settled
from lifecycle.records.folds.posts import PEOPLE, given_posts
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
        elif field not in _NOT_KEPT and (kept := login_of(str(value)) if field.endswith(LOGIN) else str(value)):
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


def login_of(typed: str) -> str:
    """A login in its one spelling: full-width made half-width, without blanks around it; empty for mere signs (－)."""
    login = unicodedata.normalize("NFKC", typed).strip()
    return login if any(map(str.isalnum, login)) else ""


def seeded_posts_ended(work: Work, recorded: Draft) -> list[Draft]:
    """The ends of the posts of an office that came from the settings, where the 所属 sheet now says who holds them.

    The person of the settings had the post under a login that the sheet did not know: it ends the day before.
    """
    if not isinstance(recorded.body, DivisionRecorded):
        return []
    office, after = recorded.body.name, recorded.body.fields
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == office)).scalar()
    known: dict[str, Any] = settled(orjson.loads(stored), work.today) if stored else {}
    days: dict[str, date] = {}
    for name, value in after.items():
        field, _, day = name.partition(AT)
        post = field.removesuffix(LOGIN)
        if post in OFFICE_POSTS and value is not None and value != known.get(name):
            begins = date.fromisoformat(day) if day else work.today
            days[post] = min(begins, days.get(post, begins))
    ended = []
    for given in given_posts(work.connection) if days else ():
        if given.seeded and given.division == office and given.role in days:
            last = days[given.role] - timedelta(days=1)
            if given.holds_on(last):
                body = PostEnded(person=given.person, role=given.role.value, division=office, ends_on=last)
                ended.append(Draft(PEOPLE, last, body))
    return ended


def record_assignment(work: Work, office: str, content: Mapping[str, Any]) -> None:
    """Record the assignment that the content describes. Raises NotFoundError."""
    stored = work.connection.execute(select(division.c.fields).where(division.c.name == office)).scalar()
    if stored is None:
        raise NotFoundError(f"所属「{office}」はありません。台帳の所属シートで登録してください。")
    post, begins = str(content["post"]), str(content.get("begins", ""))
    fields = settled(orjson.loads(stored), work.today)
    later = f"{AT}{begins}" if begins > work.today.isoformat() and post != Role.DEPUTY else ""
    for end_ in ("", "_mail", LOGIN):
        # Without an address or a login of their own nobody inherits the predecessor's: doctor names the post instead.
        fields[f"{post}{end_}{later}"] = content["named"].get(end_)
    if post == Role.DEPUTY:
        for field, day in (("deputy_from", begins), ("deputy_until", content.get("ends"))):
            fields.pop(field, None)
            if day:
                fields[field] = day
    day = date.fromisoformat(begins) if begins else work.today
    recorded = Draft(f"division:{office}", day, DivisionRecorded(name=office, fields=fields))
    work.record([recorded, *seeded_posts_ended(work, recorded)])
