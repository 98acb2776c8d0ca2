"""Labels: the names of the ledger's columns, read from the fields that define them and written nowhere else."""

from typing import Any

from config.place import here


def label(kind: type[Any], name: str) -> str:
    """The name of the ledger's column of a field of a document or of a fact sheet."""
    return here().column(str(kind.__dataclass_fields__[name].metadata["label"]))


def blank_fields(record: Any, *names: str) -> list[str]:
    """Those of the named fields that are blank, in the order given, for a document or a fact sheet."""
    return [name for name in names if getattr(record, name) is None]


def blanks(record: Any, *names: str) -> list[str]:
    """The columns of those of the named fields that are blank, in the order given, for a document or a fact sheet."""
    return [label(type(record), name) for name in blank_fields(record, *names)]
