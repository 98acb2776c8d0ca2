"""Values as JSON takes them, the same for every door."""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any


def plain_value(value: Any) -> Any:
    """A value as JSON takes it: dates in ISO form, terms by their id, tuples as lists."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(k): plain_value(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain_value(v) for v in value]
    return value
