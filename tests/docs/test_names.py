"""One name for one thing: what a reader meets twice under one word is one thing, and a local says what it holds."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from docs.console import ROOT

ROOMS = ("config", "states", "notifications", "lifecycle", "flows")


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def _types(tree: ast.Module) -> Iterator[str]:
    """The classes and the named types that a module declares: no constants, no functions."""
    for statement in tree.body:
        if isinstance(statement, ast.ClassDef):
            yield statement.name
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            name = statement.targets[0].id
            if len(name) > 1 and name[0].isupper() and not name.isupper():
                yield name


def test_no_two_types_bear_one_name() -> None:
    """A word names one thing in the whole product; private types (with an underscore) are their module's own."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, tree in _modules():
        for name in _types(tree):
            places[name].append(str(path))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_no_local_is_called_found() -> None:
    """What was found has a noun: a contract, an event, a fault. Only a fault's own field tells what stood there."""
    allowed = {"lifecycle/ledger/rows.py", "lifecycle/ledger/workbook.py"}
    named = {
        str(path)
        for path, tree in _modules()
        for node in ast.walk(tree)
        if (isinstance(node, ast.Name) and node.id == "found" and isinstance(node.ctx, ast.Store))
        or (isinstance(node, ast.arg) and node.arg == "found")
    }
    named -= {
        str(path) for path, tree in _modules() for node in tree.body if isinstance(node, ast.ClassDef)
        if any(isinstance(field, ast.AnnAssign) and getattr(field.target, "id", "") == "found" for field in node.body)
    }  # fmt: skip
    assert named <= allowed
