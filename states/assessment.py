"""The weighing: what every rule says of a contract on a date, and what that means for a move (semantics §1)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from config.calendar import BusinessCalendar
from config.rulebook import RuleBook
from config.schema import Rule
from states.documents import Proof
from states.facts import Contract, Policy
from states.guards import s0_s1_estimate_conclusion as s0_s1
from states.guards import s2_checklist as s2
from states.guards import s3_onsite as s3
from states.guards import s4_subcontract as s4
from states.guards import s5_s6_inspection_completion as s5_s6
from states.guards.case import Case, Guard
from states.guards.checklists import outsiders_have_access
from states.verdict import EXCUSES, Assessment, Finding, Outcome, Verdict, not_applicable, unrecorded
from states.vocabulary import Stage, Status

DECLARED_ONLY = "申告のみ・原本未添付"
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
    "F": Stage.CONCLUDED,
}
_SUBSTITUTE_CODES = ("S3-03", "S3-04", "S3-05")


@cache
def guards() -> Mapping[str, Guard]:
    """Every guard by its rule's code."""
    return {**s0_s1.GUARDS, **s2.GUARDS, **s3.GUARDS, **s4.GUARDS, **s5_s6.GUARDS}


@dataclass(frozen=True, slots=True)
class Assessor:
    """Judges contracts by one rule book, one installation's policy and one calendar."""

    book: RuleBook
    policy: Policy
    calendar: BusinessCalendar

    def assess(self, contract: Contract, on: date) -> Assessment:
        """What every rule of the register says of the contract and of its subcontracts on a date."""
        findings = tuple(finding for rule in self.book.rules.values() for finding in self._judge(rule, contract, on))
        soon_until = self.calendar.add(on, self.book.escalation.soon_business_days)
        soon = frozenset(
            (f.subject, f.code) for f in findings if f.blocking and f.due_on and on <= f.due_on <= soon_until
        )
        return Assessment(contract.id, contract.stage, on, findings, soon)

    def _judge(self, rule: Rule, contract: Contract, on: date) -> Iterator[Finding]:
        """One finding per subject of the rule, with the warnings that stand beside it."""
        if rule.subject != "subcontract":
            case = Case(contract, on, self.book)
            yield from self._findings(rule, case, contract.id)
        elif not contract.subcontracts:
            yield Finding(rule.code, contract.id, Status.NOT_APPLICABLE, "再委託なし")
        else:
            for sub in contract.subcontracts:
                case = Case(contract, on, self.book, sub)
                yield from self._findings(rule, case, f"{contract.id}/{sub.no}")
        checklist = contract.checklist
        if rule.code == "S4-03" and checklist and outsiders_have_access(checklist):
            reason = "該当性の確認: 問20が「はい」。システムを利用させている部外者が再委託に当たらないか確認が必要"
            yield self._finding(
                rule, contract.id, Status.WARNING, reason, "再委託に当たる場合は承認の手続をとってください。"
            )

    def _findings(self, rule: Rule, case: Case, subject: str) -> Iterator[Finding]:
        outcome = self._outcome(rule, case)
        status = self._status(rule, case, subject, outcome)
        due_on = self._due_on(rule, case) if status is not Status.NOT_APPLICABLE else None
        reason = outcome.reason
        if status is Status.OVERRIDDEN:
            live = self._override(rule, case, subject)
            reason = f"例外承認 {live} による({OVERRIDE_MARK}): {outcome.reason}"
        elif status in (Status.UNMET, Status.WARNING) and not self._addressed(rule, case.contract.sheet.division):
            reason = f"{reason}({OUTSIDE_ADDRESSEES})"
        elif status is Status.NOT_IN_FORCE and rule.first_on:
            reason = f"{rule.first_on.isoformat()} より前のため施行前"
        gate = self._gate(rule, case) if status in (Status.UNMET, Status.OVERRIDDEN) else None
        yield self._finding(rule, subject, status, reason, outcome.remedy or rule.remedy, due_on, gate)
        for note in outcome.notes:
            yield self._finding(rule, subject, Status.WARNING, note, rule.remedy)
        if status in (Status.MET, Status.SUBSTITUTED) and _declared_only(rule, case, status):
            remedy = "原本のファイルまたは文書番号を登録してください。"
            yield self._finding(rule, subject, Status.WARNING, DECLARED_ONLY, remedy, formal=True)

    def _outcome(self, rule: Rule, case: Case) -> Outcome:
        """What the rule's guard says; a rule that nothing records says so."""
        guard = guards().get(rule.code)
        if guard:
            return guard(case)
        if rule.code in ("F-03", "F-04"):
            return not_applicable("手続の上で判定する")
        return unrecorded()

    def _status(self, rule: Rule, case: Case, subject: str, outcome: Outcome) -> Status:
        """The first that holds, in the order of semantics §1."""
        if outcome.status in (Status.NOT_APPLICABLE, Status.TRANSITIONAL, Status.UNRECORDED):
            return outcome.status
        if not self._in_force(rule, case):
            return Status.NOT_IN_FORCE
        if outcome.status is not Status.UNMET:
            return outcome.status
        if self._override(rule, case, subject):
            return Status.OVERRIDDEN
        return Status.UNMET if self._blocks(rule) and not outcome.advisory else Status.WARNING

    def _in_force(self, rule: Rule, case: Case) -> bool:
        """Whether the rule's first date has come for this contract (semantics §2)."""
        if rule.first_on is None:
            return True
        if rule.anchored_to == "concluded_on":
            return case.contract.reference_on(case.on) >= rule.first_on
        completed = case.contract.completed_on
        return case.on >= rule.first_on and (completed is None or completed > rule.first_on)

    def _override(self, rule: Rule, case: Case, subject: str) -> str:
        """The id of a live override that lifts the rule for this subject; one of S3-01 lifts its substitutes too."""
        codes = {rule.code, "S3-01"} if rule.code in _SUBSTITUTE_CODES else {rule.code}
        for override in case.contract.overrides:
            if override.subject == subject and override.lives_on(case.on) and codes & set(override.codes):
                return override.id if rule.waivable else ""
        return ""

    def _blocks(self, rule: Rule) -> bool:
        """Whether an unmet duty bars a gate: the closed set, what is lowered and what is raised."""
        if rule.code in self.policy.lowered and rule.strength in ("T", "A"):
            return False
        return bool(rule.gates) or rule.code in self.policy.raised

    def _gate(self, rule: Rule, case: Case) -> Stage:
        """The stage the rule bars; S4-03 bars 履行中 for a subcontract already started, else 検査."""
        if not rule.gates:
            return Stage.of(rule.gate_if_raised) if rule.gate_if_raised else _PHASE_GATES[rule.stage]
        if len(rule.gates) > 1 and not (case.subcontract and case.subcontract.has_started(case.on)):
            return Stage.of(rule.gates[-1])
        return Stage.of(rule.gates[0])

    def _addressed(self, rule: Rule, division: str | None) -> bool:
        """Whether the office's kind is among the addressees of the rule's circulars; none named means all."""
        named = [self.book.sources[cite.source].addressees for cite in rule.cites]
        addressees = {kind for kinds in named for kind in kinds}
        return not addressees or self.policy.kind_of(division) in addressees

    def _due_on(self, rule: Rule, case: Case) -> date | None:
        """By when: so many days from the rule's anchor, never before its first date plus as many (semantics §5)."""
        deadline = rule.deadline
        base = _anchor(deadline.counted_from, case) if deadline else None
        if deadline is None or base is None:
            return None
        if deadline.counted_from in ("concluded_on", "performance_start_on"):
            base = max(base, case.contract.year_start(case.on) or base)
        if rule.first_on and deadline.days >= 0:
            base = max(base, rule.first_on)
        if deadline.unit == "calendar":
            return base + timedelta(days=deadline.days)
        return self.calendar.add(base, deadline.days)

    @staticmethod
    def _finding(
        rule: Rule,
        subject: str,
        status: Status,
        reason: str,
        remedy: str,
        due_on: date | None = None,
        gate: Stage | None = None,
        *,
        formal: bool = False,
    ) -> Finding:
        return Finding(rule.code, subject, status, reason, remedy, due_on, gate, rule.responsible, formal)

    def judge(self, contract: Contract, target: Stage, on: date, assessment: Assessment | None = None) -> Verdict:
        """Whether the contract may move to a stage: every blocking rule of its gate and of all earlier gates."""
        everything = assessment or self.assess(contract, on)
        unmet = [f for f in everything.blocking() if f.gate and f.gate.order <= target.order]
        if contract.stage.is_final or target.order <= contract.stage.order or target.order > Stage.COMPLETED.order:
            reason = f"「{contract.stage.label}」から「{target.label}」へは進めない"
            unmet.insert(
                0, Finding("F-03", contract.id, Status.UNMET, reason, self.book.rules["F-03"].remedy, gate=target)
            )
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
            excused=everything.by_status(*EXCUSES),
            not_applicable=tuple(c for c, s in statuses.items() if s == {Status.NOT_APPLICABLE} and c[0] != "F"),
            unrecorded=tuple(c for c, s in statuses.items() if s == {Status.UNRECORDED}),
        )

    def _speaks_by(self, finding: Finding, target: Stage) -> bool:
        """Whether a warning's phase has come by the target stage."""
        gate = _PHASE_GATES.get(self.book.rules[finding.code].stage)
        return gate is None or gate.order <= target.order


