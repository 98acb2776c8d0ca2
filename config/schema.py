"""The shape of the rule data: what a rule, a source, an edition and a form must say before the loader takes them."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from config.citations import Citation, Day, SourceStanding, Strict
from config.commands import Command, CureCommand
from config.evidence import AskedOfRecord
from config.office_deadlines import OfficeDeadline
from config.vocabulary import Role, Stage, VisitReason

Strength = Literal["H", "P", "O", "T", "C", "A"]
Unit = Literal["business", "calendar"]
ProofOf = Literal["checklist", "visit", "approval", "inspection"]
Gate = Literal[
    Stage.CONCLUDED,
    Stage.CHECKLIST_RECEIVED,
    Stage.ONSITE_INSPECTION,
    Stage.PERFORMING,
    Stage.COMPLETION_INSPECTION,
    Stage.COMPLETED,
]
Post = Literal[
    Role.OFFICER,
    Role.SECTION_CHIEF,
    Role.DIVISION_HEAD,
    Role.OVERSIGHT_OFFICE,
    Role.CONTRACTOR,
    Role.INSPECTOR,
]
Anchor = Literal[
    "concluded_on",
    "performance_start_on",
    "performance_end_on",
    "checklist_received_on",
    "subcontract_approved_on",
    "subcontract_started_on",
    "inspected_on",
]

STRENGTH_LABELS: dict[str, str] = {
    "H": "義務",
    "P": "原則",
    "O": "監査意見",
    "T": "研修指導",
    "C": "契約上の義務",
    "A": "この仕組みの仮定",
}

ANCHOR_LABELS: dict[Anchor, str] = {
    "concluded_on": "締結日",
    "performance_start_on": "履行開始日",
    "performance_end_on": "履行期限",
    "checklist_received_on": "チェックリスト受領日",
    "subcontract_approved_on": "再委託の承認日",
    "subcontract_started_on": "再委託の業務開始日",
    "inspected_on": "検査日",
}

CureWhen = Literal["unreviewed", "drafted", "concluded"]


class DatedValue(Strict):
    """A number, date, list or wording of a rule, valid from a day (inclusive) until a day (exclusive)."""

    name: str
    value: int | Day | str | tuple[int, ...] | tuple[str, ...]
    comparison: Literal["以上", "超"] | None = None
    valid_from: Day | None = None
    valid_until: Day | None = None
    cite: Citation

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            raise ValueError("valid_until が valid_from より後ではありません")
        return self

    def holds_on(self, day: date) -> bool:
        """Whether this value is the one that holds on that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )


class Deadline(Strict):
    """By when a duty must be met: so many days from a date of the contract, and whether any source says so."""

    days: int
    unit: Unit = "business"
    counted_from: Anchor
    standing: SourceStanding = "仮定"
    note: str = "規程に日数なし"

    @property
    def mark(self) -> str:
        """What stands beside a due date: 〔仮定・…〕; empty where a source sets the days (原文)."""
        return "" if self.standing == "原文" else f"〔{self.standing}・{self.note}〕"


class DocumentCure(Strict):
    """The cure of a duty on the contract document, for where the document stands.

    `unreviewed`: nobody has looked; `drafted`: something is amiss in the draft; `concluded`: in a concluded contract.
    {edition} stands for the newest edition, {articles} for the mandatory articles that were left out, {remaining} for
    the articles still left out once these are back.
    """

    when: CureWhen
    remedy: str
    command: CureCommand | None = None


