"""The acts: what anybody may do here, and which posts may do it for their own office or for another (semantics §8).

One table for every door: commands, the board, imports, flows. A door that lets an act through which the table refuses
is a fault of the door.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.vocabulary import Role

OFFICE_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)
"""The posts of an office, from the lowest on; they act for their own office."""
HEADS = frozenset({Role.DIVISION_HEAD, Role.DEPUTY})
_STAFF = frozenset(OFFICE_POSTS)
_NOBODY: frozenset[Role] = frozenset()


class Act(StrEnum):
    """An act that a post may be allowed; the value is what a refusal calls it."""

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


@dataclass(frozen=True, slots=True)
class Who:
    """The posts that may do an act for their own office, and those that may do it for any.

    `requester` says whether the person who asked for it, or recorded what it is about, may do it too.
    """

    own: frozenset[Role] = _NOBODY
    every: frozenset[Role] = _NOBODY
    requester: bool = True

    @property
    def posts(self) -> frozenset[Role]:
        """Every post that may do the act for some office."""
        return self.own | self.every


_DESKS = frozenset({Role.OVERSIGHT_OFFICE})
_KEEPERS = frozenset({Role.ADMIN, Role.OVERSIGHT_OFFICE})

ACTS: Mapping[Act, Who] = {
    Act.RECORD: Who(own=_STAFF),
    Act.RECORD_OF_DESK: Who(every=_DESKS),
    Act.ADVANCE: Who(own=_STAFF),
    Act.IMPORT: Who(own=_STAFF, every=_KEEPERS),
    Act.DECIDE_SUBCONTRACT: Who(own=HEADS),
    Act.END: Who(own=HEADS),
    Act.STAFF: Who(own=HEADS, every=_KEEPERS),
    Act.REQUEST_EXCEPTION: Who(own=_STAFF, every=frozenset({Role.ADMIN})),
    Act.DECIDE_EXCEPTION: Who(own=HEADS, every=_DESKS, requester=False),
    Act.ACKNOWLEDGE: Who(own=_STAFF, every=_KEEPERS),
    Act.SNOOZE: Who(own=_STAFF - {Role.OFFICER}),
    Act.KEEP: Who(own=_STAFF, every=_KEEPERS),
    Act.READ: Who(own=_STAFF, every=_KEEPERS | {Role.AUDIT_OFFICE}),
}
"""Who may do what. Officers act for their own office; 管理者 never records evidence nor approves."""
