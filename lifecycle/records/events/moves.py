"""Moves of a contract from stage to stage, and attempts that were barred."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from config.vocabulary import Stage
from lifecycle.records.events.documents import LedgerPlace
from lifecycle.records.events.shapes import Body, event, free_text, named, shape


@dataclass(frozen=True, slots=True)
class Lacking:
    """A duty that stood in the way: its rule, the contract or subcontract, and the reason given."""

    code: str
    subject: str
    reason: str = free_text()


@event("stage_declared", "段階の引継ぎ(取込時申告)")
class StageDeclared(Body):
    """The stage of a contract as a ledger declared it at the first import."""

    stage: Stage
    source: LedgerPlace | None = None


@shape
class UnderRules(Body):
    """Something that was judged: by which rule data, which departures from it, which version of the program.

    Events of before these were kept say none of the three.
    """

    rules: str | None = None
    policy: str | None = None
    program: str | None = None


@shape
class StageReached(UnderRules):
    """A contract entered a stage: by passing its gate, or with a reason by one of the two ways out."""

    STAGE: ClassVar[Stage]
    before: Stage = named("from")
    stage: Stage = named("to")
    trigger: str
    visit_demanded: bool | None = None
    reason: str | None = free_text(default=None)


@event("contract_concluded", "締結")
class ContractConcluded(StageReached):
    """The contract was concluded."""

    STAGE = Stage.CONCLUDED


@event("checklist_stage_reached", "チェックリスト受領")
class ChecklistStageReached(StageReached):
    """The contractor's checklist was received."""

    STAGE = Stage.CHECKLIST_RECEIVED


@event("onsite_inspection_begun", "実地調査の開始")
class OnsiteInspectionBegun(StageReached):
    """The visit to the contractor began."""

    STAGE = Stage.ONSITE_INSPECTION


@event("performance_started", "履行の開始")
class PerformanceStarted(StageReached):
    """The work began."""

    STAGE = Stage.PERFORMING


@event("completion_inspection_begun", "検査の開始")
class CompletionInspectionBegun(StageReached):
    """The inspection of the finished work began."""

    STAGE = Stage.COMPLETION_INSPECTION


@event("contract_completed", "完了")
class ContractCompleted(StageReached):
    """The contract is completed."""

    STAGE = Stage.COMPLETED


@event("contract_terminated", "解除")
class ContractTerminated(StageReached):
    """The contract was terminated."""

    STAGE = Stage.TERMINATED


@event("contract_withdrawn", "不成立")
class ContractWithdrawn(StageReached):
    """The contract was never concluded."""

    STAGE = Stage.WITHDRAWN


@shape
class Refused(UnderRules):
    """An attempt that was barred, with every unmet duty."""

    unmet: tuple[Lacking, ...]


@event("advance_refused", "段階を進める試みの拒否")
class AdvanceRefused(Refused):
    """A move to another stage was barred."""

    before: Stage = named("from")
    stage: Stage = named("to")


@event("subcontract_approval_refused", "再委託の承認の拒否")
class SubcontractApprovalRefused(Refused):
    """The approval of a subcontract was barred."""

    subcontract: str


STAGE_EVENTS: Mapping[Stage, type[StageReached]] = {
    kind.STAGE: kind
    for kind in (
        ContractConcluded,
        ChecklistStageReached,
        OnsiteInspectionBegun,
        PerformanceStarted,
        CompletionInspectionBegun,
        ContractCompleted,
        ContractTerminated,
        ContractWithdrawn,
    )
}
"""The event by which each stage is entered; 見積 is entered by the registration."""
