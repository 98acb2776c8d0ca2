"""Judges contracts: what every rule says of a contract on a date, and what that means for a move (semantics §1)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from config.calendar import BusinessCalendar
from config.errors import DataFault
from config.rulebook import RuleBook
from config.schema import Rule
from config.structural import Structural
from config.vocabulary import Stage, Status
from config.wareki import format_date
from states.asked_records import asked_faults
from states.backing import backed
from states.contract import is_way_out, leads_to, next_stage
from states.due_dates import due_on
from states.facts import Contract, ContractSheet, Policy
from states.guards import records
from states.guards.case import Case
from states.guards.checklists import outsiders_may_be_subcontractors
from states.labels import label
from states.on_record import recorded_in_part
from states.posed import AskedSubject, PosedRule, guards, posed, subjects_of
from states.rule_of_day import PHASE_GATES, RuleOfDay, noted
from states.transition_facts import unknown_facts
from states.undecided import begun_work_note
from states.verdict import EXCUSES, Assessment, Finding, Note, Verdict

_NOT_APPLICABLE, _START_DATE = Status.NOT_APPLICABLE, Structural.START_DATE


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

    @cached_property
    def _rules_of(self) -> Callable[[date], tuple[RuleOfDay, ...]]:
        """The rules as they are put on a day; the days asked for last are kept."""

        @lru_cache(maxsize=16)
        def on_day(day: date) -> tuple[RuleOfDay, ...]:
            return tuple(RuleOfDay(one, self.book, self.policy, self.calendar, day) for one in self._posed)

        return on_day

    def assess(self, contract: Contract, on: date) -> Assessment:
        """What every rule of the register says of the contract and of its subcontracts on a date."""
        return self.assess_all([contract], on)[0]

    def assess_all(self, contracts: Sequence[Contract], on: date) -> list[Assessment]:
        """The same of several contracts: each rule is put to all of them, so that what it needs stays at hand."""
        asked = [
            [(Case(facts, on, self.book, one.subcontract, known={}), one) for one in subjects_of(facts, on)]
            for facts in contracts
        ]
        findings: list[list[Finding]] = [[] for _ in contracts]
        for put in self._rules_of(on):
            self._put(put, asked, findings)
        soon_until = self.calendar.add(on, self.book.escalation.soon_business_days)
        judged = []
        for facts, own in zip(contracts, findings, strict=True):
            soon = ((f.subject, f.code) for f in own if f.due_on and on <= f.due_on <= soon_until and f.blocking)
            judged.append(Assessment(facts.id, facts.stage, on, tuple(own), frozenset(soon)))
        return judged

    def _put(self, put: RuleOfDay, asked: list[list[tuple[Case, AskedSubject]]], findings: list[list[Finding]]) -> None:
        """Add one finding for each subject of the rule, with the warnings that stand beside it.

        `asked` are contracts, each with its subcontracts, by their cases; `findings` is to hold those of each.
        """
        rule, nothing = put.posed.rule, "承認しなかった再委託(業務の開始なし)"
        of_subcontracts, is_start = rule.subject == "subcontract", rule.code == _START_DATE
        for subjects, into in zip(asked, findings, strict=True):
            case, of = subjects[0]
            if not of_subcontracts:
                put.judge(case, of, into)
            elif len(subjects) == 1:
                into.append(Finding(rule.code, of.id, _NOT_APPLICABLE, "再委託なし"))
            for own, one in subjects[1:] if of_subcontracts else ():
                if one.came_to_nothing:
                    into.append(Finding(rule.code, one.id, _NOT_APPLICABLE, nothing))
                else:
                    put.judge(own, one, into)
            if rule.approves_subcontract:
                into.extend(self._questions(rule, case.contract, case.on))
            if is_start and (late := self._late_start(case.contract, case.on)):
                note = Note(late, "足りない証拠を登録し、段階を進めてください。", "lifecycle why {id}")
                into.append(noted(rule, of.id, note))

    def _questions(self, rule: Rule, contract: Contract, on: date) -> Iterator[Finding]:
        """The questions that evidence raises: whether outsiders are subcontractors, whether undecided work began."""
        if asked := outsiders_may_be_subcontractors(contract, self.book):
            yield noted(rule, contract.id, asked)
        for sub in contract.subcontracts:
            if note := begun_work_note(contract, sub, on, self.book):
                yield noted(rule, f"{contract.id}/{sub.no}", note)

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
        gate = PHASE_GATES.get(self.book.rules[finding.code].stage)
        return gate is None or gate.order <= target.order
