"""Writes what the docs take from the code: `.venv/bin/python tests/docs/generate.py --write`; without it, compares.

With `--tables` only the generated tables are looked at, and no console block is typed again: a matter of a second.
"""

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.console import ROOT, page_replayed, prepared, replayed

from docs import act_table, decisions, event_table, japanese_tables, plan, rule_tables, semantics_tables

DOCS = ROOT / "docs"
README, WALK = ROOT / "README.md", DOCS / "walk.md"
JAPANESE, WALK_JA = ROOT / "README.ja.md", DOCS / "ひととおり.md"
SESSIONS = (README, WALK, JAPANESE, WALK_JA)
"""Each of these documents is one console session, which begins with the setting up of an installation."""
GUIDES = tuple(sorted((DOCS / "手引き").glob("*.md")))
RULES, SEMANTICS, ARCHITECTURE = DOCS / "rules.md", DOCS / "semantics.md", DOCS / "architecture.md"
REFERENCE, REFERENCE_JA = DOCS / "reference.md", DOCS / "参照.md"
ACTS = DOCS / "acts.md"
LIMITS, GLOSSARY = DOCS / "limits.md", DOCS / "glossary.md"
TABLES: Mapping[Path, Mapping[str, Callable[[], list[str]]]] = {
    REFERENCE: {
        "commands": rule_tables.commands,
        "kinds": rule_tables.kinds,
        "diagram": rule_tables.diagram,
        "gates": rule_tables.gates,
        "warnings": rule_tables.warnings,
    },
    REFERENCE_JA: {
        "commands_ja": japanese_tables.commands,
        "kinds_ja": japanese_tables.kinds,
        "diagram": rule_tables.diagram,
        "gates_ja": japanese_tables.gates,
        "warnings_ja": japanese_tables.warnings,
    },
    ACTS: {"acts": act_table.acts, "doors": act_table.doors, "ledger_columns": act_table.ledger_columns},
    LIMITS: {"planned": rule_tables.planned},
    GLOSSARY: {"terms": rule_tables.terms},
    SEMANTICS: {"closed_set": semantics_tables.closed_set, "due_dates": semantics_tables.due_dates},
    ARCHITECTURE: {
        "rooms": plan.drawing,
        "neighbours": plan.neighbours,
        "events": event_table.kinds,
        "event_parts": event_table.parts,
    },
    decisions.INDEX: {"decisions": decisions.index},
}
"""The generated regions of each document."""
_BY_NAME = {name: rows for regions in TABLES.values() for name, rows in regions.items()}
_REGION = re.compile(r"^<!-- generated: (\w+) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)


def with_tables(document: str) -> str:
    """The document with every generated region as its table is now."""

    def written(region: re.Match[str]) -> str:
        return "\n".join([f"<!-- generated: {region[1]} -->", *_BY_NAME[region[1]](), "<!-- end -->"])

    return _REGION.sub(written, document)


def regions_in(document: str) -> list[str]:
    """The names of the generated regions of a document."""
    return [region[1] for region in _REGION.finditer(document)]


def tables_only() -> dict[Path, str]:
    """Every document with generated tables, as it must be but for its console blocks."""
    return {path: with_tables(path.read_text(encoding="utf-8")) for path in TABLES}


def documents(folder: Path) -> dict[Path, str]:
    """Every document but docs/rules.md as it must be; each session is typed in a folder of its own."""
    wanted = tables_only()
    for number, path in enumerate(SESSIONS):
        own = folder / f"session{number}"
        own.mkdir()
        wanted[path] = replayed(path.read_text(encoding="utf-8"), own)
    home = prepared(folder)
    for number, path in enumerate(GUIDES):
        own = folder / f"guide{number}"
        own.mkdir()
        wanted[path] = page_replayed(path, own, home)
    return wanted


def main(arguments: list[str]) -> int:
    """Write the docs, or name those that differ from what would be written (exit 1)."""
    with tempfile.TemporaryDirectory() as folder:
        written = tables_only() if "--tables" in arguments else documents(Path(folder))
    wanted = {RULES: rule_tables.rules_document(), **written}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--write" in arguments:
            path.write_text(wanted[path], encoding="utf-8")
        sys.stdout.write(f"{'written' if '--write' in arguments else 'stale'}: {path.relative_to(ROOT)}\n")
    return 1 if stale and "--write" not in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
