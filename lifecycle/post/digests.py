"""The item of a digest: what a message tells of a duty, with the contract's title and 所属."""

from collections.abc import Iterable
from dataclasses import replace

from config.vocabulary import Role
from notifications.alert import DigestItem
from states.cures import cures_of
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
        due_note=duty.due_note,
        tag=tag,
        remark=remark,
        weight=duty.weight,
        responsible=Role(duty.responsible).label,
    )


def each_record_once(items: Iterable[DigestItem]) -> tuple[DigestItem, ...]:
    """The items with what to record: each record of a contract once, at the first item that lacks fields of it."""
    listed = tuple(items)
    to_record: dict[int, list[tuple[str, str]]] = {}
    contracts: dict[str, list[tuple[int, DigestItem]]] = {}
    for n, item in enumerate(listed):
        contracts.setdefault(item.contract, []).append((n, item))
    for own in contracts.values():
        for cure in cures_of(item for _, item in own):
            first = next(n for n, item in own if item.subject == cure.subject and item.code in cure.codes)
            to_record.setdefault(first, []).append((cure.words, cure.command_in_words))
    records = (tuple(to_record.get(n, ())) for n in range(len(listed)))
    return tuple(
        one if one.to_record == its else replace(one, to_record=its) for one, its in zip(listed, records, strict=True)
    )
