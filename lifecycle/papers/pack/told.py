"""The history and the refusals in the audit file: documents that follow from the events alone."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from config.vocabulary import Stage
from lifecycle.clock import day_of
from lifecycle.records.events.kinds import kinds_of
from lifecycle.records.events.moves import (
    AdvanceRefused,
    Lacking,
    Refused,
    StageReached,
    SubcontractApprovalRefused,
)
from lifecycle.records.events.shapes import Body
from lifecycle.records.journal import Event
from lifecycle.records.told import acting_post, told

_REFUSALS, _MOVES = frozenset(kinds_of(Refused)), frozenset(kinds_of(StageReached))
JsonObject = dict[str, Any]


def by_then(events: Sequence[Event], as_of: date) -> list[Event]:
    """The events whose fact lies on the day or before it."""
    return [event for event in events if event.occurred_on <= as_of]


def history_document(contract: str, events: Sequence[Event], as_of: date) -> JsonObject:
    """The history: both dates, the post, what happened, refusals too; `later` counts the events after the day."""
    told_of = by_then(events, as_of)
    return {
        "contract": contract,
        "as_of": as_of.isoformat(),
        "later": len(events) - len(told_of),
        "events": [_entry(event) for event in told_of],
    }


def _entry(event: Event) -> JsonObject:
    return {
        "number": event.number,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_on": day_of(event.recorded_at).isoformat(),
        "recorded_at": event.recorded_at,
        "post": acting_post(event.role),
        "kind": event.kind,
        "told": in_words(event),
        "refused": event.kind in _REFUSALS,
        "hash": event.hash,
    }


def in_words(event: Event) -> str:
    """An event in one sentence; an event whose form this release does not know goes by its kind."""
    try:
        return told(event)
    except (LookupError, TypeError, ValueError, AttributeError):
        return event.kind


def is_judged(event: Event) -> bool:
    """Whether a verdict stands behind an event: a move or a refusal."""
    return event.kind in _MOVES or event.kind in _REFUSALS


def decision(event: Event) -> JsonObject:
    """The decision of a move or refusal, as the journal itself tells it."""
    body, sides = event.body, _sides(event.body)
    before, after = sides if sides else (None, None)
    return {
        "number": event.number,
        "occurred_on": event.occurred_on.isoformat(),
        "recorded_on": day_of(event.recorded_at).isoformat(),
        "post": acting_post(event.role),
        "kind": event.kind,
        "outcome": "refused" if isinstance(body, Refused) else "moved",
        "from": before.value if before else None,
        "to": after.value if after else None,
        "from_label": before.label if before else None,
        "to_label": after.label if after else None,
        "subcontract": body.subcontract if isinstance(body, SubcontractApprovalRefused) else None,
        "recorded_unmet": [_lacking(one) for one in body.unmet] if isinstance(body, Refused) else [],
    }


def target_of(event: Event) -> Stage | None:
    """The stage that a move or refusal aimed at; None for the approval of a subcontract."""
    sides = _sides(event.body)
    return sides[1] if sides else None


def _sides(body: Body) -> tuple[Stage, Stage] | None:
    """The stages from which and to which a move or a refused move leads; None for any other event."""
    return (body.before, body.stage) if isinstance(body, StageReached | AdvanceRefused) else None


def _lacking(one: Lacking) -> JsonObject:
    return {"code": one.code, "reason": one.reason, "subject": one.subject}
