"""Who acts: the operating-system user, an actor handed in by a trusted front, or a declared one (semantics §8).

Whoever it is becomes one person by the register of people in the journal, with the posts of the day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from config.errors import RequestFault, RoleError, UsageError
from config.person_names import PersonNames
from config.place import said_here
from config.structural import Structural
from config.vocabulary import Role
from lifecycle.acts import ACTS, HEADS, OFFICE_POSTS, Act
from lifecycle.process_user import ProcessUser, process_user
from lifecycle.records.flags import is_trial
from lifecycle.records.journal import Author
from lifecycle.records.register import Ambiguous, KnownPerson, by_any, by_login

SYSTEM = "system"
"""The subject of events of the installation itself."""

_ORDER = (Role.ADMIN, Role.AUDIT_OFFICE, Role.OVERSIGHT_OFFICE, *OFFICE_POSTS)
"""Of several posts of one person, the last in this order is the one that is told."""

HeldPost = tuple[Role, frozenset[str]]
"""A post and the offices in which it is held; none for a post outside the offices."""


@dataclass(frozen=True, slots=True)
class FrontActor:
    """An actor whom a trusted front (web by proxy header or OIDC, a service) hands in: the sign-in name and how.

    Only a program that opens the installation can hand one in; no command takes it.
    """

    login: str
    how: str


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: the person's key, the login of the process, the post, the offices to which it belongs.

    Two actors are the same person where their keys are equal. `via` is the door (cli, web, import, flow),
    `authenticated` how the person was known: os, declared, or what a trusted front says. `behind` is the login that
    started the process, where it is another (sudo). `more` are the posts held beside `role`.
    """

    key: str
    os_user: str
    role: Role | None
    divisions: frozenset[str] = frozenset()
    via: str = "cli"
    authenticated: str = "os"
    behind: str | None = None
    more: tuple[HeldPost, ...] = ()

    @property
    def author(self) -> Author:
        """The actor as the journal records the author of an event."""
        role = self.role.value if self.role else "unknown"
        return Author(self.key, self.os_user, role, self.via, self.authenticated)

    @property
    def posts(self) -> tuple[HeldPost, ...]:
        """Every post of the person, that of `role` first."""
        return ((self.role, self.divisions), *self.more) if self.role else ()

    def roles_for(self, action: Act, division: str | None = None) -> frozenset[Role]:
        """The posts of the person that may do this deed, for that office where one is named."""
        return frozenset(role for role, own in self.posts if _may(role, own, action, division))

    def post_for(self, action: Act, division: str | None = None) -> Role | None:
        """The post by which the person does a deed: the one that is told of the person where that may do it."""
        held = self.roles_for(action, division)
        return self.role if self.role in held else next(iter(sorted(held)), None)

    def is_first(self, post: Role) -> bool:
        """Whether a post is the one that is told of the person."""
        return post is self.role

    def must(self, action: Act, division: str | None = None) -> None:
        """Raises RoleError [F-04] where no post of the person may do this deed, or none for that office."""
        if self.role is None:
            raise RoleError(
                f"操作した人の職が分からないため、{action.said}はできません。{Role.DIVISION_HEAD.label}か{Role.ADMIN.label}に、"
                "職とログインを所属シート又は職の登録で入れてもらってください。"
                f"[{Structural.POST}]"
            )
        if self.roles_for(action, division):
            return
        if not self.roles_for(action):
            allowed = "、".join(role.label for role in Role if role in ACTS[action].posts)
            raise RoleError(f"{self.role.label}は{action.said}ができません(できるのは{allowed})。[{Structural.POST}]")
        raise RoleError(
            f"{action.said}ができるのは契約の所属({division})の職員です。所属の{Role.OFFICER.label}に依頼してください。[{Structural.POST}]"
        )


