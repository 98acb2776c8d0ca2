"""Duties as pages show them: what is missing, under which rule, who must act, by when, and what cures it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from config.vocabulary import MARK_ATTENTION, MARK_NOT_STARTED, MARK_OK, MARK_OVERDUE, Role, Stage, Standing, Status
from lifecycle.papers.site.seen import ContractSeen, Portfolio
from notifications.plain import clean
from states.verdict import OPEN_AFTER_TERMINATION, Finding

LATE, SOON, LATER = "期限超過", "期限間近", "期限前"
_MARKS = {LATE: MARK_OVERDUE, SOON: MARK_ATTENTION, LATER: MARK_NOT_STARTED}


@dataclass(frozen=True, slots=True)
class Duty:
    """One finding of one contract in words.

    `late` are business days past the due date, 0 where it is not. `urgency` is 期限超過, 期限間近 or 期限前. `ahead`
    marks a duty that only a stage still to come asks for; `told` says whether people are still told of it (not after
    完了); `formal` marks the warning 「申告のみ」, which weighs nothing.
    """

    contract: str
    subject: str
    title: str
    division: str
    code: str
    label: str
    status: str
    reason: str
    remedy: str
    source: str
    strength: str
    standing: str
    responsible: str
    gate: str
    due_on: date | None
    due_note: str
    late: int
    urgency: str
    ahead: bool
    told: bool
    formal: bool

    @property
    def mark(self) -> str:
        """■ past its day, ▲ due soon, ○ to come."""
        return _MARKS[self.urgency]

    @property
    def no(self) -> str:
        """The number of the subcontract it concerns, empty where it concerns the contract."""
        return self.subject.partition("/")[2]


Lacking = Mapping[str, tuple[Duty, ...]]


def duty(portfolio: Portfolio, one: ContractSeen, finding: Finding) -> Duty:
    """A finding in words."""
    app, on = portfolio.app, portfolio.as_of.on
    rule = app.book.rules[finding.code]
    late = finding.due_on is not None and finding.due_on < on
    soon = (finding.subject, finding.code) in one.judged.soon
    assumed = rule.deadline and f"〔{rule.deadline.standing}・{rule.deadline.note}〕"
    return Duty(
        contract=one.id,
        subject=finding.subject,
        title=clean(one.contract.sheet.title or ""),
        division=one.division,
        code=finding.code,
        label=rule.label,
        status=finding.status.label,
        reason=clean(finding.reason),
        remedy=finding.remedy,
        source=app.book.source_text(finding.code),
        strength=rule.strength_label,
        standing=rule.standing,
        responsible=Role(finding.responsible).label,
        gate=finding.gate.label if finding.gate else "",
        due_on=finding.due_on,
        due_note=assumed or "",
        late=portfolio.business_days_since(finding.due_on) if late and finding.due_on else 0,
        urgency=LATE if late else SOON if soon else LATER,
        ahead=not late and not soon and not _gate_is_behind(one, finding),
        told=one.is_told(finding),
        formal=finding.formal,
    )


def _gate_is_behind(one: ContractSeen, finding: Finding) -> bool:
    """Whether the contract stands beyond the gate; one that left the way surely passed none but 締結, on 解除."""
    stage = one.contract.stage
    if stage in (Stage.TERMINATED, Stage.WITHDRAWN):
        concluded = finding.gate is Stage.CONCLUDED or finding.code in OPEN_AFTER_TERMINATION
        return stage is Stage.TERMINATED and concluded
    return finding.gate is not None and stage.order >= finding.gate.order


def lacking(portfolio: Portfolio) -> Lacking:
    """Every unmet duty that bars a gate, by contract, the longest overdue first."""
    return {
        one.id: worst_first(duty(portfolio, one, finding) for finding in one.judged.blocking())
        for one in portfolio.seen
    }


def warned(portfolio: Portfolio, one: ContractSeen) -> tuple[Duty, ...]:
    """What is warned of and bars nothing."""
    return tuple(duty(portfolio, one, finding) for finding in one.judged.by_status(Status.WARNING))


def excused(portfolio: Portfolio, one: ContractSeen) -> tuple[Duty, ...]:
    """What was met another way, lifted for a time, or by a transitional rule; rules not yet in force left out."""
    kinds = (Status.SUBSTITUTED, Status.OVERRIDDEN, Status.TRANSITIONAL)
    return tuple(duty(portfolio, one, finding) for finding in one.judged.by_status(*kinds))


def worst_first(duties: Iterable[Duty]) -> tuple[Duty, ...]:
    """By due date, those without one last; then by subject and code."""
    return tuple(sorted(duties, key=lambda d: (d.due_on or date.max, d.subject, d.code)))


def mark_of(one: ContractSeen) -> str:
    """The mark of a contract: ■ 要是正, ▲ 注意, ● 順調, ○ 着手前."""
    standing = one.judged.standing
    if standing is Standing.NEEDS_CORRECTION:
        return MARK_OVERDUE
    if standing is Standing.ATTENTION:
        return MARK_ATTENTION
    return MARK_NOT_STARTED if one.contract.stage is Stage.ESTIMATE else MARK_OK
