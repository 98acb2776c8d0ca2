"""Posed rules: each rule of the book as one installation puts it to every contract, and the subjects it is put to."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import NamedTuple

from config.place import said_here
from config.rulebook import RuleBook
from config.schema import Rule
from config.structural import Structural
from states.facts import Contract, Policy, Subcontract
from states.guards import records, s0_history, s3_again, x_incidents, x_termination
from states.guards import s0_s1_estimate_conclusion as s0_s1
from states.guards import s2_checklist as s2
from states.guards import s2_information_system as s2_system
from states.guards import s3_onsite as s3
from states.guards import s4_subcontract as s4
from states.guards import s5_s6_inspection_completion as s5_s6
from states.guards.case import Case, Guard
from states.verdict import Outcome, not_applicable, unrecorded

SWITCHED_OFF = "この設定では求めない"


@cache
def guards() -> Mapping[str, Guard]:
    """Every guard by the name under which the rules know it."""
    modules = (s0_s1, s0_history, s2, s2_system, s3, s3_again, s4, s5_s6, x_incidents, x_termination, records)
    of_phases = [module.GUARDS for module in modules]
    return {name: guard for own in of_phases for name, guard in own.items()}


class PosedRule(NamedTuple):
    """A rule with what is the same for every contract: its guard, and whether editions and transitions speak of it.

    `by_edition`: an edition of a form speaks of the rule. `rests_on_editions`: where none binds, it asks for nothing.
    `eased`: a transitional rule speaks of it. `weights` is its place in the order of weight for what handles no special
    personal information, and for what does. `always` is the one answer of a rule that no fact can turn.
    """

    rule: Rule
    guard: Guard
    by_edition: bool
    rests_on_editions: bool
    eased: bool
    weights: tuple[int, int]
    always: Outcome | None = None


class AskedSubject(NamedTuple):
    """Of whom a rule is asked: the contract, or one of its subcontracts, with what every rule asks about it.

    `came_to_nothing`: the subcontract was refused and never began, so that no duty is asked of it.
    """

    id: str
    subcontract: Subcontract | None
    handles_special: bool
    came_to_nothing: bool = False


def subjects_of(contract: Contract, on: date) -> tuple[AskedSubject, ...]:
    """The contract, then each of its subcontracts, as every rule of a day meets them."""
    return (
        AskedSubject(contract.id, None, _handles_special(contract)),
        *(
            AskedSubject(f"{contract.id}/{sub.no}", sub, _handles_special(sub), sub.came_to_nothing(on))
            for sub in contract.subcontracts
        ),
    )


def _handles_special(of: Contract | Subcontract) -> bool:
    return bool(of.sheet.specific_pi or of.sheet.sensitive_pi)


def posed(book: RuleBook, policy: Policy) -> tuple[PosedRule, ...]:
    """The rules of a book in its order, as an installation puts them."""
    return tuple(_posed(rule, book, policy) for rule in book.rules.values())


def _posed(rule: Rule, book: RuleBook, policy: Policy) -> PosedRule:
    guard = _guard(rule, policy)
    return PosedRule(
        rule=rule,
        guard=guard if callable(guard) else _always(guard),
        by_edition=book.asked.form_of(rule.code) is not None,
        rests_on_editions=book.asked.rests_on_editions(rule.code),
        eased=bool(book.transitions_of(rule.code)),
        weights=(
            book.escalation.weight(rule.code, handles_special=False),
            book.escalation.weight(rule.code, handles_special=True),
        ),
        always=None if callable(guard) else guard,
    )


def _guard(rule: Rule, policy: Policy) -> Guard | Outcome:
    """What answers for a rule: its guard, or its one answer; of a rule that no record can prove, that nothing does."""
    if rule.subject == "office" and rule.recorded:
        return not_applicable(said_here("{制度所管課}の務め(契約ごとには判定しない)"))
    if rule.switch and not getattr(policy, rule.switch):
        return not_applicable(SWITCHED_OFF)
    if guard := guards().get(rule.guard or ""):
        return guard
    if rule.code in (Structural.ORDER, Structural.POST):
        return not_applicable("手続の上で判定する")
    return unrecorded(rule.unrecorded_because or "")


def _always(outcome: Outcome) -> Guard:
    """A guard that has one answer, whatever the case."""

    def guard(_: Case) -> Outcome:
        return outcome

    return guard
