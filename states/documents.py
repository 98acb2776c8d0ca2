"""Documents: each kind of evidence as a frozen value, every field with the ledger's column it stands in.

One definition serves the facts that guards see, the fields `attach` takes, and the workbook's columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any

from config.place import here
from config.vocabulary import (
    Answer,
    Arrangement,
    Coverage,
    EditionForm,
    Extent,
    Term,
)
from states.content import Asks
from states.proof import Proof

OLD_EDITION = date.min
"""The edition that is written 旧: it is older than any known edition."""


class ValueType(Enum):
    """How a field is written and read."""

    DATE = "日付"
    TIME = "時刻(例 23:50)"
    TEXT = "文字"
    COUNT = "0以上の整数"
    YES_NO = "はい/いいえ"
    PRESENT = "有/無"
    PASSED = "合格/不合格"
    FIT = "適/不適"
    EDITION = "版(例 R5.12.26。改正前は「旧」)"
    ARTICLES = "条の番号(例 3,5,17)"
    FISCAL_YEARS = "年度(例 R6、R5,R6)"
    PERSON = "職・氏名"
    CONTACT = "連絡先"
    MAIL = "メールアドレス1件"
    ANSWER = "回答"
    CHOICE = "選択肢"
    CHOICES = "選択肢(複数は「、」で並べる)"


PERSONAL = frozenset({ValueType.PERSON, ValueType.CONTACT, ValueType.MAIL})
"""Types whose values are persons' names and numbers: kept in the erasable table only."""


_ANSWERS = frozenset(answer.value for answer in Answer)


@dataclass(frozen=True, slots=True)
class Column:
    """A field of a kind of evidence: its English name, its column in the ledger, its type, its choices.

    `own_label` is the engine's name of the column, `label` the one by which the place calls it.

    `in_ledger` is False for a field that commands record and the workbook has no column for. `edition_of` names the
    form whose known editions are the only dates that the field takes, beside 旧. `units` are the words that may stand
    behind a count; empty where the column has none of its own. `clear` says of a text that it is no free text: it takes
    only what stands elsewhere too (the name of an office), so it may stand in a record for ever.
    """

    name: str
    own_label: str
    value_type: ValueType
    choices: type[Term] | None = None
    in_ledger: bool = True
    edition_of: EditionForm | None = None
    units: tuple[str, ...] = ()
    asks: Asks = Asks.CONTENT
    clear: bool = False

    @property
    def label(self) -> str:
        """The name of the column, in the words of the place."""
        return here().column(self.own_label)

    @property
    def read_as(self) -> tuple[str, ...]:
        """Every name under which the column is read: that of the place, then the engine's own."""
        return here().read_as(self.own_label)

    @property
    def personal(self) -> bool:
        """Whether the field's value belongs in the erasable table."""
        return self.value_type in PERSONAL

    def is_free_text(self, value: object) -> bool:
        """Whether a value of the field is free text, which belongs in the erasable table; 斜線 for an item is none."""
        if not isinstance(value, str):
            return False
        if self.value_type is ValueType.ANSWER:
            return value not in _ANSWERS
        return self.value_type is ValueType.TEXT and not self.clear

    @property
    def expected(self) -> str:
        """The values that may stand in the field, in words."""
        if self.choices:
            several = "(いくつもあれば「、」で並べる)" if self.value_type is ValueType.CHOICES else ""
            return "、".join(term.label for term in self.choices) + several
        return self.value_type.value


def col(
    label: str,
    type_: ValueType,
    choices: type[Term] | None = None,
    *,
    in_ledger: bool = True,
    units: tuple[str, ...] = (),
    asks: Asks = Asks.CONTENT,
    core: bool = False,
    clear: bool = False,
) -> Any:
    """A dataclass field that is also a column of the ledger, or only a field of a command.

    `core` marks what a document of its kind consists of: one that lacks such a field is recorded in part, and does not
    hide a fuller one (`states.versions`).
    """
    metadata = {"label": label, "type": type_, "choices": choices, "in_ledger": in_ledger, "edition_of": None}
    return field(default=None, metadata={**metadata, "units": units, "asks": asks, "core": core, "clear": clear})


