"""The case put before a guard: a contract, perhaps one of its subcontracts, a date, and the rules."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from typing import Any, NamedTuple

from config.editions import Edition
from config.forms import ChecklistForm
from config.rulebook import RuleBook
from config.schema import Rule
from config.transitions import Transition
from config.vocabulary import Backing, EditionForm, Status
from states.backing import backing_of
from states.conditions import speaks
from states.content import lacks, says
from states.documents import Document
from states.facts import Contract, Inspected, Subcontract
from states.proof import Proof
from states.reach import edition_binding
from states.verdict import Outcome


class Case(NamedTuple):
    """The facts that a guard may look at; `rule` is the rule that is judged.

    `lifted` are the ids of the editions of which a transitional rule excuses: what they ask is not asked. `known` is
    what was found out of the contract and its subcontract before, whatever the rule: their cases share it.
    """

    contract: Contract
    on: date
    book: RuleBook
    subcontract: Subcontract | None = None
    rule: Rule | None = None
    lifted: frozenset[str] = frozenset()
    known: dict[tuple[object, ...], Any] | None = None

    def speaks(self, item: Transition) -> bool:
        """Whether a transitional rule has an effect here: its time has come, and all its conditions hold."""
        if self.known is None:
            return speaks(item, self)
        key: tuple[object, ...] = (id(item), *self.lifted)
        if (said := self.known.get(key)) is None:
            said = self.known[key] = speaks(item, self)
        return bool(said)

    @property
    def subject(self) -> Inspected:
        """Whose checklist and visits are judged: the subcontractor's where there is one, else the contractor's."""
        return self.subcontract or self.contract

    @property
    def softening(self) -> Transition | None:
        """The transitional rule that makes a warning of what only came later than 締結日; None where none does."""
        later = self.book.softening_what_came_later.get(self.rule.code, ()) if self.rule else ()
        for item in later:
            if self.speaks(item):
                return item
        return None

    @property
    def concluded_or_now(self) -> date:
        """The day whose rules and editions bind the contract document: 締結日 or, while it is blank, the day asked."""
        return self.contract.sheet.concluded_on or self.on

    @property
    def reviewed_on(self) -> date:
        """The day by which the contract document is to be looked over: later than 締結日 for a 長期継続契約 only."""
        return self.contract.reference_on(self.on) if self.softening else self.concluded_or_now

    @property
    def form(self) -> ChecklistForm:
        """The checklist form of the edition that binds the contract."""
        return self.book.forms[self.checklist_edition.id]

    @property
    def checklist_edition(self) -> Edition:
        """The edition of the checklist form that binds the contract; the first known one where none does."""
        return self.edition("checklist") or self.book.editions_of("checklist")[0]

    def edition(self, form: EditionForm, *, by: date | None = None) -> Edition | None:
        """The newest edition of a form that binds what is judged, chosen by 締結日 or by another day; None if none."""
        chosen = by or self.concluded_or_now
        key = (form, chosen, self.lifted)
        if self.known is not None and key in self.known:
            bound: Edition | None = self.known[key]
            return bound
        bound = edition_binding(self.book, form, self.contract, self.on, chosen, self.subcontract, self.lifted)
        if self.known is not None:
            self.known[key] = bound
        return bound

    def edition_asked(self, rule: Rule, *, asked_later: bool = False) -> Edition | None:
        """The edition under which a rule is asked of what is judged; None for a rule that no edition concerns.

        `asked_later`: the rule asks, as of a 長期継続契約, for what only came later than 締結日.
        """
        asked = self.book.asked
        form = asked.form_of(rule.code)
        bound = self.edition(form, by=self.reviewed_on if asked_later else None) if form else None
        return bound if bound and asked.concerns(bound, rule.code) else None

    @property
    def sub(self) -> Subcontract:
        """The subcontract that is judged; only for a rule that judges subcontracts."""
        if self.subcontract is None:
            raise LookupError("a subcontract rule was asked about a contract")
        return self.subcontract

    def says(self, record: Any, name: str) -> bool:
        """Whether a field holds what a rule may rely on: a value and, where it is free text, content."""
        return says(self.book.readings, record, name)

    def unfilled(self, record: Any, *names: str) -> list[str]:
        """Those of the named fields that hold nothing to rely on, in the order given."""
        return [name for name in names if not self.says(record, name)]

    def emptied(self, record: Any, *names: str) -> list[str]:
        """Those of the named fields that are filled with a word that says nothing (－); a blank is none of them."""
        return [name for name in names if getattr(record, name) is not None and not self.says(record, name)]

    def lacks(self, record: Any, *names: str) -> list[str]:
        """The columns of those fields that hold nothing to rely on; of a placeholder, that it is one."""
        return lacks(self.book.readings, record, *names)

    def counts_as_declared(self, proof: Proof, happened_on: date | None) -> bool:
        """Whether what is only declared counts (semantics §10): before the office's cut-over day everything does.

        Else it happened before that day, for a contract concluded before it, and came on record within the opening
        period.
        """
        cut_over, concluded = self.contract.cut_over_on, self.contract.sheet.concluded_on
        if cut_over is None:
            return True
        if happened_on is None or concluded is None or max(happened_on, concluded) >= cut_over:
            return False
        return proof.recorded_on is None or proof.recorded_on <= self.book.declarations.until(cut_over)

    def on_trust(self, record: Document, happened_on: date | None) -> bool:
        """Whether a document is believed without its original: it came in by the ledger, and may be declared."""
        return record.proof.via_ledger and self.counts_as_declared(record.proof, happened_on)

    def has_original(self, record: Document) -> bool:
        """Whether an original backs a document: a file, or a 文書番号 that is one."""
        return backing_of(self.book.readings, record) is not Backing.DECLARED


Guard = Callable[[Case], Outcome]


def met_once(kind: str) -> Callable[[Guard], Guard]:
    """The guard of a duty that, done in time, stays done: it is met where any version of a kind on record met it.

    A second announcement or plan that comes later than the day it had to precede takes nothing back.
    """

    def of(guard: Guard) -> Guard:
        @wraps(guard)
        def judged(case: Case) -> Outcome:
            latest = guard(case)
            if latest.status is Status.UNMET:
                for version in reversed(case.contract.versions.get(kind, ())[:-1]):
                    said: dict[str, Any] = {kind: version}
                    earlier = guard(case._replace(contract=replace(case.contract, **said), known=None))
                    if earlier.status is Status.MET:
                        return earlier
            return latest

        return judged

    return of


def listed(parts: list[str]) -> str:
    """The missing things in one line: 「点検日、様式の版」."""
    return "、".join(parts)


def together(parts: list[str]) -> str:
    """Things that hold together, as a sentence joins them: 「特定個人情報及び要配慮個人情報」, 「A、B及びC」."""
    *others, last = parts
    return f"{'、'.join(others)}及び{last}" if others else last
