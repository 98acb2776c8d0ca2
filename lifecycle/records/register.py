"""The register of people: to which person a login, a name or a mail address leads on a day, and that person's posts.

A person is one key: the login where the 所属 sheet or a given post knows one, else the name as the sheet has it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, literal, select

from config.person_names import PersonNames
from config.vocabulary import Role
from lifecycle.records.chunks import among
from lifecycle.records.folds.offices import OfficeFields, office_of
from lifecycle.records.folds.posts import GivenPost, given_posts
from lifecycle.records.offices import deputy_acts
from lifecycle.records.people import values_of
from lifecycle.records.tables import division, person

_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)
_OFFICES = select(division.c.name, division.c.fields).order_by(division.c.name)
_SOME_OFFICES = _OFFICES.where(among(division.c.name))


@dataclass(frozen=True, slots=True)
class Held:
    """A post of the 所属 sheet as somebody holds it on a day; `login`, `name` and `mail` lead to the person."""

    role: Role
    division: str
    login: str | None
    name: str | None
    mail: str | None

    @property
    def key(self) -> str:
        """The person's key."""
        return self.login or self.name or ""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """A person as the register knows one on a day: the key, and the posts, each with its office (None outside)."""

    key: str
    posts: tuple[tuple[Role, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A name or address that leads to several persons, and so to nobody; the posts are those to be told apart."""

    posts: tuple[tuple[Role, str], ...]


def by_login(connection: Connection, login: str, day: date) -> KnownPerson:
    """The person of a login, with the posts held on a day; a login that nobody registered has none."""
    own = person.c.subject == literal("division:") + division.c.name
    named = select(division.c.name).join(person, own).where(person.c.value == login).distinct()
    offices = list(connection.execute(named).scalars())
    mine = [held for held in held_posts(connection, day, offices) if held.login == login] if offices else []
    return _with_given(given_posts(connection), login, mine, day)


def by_any(connection: Connection, said: str, day: date, names: PersonNames) -> KnownPerson | Ambiguous:
    """The person to whom a login, a name or a mail address leads on a day. A login speaks first."""
    every, given = held_posts(connection, day), given_posts(connection)
    if mine := [held for held in every if held.login == said]:
        return _with_given(given, said, mine, day)
    keys = {post.person for post in given if post.holds_on(day)}
    if said in keys:
        return _with_given(given, said, [held for held in every if held.key == said], day)
    matching = [h for h in every if _same_mail(h.mail, said) or _named(h, said, names)]
    if not matching:
        same = {key for key in keys if names.one(key, said)}
        return _with_given(given, same.pop() if len(same) == 1 else said, [], day)
    if not _one_person(matching, names):
        return Ambiguous(tuple((held.role, held.division) for held in matching))
    key = next((held.login for held in matching if held.login), matching[0].key)
    own = {id(held) for held in matching}
    mine = [h for h in every if id(h) in own or (h.login is not None and h.login == key)]
    return _with_given(given, key, mine, day)


def one_person(connection: Connection, key: str, other: str, days: Iterable[date], names: PersonNames) -> bool:
    """Whether two keys, as recorded at different times, are of one person as far as can be told.

    A name that has got a login since, an address and a login: both lead to one person. Where two share a name and are
    not told apart by their logins, they are taken to be one.
    """
    if key == other or names.one(key, other):
        return True
    mine, theirs = {key}, {other}
    for day in dict.fromkeys(days):
        every = held_posts(connection, day)
        mine |= _led(every, key, names)
        theirs |= _led(every, other, names)
    return bool(mine & theirs)


def held_posts(connection: Connection, day: date, offices: Iterable[str] | None = None) -> list[Held]:
    """The posts of all offices (or of some) as they are held on a day; a deputy's only within the period."""
    chosen = _OFFICES if offices is None else _SOME_OFFICES
    stored = connection.execute(chosen, {"keys": sorted(offices or ())})
    rows = [(row.name, office_of(orjson.loads(row.fields)).held_on(day)) for row in stored]
    references = [v["ref"] for _, held in rows for v in held.values() if isinstance(v, dict)]
    values = values_of(connection, references)
    return [one for name, held in rows for role in _POSTS if (one := _held(name, role, held, values, day))]


def _held(office: str, role: Role, held: OfficeFields, values: Mapping[str, str | None], day: date) -> Held | None:
    if role is Role.DEPUTY and not deputy_acts(held, day):
        return None
    login, name, mail = (_value(held.get(f), values) for f in (f"{role.value}_login", role.value, f"{role.value}_mail"))
    return Held(role, office, login, name, mail) if login or name or mail else None


def _value(stored: Any, values: Mapping[str, str | None]) -> str | None:
    return values.get(stored["ref"]) if isinstance(stored, dict) else None


def _with_given(given: Iterable[GivenPost], key: str, mine: Iterable[Held], day: date) -> KnownPerson:
    """The person with the posts of the sheet, and with those given to the key."""
    posts: list[tuple[Role, str | None]] = [(held.role, held.division) for held in mine]
    posts += [(post.role, post.division) for post in given if post.person == key and post.holds_on(day)]
    return KnownPerson(key, tuple(dict.fromkeys(posts)))


def _same_mail(mail: str | None, said: str) -> bool:
    return mail is not None and mail.casefold() == said.casefold()


def _one_person(matching: list[Held], names: PersonNames) -> bool:
    """Whether posts to which one name or address leads are one person's.

    Two logins are two persons; so are two names, and one name in two offices, unless a login or an address is shared.
    """
    logins = {held.login for held in matching if held.login}
    if len(logins) > 1 or len({names.canonical(held.name) for held in matching if held.name}) > 1:
        return False
    if all(held.login for held in matching) or len({held.division for held in matching}) == 1:
        return True
    mails = {held.mail.casefold() if held.mail else "" for held in matching}
    return len(mails) == 1 and "" not in mails


def _led(every: Iterable[Held], key: str, names: PersonNames) -> set[str]:
    """Everything by which the persons can be called to whom a key may lead: logins, and names of those without one."""
    led = [h for h in every if key in (h.login, h.key) or _same_mail(h.mail, key) or _named(h, key, names)]
    called = {names.canonical(h.name) for h in led if h.name and not h.login}
    return called | {h.login for h in led if h.login}


def _named(held: Held, said: str, names: PersonNames) -> bool:
    return held.name is not None and names.one(held.name, said)
