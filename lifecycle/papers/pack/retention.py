"""How long the contract is kept, in the audit file: the last day of its retention, and every hold placed on it."""

from collections.abc import Sequence
from dataclasses import asdict

from lifecycle.app import App
from lifecycle.papers.pack.told import JsonObject
from lifecycle.records.folds.holds import ErasureHold, HoldDecision, holds_of
from lifecycle.records.journal import Event
from lifecycle.records.told import acting_post
from lifecycle.usecases.retention import kept_until, retention_rule
from states.facts import Contract


def retention_document(app: App, facts: Contract, events: Sequence[Event]) -> JsonObject:
    """The parts of the contract's document: `retention` once it has ended, `holds` where one was ever placed."""
    until, holds = kept_until(app, facts), [_hold(one) for one in holds_of(events)]
    kept = {"until": until.isoformat(), **asdict(rule := retention_rule(app)), "said": rule.said} if until else None
    return {**({"retention": kept} if kept else {}), **({"holds": holds} if holds else {})}


def _hold(hold: ErasureHold) -> JsonObject:
    return {
        "id": hold.id,
        "placed": _decision(hold.placed),
        "lifted": _decision(hold.lifted) if hold.lifted else None,
    }


def _decision(by: HoldDecision) -> JsonObject:
    return {
        "reason": by.reason,
        "approved_by": by.approved_by,
        "document_no": by.document_no,
        "approved_on": by.approved_on.isoformat(),
        "recorded_on": by.recorded_on.isoformat(),
        "by": acting_post(by.role),
    }