@dataclass(frozen=True, slots=True)
class ReadingScope:
    """What the actor may read: the contracts of these offices, or of all of them (None)."""

    offices: frozenset[str] | None

    def covers(self, division: str | None) -> bool:
        """Whether the actor may read of an office."""
        return self.offices is None or division in self.offices

    def must(self, division: str | None) -> None:
        """Raises RoleError [F-04] where the actor may not read of an office."""
        if not self.covers(division):
            own = "、".join(sorted(self.offices or ()))
            raise RoleError(f"閲覧できるのは自分の所属({own})の契約だけです。[{Structural.POST}]")

    def of(self, division: str | None) -> "ReadingScope":
        """The same reader of one office alone, or of as much as before where none is named. Raises RoleError."""
        if division is None:
            return self
        self.must(division)
        return ReadingScope(frozenset({division}))


def reader_of(actor: Actor, *, everywhere: bool) -> ReadingScope:
    """What an actor may read; `everywhere` says that this installation has no boundary between offices.

    Raises RoleError.
    """
    actor.must(Act.READ)
    if everywhere or actor.roles_for(Act.READ_ALL):
        return ReadingScope(None)
    own = (offices for role, offices in actor.posts if role in ACTS[Act.READ].own)
    return ReadingScope(frozenset(office for offices in own for office in offices))


def _may(role: Role, own: frozenset[str], action: Act, division: str | None) -> bool:
    return role in ACTS[action].every or (role in ACTS[action].own and (not division or division in own))


def not_declared() -> RequestFault:
    """The fault of a call that names its actor where only the system tells who acts."""
    told = "操作する人を名乗れるのは、試用の環境だけです。ここでは操作者はOSの利用者です(os_user)。"
    return RequestFault("actor_not_declared", told, "actor")


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is said to act in a call: a name that was declared, or an actor that a front hands in; and the door."""

    declared: str | None = None
    front: FrontActor | None = None
    via: str = "cli"


def resolve(connection: Connection, caller: Caller, day: date, names: PersonNames) -> Actor:
    """The actor of a call, by the posts that people hold on a day.

    Raises UsageError where a name is declared in a home that does not believe one, RoleError where a name leads to
    several persons, SetupError where the system does not know the user of the process.
    """
    process = process_user()
    if caller.declared and caller.front is None:
        if not is_trial(connection):
            raise UsageError(not_declared())
        person = _one(by_any(connection, caller.declared, day, names))
        return _acting(person, process, caller.via, "declared")
    if caller.front is None:
        return _acting(by_login(connection, process.login, day), process, caller.via, process.how)
    front = caller.front
    known = by_login(connection, front.login, day)
    person = known if known.posts or "@" not in front.login else _one(by_any(connection, front.login, day, names))
    return _acting(person, process, caller.via, front.how)


def _one(person: KnownPerson | Ambiguous) -> KnownPerson:
    if isinstance(person, KnownPerson):
        return person
    rows = "、".join(f"{division}の{role.label}" for role, division in person.posts)
    columns = said_here("{担当者}ログイン、{係長}ログイン、{所属長}ログイン、{代理}ログイン")
    raise RoleError(
        f"名乗った名は{len(person.posts)}人に当たり、誰か分かりません。所属シートの次の行にログインを書いて"
        f"区別してください: {rows}({columns}の列)。[{Structural.POST}]"
    )


def _acting(person: KnownPerson, process: ProcessUser, via: str, how: str) -> Actor:
    posts = _gathered(person.posts)
    role, divisions = posts[0] if posts else (None, frozenset[str]())
    behind = process.behind if how == process.how else None
    return Actor(person.key, process.login, role, divisions, via, how, behind, tuple(posts[1:]))


def _gathered(posts: Iterable[tuple[Role, str | None]]) -> list[HeldPost]:
    """The posts with their offices, the one that is told first: heads before others, offices before desks."""
    offices: dict[Role, set[str]] = {}
    for role, division in posts:
        offices.setdefault(role, set()).update([division] if division else [])
    order = sorted(offices, key=lambda role: (role in HEADS, _ORDER.index(role)), reverse=True)
    return [(role, frozenset(offices[role])) for role in order]
