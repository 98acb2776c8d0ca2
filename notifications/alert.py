"""What an alert may carry: a closed list of fields, none of which names, addresses or telephones a person."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from config.alert_ends import Ended
from config.vocabulary import Role

_URGENT = re.compile(r"(?:【[^【】]*】)*【至急】")
DigestKind = Literal["overdue", "resolved"]


@dataclass(frozen=True, slots=True)
class DigestItem:
    """One duty of one contract that is not met, or that, among the resolved ones, is told of no longer.

    `contract` is the contract's number, `subject` what the duty is about: the same, or `R6-0012/1` for its subcontract
    1. `stage_label` is the contract's stage. `reason` says what is not there, `source` the document the rule rests
    on, `remedy` what cures it and `command` the command that records the cure. `due_on` None: the rule sets no day.
    `overdue_business_days` counts the office's business days after `due_on`; 0 where it is not late.

    `division` is the contract's office, shown where a digest spans several. `step` is the ladder's step at which this
    is told and `tag` that step's word for the subject; `repeat` is the n of 再通知n回目, 0 the first time. `act_by` is
    the last business day before the next post is told, `escalates_on` the day it is told and `escalates_to` who that
    is (所属長; empty: nobody further). `planned_on` is the 対応予定日 of an acknowledgement. `copied`: the reader gets
    a copy of what went to the 制度所管課. `remark` is one more sentence (例外承認の期限, 届かない職).

    Of the step: `height` is how far up the ladder it stands, `is_ahead` that it comes before the due date,
    `names_last_day` that the subject says until when there is time, `is_last` that nobody stands above it. `weight` is
    the place of the rule in the order of weight, 0 for the heaviest.

    `strength_label` is the strength of the rule with the mark of what no source says; `due_note` marks a due date that
    no source sets (as 〔仮定・…〕), and is empty where one does.

    `to_record` is what to record of the contract, each record at the first item that lacks fields of it: the fields in
    words (契約書確認: 確認日、条文の版) and the command that records them all. `responsible` is the post that must act.

    `ended` says of an item among the resolved ones why it is told no longer; None: its evidence came.
    """

    contract: str
    subject: str
    title: str
    stage_label: str
    code: str
    label: str
    reason: str
    source: str
    strength_label: str
    due_on: date | None
    overdue_business_days: int
    remedy: str
    command: str
    division: str = ""
    step: str = ""
    tag: str = "期限超過"
    repeat: int = 0
    act_by: date | None = None
    escalates_on: date | None = None
    escalates_to: str = ""
    planned_on: date | None = None
    copied: bool = False
    remark: str = ""
    height: int = 0
    is_ahead: bool = False
    names_last_day: bool = False
    is_last: bool = False
    weight: int = 0
    to_record: tuple[tuple[str, str], ...] = ()
    due_note: str = ""
    responsible: str = field(default_factory=lambda: Role.OFFICER.label)
    ended: Ended | None = None

    @property
    def missing(self) -> str:
        """The reason, under the name that templates of an installation knew it by at first."""
        return self.reason

    @property
    def rule_label(self) -> str:
        """The label, under the name that templates of an installation knew it by at first."""
        return self.label


@dataclass(frozen=True, slots=True)
class Digest:
    """Everything one recipient is told in one run, as of a date.

    `division` and `recipient_post` say whom it is for: an office and a post (所属長), never a name. At most
    `full_items` contracts are written out. `fictional` marks a ledger that was made up. `tag` overrides the word in
    【】 at the head of the subject and `next_step` what happens next, both otherwise computed from the items;
    `next_look_on` is the business day of the next sweep. `needs_correction` and `stalled` count the contracts of the
    reader's whole office that are 要是正, and those told of as late and not resolved; None where nobody counted.
    `ended_amiss` are those of the former that came to their end. A head's mail has `screen_lines` lines at most; in
    others `listed_items` further contracts are named, on one line each. Raises ValueError where the digest says
    nothing, or calls itself resolved while something is still missing.
    """

    kind: DigestKind
    division: str
    recipient_post: str
    items: tuple[DigestItem, ...]
    resolved: tuple[DigestItem, ...]
    as_of: date
    full_items: int = 10
    fictional: bool = False
    tag: str = ""
    next_step: str = ""
    next_look_on: date | None = None
    needs_correction: int | None = None
    stalled: int | None = None
    ended_amiss: int = 0
    screen_lines: int = 25
    listed_items: int = 100

    def __post_init__(self) -> None:
        if (self.kind == "overdue") != bool(self.items):
            raise ValueError("不足の一覧が種類と合いません(overdue には1件以上、resolved には0件)")
        if self.kind == "resolved" and not self.resolved:
            raise ValueError("解消した義務が1件もありません")
        if self.full_items < 1:
            raise ValueError("全文を載せる件数は1以上にしてください")

    def contracts(self) -> tuple[tuple[DigestItem, ...], ...]:
        """The unmet duties grouped by contract, the weightiest contract first; within it, the weightiest duty first.

        What is due soon comes after what is amiss now; the weight of the rule decides, then how long it is overdue.
        """
        groups: dict[str, list[DigestItem]] = {}
        for item in sorted(self.items, key=_weightiest_first):
            groups.setdefault(item.contract, []).append(item)
        return tuple(tuple(group) for group in groups.values())

    def resolved_contracts(self) -> tuple[str, ...]:
        """The numbers of the contracts in which something was resolved, in order."""
        return tuple(sorted({item.contract for item in self.resolved}))


@dataclass(frozen=True, slots=True)
class RunCounts:
    """What one run found, in numbers only: fit to be read by colleagues of the offices concerned.

    `contracts` and `duties` that are not met, `by_code` the duties of each rule (S3-01) and `by_step` of each step of
    the ladder (its Japanese word), `resolved` the duties met, or told of no longer, since they were told.
    """

    as_of: date
    contracts: int
    duties: int
    by_code: tuple[tuple[str, int], ...]
    by_step: tuple[tuple[str, int], ...]
    resolved: int


@dataclass(frozen=True, slots=True)
class Wording:
    """How an installation writes its messages.

    `templates` is its folder of templates, used before ours. `fictional`: its ledger was made up; `training`: it is
    for practice only. Both are said in every message; that the home is one for trial is put before it later. `owner`
    is how the system owner is addressed, `url` where the register stands in a browser, `folder` where people open the
    pages that `lifecycle report` writes; each blank where there is none. `answered`: somebody reads what is sent back.
    """

    templates: Path | None = None
    fictional: bool = False
    training: bool = False
    owner: str = field(default_factory=lambda: Role.ADMIN.label)
    url: str = ""
    folder: str = ""
    answered: bool = False
    trial: bool = False

    @property
    def foot(self) -> str:
        """The sentence at the foot: by what it was sent, and whether anybody reads an answer."""
        answer = "返信は、送信元の担当の窓口に届きます。" if self.answered else "返信は不要です。"
        return f"委託監督の仕組み(lifecycle)が自動で送信しました。{answer}"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message in words: `subject` and `body` of a mail, and `card`, an Adaptive Card 1.4 as JSON text.

    The card takes less than 28 KB in UTF-8, which is what Teams accepts. `faults` are the installation's templates that
    could not be used, each with its problem: the product's took their place. `html` says the same as the body where
    that has tables, with the tables as tables; blank elsewhere.
    """

    subject: str
    body: str
    card: str
    faults: tuple[tuple[str, str], ...] = ()
    html: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A rendered message, ready for any channel.

    `message_id` and `in_reply_to` are `<…@…>` as RFC 5322 writes them; the id is stable, a repeat carries the same.
    `sent_on` is the aware instant that goes into the Date header. `card` is what a Teams channel sends, `html` the
    second part of a mail that has tables; None where the message has none. Raises ValueError where `sent_on` has no
    time zone or subject or body is empty.
    """

    subject: str
    body: str
    message_id: str
    sent_on: datetime
    in_reply_to: str | None = None
    card: str | None = None
    html: str | None = None

    def __post_init__(self) -> None:
        if self.sent_on.tzinfo is None:
            raise ValueError("送信日時に時間帯(タイムゾーン)がありません")
        if not self.subject.strip() or not self.body.strip():
            raise ValueError("件名又は本文が空です")

    @property
    def is_urgent(self) -> bool:
        """Whether the subject says 【至急】 among the words in 【】 at its head."""
        return bool(_URGENT.match(self.subject))


def _weightiest_first(item: DigestItem) -> tuple[bool, int, int, date, str, str, str]:
    due = item.due_on or date.max
    return (item.is_ahead, item.weight, -item.overdue_business_days, due, item.contract, item.subject, item.code)
