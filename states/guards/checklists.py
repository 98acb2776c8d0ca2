"""Reading a checklist: which items apply, which are answered, and what the answers say."""

from config.editions import Transition
from config.forms import ChecklistItem
from config.vocabulary import Answer
from config.wareki import fiscal_year_of
from states.documents import Checklist
from states.facts import Contract
from states.guards.case import Case, listed
from states.labels import blank_fields, blanks

OUTSIDER_ITEM = 20
INCIDENT_ITEM = 27
_ADDED_BY_CURRENT_FORM = (20, 21)


def _excluded(item: ChecklistItem, contract: Contract) -> bool:
    """Whether the item's article was left out; item 19 has two, 第9 and 第10, and one of them suffices."""
    return any(contract.omits(article) for article in item.articles)


def may_be_struck(item: ChecklistItem, case: Case) -> bool:
    """Whether 斜線 may stand on an item: its article was left out, and is not mandatory or provided for elsewhere."""
    review = case.contract.contract_review
    separate = set(review.separate_articles or ()) if review else set()
    mandatory = set(case.form.mandatory_articles) - separate
    return _excluded(item, case.contract) and not mandatory.intersection(item.articles)


def wrongly_struck(checklist: Checklist, case: Case) -> list[int]:
    """Items struck through (斜線) whose article was adopted, or is mandatory and provided for nowhere else (S2-01)."""
    return [
        item.no
        for item in case.form.items
        if checklist.answers.get(item.no) == Answer.STRUCK and not may_be_struck(item, case)
    ]


def what_is_incomplete(checklist: Checklist, case: Case) -> tuple[list[str], list[str]]:
    """In words and as fields, what a received checklist still lacks (S2-04): dates, edition, items, follow-ups.

    Items 20 and 21 came with the form of R5.12.26 (推論), so an older form may lack them. Item 27's follow-ups
    are S2-11's.
    """
    dates = ("inspected_on", "received_on", "form_edition")
    missing, fields = blanks(checklist, *dates), blank_fields(checklist, *dates)
    old_form = _is_older_form(checklist, case)
    blank = []
    for item in case.form.items:
        answer = checklist.answers.get(item.no)
        if answer is None:
            if not may_be_struck(item, case) and not (old_form and item.no in _ADDED_BY_CURRENT_FORM):
                blank.append(f"問{item.no}")
        elif item.no != INCIDENT_ITEM:
            unfilled = _unfilled(item, answer, checklist)
            missing += [f"問{item.no}の{label}" for _, label in unfilled]
            fields += [name for name, _ in unfilled]
    words = ([f"{listed(blank)}の回答"] if blank else []) + missing
    return words, [*blank, *fields]


def _unfilled(item: ChecklistItem, answer: str | None, checklist: Checklist) -> list[tuple[str, str]]:
    """The follow-up fields of the given answer that are empty, each with its label."""
    return [
        (name, label)
        for follow_up in item.follow_ups
        if isinstance(answer, Answer) and answer.label == follow_up.when
        for name, label in zip(follow_up.fields, follow_up.labels, strict=True)
        if getattr(checklist, name) is None
    ]


def outsider_question_is_answered(checklist: Checklist, case: Case) -> bool:
    """Whether item 20 is answered; はい only counts with its follow-up (S2-09)."""
    item = case.form.items[OUTSIDER_ITEM - 1]
    answer = checklist.answers.get(OUTSIDER_ITEM)
    return answer in (Answer.YES, Answer.NO) and not _unfilled(item, answer, checklist)


def negative_answers(checklist: Checklist) -> list[int]:
    """The items answered いいえ except item 20, whose safe answer is いいえ (S2-06); free text is no answer."""
    return [n for n, answer in sorted(checklist.answers.items()) if answer is Answer.NO and n != OUTSIDER_ITEM]


def outsiders_have_access(checklist: Checklist) -> bool:
    """Item 20 = はい: somebody outside the engaged staff can reach the data."""
    return checklist.answers.get(OUTSIDER_ITEM) == Answer.YES


def outsiders_are_unjudged(contract: Contract) -> bool:
    """Whether outsiders can reach the data and nobody has judged yet whether that is a 再委託.

    A written judgement (疑義の内容), or a subcontract on record, has answered the question.
    """
    checklist = contract.checklist
    if checklist is None or not outsiders_have_access(checklist):
        return False
    return not contract.subcontracts and not (checklist.doubt is not None and checklist.doubt_detail)


def is_current_form(checklist: Checklist, case: Case) -> bool:
    """Whether the form is of the edition in force; before the first known edition, whether it is of that first one."""
    return case.book.carries("checklist", checklist.form_edition, case.book.checklist_edition_on(case.on).issued_on)


def _is_older_form(checklist: Checklist, case: Case) -> bool:
    """Whether the form is older than the edition in force; 旧 is older than any."""
    edition = checklist.form_edition
    return edition is not None and edition < case.book.checklist_edition_on(case.on).issued_on


def old_form_and_emergency_check_were_done(case: Case, transition: Transition) -> bool:
    """TR-2: whether an old form was received and the 緊急点検 made, both in the year it names; one is not enough."""
    year = transition.fiscal_year
    old = any(
        c.received_on and fiscal_year_of(c.received_on) == year and _is_older_form(c, case)
        for c in case.subject.checklists
    )
    emergency = any(
        c.emergency_check_on and fiscal_year_of(c.emergency_check_on) == year for c in case.subject.checklists
    )
    return old and emergency
