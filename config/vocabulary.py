"""The words of the domain: each English name with its Japanese term once; ids are stored, so they are fixed."""

from enum import StrEnum
from typing import Literal, Self

from config.place import here, said_here

EditionForm = Literal["template", "special_provisions", "checklist"]
"""The texts that come in editions: the contract template, the special provisions, the checklist."""
Binds = Literal["concluded_from", "running_on", "performing_on"]
"""Which contracts something new reaches: those concluded from its first day on, and perhaps those that run on it."""
FORM_LABELS: dict[EditionForm, str] = {
    "template": "業務委託契約書(参考様式)",
    "special_provisions": "{provisions}",
    "checklist": "チェックリスト",
}
"""What the forms that have editions are called; the name of the provisions is the place's."""
REACH_LABELS: dict[Binds, str] = {
    "concluded_from": "初日以降に締結した契約",
    "running_on": "初日に続いている契約と、初日以降に締結した契約",
    "performing_on": "初日に履行中の契約と、初日以降に締結した契約",
}


class Term(StrEnum):
    """A stored id with its Japanese label; a label may hold a word of the place ({government}, {所属長})."""

    own_label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.own_label = label
        return member

    @property
    def label(self) -> str:
        """The Japanese label, in the words of the place."""
        return said_here(self.own_label)

    @property
    def read_as(self) -> tuple[str, ...]:
        """Every name by which the term is read: the place's, then the engine's own."""
        return here().read_as(self.own_label)

    @classmethod
    def from_label(cls, label: str) -> Self:
        """The member with that Japanese label, else by the engine's name. Raises KeyError where there is none."""
        for at in (0, -1):
            for member in cls:
                if member.read_as[at] == label:
                    return member
        raise KeyError(label)


class Stage(Term):
    """The stages of a contract (段階), in order, and the two ways out."""

    ESTIMATE = "estimate", "見積"
    CONCLUDED = "concluded", "締結"
    CHECKLIST_RECEIVED = "checklist_received", "チェックリスト受領"
    ONSITE_INSPECTION = "onsite_inspection", "実地調査"
    PERFORMING = "performing", "履行中"
    COMPLETION_INSPECTION = "completion_inspection", "検査"
    COMPLETED = "completed", "完了"
    TERMINATED = "terminated", "解除"
    WITHDRAWN = "withdrawn", "不成立"

    @property
    def order(self) -> int:
        """The stage's place on the way from 見積 (0) to 完了 (6); the two ways out come after."""
        return _ORDER[self]

    @property
    def is_final(self) -> bool:
        """Whether no move leads out of the stage."""
        return self in (Stage.COMPLETED, Stage.TERMINATED, Stage.WITHDRAWN)


_ORDER = {stage: place for place, stage in enumerate(Stage)}


class SubcontractStage(Term):
    """The stages of a subcontract (再委託の段階), computed from its facts; 無承認 is work begun without approval."""

    APPLIED = "applied", "申請"
    UNDER_REVIEW = "under_review", "審査"
    APPROVED = "approved", "承認"
    REJECTED = "rejected", "不承認"
    UNAPPROVED = "unapproved", "無承認"
    DUTIES_CONFIRMED = "duties_confirmed", "周知確認"
    CHECKLIST_RECEIVED = "checklist_received", "チェックリスト受領"
    ONSITE_INSPECTION = "onsite_inspection", "実地調査"
    PERFORMING = "performing", "履行中"
    FINISHED = "finished", "終了"


class IncidentStage(Term):
    """The stages of a leak or the fear of one (漏えい等事案), computed from what is on record."""

    FIRST_REPORT = "first_report", "一報"
    INITIAL_RESPONSE = "initial_response", "初期対応"
    INVESTIGATION = "investigation", "調査"
    WRITTEN_REPORT = "written_report", "書面報告"
    CLOSED = "closed", "終結"


class Role(Term):
    """Who acts (役割): posts, never names. The place names all but 委託先."""

    OFFICER = "officer", "{担当者}"
    SECTION_CHIEF = "section_chief", "{係長}"
    DIVISION_HEAD = "division_head", "{所属長}"
    DEPUTY = "deputy", "{代理}"
    OVERSIGHT_OFFICE = "oversight_office", "{制度所管課}"
    AUDIT_OFFICE = "audit_office", "{監査委員事務局}"
    CONTRACTOR = "contractor", "委託先"
    INSPECTOR = "inspector", "{検査員}"
    ADMIN = "admin", "{管理者}"


