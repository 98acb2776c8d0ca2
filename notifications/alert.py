"""What an alert may carry: a closed list of fields, none of which names, addresses or telephones a person."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

DigestKind = Literal["overdue", "resolved"]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One duty of one contract that is not met (or, among the resolved, was met since it was told).

    `contract` is the contract's number, `subject` what the duty is about: the same, or `R6-0012/1` for its subcontract
    1. `stage_label` is the contract's stage. `missing` says what is not there, `source` the document the rule rests
    on, `remedy` what cures it and `command` the command that records the cure. `due_on` None: the rule sets no day.
    `overdue_business_days` counts the office's business days after `due_on`; 0 where it is not late.
    """

    contract: str
    subject: str
    title: str
    stage_label: str
    code: str
    rule_label: str
    missing: str
    source: str
    strength_label: str
    due_on: date | None
    overdue_business_days: int
    remedy: str
    command: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything one recipient is told in one run, as of a date.

    `tag` stands in 【】 at the head of the subject (期限超過, 解消). `recipient_post` is a post (所属長), never a name.
    `next_step` says what happens next and when. At most `full_items` contracts are written out. `fictional` marks a
    ledger that was made up. Raises ValueError where the digest says nothing, or calls itself resolved while something
    is still missing.
    """

    kind: DigestKind
    tag: str
    division: str
    recipient_post: str
    items: tuple[DigestItem, ...]
    resolved: tuple[DigestItem, ...]
    as_of: date
    next_step: str
    full_items: int = 10
    fictional: bool = False

    def __post_init__(self) -> None:
        if (self.kind == "overdue") != bool(self.items):
            raise ValueError("不足の一覧が種類と合いません(overdue には1件以上、resolved には0件)")
        if self.kind == "resolved" and not self.resolved:
            raise ValueError("解消した義務が1件もありません")
        if self.full_items < 1:
            raise ValueError("全文を載せる件数は1以上にしてください")

    def contracts(self) -> tuple[tuple[DigestItem, ...], ...]:
        """The unmet duties grouped by contract, the worst (longest overdue) contract first, and so within each."""
        groups: dict[str, list[DigestItem]] = {}
        for item in sorted(self.items, key=_worst_first):
            groups.setdefault(item.contract, []).append(item)
        return tuple(tuple(group) for group in groups.values())

    def resolved_contracts(self) -> tuple[str, ...]:
        """The numbers of the contracts in which something was resolved, in order."""
        return tuple(sorted({item.contract for item in self.resolved}))


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message, ready for any channel.

    `message_id` and `in_reply_to` are `<…@…>` as RFC 5322 writes them; the id is stable, a repeat carries the same.
    `sent_on` is the aware instant that goes into the Date header. Raises ValueError where `sent_on` has no time zone
    or subject or body is empty.
    """

    subject: str
    body: str
    message_id: str
    sent_on: datetime
    in_reply_to: str | None = None

    def __post_init__(self) -> None:
        if self.sent_on.tzinfo is None:
            raise ValueError("送信日時に時間帯(タイムゾーン)がありません")
        if not self.subject.strip() or not self.body.strip():
            raise ValueError("件名または本文が空です")


def _worst_first(item: DigestItem) -> tuple[int, date, str, str, str]:
    return (-item.overdue_business_days, item.due_on or date.max, item.contract, item.subject, item.code)
