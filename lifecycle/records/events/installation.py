"""What happens to the installation as a whole, to its offices, and to the messages it sends."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson

from lifecycle.records.events.documents import Fields, KeptFile
from lifecycle.records.events.people import SeededPost
from lifecycle.records.events.shapes import Body, content_of, event, free_text, named, shape


@event("installation_initialised", "導入")
class InstallationInitialised(Body):
    """The installation was made; `admin` is the operating-system user who is 管理者, `identity` how actors are told.

    `trial` marks a home made for trial (試用); `people` are the posts that its settings gave when it was made. Homes of
    before they were kept say nothing of either. `cut_over` is the cut-over day of every office that comes on record
    later, where one was named. `pack` is the digest of the pack that it was made with, where that is its own.
    """

    admin: str
    identity: str
    trial: bool | None = None
    cut_over: date | None = None
    people: tuple[SeededPost, ...] | None = None
    pack: str | None = None


@event("home_settled", "環境の種別の決定")
class HomeSettled(Body):
    """What a home whose actors had declared themselves is from now on: one for trial (試用), or a real one."""

    trial: bool


@event("database_moved", "データベースの移し替え")
class DatabaseMoved(Body):
    """Everything was copied to another database (`sqlite` or `postgresql`): nothing more is done in this one.

    The other holds this event as well, and after it that it was taken over.
    """

    database: str


@event("database_taken_over", "移し替えたデータベースの使用開始")
class DatabaseTakenOver(Body):
    """This database took the place of another (`sqlite` or `postgresql`), whose every row it holds."""

    database: str


@event("fictional_mark_cleared", "架空の印の取消し")
class FictionalMarkCleared(Body):
    """A real home that a workbook had marked as made up is so no longer."""


@event("clock_accepted", "時計の受入れ")
class ClockAccepted(Body):
    """Two persons accepted a clock that stands before the last record, which was made at `before` (as stored)."""

    before: str


@event("division_recorded", "所属・職の登録")
class DivisionRecorded(Body):
    """The posts of an office (所属) as they stand from now on; `officer@2025-04-01` is who holds one from that day."""

    name: str
    fields: Fields


@event("cut_over_set", "切替日の設定")
class CutOverSet(Body):
    """The cut-over day of an office (切替日): acts of that day or later are done here, and not declared.

    `migrated` marks the day that a home of an earlier version got when it was migrated.
    """

    division: str
    starts_on: date
    migrated: bool | None = None


@event("desk_evidence_recorded", "{制度所管課}の務めの記録")
class DeskEvidenceRecorded(Body):
    """A desk recorded what it did for the offices; of one kind and day the last recording speaks."""

    document: str = named("kind")
    fields: Fields
    files: tuple[KeptFile, ...]
    dated_on: date


@event("office_evidence_recorded", "所属の務めの記録")
class OfficeEvidenceRecorded(DeskEvidenceRecorded):
    """An office recorded what it did of its own duties (研修の受講); of one kind and day the last recording speaks."""


@event("ledger_imported", "台帳の取込")
class LedgerImported(Body):
    """A ledger workbook came in: its name, its SHA-256, whether it is a made-up one."""

    file: str = free_text()
    sha256: str
    fictional: bool


@event("ledger_left", "台帳の見送り")
class LedgerLeft(Body):
    """Of several ledgers one was not taken in, or not the rows of these offices: how many faults stand in the way."""

    file: str = free_text()
    sha256: str
    offices: tuple[str, ...] = ()
    faults: int


@event("ledger_layout_settled", "台帳の読み方の決定")
class LedgerLayoutSettled(Body):
    """How a sheet of these offices' own is read was settled: the next import of one with its headings asks no more.

    `layout` has the sheet, its header rows, what each heading is read as, what holds for every row, and the eras.
    """

    offices: tuple[str, ...]
    layout: Mapping[str, Any]


@event("policy_applied", "規程の適用の変更")
class PolicyApplied(Body):
    """The installation's departures from the rule data: warnings raised to duties, duties lowered to warnings.

    `settings` are the other settings that a verdict depends on, by their names (kinds of offices, closed days, days of
    the ladder …); events of before they were kept say nothing of them. `departures` holds by code the first
    day of a raise or lowering (`from`) and whom it reaches (`reaches`); without, it is the day of its first event.
    """

    raised: tuple[str, ...]
    lowered: tuple[str, ...]
    settings: Mapping[str, Any] | None = None
    departures: Mapping[str, Mapping[str, str]] | None = None

    @property
    def digest(self) -> str:
        """The short digest that a move carries."""
        return hashlib.sha256(orjson.dumps(content_of(self), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


@event("rule_book_applied", "規程データの適用")
class RuleBookApplied(Body):
    """The rule data by which is judged from now on: its digest, the program's version, which entries changed."""

    digest: str
    program: str
    changed: tuple[str, ...]


@shape
class OfErasure(Body):
    """What was erased: the references of the erasable table whose value and salt were emptied."""

    references: tuple[str, ...]


@event("journal_sealed", "封印")
class JournalSealed(Body):
    """All chains tied together: up to which row of the journal, how many chains, the digest over their heads.

    `events` is how many events stood before the seal, `root` the root of the Merkle tree over their hashes in order,
    `before` the root (or digest) of the seal before; `nightly` marks the one that the schedule makes. Seals of before
    version 0007 have none of these.
    """

    upto: int
    chains: int
    digest: str
    events: int | None = None
    root: str | None = None
    before: str | None = None
    nightly: bool | None = None


@event("home_restored", "控えからの復元")
class HomeRestored(Body):
    """The installation stands on a copy of an earlier moment; what was recorded after it is lost, and is no fault.

    `made_at` is the moment of the copy as stored, None for one put back by hand. `events` events with the root `root`
    were in it, and `held` messages waited, which may have left since. `seal` and `seal_hash` name the last seal that
    was kept outside, where the copy does not hold it: seals kept up to that one are of the lost future.
    """

    events: int
    root: str
    held: int
    made_at: str | None = None
    seal: int | None = None
    seal_hash: str | None = None
    reason: str | None = free_text(default=None)


@event("message_queued", "連絡の作成")
class MessageQueued(Body):
    """A message was put into the outbox: for which post, by which channel, with the hashes of its parts."""

    division: str
    post: str
    topic: str
    channel: str
    urgent: bool
    period: date
    text_sha256: str
    card_sha256: str | None = None
    html_sha256: str | None = None


@event("message_held", "連絡の留め置き")
class MessageHeld(Body):
    """A message was held back, as there were too many."""

    reason: str


@event("message_released", "連絡の留め置きの解除")
class MessageReleased(Body):
    """A message that was held back leaves by itself: its day was over, and nobody had ordered anything else."""


@event("message_resumed", "連絡の送り直し")
class MessageResumed(Body):
    """A message that was settled is sent once more: refused or given up and a person asks, or uncertain on a new day.

    `status` is how it had ended.
    """

    status: str


@event("message_settled", "連絡の送信の結果")
class MessageSettled(Body):
    """What became of a message in the end: to which post, by which channel, with the hash of its text."""

    division: str
    post: str
    topic: str
    channel: str
    urgent: bool
    period: date
    text_sha256: str
    status: str
    attempts: int
