"""The doors: what a command calls it calls by its own name."""

import ast
from collections.abc import Iterator
from pathlib import Path

from docs.console import ROOT

from lifecycle.identity import PERMISSIONS, May

DOORS = ("lifecycle/cli", "lifecycle/demo", "flows", "tests")
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")


def _renamed(path: Path) -> Iterator[str]:
    """The functions and modules of the rooms that a file imports under another name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ROOMS:
            for name in node.names:
                if name.asname:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.module}.{name.name} as {name.asname}"


def test_nothing_is_called_by_another_name() -> None:
    """A search for `moves.advance` finds the command that calls it."""
    files = [path for door in DOORS for path in sorted((ROOT / door).rglob("*.py"))]
    assert len(files) > 200
    assert [line for path in files for line in _renamed(path)] == []


def test_every_permission_is_granted_to_somebody() -> None:
    """A deed that a use case asks for stands in the table of posts, so that no post meets a missing key."""
    assert set(PERMISSIONS) == set(May)
    assert all(PERMISSIONS.values())
