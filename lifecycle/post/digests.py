"""The item of a digest: what a message tells of a duty, with the contract's title and 所属."""

from collections.abc import Iterable, Iterator, Sequence
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


_Asked = tuple[tuple[str, str, str], ...]
ToRecord = dict[_Asked, list[tuple[int, tuple[str, str]]]]
"""What to record of contracts, by what is asked of each: at which of its items, in words and by which command."""


def each_record_once(items: Iterable[DigestItem], known: ToRecord | None = None) -> tuple[DigestItem, ...]:
    """The items with what to record: each record of a contract once, at the first item that lacks fields of it.

    Where several readers are told of the same contracts, `known` keeps what was found for one of them.
    """
    listed, known = tuple(items), {} if known is None else known
    to_record: dict[int, list[tuple[str, str]]] = {}
    contracts: dict[str, list[tuple[int, DigestItem]]] = {}
    for n, item in enumerate(listed):
        contracts.setdefault(item.contract, []).append((n, item))
    for own in contracts.values():
        asked = tuple((item.subject, item.code, item.command) for _, item in own)
        if asked not in known:
            known[asked] = list(_to_record([item for _, item in own]))
        for at, told in known[asked]:
            to_record.setdefault(own[at][0], []).append(told)
    records = (tuple(to_record.get(n, ())) for n in range(len(listed)))
    return tuple(
        one if one.to_record == its else replace(one, to_record=its) for one, its in zip(listed, records, strict=True)
    )


def _to_record(items: Sequence[DigestItem]) -> Iterator[tuple[int, tuple[str, str]]]:
    for cure in cures_of(items):
        first = next(n for n, item in enumerate(items) if item.subject == cure.subject and item.code in cure.codes)
        yield first, (cure.words, cure.command_in_words)
