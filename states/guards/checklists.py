"""Reading a checklist: which items apply, which are answered, and what the answers say."""

from config.forms import ChecklistForm, ChecklistItem, Meaning
from config.readings import Readings
from config.rulebook import RuleBook
from config.vocabulary import Answer
from states.checklist_forms import form_by
from states.content import NO_CONTENT, holds_content, says, shortened
from states.documents import Checklist
from states.facts import Contract
from states.guards.case import Case, listed
from states.verdict import Note


def form_of(checklist: Checklist, book: RuleBook) -> ChecklistForm:
    """The form by which a checklist's answers are read: of the edition on it, else of the day on which it came in."""
    return form_by(book, checklist.form_edition, checklist.received_on)


def answer_meaning(checklist: Checklist, book: RuleBook, meaning: Meaning) -> Answer | str | None:
    """The answer to the item that means something; None where the form has none, or it is not answered."""
    item = form_of(checklist, book).item_meaning(meaning)
    return checklist.answers.get(item.no) if item else None


def outsiders_may_be_subcontractors(contract: Contract, book: RuleBook) -> Note | None:
    """What is asked where outsiders have access and nobody has judged yet whether they are subcontractors.

    A written judgement (疑義の内容), or a subcontract on record, has answered the question.
    """
    checklist = contract.checklist
    if checklist is None or not outsiders_have_access(checklist, book):
        return None
    if contract.subcontracts or is_judged_in_writing(checklist, book.readings):
        return None
    item = form_of(checklist, book).item_meaning("outsiders")
    asked = f"問{item.no}が「はい」" if item else ""
    return Note(
        f"該当性の確認: {asked}。システムを利用させている部外者が再委託に当たらないか確認が必要",
        "再委託に当たるかを確認し、当たる場合は申請と書面の承認の手続をとり、"
        "当たらない場合は疑義の判定と内容をチェックリストに登録してください。",
        "lifecycle attach {id} checklist --set doubt=いいえ --set doubt_detail=…",
    )


def _excluded(item: ChecklistItem, contract: Contract) -> bool:
    """Whether the item's article was left out; item 19 has two, 第9 and 第10, and one of them suffices."""
    return any(contract.omits(article) for article in item.articles)


def may_be_struck(item: ChecklistItem, case: Case, form: ChecklistForm | None = None) -> bool:
    """Whether 斜線 may stand on an item: its article was left out, and is not mandatory or provided for elsewhere.

    The item is of `form`; without one, of the form that binds the contract.
    """
    review = case.contract.contract_review
    separate = set(review.separate_articles or ()) if review else set()
    mandatory = set((form or case.form).mandatory_articles) - separate
    return _excluded(item, case.contract) and not mandatory.intersection(item.articles)


def wrongly_struck(checklist: Checklist, case: Case) -> tuple[list[int], list[int]]:
    """Items struck through (斜線) whose article was adopted, and those whose article was left out although it is
    mandatory and provided for nowhere else (S2-01)."""
    form = form_of(checklist, case.book)
    struck = [
        item
        for item in form.items
        if checklist.answers.get(item.no) == Answer.STRUCK and not may_be_struck(item, case, form)
    ]
    adopted = [item.no for item in struck if not _excluded(item, case.contract)]
    return adopted, [item.no for item in struck if item.no not in adopted]


def what_is_incomplete(checklist: Checklist, case: Case) -> tuple[list[str], list[str]]:
    """In words and as fields, what a received checklist still lacks (S2-04): dates, edition, items, follow-ups.

    Asked are the items of the form on it. Of a form older than any known, those may be lacking that came with the first
    known one. The follow-ups of the item on the contact after an incident are S2-11's.
    """
    dates = ("inspected_on", "received_on", "form_edition")
    missing, fields = case.lacks(checklist, *dates), case.unfilled(checklist, *dates)
    form = form_of(checklist, case.book)
    old_form = _is_older_than(checklist, form, case.book)
    blank, empty = [], []
    for item in form.items:
        answer = checklist.answers.get(item.no)
        if answer is None:
            if not may_be_struck(item, case, form) and not (old_form and form.is_new(item)):
                blank.append(f"問{item.no}")
                fields += follow_ups(item, checklist, case)
        elif not isinstance(answer, Answer):
            empty += [] if holds_content(case.book.readings, answer) else [item.no]
        elif item.follow_ups and form.meaning_of(item) != "incident_contact":
            unfilled = _unfilled(item, answer, checklist, case)
            missing += [f"問{item.no}の{lacking}" for lacking in case.lacks(checklist, *unfilled)]
            fields += unfilled
    words = [f"{listed(blank)}の回答"] if blank else []
    words += [f"問{number}の回答(「{shortened(str(checklist.answers[number]))}」{NO_CONTENT})" for number in empty]
    return words + missing, [*blank, *(f"問{number}" for number in empty), *fields]


