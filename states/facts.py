"""Facts: what a guard may see of a contract on a date. Frozen values, without names or numbers of persons."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from config.place import here
from config.vocabulary import Binds, OverrideCategory, Stage, VisitorSide
from config.wareki import first_day_of
from states.contact_documents import ContactCheck
from states.documents import (
    Checklist,
    CompletionInspection,
    ContractReview,
    Document,
    DutyNotice,
    EmergencyContact,
    ImprovementPlan,
    InspectionPlan,
    PlaceApproval,
    ReturnDisposal,
    SubcontractNotice,
    SystemReview,
    ValueType,
    col,
)
from states.incident_report import IncidentReport
from states.past_incidents import PastIncident
from states.proof import Proof
from states.versions import speaking
from states.visit_documents import OnsiteInspection, OnsiteWaiver


@dataclass(frozen=True, slots=True)
class Override:
    """例外承認: an approved exception. It opens the gate for the named rules of one subject and for nothing else."""

    id: str
    subject: str
    codes: tuple[str, ...]
    category: OverrideCategory
    approved_on: date
    expires_on: date
    revoked_on: date | None = None

    def lives_on(self, day: date) -> bool:
        """Whether the exception is in force: from its approval to its last day, unless revoked."""
        return self.approved_on <= day <= self.expires_on and (self.revoked_on is None or day < self.revoked_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSheet:
    """契約: the contract's own facts, as its row of the ledger gives them. Amounts in yen, counts in records."""

    division: str | None = col("所属", ValueType.TEXT, clear=True)
    title: str | None = col("業務名", ValueType.TEXT)
    contractor: str | None = col("委託先", ValueType.TEXT)
    fiscal_years: tuple[int, ...] | None = col("年度", ValueType.FISCAL_YEARS)
    quoted_on: date | None = col("見積徴取日", ValueType.DATE)
    concluded_on: date | None = col("締結日", ValueType.DATE)
    performance_start_on: date | None = col("履行開始日", ValueType.DATE)
    performance_end_on: date | None = col("履行期限", ValueType.DATE)
    amount: int | None = col("契約額", ValueType.COUNT, units=("円",))
    long_term: bool | None = col("長期継続契約", ValueType.YES_NO)
    specific_pi: bool | None = col("特定個人情報", ValueType.YES_NO)
    sensitive_pi: bool | None = col("要配慮個人情報", ValueType.YES_NO)
    record_count: int | None = col("取扱件数", ValueType.COUNT, units=("件",))
    uses_system: bool | None = col("情報システム使用", ValueType.YES_NO)
    checklist_due_told_on: date | None = col("チェックリストの提出期限", ValueType.DATE)


