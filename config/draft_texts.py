"""The texts of a draft that nobody has written yet: what the skeleton of a draft leaves open stands in 〔 〕."""

from collections.abc import Iterator
from typing import Any

from config.errors import DataFault, RuleDataError
from config.released import PackFiles
from config.toml_files import tables_of

_OPEN, _CLOSE = "〔", "〕"


def unwritten(files: PackFiles) -> Iterator[DataFault]:
    """A fault for every value that is a mark of the skeleton still, by its file and its place."""
    for name, text in files.items():
        try:
            data = tables_of(text.encode(), name)
        except RuleDataError:
            continue
        for place, value in _values("", data):
            if isinstance(value, str) and value.startswith(_OPEN) and value.endswith(_CLOSE):
                yield DataFault(name, place, f"まだ書かれていません({value[1:-1]})")


def _values(place: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(f"{place}.{key}".lstrip("."), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _values(f"{place} {number}番目".lstrip(), inner)
    else:
        yield place, value