def edition_col(label: str, form: EditionForm, *, core: bool = False) -> Any:
    """A dataclass field that holds an edition of a form: a column of the ledger like `col`."""
    about = {"label": label, "type": ValueType.EDITION, "choices": None, "in_ledger": True, "edition_of": form}
    return field(default=None, metadata={**about, "units": (), "asks": Asks.CONTENT, "core": core, "clear": False})


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What all kinds of documents share: how the document came in."""

    proof: Proof = field(default_factory=Proof)
    document_no: str | None = col("文書番号", ValueType.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyNotice(Document):
    """周知説明: duties announced before the bid, form and manual handed over (S0-01, S0-03)."""

    announced_on: date | None = col("周知日", ValueType.DATE)
    announced_how: str | None = col("周知方法", ValueType.TEXT)
    checklist_handed_on: date | None = col("チェックリスト手交日", ValueType.DATE)
    manual_handed_on: date | None = col("マニュアル手交日", ValueType.DATE)
    explained_on: date | None = col("説明日", ValueType.DATE)
    explained_by: str | None = col("説明者", ValueType.PERSON)
    received_by: str | None = col("受領者", ValueType.PERSON)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractReview(Document):
    """契約書確認: the review of the contract document (S1-01 to S1-10)."""

    reviewed_on: date | None = col("確認日", ValueType.DATE)
    reviewed_by: str | None = col("確認者", ValueType.PERSON)
    rechecked_by: str | None = col("再確認者", ValueType.PERSON)
    inspection_clause: bool | None = col("実地調査・報告条項", ValueType.PRESENT)
    subcontract_clause: bool | None = col("再委託書面承認条項", ValueType.PRESENT)
    nonconformity_clause: bool | None = col("契約不適合責任条項", ValueType.PRESENT)
    termination_clause: bool | None = col("無催告解除条項", ValueType.PRESENT)
    finance_rule_items: bool | None = col("契約書の記載事項", ValueType.PRESENT)
    template_edition: date | None = edition_col("条文の版", "template")
    provisions_edition: date | None = edition_col("特記事項の版", "special_provisions")
    omitted_articles: tuple[int, ...] | None = col("省略した条", ValueType.ARTICLES)
    separate_articles: tuple[int, ...] | None = col("別に定めた条", ValueType.ARTICLES)
    no_reflection_reason: str | None = col("反映不要の理由", ValueType.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checklist(Document):
    """チェックリスト: a self-inspection received, of the contractor or of a subcontractor (S2, S4-06, S4-07)."""

    requested_on: date | None = col("依頼日", ValueType.DATE)
    inspected_on: date | None = col("点検日", ValueType.DATE, core=True)
    received_on: date | None = col("受領日", ValueType.DATE)
    emergency_check_on: date | None = col("緊急点検日", ValueType.DATE)
    form_edition: date | None = edition_col("様式の版", "checklist", core=True)
    answers: Mapping[int, Answer | str] = field(default_factory=dict, hash=False)
    manager_name: str | None = col("責任者氏名", ValueType.PERSON, core=True)
    manager_contact: str | None = col("責任者連絡先", ValueType.CONTACT, core=True)
    worker_count: int | None = col("従事者数", ValueType.COUNT, units=("人", "名"))
    training_plan: str | None = col("研修計画", ValueType.TEXT)
    transport_measures: str | None = col("運搬の対策", ValueType.TEXT)
    outsider_summary: str | None = col("部外者の概要", ValueType.TEXT)
    incident_manager: str | None = col("事故時責任者", ValueType.PERSON, core=True)
    incident_contact: str | None = col("事故時連絡先", ValueType.CONTACT, core=True)
    reviewed_on: date | None = col("確認日", ValueType.DATE)
    reviewed_by: str | None = col("確認者", ValueType.PERSON)
    doubt: bool | None = col("疑義", ValueType.YES_NO)
    doubt_detail: str | None = col("疑義の内容", ValueType.TEXT)
    improvement_received_on: date | None = col("改善策受領日", ValueType.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemReview(Document):
    """情報システム確認: how system safeguards were confirmed (S2-08 to S2-10)."""

    reviewed_on: date | None = col("確認日", ValueType.DATE)
    reviewed_by: str | None = col("確認者", ValueType.PERSON)
    access_restriction: str | None = col("アクセス制限の方法", ValueType.TEXT, asks=Asks.HOW)
    takeout_prevention: str | None = col("持出し防止の方法", ValueType.TEXT, asks=Asks.HOW)
    outsider_access: str | None = col("部外者アクセスの確認", ValueType.TEXT, asks=Asks.CONTENT_OR_NONE)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyContact(Document):
    """連絡体制: emergency contacts of both sides (S2-12)."""

    contractor_contact: str | None = col("委託先の連絡先", ValueType.CONTACT)
    office_contact: str | None = col("{government}の連絡先", ValueType.CONTACT)
    arrangement: Arrangement | None = col("休日夜間の体制", ValueType.CHOICE, Arrangement)
    confirmed_on: date | None = col("確認日", ValueType.DATE)
    contractor_covers: tuple[Coverage, ...] | None = col("委託先につながる時間", ValueType.CHOICES, Coverage)
    office_covers: tuple[Coverage, ...] | None = col("{government}につながる時間", ValueType.CHOICES, Coverage)


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionPlan(Document):
    """検査の準備: items and methods prepared before the inspection (S5-01)."""

    prepared_on: date | None = col("検査準備日", ValueType.DATE)
    items: str | None = col("検査項目", ValueType.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionInspection(Document):
    """検査: the completion inspection (S5-02)."""

    inspected_on: date | None = col("検査日", ValueType.DATE)
    inspected_by: str | None = col("{検査員}", ValueType.PERSON, core=True)
    method: str | None = col("方法", ValueType.TEXT, core=True)
    personal_data_check: str | None = col("個人情報の確認", ValueType.TEXT, core=True)
    passed: bool | None = col("結果", ValueType.PASSED, core=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnDisposal(Document):
    """返還・廃棄: return and disposal of the data (S6-01, S6-02)."""

    confirmed_on: date | None = col("返還・廃棄の確認日", ValueType.DATE)
    method: str | None = col("返還・廃棄の方法", ValueType.TEXT, asks=Asks.ALL_RETURNED)
    extent: Extent | None = col("返還・廃棄の範囲", ValueType.CHOICE, Extent)


@dataclass(frozen=True, slots=True, kw_only=True)
class ImprovementPlan(Document):
    """改善策: the contractor's plan for items answered いいえ (S2-06)."""

    received_on: date | None = col("改善策受領日", ValueType.DATE)
    content: str | None = col("改善策の内容", ValueType.TEXT, core=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceApproval(Document):
    """作業場所等の承諾: work and storage places accepted beforehand (S0-05)."""

    approved_on: date | None = col("承諾日", ValueType.DATE)
    work_place: str | None = col("作業場所", ValueType.TEXT, core=True)
    storage_place: str | None = col("保管場所", ValueType.TEXT, core=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherDocument(Document):
    """その他の書類: kept with the contract, judged by no rule."""

    dated_on: date | None = col("日付", ValueType.DATE)
    title: str | None = col("件名", ValueType.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractNotice(Document):
    """再委託先への周知: how the contractor announced the duties to its subcontractor (S4-05)."""

    notice_confirmed_on: date | None = col("周知の確認日", ValueType.DATE)
    notice_method: str | None = col("周知の方法", ValueType.TEXT, asks=Asks.HOW)
