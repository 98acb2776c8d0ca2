"""The history and the refusals as the file tells them: documents that follow from the events alone."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from config.vocabulary import Stage
from lifecycle.clock import day_of
from lifecycle.records.journal import Event
from lifecycle.records.projections import STAGE_EVENTS
from lifecycle.records.told import acting_post, told

REFUSALS = frozenset({"advance_refused", "subcontract_approval_refused"})
Document = dict[str, Any]


def by_then(events: Sequence[Event], as_of: date) -> list[Event]:
    """The events whose fact lies on the day or before it."""
    return [event for event in events if event.occurred_on <= as_of]


def history_document(contract: str, events: Sequence[Event], as_of: date) -> Document:
    """The history: both dates, the post, what happened; refusals are in it. `later` counts what came after the day."""
    told_of = by_then(events, as_of)
    return {
        "contract": contract,
        "as_of": as_of.isoformat(),
        "later": len(events) - len(told_of),
        "events": [_entry(event) for event in told_of],
    }


def _entry(event: Event) -> Document:
    return {
        "number": event.number,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_on": day_of(event.recorded_at).isoformat(),
        "recorded_at": event.recorded_at,
        "post": acting_post(event.role),
        "kind": event.kind,
        "told": in_words(event),
        "refused": event.kind in REFUSALS,
        "hash": event.hash,
    }


def in_words(event: Event) -> str:
    """An event in one sentence; one of a form that this release does not know goes by its kind."""
    try:
        return told(event)
    except (LookupError, TypeError, ValueError, AttributeError):
        return event.kind


def is_judged(event: Event) -> bool:
    """Whether a verdict stands behind an event: a move or a refusal."""
    return event.kind in STAGE_EVENTS or event.kind in REFUSALS


def decision(event: Event) -> Document:
    """What the journal itself says of a move or refusal."""
    content = event.content
    refused = event.kind in REFUSALS
    return {
        "number": event.number,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_on": day_of(event.recorded_at).isoformat(),
        "post": acting_post(event.role),
        "kind": event.kind,
        "outcome": "refused" if refused else "moved",
        "from": content.get("from"),
        "to": content.get("to"),
        "from_label": _stage(content.get("from")),
        "to_label": _stage(content.get("to")),
        "subcontract": content.get("subcontract"),
        "recorded_unmet": _unmet(content) if refused else [],
    }


def _stage(stored: Any) -> str | None:
    return next((stage.label for stage in Stage if stage.value == stored), None)


def _unmet(content: Mapping[str, Any]) -> list[Document]:
    found = content.get("unmet")
    return [dict(entry) for entry in found] if isinstance(found, list) else []
