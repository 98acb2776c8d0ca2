"""The words of the letters: the fields of their templates, under the names that an office meets in Word.

The prefecture's own 通知文例 is not in the sources (以下略): the wording is the product's (仮定).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from config.editions import Edition
from config.place import here
from config.rulebook import RuleBook
from config.wareki import format_date
from states.duty import Duty
from states.facts import Contract

CONTRACT_ITSELF = "契約書"
"""The words for what binds the contractor where the 特記事項 of the contract lacks the article."""
NO_DAY = "—"
BLANK_DAY, BLANK_NUMBER = "令和  年  月  日", "第    号"
"""The blanks that 決裁 and 施行 fill in."""


def still_missing(book: RuleBook, contract: Contract, unmet: Sequence[Duty], on: date) -> list[Duty]:
    """The duties that the contractor still owes; the return of data is among them only once the work has ended.

    The newest form is asked for by itself only from a contractor who has handed in a form at all.
    """
    end = contract.sheet.performance_end_on
    ended = end is not None and end < on
    asked = [duty for duty in unmet if book.rules[duty.code].asked_for]
    missing = {(duty.subject, duty.code) for duty in asked}
    return [
        duty
        for duty in asked
        if (not book.rules[duty.code].asked_after_the_work or duty.due_on or ended)
        and (duty.subject, book.rules[duty.code].newest_form_of) not in missing
    ]


def common_fields(contract: Contract, due_on: date | None, *, mark: str) -> dict[str, Any]:
    """The fields of both letters."""
    sheet = contract.sheet
    return {
        "文書番号": BLANK_NUMBER,
        "施行日": BLANK_DAY,
        "契約番号": contract.id,
        "所属": sheet.division or "",
        "委託先": sheet.contractor or "",
        "業務名": sheet.title or "",
        "締結日": format_date(sheet.concluded_on) if sheet.concluded_on else BLANK_DAY,
        "提出期限": format_date(due_on) if due_on else BLANK_DAY,
        "架空": mark,
        "自治体": here().government,
    }


def edition_words(edition: Edition) -> str:
    """The words for an edition in a letter: 令和5年12月26日改正."""
    return f"{format_date(edition.issued_on)}改正"


def request_fields(items: int, struck: Sequence[int], edition: Edition, *, known: bool) -> dict[str, Any]:
    """The fields that only the request has: how many items apply, and which do not.

    `known`: the articles that the contract leaves out are on record; otherwise nothing is said to apply that may not.
    """
    name = here().provisions.name
    said = f"このうち、契約書の{name}に定めのない条の項目は対象外です。"
    if struck:
        said = f"項目{'・'.join(map(str, struck))}は、契約書の{name}に定めのない条の項目であり、対象外です。"
    elif known:
        said = "全ての項目が対象です。"
    return {"対象項目数": items - len(struck), "斜線の項目": said, "様式の版": edition_words(edition)}


def reminder_fields(
    book: RuleBook, missing: Sequence[Duty], contract: Contract, on: date, told_on: date | None
) -> dict[str, Any]:
    """The fields that only the reminder has: each thing that is still missing, with what binds the contractor to it.

    A day stands only where the contractor was told one: on record for what the request asked, else `told_on`.
    """
    return {
        "基準日": format_date(on),
        "事項一覧": [
            {
                "番号": number,
                "対象": _about(duty, contract),
                "内容": _asked_for(book, duty, on),
                "状況": duty.reason,
                "期限": _day(day_told(book, duty, contract) or told_on, on),
                "根拠": basis_for(book, duty, contract),
            }
            for number, duty in enumerate(missing, start=1)
        ],
    }


def _asked_for(book: RuleBook, duty: Duty, on: date) -> str:
    """The words for what is asked for, with the edition under which the duty is asked."""
    edition = book.asked.by_id.get(duty.edition)
    words = edition_words(edition or book.checklist_edition_on(on))
    return book.asked.asked_for(book.rules[duty.code], edition).replace("{edition}", words)


def _about(duty: Duty, contract: Contract) -> str:
    """The words for the subject: none for the contractor, else those of the subcontract: 「再委託1(乙社): 」."""
    firm = next((s.sheet.subcontractor for s in contract.subcontracts if s.no == duty.no), None)
    return f"再委託{duty.no}{f'({firm})' if firm else ''}: " if duty.no else ""


def basis_for(book: RuleBook, duty: Duty, contract: Contract) -> str:
    """The words for what binds the contractor: the articles of the 特記事項 that the contract has; never a circular.

    Where the contract left them all out, or set one of its own in their place, its own text is named.
    """
    articles = [n for n in book.rules[duty.code].asked_under if not contract.omits(n)]
    named = f"{book.binding_document} {'・'.join(f'第{n}' for n in articles)}" if articles else ""
    return named or CONTRACT_ITSELF


def unconfirmed_articles(book: RuleBook, missing: Sequence[Duty], contract: Contract) -> tuple[int, ...]:
    """The articles that the letter rests on though it is not on record whether the contract has them."""
    review = contract.contract_review
    if review is not None and review.omitted_articles is not None:
        return ()
    return tuple(sorted({n for duty in missing for n in book.rules[duty.code].asked_under}))


def day_told(book: RuleBook, duty: Duty, contract: Contract) -> date | None:
    """The day on record by which the request asked for what is missing; None for what the request did not ask for."""
    return contract.sheet.checklist_due_told_on if book.rules[duty.code].asked_in_request else None


def _day(told: date | None, on: date) -> str:
    return format_date(told) + ("(経過)" if told < on else "") if told else NO_DAY
