"""Whom something new reaches, an edition or an installation's own raise: the contracts bound from its first day on."""

from datetime import date

from config.editions import Edition
from config.rulebook import RuleBook
from config.vocabulary import Binds, EditionForm
from states.facts import Contract, Subcontract


def is_reached(reach: Binds, first_on: date, contract: Contract, by: date, sub: Subcontract | None = None) -> bool:
    """Whether what begins on a day reaches a contract, or a subcontract of it.

    `by` is the day that selects what binds the contract: 締結日 or, while it is blank, the day asked. From the first
    day on every contract concluded is reached; those that ran already as the reach says.
    """
    if by >= first_on:
        return True
    if reach == "concluded_from" or had_ended(contract, first_on, sub):
        return False
    start = contract.sheet.performance_start_on
    return reach == "running_on" or (start is not None and start <= first_on)


def had_ended(contract: Contract, day: date, sub: Subcontract | None = None) -> bool:
    """Whether a contract, or the subcontract judged, had ended before a day.

    It has once its 履行期限 (of a subcontract 終了日) is past, or 完了 or 解除 was reached by that day.
    """
    ends = [contract.sheet.performance_end_on, sub.sheet.finished_on if sub else None]
    left = [contract.completed_on, contract.terminated_on]
    return any(end < day for end in ends if end) or any(end <= day for end in left if end)


def edition_binding(
    book: RuleBook,
    form: EditionForm,
    contract: Contract,
    on: date,
    by: date,
    sub: Subcontract | None = None,
    lifted: frozenset[str] = frozenset(),
) -> Edition | None:
    """The newest edition of a form, out by the day asked, that binds a contract; None where none does.

    `lifted` are the ids of those of which a transitional rule excuses.
    """
    last = max(on, by)
    for edition in reversed(book.editions_of(form)):
        if edition.id in lifted or edition.issued_on > last:
            continue
        if is_reached(edition.reach, edition.issued_on, contract, by, sub):
            return edition
    return None
