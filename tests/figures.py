"""Figures that long runs write into a page of the documents: a section each, in the place of the one of its title."""

from collections.abc import Iterable
from pathlib import Path

from docs.console import ROOT

NIGHTLY = ROOT / "docs/nightly.md"


def write_figures(title: str, rows: Iterable[str], page: Path = NIGHTLY) -> None:
    """Put a table of two columns, what and number, into the page under that title."""
    head, *parts = page.read_text(encoding="utf-8").split("\n## ")
    sections = dict(part.split("\n", 1) for part in parts)
    sections[title] = "\n".join(["", "| what | number |", "|---|---|", *rows, ""])
    written = "".join(f"\n## {name}\n{text.rstrip()}\n" for name, text in sections.items())
    page.write_text(head.rstrip("\n") + "\n" + written, encoding="utf-8")
