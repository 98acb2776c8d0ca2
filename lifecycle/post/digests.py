"""The item of a digest: what a message tells of a duty, with the contract's title and 所属."""

from notifications.alert import DigestItem
from states.duty import Duty
from states.facts import Contract


def item_of(contract: Contract, duty: Duty, tag: str = "期限超過", remark: str = "") -> DigestItem:
    """A duty as a message tells it, without names or numbers of persons. The fields that the ladder adds stay blank."""
    return DigestItem(
        contract=duty.contract,
        subject=duty.subject,
        title=contract.sheet.title or "",
        stage_label=duty.stage.label,
        code=duty.code,
        label=duty.label,
        reason=duty.reason,
        source=duty.source,
        strength_label=duty.strength_label,
        due_on=duty.due_on,
        overdue_business_days=duty.overdue_business_days,
        remedy=duty.remedy,
        command=duty.command,
        division=contract.sheet.division or "",
        tag=tag,
        remark=remark,
        weight=duty.weight,
    )
