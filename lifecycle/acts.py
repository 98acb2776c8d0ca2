"""The acts: what anybody may do here, and which posts may do it for their own office or for another (semantics §8).

One table for every door: commands, the board, imports, flows. A door that lets an act through which the table refuses
is a fault of the door. `lifecycle.ledger.acts_of` says to which act each column of the ledger belongs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from config.place import said_here
from config.vocabulary import Role

OFFICE_POSTS = (Role.OFFICER, Role.SECTION_CHIEF, Role.DIVISION_HEAD, Role.DEPUTY)
"""The posts of an office, from the lowest on; they act for their own office."""
HEADS = frozenset({Role.DIVISION_HEAD, Role.DEPUTY})
_STAFF = frozenset(OFFICE_POSTS)
_NOBODY: frozenset[Role] = frozenset()


class Act(StrEnum):
    """An act that a post may be allowed; `said` is what a refusal calls it."""

    RECORD = "契約の登録・証拠の記録"
    INSPECT = "検査の記録"
    REPORT_INCIDENT = "漏えい等事案の記録"
    CLOSE_INCIDENT = "漏えい等事案の終結"
    ANSWER_INCIDENT = "漏えい等の連絡の受領の確認"
    RECORD_OF_DESK = "{制度所管課}の務めの記録"
    TAKE_BACK = "契約の取消"
    TRANSFER = "契約の所属替え"
    ADVANCE = "段階を進めること"
    END = "契約の解除・不成立"
    IMPORT = "台帳の取込"
    DECIDE_SUBCONTRACT = "再委託の承認・不承認"
    ACCEPT_SUBSTITUTE = "実地調査に代わる対応の承認(庁舎内・入室制限)"
    ACCEPT_SUBSTITUTE_OF_DESK = "実地調査に代わる対応の承認({government}外・その他)"
    CHECK_AGAIN = "契約書の再確認(二人目の確認)"
    CONFIRM_ORIGINAL = "原本の確認(添付した人とは別の人)"
    SETTLE_CONTRADICTION = "読み取った内容との食い違いの解消"
    STAFF = "所属・職の登録"
    STAFF_OF_DESK = "所属の外の職の登録"
    APPOINT_INSPECTOR = "{検査員}の指定"
    REQUEST_EXCEPTION = "例外承認の申請"
    DECIDE_EXCEPTION = "例外承認の決裁"
    DECIDE_EXCEPTION_OF_DESK = "例外承認の決裁({制度所管課}の分)"
    ACKNOWLEDGE = "連絡の受領の確認"
    SNOOZE = "連絡の延期"
    QUIET = "連絡の休止"
    READ = "閲覧"
    READ_ALL = "全ての所属の閲覧"
    OPEN_ORIGINAL = "原本を開くこと"
    CALL = "緊急連絡先を見ること"
    EXPORT = "台帳の書き出し"
    SWEEP = "点検"
    DELIVER = "連絡の送信"
    KEEP = "定例の報告と片付け"
    VERIFY = "記録と設定の検証"
    SEAL = "記録の封印"
    REBUILD = "写しの作り直し"
    REASSESS = "全ての契約の判定のし直し"
    BACKUP = "控えの作成"
    CONFIGURE = "設定の変更"
    CUT_OVER = "切替日の決定"
    PUBLISH_RULES = "規程データの公布・取下げ"
    CLOCK = "時計の確認"
    ERASE = "個人情報の消去"
    HOLD = "廃棄の留保とその解除"
    PUBLISH_CIRCULAR = "通知の発出"
    ANSWER_CIRCULAR = "通知の受領・周知の回答"
    READ_CIRCULAR = "通知の閲読の回答"
    RECORD_OF_OFFICE = "所属の務めの記録"

    @property
    def said(self) -> str:
        """The act as people call it, in the words of the place."""
        return said_here(self.value)


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
_AUDITORS = frozenset({Role.AUDIT_OFFICE})
_CHIEFS = HEADS | {Role.SECTION_CHIEF}

ACTS: Mapping[Act, Who] = {
    Act.RECORD: Who(own=_STAFF),
    Act.INSPECT: Who(own=_STAFF | {Role.INSPECTOR}),
    Act.REPORT_INCIDENT: Who(own=_STAFF, every=_DESKS),
    Act.CLOSE_INCIDENT: Who(own=HEADS),
    Act.ANSWER_INCIDENT: Who(own=HEADS, every=_DESKS),
    Act.RECORD_OF_DESK: Who(every=_DESKS),
    Act.TAKE_BACK: Who(own=HEADS),
    Act.TRANSFER: Who(own=HEADS),
    Act.ADVANCE: Who(own=_STAFF),
    Act.END: Who(own=HEADS),
    Act.IMPORT: Who(own=_STAFF, every=_KEEPERS),
    Act.DECIDE_SUBCONTRACT: Who(own=HEADS),
    Act.ACCEPT_SUBSTITUTE: Who(own=HEADS),
    Act.ACCEPT_SUBSTITUTE_OF_DESK: Who(every=_DESKS),
    Act.CHECK_AGAIN: Who(own=_STAFF, requester=False),
    Act.CONFIRM_ORIGINAL: Who(own=_STAFF, requester=False),
    Act.SETTLE_CONTRADICTION: Who(own=_CHIEFS, requester=False),
    Act.STAFF: Who(own=HEADS, every=_KEEPERS),
    Act.STAFF_OF_DESK: Who(every=_KEEPERS),
    Act.APPOINT_INSPECTOR: Who(own=HEADS),
    Act.REQUEST_EXCEPTION: Who(own=_STAFF, every=frozenset({Role.ADMIN})),
    Act.DECIDE_EXCEPTION: Who(own=HEADS, requester=False),
    Act.DECIDE_EXCEPTION_OF_DESK: Who(every=_DESKS, requester=False),
    Act.ACKNOWLEDGE: Who(own=_STAFF, every=_KEEPERS),
    Act.SNOOZE: Who(own=_CHIEFS),
    Act.QUIET: Who(own=HEADS, every=_DESKS),
    Act.READ: Who(own=_STAFF, every=_KEEPERS | _AUDITORS),
    Act.READ_ALL: Who(every=_KEEPERS | _AUDITORS),
    Act.OPEN_ORIGINAL: Who(own=_STAFF | {Role.INSPECTOR}, every=_DESKS | _AUDITORS),
    Act.CALL: Who(own=_STAFF, every=_DESKS),
    Act.EXPORT: Who(own=_STAFF, every=_KEEPERS),
    Act.SWEEP: Who(own=_STAFF, every=_KEEPERS),
    Act.DELIVER: Who(own=_STAFF, every=_KEEPERS),
    Act.KEEP: Who(own=_STAFF, every=_KEEPERS),
    Act.VERIFY: Who(own=_STAFF, every=_KEEPERS | _AUDITORS),
    Act.SEAL: Who(own=HEADS, every=_KEEPERS | _AUDITORS),
    Act.REBUILD: Who(every=_KEEPERS),
    Act.REASSESS: Who(every=_KEEPERS),
    Act.BACKUP: Who(every=_KEEPERS),
    Act.CONFIGURE: Who(every=_KEEPERS),
    Act.CUT_OVER: Who(own=HEADS, every=_DESKS, requester=False),
    Act.PUBLISH_RULES: Who(every=_DESKS, requester=False),
    Act.CLOCK: Who(own=HEADS, every=_KEEPERS, requester=False),
    Act.ERASE: Who(every=_KEEPERS, requester=False),
    Act.HOLD: Who(own=HEADS, every=_DESKS),
    Act.PUBLISH_CIRCULAR: Who(every=_DESKS),
    Act.ANSWER_CIRCULAR: Who(own=_STAFF),
    Act.READ_CIRCULAR: Who(own=HEADS),
    Act.RECORD_OF_OFFICE: Who(own=_STAFF),
}
"""Who may do what. Officers act for their own office; 管理者 never records evidence nor approves."""


_OF_KINDS: Mapping[str, Act] = {"completion_inspection": Act.INSPECT, "incident_report": Act.REPORT_INCIDENT}
"""The kinds of evidence whose recording is an act of its own; that of every other is recording."""


OF_FIELDS: Mapping[tuple[str, str], Act] = {("incident_report", "closed_on"): Act.CLOSE_INCIDENT}
"""The fields of evidence whose recording is an act of its own, by whatever door."""


def act_of_kind(kind: str) -> Act:
    """The act of recording a kind of evidence."""
    return _OF_KINDS.get(kind, Act.RECORD)


def may(role: Role | None, act: Act, *, own: bool) -> bool:
    """Whether a post may do an act for its own office, or for another."""
    return role in ACTS[act].every or (own and role in ACTS[act].own)
