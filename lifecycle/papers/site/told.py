"""Exceptions as the journal tells them by a date: each replayed from the events of its contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from config.vocabulary import OverrideCategory
from lifecycle.records.journal import Event
from notifications.plain import clean

Content = Mapping[str, Any]
REQUESTED, IN_FORCE, EXPIRED, REJECTED, REVOKED = "申請中", "適用中", "期限切れ", "却下", "取消"


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
        """申請中, 適用中, 期限切れ, 却下 or 取消."""
        return EXPIRED if self.decision == IN_FORCE and self.expires_on < day else self.decision

    @property
    def was_approved(self) -> bool:
        """Whether it was ever in force."""
        return self.decision in (IN_FORCE, REVOKED)


def exceptions_of(events: Iterable[Event]) -> tuple[ExceptionSeen, ...]:
    """The exceptions of a contract, in the order they were asked for."""
    found: dict[str, ExceptionSeen] = {}
    for event in events:
        if not event.kind.startswith("override_"):
            continue
        content = event.content
        if event.kind == "override_requested":
            found[content["id"]] = _requested(event, content)
        elif content["id"] in found:
            found[content["id"]] = _decided(found[content["id"]], event)
    return tuple(found.values())


def _requested(event: Event, content: Content) -> ExceptionSeen:
    return ExceptionSeen(
        id=content["id"],
        contract=event.subject,
        subject=content["subject"],
        codes=tuple(content["codes"]),
        category=OverrideCategory(content["category"]).label,
        reason=clean(content["reason"]),
        document_no=clean(content["document_no"]),
        requested_on=event.occurred_on,
        expires_on=date.fromisoformat(content["expires_on"]),
    )


def _decided(asked: ExceptionSeen, event: Event) -> ExceptionSeen:
    if event.kind == "override_revoked":
        return replace(asked, decision=REVOKED, revoked_on=event.occurred_on)
    decision = IN_FORCE if event.kind == "override_approved" else REJECTED
    return replace(asked, decision=decision, decided_on=event.occurred_on, decided_by=event.role)
