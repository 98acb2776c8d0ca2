"""The undecided application (審査中): a subcontract applied for, and neither approved, rejected nor begun.

The tables do not count it, so nothing may stay an application for ever: it has a decision day, and what speaks of work
that has begun is asked about.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from config.rulebook import RuleBook
from config.vocabulary import Answer
from config.wareki import format_date
from states.checklist_forms import form_by
from states.documents import Checklist
from states.facts import Contract, Subcontract
from states.labels import label
from states.verdict import Note


def is_approved_or_begun(sub: Subcontract, on: date) -> bool:
    """Whether a subcontract was approved or had begun by a day, whichever came first: from then on tables count it.

    One only applied for, or rejected and never begun, was not. One without any of these dates was: nothing says that it
    is an application.
    """
    sheet = sub.sheet
    days = [day for day in (sheet.approved_on, sheet.started_on) if day]
    if days:
        return min(days) <= on
    return sheet.applied_on is None and sheet.rejected_on is None


def is_undecided(sub: Subcontract, on: date) -> bool:
    """Whether a subcontract was applied for by a day, and neither approved, rejected nor begun."""
    sheet = sub.sheet
    applied = sheet.applied_on is not None and sheet.applied_on <= on
    rejected = sheet.rejected_on is not None and sheet.rejected_on <= on
    return applied and not rejected and not is_approved_or_begun(sub, on)


@dataclass(frozen=True, slots=True)
class BegunWork:
    """What speaks of work that has begun under an undecided application, and since which day."""

    signs: tuple[str, ...]
    since: date

    @property
    def question(self) -> str:
        """The question to the office, with what gives rise to it."""
        return f"業務は始まっていませんか。承認・不承認を決めていない再委託なのに、{'、'.join(self.signs)}"


def begun_work(contract: Contract, sub: Subcontract, on: date, book: RuleBook) -> BegunWork | None:
    """What speaks of begun work under an undecided application; None where nothing does, or where it is decided.

    The contractor's answer はい to an item on subcontracting speaks of this application only where no other subcontract
    of the contract is approved or begun, to which it would belong.
    """
    applied = sub.sheet.applied_on
    if applied is None or not is_undecided(sub, on):
        return None
    told = (*_of_its_own(sub), *_answers(contract, on, book))
    signs = [(words, day) for words, day in told if day is None or day <= on]
    if not signs:
        return None
    since = min((day for _, day in signs if day), default=applied)
    return BegunWork(tuple(words for words, _ in signs), max(since, applied))


def begun_work_note(contract: Contract, sub: Subcontract, on: date, book: RuleBook) -> Note | None:
    """The warning that asks whether work has begun, with the cure of the occasion; None where nothing asks."""
    begun = begun_work(contract, sub, on, book)
    kind = book.occasion("begun_while_undecided") if begun else None
    return Note(begun.question, kind.remedy or "", kind.command or "") if begun and kind else None


def _of_its_own(sub: Subcontract) -> Iterator[tuple[str, date | None]]:
    """The papers of the subcontract itself that nobody has before the work: its checklist, notice and visit."""
    if sub.checklist:
        received = sub.checklist.received_on
        told = f"({label(Checklist, 'received_on')} {format_date(received)})" if received else ""
        yield f"再委託先のチェックリスト{told}がある", received
    if sub.notice and (sub.notice.notice_method or sub.notice.notice_confirmed_on):
        yield "再委託先への周知の記録がある", sub.notice.notice_confirmed_on
    if sub.visit:
        yield "再委託先への実地調査の記録がある", sub.visit.inspected_on


def _answers(contract: Contract, on: date, book: RuleBook) -> Iterator[tuple[str, date | None]]:
    """The contractor's answers はい to the items that may say 「再委託しない」."""
    checklist = contract.checklist
    if checklist is None or any(is_approved_or_begun(other, on) for other in contract.subcontracts):
        return
    about = [
        item.no
        for item in form_by(book, checklist.form_edition, checklist.received_on).items
        if item.may_be_no_subcontract
    ]
    if said := [f"問{no}" for no in about if checklist.answers.get(no) == Answer.YES]:
        yield f"委託先のチェックリストの{'・'.join(said)}が「はい」である", checklist.received_on
