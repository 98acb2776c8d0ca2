"""Whatever the project cites, it holds: no reader is sent to a document that is not here."""

import re
from collections.abc import Iterator
from pathlib import Path

from docs.console import ROOT
from docs.test_layout import own_files

HERE = ROOT / "tests" / "docs"
"""Whose code makes up the names of documents."""
DECISIONS = ROOT / "docs" / "decisions"
_DOCUMENT = re.compile(r"[A-Za-z0-9_./-]+\.md\b")
_TICKET = re.compile(r"\b[Ii]ssue(?: \d+\b|, |: | «)")


def _texts() -> Iterator[tuple[Path, str]]:
    for path in own_files():
        if path.suffix in (".py", ".toml", ".md", ".j2", ".txt") and not (path.suffix == ".py" and path.parent == HERE):
            yield path, path.read_text(encoding="utf-8")


def test_every_document_that_is_cited_stands_in_the_repository() -> None:
    """By its path from the top, or from where it is cited; a decision by its name."""
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, text in _texts()
        for name in _DOCUMENT.findall(text)
        if not any((folder / name).is_file() for folder in (ROOT, path.parent, DECISIONS))
    ]
    assert missing == []


def test_no_ticket_is_cited() -> None:
    """Tickets are elsewhere and end; what was meant is said."""
    cited = [f"{path.relative_to(ROOT)}: {hit.group()}" for path, text in _texts() for hit in _TICKET.finditer(text)]
    assert cited == []
