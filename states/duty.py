"""The duty: what a rule asks of a contract on a day, in every word and number that any surface shows of it.

A finding says what is missing; the rule says what it is called, what it rests on and what cures it; the calendar says
how late it is. They are put together here and nowhere else: a screen, a message, a page or a paper renders a duty.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import Stage, Status
from states.assessment import Assessor
from states.occasions import Occasion, is_told
from states.verdict import Assessment, Finding, gate_is_behind


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of one contract, or of its subcontract, as of a day.

    `label`, `source` on that day, `strength` (H, P, …) and `grounds`, the standing of the text (原文, 推論, 仮定), are
    the rule's; `strength_label` is its strength with the mark of what no source says: 義務〔推論〕. `command` records
    the cure, its numbers filled in; `curable` is False where no evidence can meet the duty any more; `responsible` is
    the id of the role that must act. `due_note` marks a due date that no source sets.
    `overdue_business_days` counts the office's business days after the due date, 0 where it is not late. `is_soon`: due
    within the next business days. `gate` is the stage it bars, `gate_is_behind` whether the contract has reached that
    stage already. `is_open`: people are still held to it and told of it (不足). `on_record`: the contract ended without
    it (記録に残る不備) and nobody is told any more. `formal` is the warning 「申告のみ」; `outlives_termination` is the
    rule's. `weight` is its place in the order of weight, 0 for the heaviest. `edition` is the id of the edition under
    which it is asked, empty where none concerns it.
    """

    contract: str
    stage: Stage
    subject: str
    code: str
    label: str
    status: Status
    reason: str
    remedy: str
    command: str
    source: str
    strength: str
    strength_label: str
    grounds: str
    waivable: bool
    curable: bool
    responsible: str
    due_on: date | None
    due_note: str
    overdue: bool
    overdue_business_days: int
    is_soon: bool
    gate: Stage | None
    gate_is_behind: bool
    is_open: bool
    on_record: bool
    formal: bool
    outlives_termination: bool
    weight: int = 0
    edition: str = ""

    @property
    def no(self) -> str:
        """The number of the subcontract it concerns, empty where it concerns the contract itself."""
        return self.subject.partition("/")[2]

    @property
    def bars(self) -> str:
        """What an unmet duty bars, in Japanese; of a stage already reached, that its evidence is lacking."""
        if self.status is not Status.UNMET or self.gate is None:
            return ""
        if self.stage is Stage.TERMINATED and self.outlives_termination:
            return "解除の後も求められる"
        if not self.gate_is_behind:
            return "" if self.stage.is_final else f"「{self.gate.label}」へ進むことを止める"
        lacking = f"既に「{self.gate.label}」の段階に至っているのに、証拠がそろっていない"
        return lacking if self.stage.is_final else f"{lacking}。次の段階へ進むことを止める"


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty on a list that spans several contracts, with the 所属 and the title of its contract."""

    duty: Duty
    division: str
    title: str


@dataclass(frozen=True, slots=True)
class Count:
    """How many duties are unmet, as every surface counts them.

    `unmet` (不足) and `overdue` (期限超過) count open duties, `due_on` is the earliest day among them; `on_record`
    (記録に残る不備) counts what was left unmet when the contract ended, of which nobody is told any more. `late_notes`
    are the marks of the due dates that were overdue, one for each.
    """

    unmet: int
    overdue: int
    on_record: int
    due_on: date | None
    late_notes: tuple[str, ...] = ()


def count_of(duties: Iterable[Duty]) -> Count:
    """The count of unmet duties that bar a gate."""
    every = list(duties)
    still = [duty for duty in every if duty.is_open]
    return Count(
        unmet=len(still),
        overdue=sum(duty.overdue for duty in still),
        on_record=sum(duty.on_record for duty in every),
        due_on=min((duty.due_on for duty in still if duty.due_on), default=None),
        late_notes=tuple(duty.due_note for duty in still if duty.overdue),
    )


@dataclass(frozen=True, slots=True)
class Basis:
    """What a rule, or an occasion of `alerts.toml`, is called and rests on; `command` has its numbers still open.

    `strength_label` says beside the strength what of the rule no source says, and `due_note` the same of its due date.
    """

    label: str
    source: str
    strength: str
    strength_label: str
    grounds: str
    command: str
    waivable: bool
    due_note: str


def basis_of(book: RuleBook, code: str, on: date, edition: str = "") -> Basis:
    """The basis, on a day, of the rule with this code under an edition (its id), or of the occasion (AL-…)."""
    kind = book.alerts.get(code)
    if kind:
        note = f"〔{kind.standing}〕" if kind.occasion == "incident" else ""
        return Basis(kind.label, kind.source, "", kind.standing, kind.standing, kind.command or "", False, note)
    rule, asked = book.rules[code], book.asked.by_id.get(edition)
    return Basis(
        label=rule.label,
        source=book.source_text(code, on, asked),
        strength=rule.strength,
        strength_label=f"{rule.strength_label}{rule.mark}",
        grounds=rule.standing,
        command=book.asked.command(rule, asked),
        waivable=rule.waivable,
        due_note=rule.deadline.mark if rule.deadline else "",
    )


def _command_of(finding: Finding, basis: Basis) -> str:
    """The command, its numbers open, that records the cure; where nothing can, the one that asks for an exception.

    What is only noted has a cure of its own or none.
    """
    if finding.curable:
        return finding.command or ("" if finding.noted else basis.command)
    of = " --subcontract {no}" if "/" in finding.subject else ""
    asked = f"lifecycle override request {{id}} --rule {finding.code}{of} --category incurable"
    return f"{asked} --reason … --document-no …" if basis.waivable else ""


class Duties:
    """Makes duties as of a day, by one rule book and one office's calendar; it remembers what it has looked up."""

    def __init__(self, assessor: Assessor, on: date) -> None:
        self._book, self._calendar, self.on = assessor.book, assessor.calendar, on
        self._soon_until = self._calendar.add(on, self._book.escalation.soon_business_days)
        self._late: dict[date, int] = {}
        self._bases: dict[tuple[str, str], Basis] = {}

    def of(self, contract: str, stage: Stage, finding: Finding) -> Duty:
        """The duty that a finding of a contract in a stage amounts to."""
        still = is_told(stage, finding)
        return self._duty(contract, stage, finding, is_open=still, past_due=finding.overdue(self.on))

    def told(self, contract: str, stage: Stage, occasion: Occasion) -> Duty:
        """The duty that an alert tells of; an occasion that no rule carries speaks in the words of `alerts.toml`."""
        due, reason = occasion.due_on, occasion.reason
        remedy = self._book.desks.worded(occasion.remedy, self.on)
        finding = Finding(
            occasion.code, occasion.subject, Status.UNMET, reason, remedy, due, command=occasion.command,
            weight=occasion.weight, curable=occasion.curable, edition=occasion.edition,
        )  # fmt: skip
        return self._duty(contract, stage, finding, is_open=True, past_due=due is not None and due < self.on)

    def blocking(self, judged: Assessment) -> tuple[Duty, ...]:
        """Every unmet duty of an assessed contract that bars some gate, in the order of the rules."""
        return tuple(self.of(judged.contract, judged.stage, finding) for finding in judged.blocking())

    def by_status(self, judged: Assessment, *statuses: Status) -> tuple[Duty, ...]:
        """The findings of an assessed contract that have one of those statuses, as duties."""
        return tuple(self.of(judged.contract, judged.stage, finding) for finding in judged.by_status(*statuses))

    def days_since(self, due: date) -> int:
        """How many of the office's business days a day lies after a due date; 0 where it does not lie after it."""
        if due not in self._late:
            self._late[due] = self._calendar.between(due, self.on)
        return self._late[due]

    def _duty(self, contract: str, stage: Stage, finding: Finding, *, is_open: bool, past_due: bool) -> Duty:
        basis, due = self._basis(finding.code, finding.edition), finding.due_on
        no, behind = finding.subject.partition("/")[2], gate_is_behind(stage, finding)
        overdue = is_open and past_due
        return Duty(
            contract=contract,
            stage=stage,
            subject=finding.subject,
            code=finding.code,
            label=basis.label,
            status=finding.status,
            reason=finding.reason,
            remedy=finding.remedy,
            command=_command_of(finding, basis).format(id=contract, no=no, subject=finding.subject),
            source=basis.source,
            strength=basis.strength,
            strength_label=basis.strength_label,
            grounds=basis.grounds,
            waivable=basis.waivable,
            curable=finding.curable,
            responsible=finding.responsible,
            due_on=due,
            due_note=(finding.due_note or basis.due_note) if due else "",
            overdue=overdue,
            overdue_business_days=self.days_since(due) if overdue and due else 0,
            is_soon=is_open and due is not None and self.on <= due <= self._soon_until,
            gate=finding.gate,
            gate_is_behind=behind,
            is_open=is_open,
            on_record=finding.blocking and not is_open and (behind or past_due),
            formal=finding.formal,
            outlives_termination=finding.outlives_termination,
            weight=finding.weight,
            edition=finding.edition,
        )

    def _basis(self, code: str, edition: str) -> Basis:
        if (code, edition) not in self._bases:
            self._bases[code, edition] = basis_of(self._book, code, self.on, edition)
        return self._bases[code, edition]
