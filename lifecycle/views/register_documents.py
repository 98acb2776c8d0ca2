"""What is owed, what happened, what was excepted: the entries of registers as documents, as every door prints them."""

from collections.abc import Mapping
from typing import Any

from config.vocabulary import Role
from lifecycle.records.journal import Event
from states.duty import Owed


def owed_document(row: Owed) -> dict[str, Any]:
    """The JSON of one duty that is owed."""
    duty = row.duty
    return {
        "subject": duty.subject,
        "code": duty.code,
        "contract": duty.contract,
        "division": row.division,
        "title": row.title,
        "label": duty.label,
        "source": duty.source,
        "reason": duty.reason,
        "remedy": duty.remedy,
        "responsible": Role(duty.responsible),
        "gate": duty.gate,
        "due_on": duty.due_on,
        "overdue_business_days": duty.overdue_business_days,
        "strength": duty.strength,
        "strength_label": duty.strength_label,
        "grounds": duty.grounds,
        "due_note": duty.due_note,
    }


def event_document(event: Event) -> dict[str, Any]:
    """The JSON of one event of a history."""
    return {
        "number": event.number,
        "kind": event.kind,
        "occurred_on": event.occurred_on,
        "recorded_at": event.recorded_at,
        "actor": event.actor,
        "os_user": event.os_user,
        "role": event.role,
        "via": event.via,
        "authenticated": event.authenticated,
        "clock": event.clock,
        "content": event.content,
        "hash": event.hash,
    }


def exception_document(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON of one exception."""
    return {**entry, "codes": entry["codes"].split(",")}
