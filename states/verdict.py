"""Verdicts: what every rule says of a contract on a date, and whether a move may be made."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from config.vocabulary import Stage, Standing, Status
from states.backing import Backed
from states.on_record import InPart

DutyKey = tuple[str, str]
"""A duty by its subject and its rule's code."""


class Note(NamedTuple):
    """What recorded evidence gives rise to beside a duty's own status, with a cure of its own.

    `remedy` says what to do and `command` records it, its numbers still open ({id}, {no}). Where `remedy` is empty,
    nothing can or need be done any more: that is shown as a remark and is no warning.
    """

    reason: str
    remedy: str = ""
    command: str = ""


class Outcome(NamedTuple):
    """The answer of a guard, before dates of force and overrides are weighed.

    `reason` says what is missing and why; `remedy` replaces the rule's own cure, and `command` the command that records
    it, its numbers still open; `notes` stand beside whatever the status is; `advisory` makes an unmet duty a warning
    (長期継続契約); `curable` is False where no evidence can meet the duty any more; `due_on` is a day that the law
    itself sets, in place of the rule's own due date, `due_note` what it rests on. `responsible` is the post whose act
    cures it, where that is not the rule's own.
    """

    status: Status
    reason: str = ""
    remedy: str = ""
    notes: tuple[Note, ...] = ()
    advisory: bool = False
    command: str = ""
    curable: bool = True
    due_on: date | None = None
    due_note: str = ""
    responsible: str = ""


def met(*notes: Note) -> Outcome:
    """The outcome of a duty whose evidence is there."""
    return Outcome(Status.MET, notes=notes)


def not_applicable(detail: str = "") -> Outcome:
    """The outcome of a rule whose condition is false."""
    return Outcome(Status.NOT_APPLICABLE, detail)


def unrecorded(because: str = "") -> Outcome:
    """The outcome of a duty that nothing in the product records: it is neither met nor blocking."""
    return Outcome(Status.UNRECORDED, f"記録欄がありません{f'({because})' if because else ''}")


def unmet(reason: str, remedy: str = "", *notes: Note, command: str = "", responsible: str = "") -> Outcome:
    """The outcome of a duty whose evidence is missing, or speaks against it.

    `responsible` is the post whose act cures it, where that is not the rule's own.
    """
    return Outcome(Status.UNMET, reason, remedy, notes, command=command, responsible=responsible)


BY_EXCEPTION = "てん末書を添え、例外承認を申請してください(規程上の例外に当たるものではありません。)。"
"""The words for the only way that is left where no evidence can meet a duty."""
INCURABLE_REMEDY = f"記録の追加では満たすことができません。{BY_EXCEPTION}"


def incurable(reason: str) -> Outcome:
    """The outcome of a duty that time has made impossible to meet (semantics §4)."""
    return Outcome(Status.UNMET, reason, INCURABLE_REMEDY, curable=False)


class Finding(NamedTuple):
    """What one rule says of one subject on a date.

    `gate` is the stage it bars, None where it bars nothing; `due_on` is a business-day deadline; `responsible` a
    role id. `outlives_termination` and `subcontract_step` are the rule's. `formal` marks the warning 「申告のみ」, that
    weighs nothing in the standing; `noted` what recorded evidence gives rise to, rather than evidence that is missing:
    a warning, or a mere remark, whose status is MET. `command` records the cure where the rule's own command
    does not; `curable` is False where no evidence can meet the duty any more, so that only an exception is left.
    `weight` is the rule's place in the order of weight (`escalation.toml`), 0 for the heaviest.
    `due_note` says what a due date that is not the rule's own rests on. `edition` is the id of the edition under which
    the rule is asked, empty for a rule that no edition concerns. `came_later`: an edition or a raise whose first day is
    after 締結日 asks it of the contract.
    """

    code: str
    subject: str
    status: Status
    reason: str = ""
    remedy: str = ""
    due_on: date | None = None
    gate: Stage | None = None
    responsible: str = "officer"
    outlives_termination: bool = False
    subcontract_step: str | None = None
    formal: bool = False
    noted: bool = False
    command: str = ""
    curable: bool = True
    weight: int = 0
    due_note: str = ""
    edition: str = ""
    came_later: bool = False

    @property
    def blocking(self) -> bool:
        """Whether the finding is an unmet duty that bars a gate."""
        return self.status is Status.UNMET and self.gate is not None

    def overdue(self, on: date) -> bool:
        """Whether the finding is an unmet blocking duty whose due date has passed."""
        return self.blocking and self.due_on is not None and self.due_on < on


def gate_is_behind(stage: Stage, finding: Finding) -> bool:
    """Whether a contract in that stage has reached the stage that a finding bars.

    A contract that left the way has surely reached no stage, except 締結 where it left by 解除; after that, what
    outlives 解除 stays open.
    """
    if finding.gate is None or stage is Stage.WITHDRAWN:
        return False
    if stage is Stage.TERMINATED:
        return finding.gate is Stage.CONCLUDED or finding.outlives_termination
    return stage.order >= finding.gate.order


def _has_time(finding: Finding) -> bool:
    """Whether a contract that passed the gate has until the due date: what asks it came after 締結日."""
    return finding.came_later and finding.due_on is not None


@dataclass(frozen=True)
class Assessment:
    """Everything the rules say of a contract on a date."""

    contract: str
    stage: Stage
    on: date
    findings: tuple[Finding, ...]
    soon: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    """(subject, code) of unmet blocking duties due within the next business days."""

    @cached_property
    def standing(self) -> Standing:
        """How the contract stands: 要是正, 注意 or 順調 (semantics §6)."""
        blocking = self.blocking()
        behind = [f for f in blocking if gate_is_behind(self.stage, f)]
        if any(not _has_time(f) for f in behind) or any(f.overdue(self.on) for f in blocking):
            return Standing.NEEDS_CORRECTION
        if behind or self.soon or any(self._worrying(f) for f in self.findings):
            return Standing.ATTENTION
        return Standing.OK

    def _worrying(self, finding: Finding) -> bool:
        if finding.status is Status.OVERRIDDEN:
            return True
        return finding.status is Status.WARNING and not finding.formal

    def blocking(self) -> tuple[Finding, ...]:
        """Every unmet duty that bars some gate, whether the gate is passed or not."""
        return self._blocking

    @cached_property
    def _blocking(self) -> tuple[Finding, ...]:
        return tuple(f for f in self.findings if f.status is Status.UNMET and f.gate is not None)

    def by_status(self, *statuses: Status) -> tuple[Finding, ...]:
        """The findings that have one of those statuses."""
        return tuple(f for f in self.findings if f.status in statuses)


EXCUSES = (Status.SUBSTITUTED, Status.OVERRIDDEN, Status.TRANSITIONAL, Status.NOT_IN_FORCE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a contract may move to a stage: it holds every unmet duty, never only the first.

    `remarks` are what is said of recorded evidence and asks for nothing any more, `in_part` the documents that do not
    count yet because a fuller one stands, `backed` what backs each document that speaks.
    """

    contract: str
    stage: Stage
    target: Stage
    on: date
    unmet: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    remarks: tuple[Finding, ...]
    excused: tuple[Finding, ...]
    not_applicable: tuple[str, ...]
    unrecorded: tuple[str, ...]
    in_part: tuple[InPart, ...] = ()
    backed: tuple[Backed, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether the move is allowed: True exactly when no duty is unmet."""
        return not self.unmet
