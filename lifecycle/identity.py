"""Who acts: the operating-system user or the declared actor, mapped to a post (semantics §8)."""

import getpass
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select

from config.errors import RequestFault, RoleError, UsageError
from config.settings import Settings
from config.structural import Structural
from config.vocabulary import Role
from lifecycle.records.events.installation import InstallationInitialised
from lifecycle.records.folds.offices import offices_on
from lifecycle.records.journal import Author, events_of
from lifecycle.records.offices import deputy_acts
from lifecycle.records.tables import person

SYSTEM = "system"
"""The subject of events of the installation itself."""


OFFICE_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)
HEADS = frozenset({Role.DIVISION_HEAD, Role.DEPUTY})
_STAFF = frozenset(OFFICE_POSTS)


class May(StrEnum):
    """The deeds that a post may be allowed to do; the value is what a refusal calls the deed."""

    RECORD = "契約の登録・証拠の記録"
    RECORD_OF_DESK = "制度所管課の務めの記録"
    ADVANCE = "段階を進めること"
    IMPORT = "台帳の取込"
    DECIDE_SUBCONTRACT = "再委託の承認・不承認"
    END = "契約の解除・不成立"
    STAFF = "所属・職の登録"
    REQUEST_EXCEPTION = "例外承認の申請"
    DECIDE_EXCEPTION = "例外承認の決裁"
    ACKNOWLEDGE = "連絡の受領の確認"
    SNOOZE = "連絡の延期"
    KEEP = "点検・送信などの定例の処理"
    READ = "閲覧"


PERMISSIONS: Mapping[May, frozenset[Role]] = {
    May.RECORD: _STAFF,
    May.RECORD_OF_DESK: frozenset({Role.OVERSIGHT_OFFICE}),
    May.ADVANCE: _STAFF,
    May.IMPORT: _STAFF | {Role.ADMIN, Role.OVERSIGHT_OFFICE},
    May.DECIDE_SUBCONTRACT: HEADS,
    May.END: HEADS,
    May.STAFF: HEADS | {Role.ADMIN, Role.OVERSIGHT_OFFICE},
    May.REQUEST_EXCEPTION: _STAFF | {Role.ADMIN},
    May.DECIDE_EXCEPTION: HEADS | {Role.OVERSIGHT_OFFICE},
    May.ACKNOWLEDGE: _STAFF | {Role.ADMIN, Role.OVERSIGHT_OFFICE},
    May.SNOOZE: _STAFF - {Role.OFFICER},
    May.KEEP: _STAFF | {Role.ADMIN, Role.OVERSIGHT_OFFICE},
    May.READ: frozenset(Role) - {Role.CONTRACTOR, Role.INSPECTOR},
}
"""Which posts may do what. Officers act for their own office; 管理者 never records evidence nor approves."""


@dataclass(frozen=True, slots=True)
class Actor:
    """The person who acts: name, operating-system user, post, and the offices to which the post belongs."""

    name: str
    os_user: str
    role: Role | None
    divisions: frozenset[str] = frozenset()

    @property
    def author(self) -> Author:
        """The actor as the journal records the author of an event."""
        return Author(self.name, self.os_user, self.role.value if self.role else "unknown")

    def must(self, action: May, division: str | None = None) -> None:
        """Raises RoleError [F-04] where the post may not do this deed, or not for that office."""
        if self.role is None:
            raise RoleError(
                f"操作した人の職が分からないため、{action}はできません。"
                f"台帳の所属シート又は lifecycle.toml の [people] に職を登録してください。[{Structural.POST}]"
            )
        if self.role not in PERMISSIONS[action]:
            allowed = "、".join(role.label for role in Role if role in PERMISSIONS[action])
            raise RoleError(f"{self.role.label}は{action}ができません(できるのは{allowed})。[{Structural.POST}]")
        if division and self.role in OFFICE_POSTS and division not in self.divisions:
            raise RoleError(
                f"{action}ができるのは契約の所属({division})の職員です。所属の担当者に依頼してください。[{Structural.POST}]"
            )


def resolve(connection: Connection, settings: Settings, declared: str | None, day: date) -> Actor:
    """The actor of this call, by the posts that people hold on a day.

    Raises UsageError where a name is declared but identity is the system's user.
    """
    os_user = getpass.getuser()
    if declared and settings.identity != "declared":
        told = "この環境では操作者はOSの利用者です。操作する人を名乗ることはできません(identity = os_user)。"
        raise UsageError(RequestFault("actor_not_declared", told, "actor"))
    name = declared or os_user
    known = settings.people.get(name)
    if known:
        divisions = frozenset({known.division} if known.division else ())
        return Actor(name, os_user, known.role, divisions)
    if declared and (post := _post_in_ledger(connection, name, day)):
        return Actor(name, os_user, *post)
    first = next(iter(events_of(connection, SYSTEM)), None)
    made_by = first.body.admin if first and isinstance(first.body, InstallationInitialised) else None
    is_admin = name == os_user == made_by
    return Actor(name, os_user, Role.ADMIN if is_admin else None)


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
