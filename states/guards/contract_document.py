"""What the guards on the contract document share: which editions bind it, and the cure for where it stands.

What was in force on 締結日 is asked like of any contract. Of a 長期継続契約 it is also asked what only came later, but
that is a warning (semantics §2).
"""

from collections.abc import Callable
from datetime import date

from config.schema import CureWhen, Rule
from config.vocabulary import EditionForm, Status
from config.wareki import format_date, short_date
from states.documents import OLD_EDITION, ContractReview
from states.editions import no_such_edition
from states.guards.case import Case, Guard
from states.labels import label
from states.verdict import Outcome, met, unmet

NO_REVIEW = "契約書確認の記録がない"


def lacking(case: Case, reason: str, *, looked_at: bool, **words: str) -> Outcome:
    """The unmet duty with the rule's cure for where the contract document stands.

    Where nothing was looked at, the cure is to look; where something is amiss, to mend the draft or, once the contract
    is concluded, to amend the contract. `words` take the places that the cure leaves open.
    """
    if looked_at and case.rule and (own := _own_words(case, case.rule)):
        return unmet(reason, own[0], command=own[1])
    when: CureWhen = "concluded" if case.contract.sheet.concluded_on else "drafted"
    cure = case.rule.cure(when if looked_at else "unreviewed") if case.rule else None
    if cure is None:
        return unmet(reason)
    remedy, command = cure.remedy, cure.command or ""
    for name, word in words.items():
        remedy, command = remedy.replace(f"{{{name}}}", word), command.replace(f"{{{name}}}", word)
    return unmet(reason, remedy, command=command)


def _own_words(case: Case, rule: Rule) -> tuple[str, str] | None:
    """The cure and its command in the words of the edition asked for; None where that edition has none of its own."""
    edition, asked = case.edition_asked(rule, asked_later=True), case.book.asked
    if not asked.own_words(rule.code, edition):
        return None
    return case.book.desks.worded(asked.remedy(rule, edition), case.on), asked.command(rule, edition)


def document_rule(check: Callable[[ContractReview, Case], Outcome]) -> Guard:
    """A guard on the reviewed contract document; of a 長期継続契約, one that the rule did not bind on 締結日 is warned.

    Where the check itself has found that only a later edition asks, the outcome is a warning already.
    """

    def guard(case: Case) -> Outcome:
        review = case.contract.contract_review
        outcome = check(review, case) if review else lacking(case, NO_REVIEW, looked_at=False)
        first = case.rule.first_on if case.rule else None
        later = case.reviewed_on > case.concluded_or_now and first is not None and case.concluded_or_now < first
        return softened(case, outcome) if later or outcome.advisory else outcome

    return guard


def softened(case: Case, outcome: Outcome) -> Outcome:
    """What only came later than the 締結日 of a 長期継続契約, as the warning that the transitional rule makes of it."""
    transition = case.softening
    if outcome.status is not Status.UNMET or transition is None:
        return outcome
    return outcome._replace(reason=f"{transition.label}: {outcome.reason}", advisory=True)


def edition_check(case: Case, form: EditionForm, review: ContractReview, field: str) -> Outcome:
    """Whether an edition is at least the one in force on 締結日, and the one by which the contract is looked over.

    An edition that does not exist is none of them, however late its date is.
    """
    problem = _problem(case, form, review, field, case.concluded_or_now)
    advisory = not problem
    problem = problem or _problem(case, form, review, field, case.reviewed_on)
    if not problem:
        return met()
    newest = case.book.on(max(case.on, case.reviewed_on)).edition(form)
    looked_at = getattr(review, field) is not None
    outcome = lacking(case, problem, looked_at=looked_at, edition=newest.label if newest else "…")
    return outcome._replace(advisory=advisory)


def _problem(case: Case, form: EditionForm, review: ContractReview, field: str, day: date) -> str:
    """What is wrong with the edition by those that bind on a day; empty where nothing is, or where none binds."""
    current = case.edition(form, by=day)
    column, edition = label(ContractReview, field), getattr(review, field)
    if current is None or case.book.carries(form, edition, current.issued_on):
        return ""
    if edition is None:
        return f"{column}が空欄({current.label}が必要)"
    if unknown := no_such_edition(case.book, form, edition):
        return f"{column}: {unknown}"
    used = "「旧」" if edition == OLD_EDITION else short_date(edition)
    since = max(day, current.issued_on)
    return f"{column}が古い({used}。{format_date(since)}には{current.label}が最新)"
