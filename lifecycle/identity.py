"""Who acts: the operating-system user or the declared actor, mapped to a post (semantics §8)."""

import os
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from config.errors import RequestFault, RoleError, SetupError, UsageError
from config.settings import Settings
from config.structural import Structural
from config.vocabulary import Role
from lifecycle.acts import ACTS, HEADS, OFFICE_POSTS, Act
from lifecycle.records.events.installation import InstallationInitialised
from lifecycle.records.flags import is_trial
from lifecycle.records.folds.offices import offices_on
from lifecycle.records.journal import Author, events_of
from lifecycle.records.offices import deputy_acts
from lifecycle.records.tables import person

SYSTEM = "system"
"""The subject of events of the installation itself."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: the person's key, the login of the process, the post, the offices to which it belongs.

    Two actors are the same person where their keys are equal. `via` is the door (cli, web, import, flow),
    `authenticated` how the person was known: os, declared, or what a trusted front says.
    """

    key: str
    os_user: str
    role: Role | None
    divisions: frozenset[str] = frozenset()
    via: str = "cli"
    authenticated: str = "os"

    @property
    def author(self) -> Author:
        """The actor as the journal records the author of an event."""
        role = self.role.value if self.role else "unknown"
        return Author(self.key, self.os_user, role, self.via, self.authenticated)

    def must(self, action: Act, division: str | None = None) -> None:
        """Raises RoleError [F-04] where the post may not do this deed, or not for that office."""
        if self.role is None:
            raise RoleError(
                f"操作した人の職が分からないため、{action}はできません。"
                f"台帳の所属シート又は lifecycle.toml の [people] に職を登録してください。[{Structural.POST}]"
            )
        if self.role not in ACTS[action].posts:
            allowed = "、".join(role.label for role in Role if role in ACTS[action].posts)
            raise RoleError(f"{self.role.label}は{action}ができません(できるのは{allowed})。[{Structural.POST}]")
        if division and self.role not in ACTS[action].every and division not in self.divisions:
            raise RoleError(
                f"{action}ができるのは契約の所属({division})の職員です。所属の担当者に依頼してください。[{Structural.POST}]"
            )


def not_declared() -> RequestFault:
    """The fault of a call that names its actor where only the system tells who acts."""
    told = "操作する人を名乗れるのは、試用の環境だけです。ここでは操作者はOSの利用者です(os_user)。"
    return RequestFault("actor_not_declared", told, "actor")


def system_user() -> str:
    """The login of the process, asked of the system and never of the environment, which anybody may set.

    Raises SetupError where the system knows no login of that number.
    """
    if os.name == "nt":  # pragma: no cover - the token of the process
        return _windows_user()
    import pwd

    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        told = f"この処理を動かしている利用者番号(uid {os.geteuid()})は、OSに登録がありません。"
        raise SetupError(f"{told}登録のある利用者で実行してください。") from None


def _windows_user() -> str:  # pragma: no cover - Windows only
    import ctypes

    size = ctypes.c_ulong(257)
    name = ctypes.create_unicode_buffer(size.value)
    if not ctypes.windll.advapi32.GetUserNameW(name, ctypes.byref(size)):  # type: ignore[attr-defined]
        raise SetupError("Windows の利用者名を確かめられません。サインインし直して実行してください。")
    return name.value


def resolve(connection: Connection, settings: Settings, declared: str | None, day: date, via: str = "cli") -> Actor:
    """The actor of this call, by the posts that people hold on a day.

    Raises UsageError where a name is declared but the home is none for trial, or its identity is the system's user.
    """
    os_user = system_user()
    if declared and not (settings.identity == "declared" and is_trial(connection)):
        raise UsageError(not_declared())
    name = declared or os_user
    how = "declared" if declared else "os"
    known = settings.people.get(name)
    if known:
        divisions = frozenset({known.division} if known.division else ())
        return Actor(name, os_user, known.role, divisions, via, how)
    if declared and (post := _post_in_ledger(connection, name, day)):
        return Actor(name, os_user, *post, via, how)
    first = next(iter(events_of(connection, SYSTEM)), None)
    made_by = first.body.admin if first and isinstance(first.body, InstallationInitialised) else None
    is_admin = name == os_user == made_by
    return Actor(name, os_user, Role.ADMIN if is_admin else None, frozenset(), via, how)


def _post_in_ledger(connection: Connection, name: str, day: date) -> tuple[Role, frozenset[str]] | None:
    """The post and offices that a name or address of the 所属 sheet has on a day; a deputy's only within its period."""
    ids = set(
        connection.execute(
            select(person.c.id).where(person.c.value == name, person.c.subject.like("division:%"))
        ).scalars()
    )
    if not ids:
        return None
    posts: dict[Role, set[str]] = {}
    for office, held in offices_on(connection, day).items():
        for role in OFFICE_POSTS:
            values = (held.get(role.value), held.get(f"{role.value}_mail"))
            if role is Role.DEPUTY and not deputy_acts(held, day):
                continue
            if any(isinstance(value, dict) and value["ref"] in ids for value in values):
                posts.setdefault(role, set()).add(office)
    if not posts:
        return None
    highest = max(posts, key=lambda role: (role in HEADS, OFFICE_POSTS.index(role)))
    return highest, frozenset(posts[highest])