def _anchor(name: str, case: Case) -> date | None:
    """The date of the contract or of its subcontract that a deadline counts from."""
    sheet = case.contract.sheet
    sub = case.subcontract.sheet if case.subcontract else None
    inspection, checklist = case.contract.completion_inspection, case.subject.checklist
    anchors = {
        "concluded_on": sheet.concluded_on,
        "performance_start_on": sheet.performance_start_on,
        "performance_end_on": sheet.performance_end_on,
        "checklist_received_on": checklist.received_on if checklist else None,
        "subcontract_approved_on": sub.approved_on if sub else None,
        "subcontract_started_on": sub.started_on if sub else None,
        "inspected_on": inspection.inspected_on if inspection else None,
    }
    return anchors[name]


def _declared_only(rule: Rule, case: Case, status: Status) -> bool:
    """Whether a rule that asks for an original rests on the ledger's word alone."""
    if "file" not in rule.proof:
        return False
    proof = _proof_of(rule.code, case, status)
    return proof is not None and not proof.original


def _proof_of(code: str, case: Case, status: Status) -> Proof | None:
    """The proof of the document that met the rule."""
    if code == "S2-04":
        return case.contract.checklist.proof if case.contract.checklist else None
    if code == "S3-01":
        spoken = case.contract.waiver if status is Status.SUBSTITUTED else case.contract.visit
        return spoken.proof if spoken else None
    if code == "S4-03":
        return case.subcontract.proof if case.subcontract else None
    inspection = case.contract.completion_inspection
    return inspection.proof if code == "S5-02" and inspection else None
