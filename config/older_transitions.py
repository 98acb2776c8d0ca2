"""Transitional rules as packs wrote them before they had conditions: brought into the shape of today, meaning kept.

A home judges the moves that it made by the very text of their day, so this text must go on meaning what it meant.
"""

from collections.abc import Mapping
from typing import Any

_LONG_TERM = {"field": "long_term", "is": True}


def brought_up(row: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with the conditions that the engine itself once put; one that has its own stays as it is."""
    entry = dict(row)
    if "when" in row or entry.get("always"):
        return entry
    if entry.get("effect") == "warns":
        return {**entry, "when": [_LONG_TERM], "softens": "what_came_later"}
    if entry.get("effect") == "lifts":
        return {**entry, "when": _once_meant(entry)}
    return {key: value for key, value in entry.items() if key not in ("cutoff_on", "fiscal_year")}


def _once_meant(entry: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a lifting rule asked: a 締結日 before its cut-off, and what was done in its year; else other articles."""
    year, cutoff = entry.get("fiscal_year"), entry.get("cutoff_on")
    before = [{"field": "concluded_on", "before": cutoff}] if cutoff else []
    if year is not None:
        received = {"field": "received_on", "fiscal_year": year}
        old = [received, {"field": "form_edition", "older_than": "newest"}]
        checked = {"record": "checklist", "field": "emergency_check_on", "fiscal_year": year, "version": "any"}
        return [*before, {"record": "checklist", "version": "any", "holds": old}, checked]
    if before:
        return [*before, {"none": [_LONG_TERM]}]
    articles = {"field": "omitted_articles", "among": "mandatory_articles", "covered_by": "separate_articles"}
    return [{"record": "contract_review", **articles}]
