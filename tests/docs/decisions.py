"""The decisions under docs/decisions: read from their pages, and listed in an index."""

import re
from dataclasses import dataclass
from pathlib import Path

from docs.console import ROOT
from docs.rule_tables import table

FOLDER = ROOT / "docs" / "decisions"
INDEX = FOLDER / "README.md"
_PART = re.compile(r"^- \*\*(\w+)\.\*\* (.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Decision:
    """One page: its number, its title, and its parts by name, of which the first line is kept."""

    path: Path
    number: str
    title: str
    parts: dict[str, str]


def decisions() -> list[Decision]:
    """Every decision, in the order of the numbers."""
    return [_read(path) for path in sorted(FOLDER.glob("[0-9]*.md"))]


def _read(path: Path) -> Decision:
    text = path.read_text(encoding="utf-8")
    number, _, title = text.partition("\n")[0].removeprefix("# ").partition(" ")
    return Decision(path, number, title, dict(_PART.findall(text)))


def index() -> list[str]:
    """The table of the index: number, title, date and status."""
    rows = [(f"[{d.number}]({d.path.name})", d.title, d.parts["Date"], d.parts["Status"]) for d in decisions()]
    return table(("number", "decision", "date", "status"), rows)
