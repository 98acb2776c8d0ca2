"""Rules of the day: what makes a finding of a guard's answer, for one rule on one day (semantics §1).

Whatever is the same for every contract of the day (the cure in its words, whether the rule is in force for all, the
finding of a rule that has one answer) is found once, so that a contract costs little more than its guards.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from config.calendar import BusinessCalendar
from config.editions import Edition
from config.rulebook import RuleBook
from config.schema import Rule
from config.vocabulary import Stage, Status
from config.wareki import format_date
from states.departures import blocks, is_raised
from states.due_dates import came_later, due_under
from states.facts import Policy
from states.guards.case import Case
from states.originals import declared_only, original_is_wanted
from states.posed import AskedSubject, PosedRule
from states.transitional import judged
from states.verdict import Finding, Note, Outcome

OUTSIDE_ADDRESSEES = "宛先外・監査では対象〔仮定〕"
OVERRIDE_MARK = "規程上の例外ではない"
PHASE_GATES = {
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
"""The stage that a rule of a phase bars, where it names none."""

# Looking up a member of an enumeration costs as much as two calls, and each is asked for a hundred times a contract.
_MET, _SUBSTITUTED, _UNMET, _WARNING, _OVERRIDDEN, _NOT_APPLICABLE, _TRANSITIONAL, _UNRECORDED, _NOT_IN_FORCE = (
    Status.MET,
    Status.SUBSTITUTED,
    Status.UNMET,
    Status.WARNING,
    Status.OVERRIDDEN,
    Status.NOT_APPLICABLE,
    Status.TRANSITIONAL,
    Status.UNRECORDED,
    Status.NOT_IN_FORCE,
)

_Rest = tuple[str, date | None, Stage | None, Edition | None, bool]
"""Reason, due date, gate, edition of a finding, and whether what asks came later than 締結日."""


@dataclass(frozen=True)
class RuleOfDay:
    """One rule as an installation puts it to every contract on one day."""

    posed: PosedRule
    book: RuleBook
    policy: Policy
    calendar: BusinessCalendar
    on: date
    addressees: dict[str, frozenset[str]] = field(default_factory=dict)
    """The kinds of offices that the circulars of the day address, by the id of the edition that asks ("": none)."""

    def judge(self, case: Case, of: AskedSubject, into: list[Finding]) -> None:
        """Add the finding of the rule on a subject, and what is said beside it."""
        posed, rule = self.posed, self.posed.rule
        if (settled := self._settled) is not None:
            into.append(Finding._make((rule.code, of.id, *settled[of.handles_special])))
            return
        case = Case(case.contract, case.on, case.book, case.subcontract, rule, case.lifted, case.known)
        case, outcome = judged(case, posed.guard) if posed.eased else (case, posed.guard(case))
        status = self._status(case, of.id, outcome)
        into.append(self._found(case, of, outcome, status))
        if outcome.notes:
            into.extend(noted(rule, of.id, note) for note in outcome.notes)
        if rule.proof and (status is _MET or status is _SUBSTITUTED) and declared_only(rule, case, status):
            into.append(noted(rule, of.id, original_is_wanted(rule, case, status), formal=True))

    @cached_property
    def _cure(self) -> str:
        """What cures the duty where no edition says otherwise, in the words of the day."""
        return self.book.desks.worded(self.posed.rule.remedy, self.on)

    @cached_property
    def _may_be_raised(self) -> bool:
        return self.posed.rule.code in self.policy.raised

    @cached_property
    def _always_in_force(self) -> bool:
        return self.posed.rule.first_on is None and not self.posed.by_edition and not self.posed.rests_on_editions

    @cached_property
    def _settled(self) -> tuple[tuple[object, ...], ...] | None:
        """Where no contract makes a difference: the finding after code and subject, by whether data is special.

        That is so where the rule has one answer, which no day, edition or raise can turn.
        """
        rule, outcome = self.posed.rule, self.posed.always
        if outcome is None or self.posed.by_edition or self._may_be_raised:
            return None
        if outcome.status is not _NOT_APPLICABLE and (outcome.status is not _UNRECORDED or rule.deadline):
            return None
        by_kind = (AskedSubject("", None, handles_special) for handles_special in (False, True))
        answer = (outcome.reason, None, None, None, False)
        return tuple(self._made(of, outcome, outcome.status, answer)[2:] for of in by_kind)

    def _found(self, case: Case, of: AskedSubject, outcome: Outcome, status: Status) -> Finding:
        """The finding of the answer: with its reason, due date and gate."""
        rule, edition, raised, due, gate, reason = self.posed.rule, None, None, None, None, outcome.reason
        if self.posed.by_edition:
            edition = case.edition_asked(rule, asked_later=outcome.advisory)
        if self._may_be_raised and is_raised(self.policy, rule, case):
            raised = self.policy.departures.get(rule.code)
        if rule.deadline and status is not _NOT_APPLICABLE:
            due = due_under(edition, rule, case, self.calendar, asked_later=outcome.advisory, raised=raised)
        if status is _UNMET or status is _WARNING:
            gate = self._gate(case) if status is _UNMET else None
            if not self._addressed(case, edition):
                reason = f"{reason}({OUTSIDE_ADDRESSEES})"
        elif status is _OVERRIDDEN:
            gate = self._gate(case)
            reason = f"例外承認 {self._override(case, of.id)} による({OVERRIDE_MARK})。{reason}"
        elif status is _NOT_IN_FORCE and rule.first_on:
            reason = f"施行({format_date(rule.first_on)})前"
        later = (edition is not None or raised is not None) and came_later(case, edition, raised)
        return self._made(of, outcome, status, (reason, due, gate, edition, later))

    def _made(self, of: AskedSubject, outcome: Outcome, status: Status, rest: _Rest) -> Finding:
        rule, (reason, due, gate, edition, later) = self.posed.rule, rest
        # By position: by name it costs three times as much, a hundred times a contract.
        return Finding(
            rule.code,
            of.id,
            status,
            reason,
            outcome.remedy or (self._cure_under(edition) if edition else self._cure),
            outcome.due_on or due,
            gate,
            outcome.responsible or rule.responsible,
            rule.outlives_termination,
            rule.subcontract_step,
            False,
            False,
            outcome.command,
            outcome.curable,
            self.posed.weights[of.handles_special],
            outcome.due_note,
            edition.id if edition else "",
            later,
        )

    def _cure_under(self, edition: Edition) -> str:
        return self.book.desks.worded(self.book.asked.remedy(self.posed.rule, edition), self.on)

    def _status(self, case: Case, subject: str, outcome: Outcome) -> Status:
        """The status of the rule: the first that holds, in the order of semantics §1."""
        said = outcome.status
        if said is _NOT_APPLICABLE or said is _UNRECORDED or said is _TRANSITIONAL:
            return said
        if not (self._always_in_force or self._in_force(case)):
            return _NOT_IN_FORCE
        if said is not _UNMET:
            return said
        if self._override(case, subject):
            return _OVERRIDDEN
        return _UNMET if blocks(self.policy, self.posed.rule, case) and not outcome.advisory else _WARNING

    def _in_force(self, case: Case) -> bool:
        """Whether the rule's first date has come for this contract, and an edition binds it (semantics §2)."""
        rule = self.posed.rule
        edition = case.edition_asked(rule, asked_later=True) if self.posed.by_edition else None
        if edition is None and self.posed.rests_on_editions:
            return False
        if rule.first_on is None:
            return True
        if rule.anchored_to == "concluded_on":
            reached = edition is not None and edition.reach != "concluded_from"
            return reached or case.reviewed_on >= rule.first_on
        completed = case.contract.completed_on
        return case.on >= rule.first_on and (completed is None or completed > rule.first_on)

    def _override(self, case: Case, subject: str) -> str:
        """The id of a live override that lifts the rule for this subject; a visit's lifts its substitutes too."""
        rule = self.posed.rule
        for override in case.contract.overrides:
            lifts = rule.code in override.codes or rule.lifted_with in override.codes
            if lifts and override.subject == subject and override.lives_on(case.on):
                return override.id if rule.waivable else ""
        return ""

    def _gate(self, case: Case) -> Stage:
        """The stage that the rule bars; of two, the first where a subcontract has already started, else the last."""
        rule = self.posed.rule
        if not rule.gates:
            return rule.gate_if_raised or PHASE_GATES[rule.stage]
        if len(rule.gates) > 1 and not (case.subcontract and case.subcontract.has_started(case.on)):
            return rule.gates[-1]
        return rule.gates[0]

    def _addressed(self, case: Case, edition: Edition | None) -> bool:
        """Whether the rule's circulars of the day address the office's kind; where they name none, they address all."""
        id_ = edition.id if edition else ""
        if (addressed := self.addressees.get(id_)) is None:
            cites = self.book.cites_on(self.posed.rule.code, self.on, edition)
            addressed = frozenset(kind for cite in cites for kind in self.book.sources[cite.source].addressees)
            self.addressees[id_] = addressed
        kind = self.policy.kind_of(case.contract.sheet.division)
        return not addressed or not kind or kind in addressed


def noted(rule: Rule, subject: str, note: Note, *, formal: bool = False) -> Finding:
    """A finding to which recorded evidence gives rise: a warning, or a remark where nothing is to be done."""
    return Finding(
        code=rule.code,
        subject=subject,
        status=_WARNING if note.remedy else _MET,
        reason=note.reason,
        remedy=note.remedy,
        responsible=rule.responsible,
        formal=formal,
        noted=True,
        command=note.command,
    )
