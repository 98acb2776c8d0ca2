"""The words of the letters: the fields of their templates, under the names that an office meets in Word.

The prefecture's own 通知文例 is not in the sources (以下略): the wording is the product's (仮定).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from config.rulebook import RuleBook
from config.wareki import format_date
from states.duty import Duty
from states.facts import Contract

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


def common_fields(contract: Contract, due_on: date | None, *, fictional: bool) -> dict[str, Any]:
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
        "架空": "【架空の台帳による文例】" if fictional else "",
    }


def request_fields(items: int, struck: Sequence[int], edition: str) -> dict[str, Any]:
    """The fields that only the request has: how many items apply, and which do not."""
    without = f"項目{'・'.join(map(str, struck))}は、契約の特記事項で採用していない条の項目であり対象外です。"
    return {
        "対象項目数": items - len(struck),
        "斜線の項目": without if struck else "全ての項目が対象です。",
        "様式の版": edition,
    }


def reminder_fields(book: RuleBook, missing: Sequence[Duty], contract: Contract, on: date) -> dict[str, Any]:
    """The fields that only the reminder has: each thing that is still missing, with its day and source."""
    return {
        "基準日": format_date(on),
        "事項一覧": [
            {
                "番号": number,
                "対象": _about(duty, contract),
                "内容": book.rules[duty.code].asked_for,
                "状況": duty.reason,
                "期限": _day(duty, on),
                "根拠": duty.source,
            }
            for number, duty in enumerate(missing, start=1)
        ],
    }


def _about(duty: Duty, contract: Contract) -> str:
    """The words for the subject: none for the contractor, else those of the subcontract: 「再委託1(乙社): 」."""
    firm = next((s.sheet.subcontractor for s in contract.subcontracts if s.no == duty.no), None)
    return f"再委託{duty.no}{f'({firm})' if firm else ''}: " if duty.no else ""


def _day(duty: Duty, on: date) -> str:
    if duty.due_on is None:
        return "速やかに"
    return format_date(duty.due_on) + ("(経過)" if duty.due_on < on else "")
