"""Alerts and exceptions as the journal tells them by a date: each replayed from the events of its contract."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from lifecycle.records.journal import Event
from notifications.plain import clean
from states.vocabulary import OverrideCategory

Content = Mapping[str, Any]
REQUESTED, IN_FORCE, EXPIRED, REJECTED, REVOKED = "申請中", "適用中", "期限切れ", "却下", "取消"


@dataclass(frozen=True, slots=True)
class Telling:
    """One message about an alert: the day, the step of the ladder (its id), and the posts told, by office."""

    on: date
    step: str
    repeat: int
    to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AlertSeen:
    """An alert as it stood on the day. `planned_on` is the day the office promised, `paused_until` a delay it got."""

    id: str
    contract: str
    subject: str
    code: str
    division: str
    due_on: date | None
    opened_on: date
    tellings: tuple[Telling, ...] = ()
    planned_on: date | None = None
    paused_until: date | None = None
    resolved_on: date | None = None

    @property
    def last(self) -> Telling | None:
        """The latest message about it, None where it was found but nobody was told yet."""
        return self.tellings[-1] if self.tellings else None


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


def alerts_of(events: Iterable[Event]) -> tuple[AlertSeen, ...]:
    """The alerts of a contract, in the order they were opened; events of kinds unknown here pass by."""
    found: dict[str, AlertSeen] = {}
    for event in events:
        if not event.kind.startswith("alert_"):
            continue
        content = event.content
        if event.kind == "alert_opened":
            found[content["id"]] = _opened(event, content)
        elif content.get("id") in found:
            found[content["id"]] = _changed(found[content["id"]], event, content)
    return tuple(found.values())


def _opened(event: Event, content: Content) -> AlertSeen:
    return AlertSeen(
        id=content["id"],
        contract=event.subject,
        subject=content["subject"],
        code=content["code"],
        division=content.get("division", ""),
        due_on=_day(content.get("due_on")),
        opened_on=event.occurred_on,
    )


def _changed(alert: AlertSeen, event: Event, content: Content) -> AlertSeen:
    if event.kind == "alert_told":
        to = tuple((str(division), str(post)) for division, post in content.get("to", ()))
        telling = Telling(event.occurred_on, content["step"], int(content.get("repeat", 0)), to)
        return replace(alert, tellings=(*alert.tellings, telling))
    if event.kind == "alert_acknowledged":
        return replace(alert, planned_on=_day(content.get("planned_on")) or alert.planned_on)
    if event.kind == "alert_snoozed":
        return replace(alert, paused_until=_day(content.get("snoozed_until")))
    return replace(alert, resolved_on=event.occurred_on) if event.kind == "alert_resolved" else alert


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
        category=OverrideCategory.of(content["category"]).label,
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


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None
