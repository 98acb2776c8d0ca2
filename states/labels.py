"""Labels: what the ledger's columns are called, read from the fields that define them; nowhere written again."""

from typing import Any


def label(kind: type[Any], name: str) -> str:
    """The ledger's column of a field of a document or of a fact sheet."""
    return str(kind.__dataclass_fields__[name].metadata["label"])


def blanks(record: Any, *names: str) -> list[str]:
    """The columns, in this order, of those fields of a document or of a fact sheet that are blank."""
    return [label(type(record), name) for name in names if getattr(record, name) is None]