class Rule(Strict):
    """One rule of the register, dated and sourced (docs/rules.md lists them).

    `standing` is how sure the text is, `first_standing` the first day, or that none is set, `evidence_standing` what
    is asked for as evidence; `first_note` and `evidence_note` say what exactly. `deadline` has a standing of its own.

    The fields from `guard` on are what the engine knows a rule by; it knows no rule by its code. `guard` names the
    guard that judges the rule, `proof_of` the record that carries its original. An exception of the rule
    `lifted_with` lifts this rule too. `answers_reason`: the rule asks for what answers that reason for no visit.
    `outlives_termination`: the duty is still owed after 解除. `demands_visit`: where the rule applies, the contract's
    way leads through 実地調査. `approves_subcontract`: the rule is what 承認 of a subcontract records.
    `subcontract_step`: the move of a subcontract that the rule allows when it is met. `asked_for` is what a letter
    asks the contractor to hand in ({edition} stands for the edition of the form), `asked_under` the articles of the
    特記事項 on which the letter rests, `asked_in_request` that the request for self-inspection asks for it;
    `asked_after_the_work`: only once the work has ended; `newest_form_of`: only from a contractor of whom the named
    rule is met. `orders_agreed_items`: the items agreed on are entered before the form is sent. `asks_for_reports`:
    the rule is the opinion that the monthly report answers. `dated_by_audit`: the rule is an opinion or an
    instruction that the audit counts from a day on. `cures` take the place of `remedy` and `command` for where the
    contract document stands. `asks` is what the rule asks of a record, `excused_by` the kind of
    record by which the rule is excused after 締結. `switch` names the setting without which nothing is asked,
    `office_deadline` by when a duty of an office or a desk is done. Where
    nothing records a rule, `unrecorded_because` says why.
    """

    code: Annotated[str, Field(pattern=r"^(S[0-6]-\d{2}|X-\d{2}|F-\d{2})$")]
    label: str
    text: str
    stage: Literal["S0", "S1", "S2", "S3", "S4", "S5", "S6", "X", "F"]
    strength: Strength
    standing: SourceStanding = "原文"
    cites: Annotated[tuple[Citation, ...], Field(min_length=1)]
    first_on: Day | None = None
    first_standing: SourceStanding = "原文"
    first_note: str | None = None
    anchored_to: Literal["concluded_on", "not_completed", "event"] = "event"
    gates: tuple[Gate, ...] = ()
    gate_if_raised: Gate | None = None
    subject: Literal["contract", "subcontract", "office"] = "contract"
    applies_when: str
    exceptions: str | None = None
    evidence: str
    required_fields: tuple[str, ...] = ()
    evidence_standing: SourceStanding = "原文"
    evidence_note: str | None = None
    proof: tuple[Literal["file", "document_no", "declared"], ...] = ()
    responsible: Post
    waivable: bool = True
    approver: Literal[Role.DIVISION_HEAD, Role.OVERSIGHT_OFFICE] = Role.DIVISION_HEAD
    deadline: Deadline | None = None
    values: tuple[DatedValue, ...] = ()
    table: int | None = None
    oversight: str
    remedy: str
    command: Command | None = None
    recorded: bool = True
    unrecorded_because: str | None = None
    note: str | None = None
    last_verified_on: Day
    guard: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    lifted_with: str | None = None
    outlives_termination: bool = False
    demands_visit: bool = False
    approves_subcontract: bool = False
    subcontract_step: Literal["confirm_duties", "receive_checklist", "inspect_onsite"] | None = None
    proof_of: ProofOf | None = None
    answers_reason: VisitReason | None = None
    orders_agreed_items: bool = False
    asked_for: str | None = None
    asked_under: tuple[Annotated[int, Field(ge=1)], ...] = ()
    asked_in_request: bool = False
    asked_after_the_work: bool = False
    newest_form_of: str | None = None
    asks_for_reports: bool = False
    dated_by_audit: bool = False
    cures: tuple[DocumentCure, ...] = ()
    asks: AskedOfRecord | None = None
    excused_by: str | None = None
    switch: Literal["yearly_visit"] | None = None
    office_deadline: OfficeDeadline | None = None

    @model_validator(mode="after")
    def _periods_do_not_overlap(self) -> Self:
        by_name: dict[str, list[DatedValue]] = {}
        for value in self.values:
            by_name.setdefault(value.name, []).append(value)
        for name, periods in by_name.items():
            ordered = sorted(periods, key=lambda v: v.valid_from or date.min)
            for earlier, later in pairwise(ordered):
                if earlier.valid_until is None or (later.valid_from or date.min) < earlier.valid_until:
                    raise ValueError(f"値「{name}」の期間が重なっています")
        return self

    @model_validator(mode="after")
    def _opinions_have_no_first_date(self) -> Self:
        if self.strength in ("O", "T", "A") and self.first_on and not self.dated_by_audit:
            raise ValueError("監査意見・研修指導・仮定の規則に初日(first_on)は置けません")
        return self

    @model_validator(mode="after")
    def _what_is_unsure_is_named(self) -> Self:
        for standing, note, name in (
            (self.first_standing, self.first_note, "first_note"),
            (self.evidence_standing, self.evidence_note, "evidence_note"),
        ):
            if standing != "原文" and note is None:
                raise ValueError(f"何が{standing}なのかを {name} に書いてください")
        return self

    @model_validator(mode="after")
    def _letters_rest_on_articles(self) -> Self:
        if bool(self.asked_for) != bool(self.asked_under):
            raise ValueError("委託先に求めるもの(asked_for)と、その根拠の特記事項の条(asked_under)は、共に書きます")
        return self

    @model_validator(mode="after")
    def _only_offices_have_days_of_their_own(self) -> Self:
        if self.office_deadline and (self.subject != "office" or self.asks is None or self.asks.record is None):
            raise ValueError(
                'office_deadline は、所属の務め(subject = "office")で記録(asks.record)のある規則だけのものです'
            )
        return self

    @model_validator(mode="after")
    def _says_why_nothing_records_it(self) -> Self:
        if self.recorded == (self.unrecorded_because is not None):
            raise ValueError(
                "記録欄のない規則(recorded = false)だけに、その理由(unrecorded_because)を必ず書いてください"
            )
        return self

    def as_read(self) -> dict[str, Any]:
        """The rule as people read it, as JSON values: the fields by which the engine knows it are left out."""
        fields = list(type(self).model_fields)
        return self.model_dump(mode="json", exclude=set(fields[fields.index("guard") :]))

    def cure(self, when: CureWhen) -> DocumentCure | None:
        """The cure for where the contract document stands; None where the rule has only its general one."""
        return next((cure for cure in self.cures if cure.when == when), None)

    @property
    def claims(self) -> tuple[str, ...]:
        """The attributes of the rule that only one rule may have."""
        alone = ("demands_visit", "approves_subcontract", "orders_agreed_items", "asks_for_reports")
        named = (("proof_of", self.proof_of), ("subcontract_step", self.subcontract_step))
        return (
            *(attribute for attribute in alone if getattr(self, attribute)),
            *(f'{attribute} = "{value}"' for attribute, value in named if value),
        )

    @property
    def wordings(self) -> tuple[str | None, ...]:
        """The texts of the rule in which a desk may stand as {desk:id}."""
        return self.applies_when, self.remedy, self.note

    @property
    def strength_label(self) -> str:
        """The strength of the rule in Japanese: 義務, 原則, 監査意見, 研修指導, 契約上の義務, この仕組みの仮定."""
        return STRENGTH_LABELS[self.strength]

    @property
    def mark(self) -> str:
        """What stands beside the strength: 〔推論〕, 〔仮定: 初日を置かないこと〕; empty where all of it is 原文."""
        says_so = self.strength_label.endswith(self.standing)
        unsure: list[str] = [] if self.standing == "原文" or says_so else [self.standing]
        dated = (self.first_standing, "初日" if self.first_on else "初日を置かないこと")
        asked = (self.evidence_standing, self.evidence_note)
        unsure += [f"{standing}: {what}" for standing, what in (dated, asked) if standing != "原文"]
        return f"〔{'、'.join(unsure)}〕" if unsure else ""
