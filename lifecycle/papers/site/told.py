"""Exceptions as the pages show them: what was asked for, in words that name no person, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from config.vocabulary import OverrideCategory
from lifecycle.records.folds import overrides
from lifecycle.records.journal import Event
from notifications.plain import clean

REQUESTED, IN_FORCE, EXPIRED, REJECTED, REVOKED = "申請中", "適用中", "期限切れ", "却下", "取消"
_DECISIONS = {
    overrides.REQUESTED: REQUESTED,
    overrides.APPROVED: IN_FORCE,
    overrides.REJECTED: REJECTED,
    overrides.REVOKED: REVOKED,
}


@dataclass(frozen=True, slots=True)
class ExceptionSeen:
    """An exception (例外承認) as it stood on the day. Posts by their role, never persons."""

    id: str
    contract: str
    subject: str
    codes: tuple[str, ...]
    category: str
    reason: str
    document_no: str
    requested_on: date
    expires_on: date
    decision: str = REQUESTED
    decided_on: date | None = None
    decided_by: str = ""
    revoked_on: date | None = None

    def status_on(self, day: date) -> str:
        """The status on a day: 申請中, 適用中, 期限切れ, 却下 or 取消."""
        return EXPIRED if self.decision == IN_FORCE and self.expires_on < day else self.decision

    @property
    def was_approved(self) -> bool:
        """Whether the exception was ever in force."""
        return self.decision in (IN_FORCE, REVOKED)


def exceptions_of(events: Iterable[Event]) -> tuple[ExceptionSeen, ...]:
    """The exceptions of a contract, in the order they were asked for."""
    return tuple(_shown(standing) for standing in overrides.overrides_of(events))


def _shown(standing: overrides.OverrideStanding) -> ExceptionSeen:
    decided, revoked = standing.step(overrides.APPROVED, overrides.REJECTED), standing.step(overrides.REVOKED)
    return ExceptionSeen(
        id=standing.id,
        contract=standing.contract,
        subject=standing.subject,
        codes=standing.codes,
        category=OverrideCategory(standing.category).label,
        reason=clean(standing.reason),
        document_no=clean(standing.document_no),
        requested_on=standing.requested_on,
        expires_on=standing.expires_on,
        decision=_DECISIONS[standing.status],
        decided_on=decided.on if decided else None,
        decided_by=decided.role if decided else "",
        revoked_on=revoked.on if revoked else None,
    )