def follow_ups(item: ChecklistItem, checklist: Checklist, case: Case) -> list[str]:
    """The fields that an item will ask for once its answer is the one hoped for, and that hold nothing yet."""
    meaning = form_of(checklist, case.book).meaning_of(item)
    hoped_for = Answer.NO if meaning == "outsiders" else Answer.YES
    return [] if meaning == "incident_contact" else _unfilled(item, hoped_for, checklist, case)


def _unfilled(item: ChecklistItem, answer: str | None, checklist: Checklist, case: Case) -> list[str]:
    """The follow-up fields of the given answer that are empty, or hold no content."""
    return [
        name
        for follow_up in item.follow_ups
        if isinstance(answer, Answer) and answer.label == follow_up.when
        for name in case.unfilled(checklist, *follow_up.fields)
    ]


def outsider_question_is_answered(checklist: Checklist, case: Case) -> bool:
    """Whether the item on outsiders is answered; はい only counts with its follow-up (S2-09)."""
    item = form_of(checklist, case.book).item_meaning("outsiders")
    answer = checklist.answers.get(item.no) if item else None
    return item is not None and answer in (Answer.YES, Answer.NO) and not _unfilled(item, answer, checklist, case)


def why_outsiders_are_unknown(checklist: Checklist, case: Case) -> str:
    """What stands in the item on outsiders where it does not answer: a blank, 斜線, はい without its follow-up."""
    item = form_of(checklist, case.book).item_meaning("outsiders")
    if item is None:
        return "様式に部外者のアクセスを尋ねる項目がない"
    answer = checklist.answers.get(item.no)
    if answer is None:
        return f"問{item.no}が空欄"
    said = answer.label if isinstance(answer, Answer) else answer
    lacking = case.lacks(checklist, *_unfilled(item, answer, checklist, case))
    return f"問{item.no}が「{said}」なのに{listed(lacking)}が空欄" if lacking else f"問{item.no}が「{said}」"


def negative_answers(checklist: Checklist, book: RuleBook) -> list[int]:
    """The items answered いいえ except the one on outsiders, whose safe answer it is (S2-06); words are no answer."""
    outsiders = form_of(checklist, book).item_meaning("outsiders")
    spared = outsiders.no if outsiders else 0
    return [n for n, answer in sorted(checklist.answers.items()) if answer is Answer.NO and n != spared]


def outsiders_have_access(checklist: Checklist, book: RuleBook) -> bool:
    """Whether somebody outside the engaged staff can reach the data, as the item on it says."""
    return answer_meaning(checklist, book, "outsiders") == Answer.YES


def is_judged_in_writing(checklist: Checklist, readings: Readings) -> bool:
    """Whether the doubts of a checklist are judged and the judgement is written down (疑義の内容)."""
    return checklist.doubt is not None and says(readings, checklist, "doubt_detail")


def is_current_form(checklist: Checklist, case: Case) -> bool:
    """Whether the form is of the edition that binds the contract; where none does, whether it is of the first known."""
    return case.book.carries("checklist", checklist.form_edition, case.checklist_edition.issued_on)


def _is_older_than(checklist: Checklist, form: ChecklistForm, book: RuleBook) -> bool:
    """Whether the edition on a checklist is older than the form by which it is read; 旧 is older than any."""
    first = next(one.issued_on for one in book.editions_of("checklist") if one.id == form.edition)
    return checklist.form_edition is not None and checklist.form_edition < first