@dataclass(frozen=True, slots=True, kw_only=True)
class SubcontractSheet:
    """再委託: application, approval and start (S4-03, S4-04)."""

    subcontractor: str | None = col("再委託先", ValueType.TEXT)
    handles_pi: bool | None = col("保有個人情報の取扱い", ValueType.YES_NO)
    specific_pi: bool | None = col("特定個人情報", ValueType.YES_NO)
    sensitive_pi: bool | None = col("要配慮個人情報", ValueType.YES_NO)
    applied_on: date | None = col("申請日", ValueType.DATE)
    reason: str | None = col("合理的理由", ValueType.TEXT)
    scope: str | None = col("業務範囲", ValueType.TEXT)
    capability: str | None = col("業務遂行能力", ValueType.TEXT)
    core_of_work: bool | None = col("大部分又は根幹", ValueType.YES_NO)
    approved_on: date | None = col("承認日", ValueType.DATE)
    approval_no: str | None = col("承認文書番号", ValueType.TEXT)
    approved_by: str | None = col("承認者", ValueType.PERSON)
    started_on: date | None = col("業務開始日", ValueType.DATE)
    planned_visit_on: date | None = col("実地調査の予定日", ValueType.DATE, in_ledger=False)
    rejected_on: date | None = col("不承認日", ValueType.DATE, in_ledger=False)
    rejection_reason: str | None = col("不承認の理由", ValueType.TEXT, in_ledger=False)
    finished_on: date | None = col("終了日", ValueType.DATE, in_ledger=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """Documents that a contractor and a subcontractor both may have; each tuple is in order of date, latest last.

    `records` holds by their kind the documents of kinds that the pack adds, `versions` every version of every kind, of
    a standing arrangement each as it stood then; it is left empty where only the document that speaks is known.
    """

    checklists: tuple[Checklist, ...] = ()
    visits: tuple[OnsiteInspection, ...] = ()
    waivers: tuple[OnsiteWaiver, ...] = ()
    improvement_plans: tuple[ImprovementPlan, ...] = ()
    return_disposal: ReturnDisposal | None = None
    records: Mapping[str, tuple[Document, ...]] = field(default_factory=dict, hash=False)
    versions: Mapping[str, tuple[Document, ...]] = field(default_factory=dict, hash=False)

    @property
    def checklist(self) -> Checklist | None:
        """The checklist that counts: the latest one received, none recorded in part where a fuller one stands."""
        return speaking(self.checklists)

    @property
    def own_visits(self) -> tuple[OnsiteInspection, ...]:
        """The visits made by the prefecture's own people."""
        return tuple(visit for visit in self.visits if visit.made_by is VisitorSide.PREFECTURE)

    @property
    def visit(self) -> OnsiteInspection | None:
        """The visit that counts: the latest one of the prefecture's own, else of anybody else's.

        None that is recorded in part counts where a fuller one stands.
        """
        return speaking(self.own_visits or self.visits)

    @property
    def waiver(self) -> OnsiteWaiver | None:
        """The recorded reason for no visit that counts: the latest one, as of the visits."""
        return speaking(self.waivers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subcontract(Inspected):
    """再委託: one subcontract of a contract as of a date; `no` is its number (1, 2, 1.1 …)."""

    no: str
    sheet: SubcontractSheet
    proof: Proof = field(default_factory=Proof)
    notice: SubcontractNotice | None = None

    def has_started(self, on: date) -> bool:
        """Whether its work had begun by that day (業務開始日)."""
        return self.sheet.started_on is not None and self.sheet.started_on <= on

    def came_to_nothing(self, on: date) -> bool:
        """Whether the subcontract was refused (不承認) and its work never began: then no duty is asked of it."""
        return self.sheet.rejected_on is not None and self.sheet.approved_on is None and not self.has_started(on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract(Inspected):
    """業務委託契約: everything that is known of one contract as of a date.

    `completed_on` is the day 完了 was reached or, where declared at import, holds from (semantics §7);
    `terminated_on` the day of 解除, None where it was declared at import.
    `cut_over_on` is the cut-over day that binds it (semantics §10), None while its office has none.
    `stage_since` is the day its stage was reached or declared; None at 見積.
    `stage_declared` marks a stage taken over from the ledger (取込時申告) rather than reached through the gates.
    `concluded_ahead` is a 締結日 on record that lies after the date, and is none yet.
    `past_incidents` are those of the same contractor's other contracts.
    """

    id: str
    stage: Stage
    sheet: ContractSheet
    stage_declared: bool = False
    concluded_ahead: date | None = None
    stage_since: date | None = None
    completed_on: date | None = None
    terminated_on: date | None = None
    cut_over_on: date | None = None
    duty_notice: DutyNotice | None = None
    contract_review: ContractReview | None = None
    system_review: SystemReview | None = None
    emergency_contact: EmergencyContact | None = None
    contact_checks: tuple[ContactCheck, ...] = ()
    inspection_plan: InspectionPlan | None = None
    completion_inspection: CompletionInspection | None = None
    place_approval: PlaceApproval | None = None
    incidents: tuple[IncidentReport, ...] = ()
    subcontracts: tuple[Subcontract, ...] = ()
    overrides: tuple[Override, ...] = ()
    past_incidents: tuple[PastIncident, ...] = ()

    def reference_on(self, on: date) -> date:
        """The day whose editions judge the contract document (semantics §2).

        It is 締結日 or, while that is blank, the day of the question; for a 長期継続契約 it is the first day of its
        latest fiscal year begun by then, where that is later.
        """
        concluded = self.sheet.concluded_on
        if concluded is None:
            return on
        year_start = self.year_start(on)
        return max(concluded, year_start) if year_start else concluded

    def year_start(self, on: date) -> date | None:
        """The first day of a 長期継続契約's latest fiscal year begun by that day; None for any other contract."""
        if not self.sheet.long_term:
            return None
        begun = [first_day_of(year) for year in self.sheet.fiscal_years or () if first_day_of(year) <= on]
        return max(begun, default=None)

    def omits(self, article: int) -> bool:
        """Whether the special provisions leave the article out; without a review nothing is known to be left out."""
        review = self.contract_review
        return review is not None and article in (review.omitted_articles or ())


@dataclass(frozen=True, slots=True)
class Departure:
    """From which day an installation raises or lowers a rule, and which contracts that reaches."""

    from_on: date
    reaches: Binds


@dataclass(frozen=True, slots=True)
class Policy:
    """How an installation departs from the rule data: the warnings raised, the blocks lowered, the kinds of offices.

    `departures` holds by code from when a rule is raised or lowered, and for whom; a code not in it always is.
    `yearly_visit` follows the national guideline of one visit a year (AL-13).
    `contact_months` is for how long a test of the emergency contacts holds; None leaves it to the rule data.
    `office_kinds` maps a division to its kind ; a division not named is of the pack's usual kind.
    """

    raised: frozenset[str] = frozenset()
    lowered: frozenset[str] = frozenset()
    departures: Mapping[str, Departure] = field(default_factory=dict, hash=False)
    yearly_visit: bool = False
    contact_months: int | None = None
    office_kinds: Mapping[str, str] = field(default_factory=dict, hash=False)

    def kind_of(self, division: str | None) -> str:
        """The kind of an office; empty where the pack knows no kinds."""
        return self.office_kinds.get(division or "", here().usual_kind)
