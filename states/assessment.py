"""Judges contracts: what every rule says of a contract on a date, and what that means for a move (semantics §1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from config.calendar import BusinessCalendar
from config.editions import Edition
from config.errors import DataFault
from config.rulebook import RuleBook
from config.schema import Rule
from config.structural import Structural
from config.vocabulary import Stage, Status
from config.wareki import format_date
from states.asked_records import asked_faults
from states.backing import backed
from states.contract import is_way_out, leads_to, next_stage
from states.departures import blocks, is_raised
from states.due_dates import came_later, due_on, due_under
from states.facts import Contract, ContractSheet, Policy
from states.guards import records
from states.guards.case import Case
from states.guards.checklists import outsiders_may_be_subcontractors
from states.labels import label
from states.on_record import recorded_in_part
from states.originals import declared_only, original_is_wanted
from states.posed import AskedSubject, PosedRule, guards, posed, subjects_of
from states.transition_facts import unknown_facts
from states.transitional import judged
from states.undecided import begun_work_note
from states.verdict import EXCUSES, Assessment, Finding, Note, Outcome, Verdict

OUTSIDE_ADDRESSEES = "宛先外・監査では対象〔仮定〕"
OVERRIDE_MARK = "規程上の例外ではない"
_PHASE_GATES = {
    "S0": Stage.CONCLUDED,
    "S1": Stage.CONCLUDED,
    "S2": Stage.CHECKLIST_RECEIVED,
    "S3": Stage.PERFORMING,
    "S4": Stage.COMPLETION_INSPECTION,
    "S5": Stage.COMPLETION_INSPECTION,
    "S6": Stage.COMPLETED,
    "X": Stage.COMPLETED,
    "F": Stage.CONCLUDED,
}


def unknown_guards(book: RuleBook) -> list[DataFault]:
    """The rules whose guard does not exist, or is to judge by `asks` they lack, and conditions on unknown facts."""
    missing = [rule for rule in book.rules.values() if rule.guard not in (None, *guards())]
    idle = [rule for rule in book.rules.values() if rule.guard in records.ASKING and rule.asks is None]
    return [
        *(DataFault("rules", rule.code, f"判定(guard)「{rule.guard}」がありません") for rule in missing),
        *(DataFault("rules", rule.code, f"判定「{rule.guard}」には、求めるもの(asks)が要ります") for rule in idle),
        *asked_faults((("rules", rule) for rule in book.rules.values()), book),
        *unknown_facts(book),
    ]


_NO_VISIT = (Status.NOT_APPLICABLE, Status.NOT_IN_FORCE)
"""Statuses of the rule on visits under which no visit is demanded."""


@dataclass(frozen=True)
class Assessor:
    """Judges contracts by one rule book, one installation's policy and one calendar."""

    book: RuleBook
    policy: Policy
    calendar: BusinessCalendar

    @cached_property
    def _posed(self) -> tuple[PosedRule, ...]:
        """The rules as this installation puts them to every contract."""
        return posed(self.book, self.policy)

    def assess(self, contract: Contract, on: date) -> Assessment:
        """What every rule of the register says of the contract and of its subcontracts on a date."""
        subjects = subjects_of(contract, on)
        own = [Case(contract, on, self.book, one.subcontract, None, frozenset(), {}) for one in subjects]
        findings = tuple(chain.from_iterable(self._judge(one, own, subjects) for one in self._posed))
        soon_until = self.calendar.add(on, self.book.escalation.soon_business_days)
        soon = frozenset(
            (f.subject, f.code) for f in findings if f.blocking and f.due_on and on <= f.due_on <= soon_until
        )
        return Assessment(contract.id, contract.stage, on, findings, soon)

    def _judge(self, posed_rule: PosedRule, cases: list[Case], subjects: tuple[AskedSubject, ...]) -> Iterator[Finding]:
        """One finding for each subject of the rule, with the warnings that stand beside it.

        `cases` are those of the subjects, before any rule is put to them.
        """
        rule, (contract, on, *_) = posed_rule.rule, cases[0]
        if rule.subject != "subcontract":
            yield from self._findings(posed_rule, cases[0]._replace(rule=rule), subjects[0])
        elif len(subjects) == 1:
            yield Finding(rule.code, contract.id, Status.NOT_APPLICABLE, "再委託なし")
        else:
            for case, one in zip(cases[1:], subjects[1:], strict=True):
                if one.came_to_nothing:
                    yield Finding(rule.code, one.id, Status.NOT_APPLICABLE, "承認しなかった再委託(業務の開始なし)")
                else:
                    yield from self._findings(posed_rule, case._replace(rule=rule), one)
        if rule.approves_subcontract:
            yield from self._questions(rule, contract, on)
        if rule.code == Structural.START_DATE and (late := self._late_start(contract, on)):
            note = Note(late, "足りない証拠を登録し、段階を進めてください。", "lifecycle why {id}")
            yield self._note(rule, contract.id, note)

    def _questions(self, rule: Rule, contract: Contract, on: date) -> Iterator[Finding]:
        """The questions that evidence raises: whether outsiders are subcontractors, whether undecided work began."""
        if asked := outsiders_may_be_subcontractors(contract, self.book):
            yield self._note(rule, contract.id, asked)
        for sub in contract.subcontracts:
            if note := begun_work_note(contract, sub, on, self.book):
                yield self._note(rule, f"{contract.id}/{sub.no}", note)

    def _late_start(self, contract: Contract, on: date) -> str:
        """The words to say where the visit's due date has passed at a stage before 履行中; otherwise empty (§1)."""
        start = contract.sheet.performance_start_on
        grace = due_on(self.book.visit_rule, Case(contract, on, self.book), self.calendar)
        if start is None or grace is None or on <= grace or contract.stage.order >= Stage.PERFORMING.order:
            return ""
        column = label(ContractSheet, "performance_start_on")
        return (
            f"{column}({format_date(start)})を過ぎ、実地調査の期限({format_date(grace)})も過ぎたが、"
            f"段階は「{contract.stage.label}」のまま"
        )

    def _findings(self, posed_rule: PosedRule, case: Case, of: AskedSubject) -> Iterator[Finding]:
        rule, subject = posed_rule.rule, of.id
        case, outcome = judged(case, posed_rule.guard) if posed_rule.eased else (case, posed_rule.guard(case))
        status = self._status(posed_rule, case, subject, outcome)
        edition = case.edition_asked(rule, asked_later=outcome.advisory) if posed_rule.by_edition else None
        raised = self.policy.departures.get(rule.code) if is_raised(self.policy, rule, case) else None
        due = None
        if rule.deadline and status is not Status.NOT_APPLICABLE:
            due = due_under(edition, rule, case, self.calendar, asked_later=outcome.advisory, raised=raised)
        reason = outcome.reason
        if status is Status.OVERRIDDEN:
            live = self._override(rule, case, subject)
            reason = f"例外承認 {live} による({OVERRIDE_MARK})。{outcome.reason}"
        elif status in (Status.UNMET, Status.WARNING) and not self._addressed(rule, case, edition):
            reason = f"{reason}({OUTSIDE_ADDRESSEES})"
        elif status is Status.NOT_IN_FORCE and rule.first_on:
            reason = f"施行({format_date(rule.first_on)})前"
        gate = self._gate(rule, case) if status in (Status.UNMET, Status.OVERRIDDEN) else None
        yield Finding(
            code=rule.code,
            subject=subject,
            status=status,
            reason=reason,
            remedy=outcome.remedy or self._remedy(rule, edition, case.on),
            due_on=outcome.due_on or due,
            gate=gate,
            responsible=outcome.responsible or rule.responsible,
            outlives_termination=rule.outlives_termination,
            subcontract_step=rule.subcontract_step,
            command=outcome.command,
            curable=outcome.curable,
            weight=posed_rule.weights[of.handles_special],
            due_note=outcome.due_note,
            edition=edition.id if edition else "",
            came_later=bool(edition or raised) and came_later(case, edition, raised),
        )
        for note in outcome.notes:
            yield self._note(rule, subject, note)
        if status in (Status.MET, Status.SUBSTITUTED) and declared_only(rule, case, status):
            yield self._note(rule, subject, original_is_wanted(rule, case, status), formal=True)

    def _remedy(self, rule: Rule, edition: Edition | None, on: date) -> str:
        """What cures a duty under an edition, in the words of the day."""
        return self.book.desks.worded(self.book.asked.remedy(rule, edition) if edition else rule.remedy, on)

    def _status(self, posed_rule: PosedRule, case: Case, subject: str, outcome: Outcome) -> Status:
        """The status of the rule: the first that holds, in the order of semantics §1."""
        rule = posed_rule.rule
        if outcome.status in (Status.NOT_APPLICABLE, Status.TRANSITIONAL, Status.UNRECORDED):
            return outcome.status
        if not self._in_force(posed_rule, case):
            return Status.NOT_IN_FORCE
        if outcome.status is not Status.UNMET:
            return outcome.status
        if self._override(rule, case, subject):
            return Status.OVERRIDDEN
        return Status.UNMET if blocks(self.policy, rule, case) and not outcome.advisory else Status.WARNING

    @staticmethod
    def _in_force(posed_rule: PosedRule, case: Case) -> bool:
        """Whether the rule's first date has come for this contract, and an edition binds it (semantics §2)."""
        rule = posed_rule.rule
        edition = case.edition_asked(rule, asked_later=True) if posed_rule.by_edition else None
        if edition is None and posed_rule.rests_on_editions:
            return False
        if rule.first_on is None:
            return True
        if rule.anchored_to == "concluded_on":
            reached = edition is not None and edition.reach != "concluded_from"
            return reached or case.reviewed_on >= rule.first_on
        completed = case.contract.completed_on
        return case.on >= rule.first_on and (completed is None or completed > rule.first_on)

    def _override(self, rule: Rule, case: Case, subject: str) -> str:
        """The id of a live override that lifts the rule for this subject; a visit's lifts its substitutes too."""
        codes = {rule.code, rule.lifted_with}
        for override in case.contract.overrides:
            if override.subject == subject and override.lives_on(case.on) and codes & set(override.codes):
                return override.id if rule.waivable else ""
        return ""

    def _gate(self, rule: Rule, case: Case) -> Stage:
        """The stage that the rule bars; of two, the first where a subcontract has already started, else the last."""
        if not rule.gates:
            return rule.gate_if_raised or _PHASE_GATES[rule.stage]
        if len(rule.gates) > 1 and not (case.subcontract and case.subcontract.has_started(case.on)):
            return rule.gates[-1]
        return rule.gates[0]

    def _addressed(self, rule: Rule, case: Case, edition: Edition | None) -> bool:
        """Whether the rule's circulars of the day address the office's kind; where they name none, they address all."""
        named = [self.book.sources[cite.source].addressees for cite in self.book.cites_on(rule.code, case.on, edition)]
        addressees = {kind for kinds in named for kind in kinds}
        kind = self.policy.kind_of(case.contract.sheet.division)
        return not addressees or not kind or kind in addressees

    @staticmethod
    def _note(rule: Rule, subject: str, note: Note, *, formal: bool = False) -> Finding:
        """A finding to which recorded evidence gives rise: a warning, or a remark where nothing is to be done."""
        return Finding(
            code=rule.code,
            subject=subject,
            status=Status.WARNING if note.remedy else Status.MET,
            reason=note.reason,
            remedy=note.remedy,
            responsible=rule.responsible,
            formal=formal,
            noted=True,
            command=note.command,
        )

    def visit_demanded(self, assessment: Assessment) -> bool:
        """Whether a rule demands a visit, so that the way leads through 実地調査."""
        code = self.book.visit_rule.code
        return any(f.code == code and f.status not in _NO_VISIT for f in assessment.findings)

    def verdict_on(self, contract: Contract, assessment: Assessment, to: Stage | None) -> Verdict:
        """The verdict on moving a contract, as it was assessed, to the next (or named) stage."""
        onward = next_stage(contract.stage, visit_demanded=self.visit_demanded(assessment))
        return self.judge(contract, to or onward or contract.stage, assessment.on, assessment)

    def judge(self, contract: Contract, target: Stage, on: date, assessment: Assessment | None = None) -> Verdict:
        """Whether the contract may move to a stage: every blocking rule of its gate and of all earlier gates.

        解除 and 不成立 have no gate: nothing but the stage itself can bar them.
        """
        everything = assessment or self.assess(contract, on)
        unmet = [f for f in everything.blocking() if f.gate and f.gate.order <= target.order and not is_way_out(target)]
        if not leads_to(contract.stage, target):
            reason = f"「{contract.stage.label}」から「{target.label}」へは進めない"
            if contract.stage.is_final:
                reason = f"既に「{contract.stage.label}」であり、この先の段階はない"
            remedy = self.book.rules[Structural.ORDER].remedy
            unmet.insert(0, Finding(Structural.ORDER.value, contract.id, Status.UNMET, reason, remedy))
        statuses: dict[str, set[Status]] = {}
        for finding in everything.findings:
            statuses.setdefault(finding.code, set()).add(finding.status)
        return Verdict(
            contract=contract.id,
            stage=contract.stage,
            target=target,
            on=on,
            unmet=tuple(unmet),
            warnings=tuple(f for f in everything.by_status(Status.WARNING) if self._speaks_by(f, target)),
            remarks=tuple(f for f in everything.by_status(Status.MET) if f.noted),
            excused=everything.by_status(*EXCUSES),
            not_applicable=tuple(c for c, s in statuses.items() if s == {Status.NOT_APPLICABLE} and c[0] != "F"),
            unrecorded=tuple(c for c, s in statuses.items() if s == {Status.UNRECORDED}),
            in_part=recorded_in_part(contract),
            backed=backed(self.book.readings, contract),
        )

    def _speaks_by(self, finding: Finding, target: Stage) -> bool:
        """Whether a warning's phase has come by the target stage; a warning from recorded evidence always speaks."""
        if finding.noted:
            return True
        gate = _PHASE_GATES.get(self.book.rules[finding.code].stage)
        return gate is None or gate.order <= target.order
