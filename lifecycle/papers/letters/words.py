"""What stands in the letters: the fields of their templates, under the names an office meets in Word.

The prefecture's own 通知文例 is not in the sources (以下略): the wording is the product's (仮定).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.wareki import format_date
from states.duty import Duty
from states.facts import Contract

BLANK_DAY, BLANK_NUMBER = "令和  年  月  日", "第    号"
"""What 決裁 and 施行 fill in."""
ASKED_FOR: Mapping[str, str] = {
    "S2-04": "自己点検の結果(チェックリスト)",
    "S2-06": "「いいえ」と回答された項目の改善策",
    "S2-07": "改訂後の様式による自己点検の結果(チェックリスト)",
    "S2-11": "事故時の責任者及び連絡先(チェックリスト項目27)",
    "S4-05": "再委託先へ義務を周知した方法の報告",
    "S4-06": "再委託先の自己点検の結果(チェックリスト)",
    "S4-07": "改訂後の様式による再委託先の自己点検の結果(チェックリスト)",
    "S6-01": "個人情報が記録された資料等の返還又は引渡しの報告",
    "S6-02": "不要となった個人情報の消去又は廃棄の報告",
}
"""The duties that the contractor meets by handing something in, and what that is."""
_AFTER_THE_WORK = ("S6-01", "S6-02")
_NEWEST_FORM = {"S2-07": "S2-04", "S4-07": "S4-06"}
"""The newest form is asked for by itself only of who has handed one in at all."""


def still_missing(contract: Contract, unmet: Sequence[Duty], on: date) -> list[Duty]:
    """What the contractor still owes: of the return of data only once the work has ended."""
    end = contract.sheet.performance_end_on
    ended = end is not None and end < on
    asked = [duty for duty in unmet if duty.code in ASKED_FOR]
    missing = {(duty.subject, duty.code) for duty in asked}
    return [
        duty
        for duty in asked
        if (duty.code not in _AFTER_THE_WORK or duty.due_on or ended)
        and (duty.subject, _NEWEST_FORM.get(duty.code)) not in missing
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
    """What only the request says: how many items apply, which do not."""
    without = f"項目{'・'.join(map(str, struck))}は、契約の特記事項で採用していない条の項目であり対象外です。"
    return {
        "対象項目数": items - len(struck),
        "斜線の項目": without if struck else "すべての項目が対象です。",
        "様式の版": edition,
    }


def reminder_fields(missing: Sequence[Duty], contract: Contract, on: date) -> dict[str, Any]:
    """What only the reminder says: each thing still missing, with its day and source."""
    return {
        "基準日": format_date(on),
        "事項一覧": [
            {
                "番号": number,
                "対象": _about(duty, contract),
                "内容": ASKED_FOR[duty.code],
                "状況": duty.reason,
                "期限": _day(duty, on),
                "根拠": duty.source,
            }
            for number, duty in enumerate(missing, start=1)
        ],
    }


def _about(duty: Duty, contract: Contract) -> str:
    """Nothing where the contractor is meant, else the subcontract: 「再委託1(乙社): 」."""
    firm = next((s.sheet.subcontractor for s in contract.subcontracts if s.no == duty.no), None)
    return f"再委託{duty.no}{f'({firm})' if firm else ''}: " if duty.no else ""


def _day(duty: Duty, on: date) -> str:
    if duty.due_on is None:
        return "速やかに"
    return format_date(duty.due_on) + ("(経過)" if duty.due_on < on else "")