class ActKind(Term):
    """What a person does to a record by the post held (semantics §10)."""

    APPROVAL = "approval", "承認"
    REJECTION = "rejection", "不承認"
    ACCEPTANCE = "acceptance", "承認"
    SECOND_CHECK = "second_check", "再確認"
    ORIGINAL = "original", "原本の確認"


class Status(Term):
    """What a rule says of a subject on a date (semantics §1)."""

    NOT_APPLICABLE = "not_applicable", "対象外"
    TRANSITIONAL = "transitional", "経過措置"
    NOT_IN_FORCE = "not_in_force", "施行前"
    MET = "met", "充足"
    SUBSTITUTED = "substituted", "代替措置"
    OVERRIDDEN = "overridden", "例外適用中"
    UNMET = "unmet", "未充足"
    WARNING = "warning", "警告"
    UNRECORDED = "unrecorded", "記録欄なし"


class Standing(Term):
    """How a contract stands (semantics §6), with the mark it is shown by."""

    OK = "ok", "順調"
    ATTENTION = "attention", "注意"
    NEEDS_CORRECTION = "needs_correction", "要是正"


class Arrangement(Term):
    """The arrangement for nights and holidays (休日夜間の体制)."""

    NUMBERS_EXCHANGED = "numbers_exchanged", "携帯番号等の交換"
    SHIFT_DUTY = "shift_duty", "交替制在庁"
    NONE = "none", "なし"


class Coverage(Term):
    """The hours in which a side can be reached (つながる時間); 常時 is all of them."""

    ALWAYS = "always", "常時"
    WEEKDAY_DAY = "weekday_day", "平日日中"
    WEEKDAY_NIGHT = "weekday_night", "平日夜間"
    HOLIDAY_DAY = "holiday_day", "休日日中"
    HOLIDAY_NIGHT = "holiday_night", "休日夜間"


class CallOutcome(Term):
    """Whether a side was reached when it was called (疎通確認の結果)."""

    REACHED = "reached", "つながった"
    UNREACHED = "unreached", "つながらなかった"


class SubstituteKind(Term):
    """What was done instead of a visit (代替措置の種類)."""

    SITE_CHECK = "site_check", "現場確認"
    OPERATION_CHECK = "operation_check", "運用確認"
    VIDEO_CALL = "video_call", "テレビ通話・写真"
    OTHER = "other", "その他"


class VisitReason(Term):
    """Why there was no visit (未実施の理由の区分)."""

    IN_BUILDING = "in_building", "庁舎内"
    ENTRY_RESTRICTED = "entry_restricted", "入室制限"
    OUTSIDE_PREFECTURE = "outside_prefecture", "{government}外"
    OTHER = "other", "その他"


class VisitorSide(Term):
    """Whose people made a visit (調査者の区分); only the own visit of the body that concluded the contract is one."""

    PREFECTURE = "prefecture", "{government}職員"
    CONTRACTOR = "contractor", "委託先"
    OTHER = "other", "その他"


class Extent(Term):
    """Of how much of the data the return or disposal was confirmed (返還・廃棄の範囲)."""

    WHOLE = "whole", "全部"
    PART = "part", "一部"


class Answer(Term):
    """An answer in the checklist; items 5 and 6 take free text instead."""

    YES = "yes", "はい"
    NO = "no", "いいえ"
    STRUCK = "struck", "斜線"
    NO_SUBCONTRACT = "no_subcontract", "再委託しない"


class OverrideCategory(Term):
    """Why an exception (例外承認) is asked for."""

    INCURABLE = "incurable", "事後に満たせない義務"
    EMERGENCY = "emergency", "緊急やむを得ない事情"
    LEGACY = "legacy", "導入前の契約"
    OTHER = "other", "その他"


class Backing(Term):
    """What backs a record: a file that is kept, the act of its person, only a 文書番号, or a mere declaration."""

    ORIGINAL = "original", "原本あり"
    ACT = "act", "操作あり"
    NUMBERED = "document_no", "文書番号のみ"
    DECLARED = "declared", "申告のみ"


# The mark a contract is shown by on a list: overdue, attention, fine, not started.
MARK_OVERDUE, MARK_ATTENTION, MARK_OK, MARK_NOT_STARTED = "■", "▲", "●", "○"
