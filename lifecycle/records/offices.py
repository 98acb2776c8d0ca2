"""所属: when a deputy acts for the head of an office, and when the head is away."""

from collections.abc import Mapping
from datetime import date
from typing import Any

DEPUTY_PERIOD = ("deputy_from", "deputy_until")
ABSENCE = ("head_absent_from", "head_absent_until")


def deputy_acts(held: Mapping[str, Any], day: date) -> bool:
    """Whether the deputy stands in on that day: always where no period is recorded, else only within the period."""
    begins, ends = (held.get(name) for name in DEPUTY_PERIOD)
    return (begins is None or date.fromisoformat(begins) <= day) and (ends is None or day <= date.fromisoformat(ends))


def deputy_replaces(held: Mapping[str, Any], day: date) -> bool:
    """Whether the deputy acts for the head on that day: a recorded period says so, or the head is absent."""
    return (any(held.get(name) for name in DEPUTY_PERIOD) or head_is_absent(held, day)) and deputy_acts(held, day)


def head_is_absent(held: Mapping[str, Any], day: date) -> bool:
    """Whether the head is recorded as absent on that day."""
    begins, ends = (date.fromisoformat(held[name]) if held.get(name) else None for name in ABSENCE)
    return begins is not None and begins <= day and (ends is None or day <= ends)
