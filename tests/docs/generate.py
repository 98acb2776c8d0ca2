"""Writes what the docs take from the code: `.venv/bin/python tests/docs/generate.py --write`; without it, compares."""

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.console import ROOT, replayed

from docs import rule_tables

README, RULES = ROOT / "README.md", ROOT / "docs" / "rules.md"
REGIONS: Mapping[str, Callable[[], list[str]]] = {
    "diagram": rule_tables.diagram,
    "gates": rule_tables.gates,
    "warnings": rule_tables.warnings,
    "kinds": rule_tables.kinds,
    "commands": rule_tables.commands,
    "planned": rule_tables.planned,
    "terms": rule_tables.terms,
}
_REGION = re.compile(r"^<!-- generated: (\w+) -->\n(.*?)^<!-- end -->$", re.MULTILINE | re.DOTALL)


def with_tables(document: str) -> str:
    """The document with every generated region as its table is now."""

    def written(region: re.Match[str]) -> str:
        return "\n".join([f"<!-- generated: {region[1]} -->", *REGIONS[region[1]](), "<!-- end -->"])

    return _REGION.sub(written, document)


def regions_in(document: str) -> list[str]:
    """The names of the generated regions of a document."""
    return [region[1] for region in _REGION.finditer(document)]


def readme(folder: Path) -> str:
    """The README as it must be; its console session is typed in the folder."""
    return replayed(with_tables(README.read_text(encoding="utf-8")), folder)


def main(arguments: list[str]) -> int:
    """Write the docs, or name those that differ from what would be written (exit 1)."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = {README: readme(Path(folder)), RULES: rule_tables.rules_document()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--write" in arguments:
            path.write_text(wanted[path], encoding="utf-8")
        sys.stdout.write(f"{'written' if '--write' in arguments else 'stale'}: {path.relative_to(ROOT)}\n")
    return 1 if stale and "--write" not in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
