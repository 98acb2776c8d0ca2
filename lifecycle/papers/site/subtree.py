"""Subcontracts as a tree of any depth: 1, below it 1.1, below that 1.1.1."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from config.vocabulary import SubcontractStage
from lifecycle.papers.site.seen import ContractSeen
from notifications.plain import clean
from states.duty import Duty
from states.facts import Subcontract, SubcontractSheet
from states.labels import label
from states.subcontract import is_unapproved, stage_of


@dataclass(frozen=True, slots=True)
class Branch:
    """One subcontract with what it owes, and those below it. `no` is its number within the contract."""

    no: str
    subcontractor: str
    stage: SubcontractStage
    unapproved: bool
    handles: tuple[str, ...]
    dates: tuple[tuple[str, date | None], ...]
    scope: str
    approval_no: str
    owed: tuple[Duty, ...]
    below: tuple["Branch", ...]


def tree(one: ContractSeen, duties: Sequence[Duty]) -> tuple[Branch, ...]:
    """The subcontracts of a contract as a tree; one with an unrecorded parent hangs on the nearest recorded one."""
    numbers = {sub.no for sub in one.contract.subcontracts}
    below: dict[str, list[Subcontract]] = {}
    for sub in one.contract.subcontracts:
        below.setdefault(_parent(sub.no, numbers), []).append(sub)
    return _branches(one, duties, below, "")


def _parent(no: str, numbers: set[str]) -> str:
    while "." in no:
        no = no.rpartition(".")[0]
        if no in numbers:
            return no
    return ""


def _branches(
    one: ContractSeen, duties: Sequence[Duty], below: dict[str, list[Subcontract]], under: str
) -> tuple[Branch, ...]:
    return tuple(_branch(one, sub, duties, below) for sub in below.get(under, ()))


def _branch(one: ContractSeen, sub: Subcontract, duties: Sequence[Duty], below: dict[str, list[Subcontract]]) -> Branch:
    sheet, subject, on = sub.sheet, f"{one.id}/{sub.no}", one.judged.on
    return Branch(
        no=sub.no,
        subcontractor=clean(sheet.subcontractor or ""),
        stage=stage_of(sub, subject, one.judged.findings, on),
        unapproved=is_unapproved(sub, on),
        handles=tuple(_handled(sub)),
        dates=(
            ("申請", sheet.applied_on),
            ("承認", sheet.approved_on),
            ("業務開始", sheet.started_on),
            *((("不承認", sheet.rejected_on),) if sheet.rejected_on else ()),
            *((("終了", sheet.finished_on),) if sheet.finished_on else ()),
        ),
        scope=clean(sheet.scope or ""),
        approval_no=clean(sheet.approval_no or ""),
        owed=tuple(d for d in duties if d.subject == subject and (d.is_open or d.on_record)),
        below=_branches(one, duties, below, sub.no),
    )


def _handled(sub: Subcontract) -> list[str]:
    """The personal data that a subcontract handles, in words; for a blank the words say that it is not recorded."""
    sheet = sub.sheet
    if sheet.handles_pi is None:
        return [f"{label(SubcontractSheet, 'handles_pi')}は未記録"]
    if not sheet.handles_pi:
        return ["保有個人情報を取り扱わない"]
    more = [label(SubcontractSheet, name) for name in ("specific_pi", "sensitive_pi") if getattr(sheet, name)]
    return ["保有個人情報", *more]
