"""Templates of the product, read in the words of the place: {所属長} is replaced by what the place calls that post."""

import re
from collections.abc import Callable
from pathlib import Path

from config.place import here

_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
"""The names of templates: no way out of their folder."""


def local_source(*folders: Path) -> Callable[[str], tuple[str, str, Callable[[], bool]] | None]:
    """A reader for jinja of the product's templates in these folders; only their own text passes it, never a value.

    A template is read anew where the process speaks by another pack by now.
    """

    def read(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        places = [folder / name for folder in folders] if _NAME.fullmatch(name) else []
        path = next((place for place in places if place.is_file()), None)
        if path is None:
            return None
        words, changed = here(), path.stat().st_mtime_ns
        text = words.said(path.read_text(encoding="utf-8"))
        return text, str(path), lambda: here() == words and path.is_file() and path.stat().st_mtime_ns == changed

    return read
