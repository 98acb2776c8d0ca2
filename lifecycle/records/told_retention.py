"""The history in words, of how long a contract is kept: holds on it, and what was erased when its time was over."""

from config.place import said_here
from config.wareki import format_date
from lifecycle.records.events.personal_data import PersonalDataErased
from lifecycle.records.events.retention import HoldLifted, HoldPlaced, OfHold
from lifecycle.records.free_text import worded


def retention_told(body: PersonalDataErased | OfHold) -> str:
    """What was kept or erased, in one sentence."""
    match body:
        case PersonalDataErased(references=references, before=last, matter=matter):
            early = f"保存期間({format_date(last)}まで)の満了前。理由は二人での確認 {matter}" if last else ""
            return f"氏名・連絡先・文 {len(references)}件を消去した({early or '保存期間の満了'})"
        case HoldPlaced():
            return f"廃棄を留保した({_decision(body)})。理由: {worded(body.reason)}"
        case HoldLifted():
            return f"廃棄の留保を解除した({_decision(body)})。理由: {worded(body.reason)}"
        case _:
            return said_here(body.LABEL)


def _decision(body: OfHold) -> str:
    by = f"{worded(body.document_no)} {worded(body.approved_by)}"
    return f"{body.id} {by} {format_date(body.approved_on)}決裁"
