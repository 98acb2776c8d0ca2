"""所属: who holds which post of an office on a day, with appointments to come and deputies for a time.

An office's stored fields are its posts as last recorded; a field `officer@2025-04-01` is what holds from that day.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Connection, select

from lifecycle.records.tables import division

Fields = dict[str, Any]
AT = "@"
DEPUTY_PERIOD = ("deputy_from", "deputy_until")
ABSENCE = ("head_absent_from", "head_absent_until")


def offices_on(connection: Connection, day: date) -> dict[str, Fields]:
    """Every office's posts as they are held on a day, by the office's name."""
    return {row.name: held_on(orjson.loads(row.fields), day) for row in connection.execute(select(division))}


def office_on(connection: Connection, name: str, day: date) -> Fields:
    """One office's posts on a day; empty where there is no such office."""
    stored = connection.execute(select(division.c.fields).where(division.c.name == name)).scalar()
    return held_on(orjson.loads(stored), day) if stored else {}


def held_on(stored: Mapping[str, Any], day: date) -> Fields:
    """The posts on a day: what was recorded, and over it every appointment that had begun, in order of its day."""
    held = {name: value for name, value in stored.items() if AT not in name}
    for name in sorted((n for n in stored if AT in n), key=lambda n: n.partition(AT)[2]):
        post, _, begins = name.partition(AT)
        if date.fromisoformat(begins) <= day:
            held[post] = stored[name]
    return {name: value for name, value in held.items() if value is not None}


def deputy_acts(held: Mapping[str, Any], day: date) -> bool:
    """Whether the deputy stands in on that day: always where no period is recorded, else within it."""
    begins, ends = (held.get(name) for name in DEPUTY_PERIOD)
    return (begins is None or date.fromisoformat(begins) <= day) and (ends is None or day <= date.fromisoformat(ends))


def deputy_replaces(held: Mapping[str, Any], day: date) -> bool:
    """Whether the deputy acts for the head on that day: a recorded period says so, or the head is absent."""
    return (any(held.get(name) for name in DEPUTY_PERIOD) or head_is_absent(held, day)) and deputy_acts(held, day)


def head_is_absent(held: Mapping[str, Any], day: date) -> bool:
    """Whether the head is recorded as absent on that day."""
    begins, ends = (date.fromisoformat(held[name]) if held.get(name) else None for name in ABSENCE)
    return begins is not None and begins <= day and (ends is None or day <= ends)


def settled(stored: Mapping[str, Any], day: date) -> Fields:
    """An office's fields with every appointment that has begun in its place; those to come stay."""
    coming = {n: v for n, v in stored.items() if AT in n and date.fromisoformat(n.partition(AT)[2]) > day}
    return {**held_on(stored, day), **coming}
