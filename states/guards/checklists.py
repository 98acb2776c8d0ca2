"""Reading a checklist: which items apply, which are answered, and what the answers say."""

from config.forms import ChecklistItem
from config.readings import Readings
from config.vocabulary import Answer
from states.content import NO_CONTENT, holds_content, says, shortened
from states.documents import Checklist
from states.facts import Contract
from states.guards.case import Case, listed
from states.verdict import Note

OUTSIDERS_MAY_BE_SUBCONTRACTORS = Note(
    "該当性の確認: 問20が「はい」。システムを利用させている部外者が再委託に当たらないか確認が必要",
    "再委託に当たるかを確認し、当たる場合は申請と書面の承認の手続をとり、"
    "当たらない場合は疑義の判定と内容をチェックリストに登録してください。",
    "lifecycle attach {id} checklist --set doubt=いいえ --set doubt_detail=…",
)
"""What is asked where outsiders have access and nobody has judged whether they are subcontractors."""

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


def wrongly_struck(checklist: Checklist, case: Case) -> tuple[list[int], list[int]]:
    """Items struck through (斜線) whose article was adopted, and those whose article was left out although it is
    mandatory and provided for nowhere else (S2-01)."""
    struck = [
        item
        for item in case.form.items
        if checklist.answers.get(item.no) == Answer.STRUCK and not may_be_struck(item, case)
    ]
    adopted = [item.no for item in struck if not _excluded(item, case.contract)]
    return adopted, [item.no for item in struck if item.no not in adopted]


def what_is_incomplete(checklist: Checklist, case: Case) -> tuple[list[str], list[str]]:
    """In words and as fields, what a received checklist still lacks (S2-04): dates, edition, items, follow-ups.

    Items 20 and 21 came with the form of R5.12.26 (推論), so an older form may lack them. Item 27's follow-ups
    are S2-11's.
    """
    dates = ("inspected_on", "received_on", "form_edition")
    missing, fields = case.lacks(checklist, *dates), case.unfilled(checklist, *dates)
    old_form = _is_older_form(checklist, case)
    blank, empty = [], []
    for item in case.form.items:
        answer = checklist.answers.get(item.no)
        if answer is None:
            if not may_be_struck(item, case) and not (old_form and item.no in _ADDED_BY_CURRENT_FORM):
                blank.append(f"問{item.no}")
                fields += follow_ups(item, checklist, case)
        elif not isinstance(answer, Answer):
            empty += [] if holds_content(case.book.readings, answer) else [item.no]
        elif item.no != INCIDENT_ITEM:
            unfilled = _unfilled(item, answer, checklist, case)
            missing += [f"問{item.no}の{lacking}" for lacking in case.lacks(checklist, *unfilled)]
            fields += unfilled
    words = [f"{listed(blank)}の回答"] if blank else []
    words += [f"問{number}の回答(「{shortened(str(checklist.answers[number]))}」{NO_CONTENT})" for number in empty]
    return words + missing, [*blank, *(f"問{number}" for number in empty), *fields]


def follow_ups(item: ChecklistItem, checklist: Checklist, case: Case) -> list[str]:
    """The fields that an item will ask for once its answer is the one hoped for, and that hold nothing yet."""
    hoped_for = Answer.NO if item.no == OUTSIDER_ITEM else Answer.YES
    return [] if item.no == INCIDENT_ITEM else _unfilled(item, hoped_for, checklist, case)


def _unfilled(item: ChecklistItem, answer: str | None, checklist: Checklist, case: Case) -> list[str]:
    """The follow-up fields of the given answer that are empty, or hold no content."""
    return [
        name
        for follow_up in item.follow_ups
        if isinstance(answer, Answer) and answer.label == follow_up.when
        for name in case.unfilled(checklist, *follow_up.fields)
    ]


def outsider_question_is_answered(checklist: Checklist, case: Case) -> bool:
    """Whether item 20 is answered; はい only counts with its follow-up (S2-09)."""
    item = case.form.items[OUTSIDER_ITEM - 1]
    answer = checklist.answers.get(OUTSIDER_ITEM)
    return answer in (Answer.YES, Answer.NO) and not _unfilled(item, answer, checklist, case)


def why_outsiders_are_unknown(checklist: Checklist, case: Case) -> str:
    """What stands in item 20 where it does not answer: a blank, 斜線, or はい without its follow-up (S2-09)."""
    answer = checklist.answers.get(OUTSIDER_ITEM)
    if answer is None:
        return f"問{OUTSIDER_ITEM}が空欄"
    said = answer.label if isinstance(answer, Answer) else answer
    lacking = case.lacks(checklist, *_unfilled(case.form.items[OUTSIDER_ITEM - 1], answer, checklist, case))
    return (
        f"問{OUTSIDER_ITEM}が「{said}」なのに{listed(lacking)}が空欄" if lacking else f"問{OUTSIDER_ITEM}が「{said}」"
    )


def negative_answers(checklist: Checklist) -> list[int]:
    """The items answered いいえ except item 20, whose safe answer is いいえ (S2-06); free text is no answer."""
    return [n for n, answer in sorted(checklist.answers.items()) if answer is Answer.NO and n != OUTSIDER_ITEM]


def outsiders_have_access(checklist: Checklist) -> bool:
    """Item 20 = はい: somebody outside the engaged staff can reach the data."""
    return checklist.answers.get(OUTSIDER_ITEM) == Answer.YES


def is_judged_in_writing(checklist: Checklist, readings: Readings) -> bool:
    """Whether the doubts of a checklist are judged and the judgement is written down (疑義の内容)."""
    return checklist.doubt is not None and says(readings, checklist, "doubt_detail")


def outsiders_are_unjudged(contract: Contract, readings: Readings) -> bool:
    """Whether outsiders can reach the data and nobody has judged yet whether that is a 再委託.

    A written judgement (疑義の内容), or a subcontract on record, has answered the question.
    """
    checklist = contract.checklist
    if checklist is None or not outsiders_have_access(checklist):
        return False
    return not contract.subcontracts and not is_judged_in_writing(checklist, readings)


def is_current_form(checklist: Checklist, case: Case) -> bool:
    """Whether the form is of the edition that binds the contract; where none does, whether it is of the first known."""
    return case.book.carries("checklist", checklist.form_edition, case.checklist_edition.issued_on)


def _is_older_form(checklist: Checklist, case: Case) -> bool:
    """Whether the form is older than the edition that binds the contract; 旧 is older than any."""
    edition = checklist.form_edition
    return edition is not None and edition < case.checklist_edition.issued_on
