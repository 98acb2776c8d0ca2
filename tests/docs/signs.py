"""The signs on the doors: what a package says it may import, and what its files import."""

import ast
import re
import sys
from dataclasses import dataclass
from itertools import takewhile

from docs.console import ROOT

PARTS = ("Belongs here:", "Does not belong here:", "May import:")
LAZILY = "lazily:"
"""Before the names that are imported inside functions, or for types alone."""
NAME = re.compile(r"`([\w.]+)`")


@dataclass(frozen=True, slots=True)
class Imports:
    """What the files of a package import from outside it: anywhere, and when they are loaded."""

    anywhere: frozenset[str]
    at_loading: frozenset[str]


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a sign allows: every name, and those among them that it allows lazily only."""

    every: frozenset[str]
    lazily: frozenset[str]


def packages(rooms: tuple[str, ...]) -> list[str]:
    """The dotted names of all packages in the rooms."""
    doors = [door for room in rooms for door in sorted((ROOT / room).rglob("__init__.py"))]
    return [".".join(door.parent.relative_to(ROOT).parts) for door in doors]


def sign(package: str) -> str:
    """The docstring of a package, or nothing."""
    door = ROOT.joinpath(*package.split("."), "__init__.py")
    return ast.get_docstring(ast.parse(door.read_text(encoding="utf-8"))) or ""


def allowed(text: str) -> Allowed:
    """The names that stand in backticks after «May import:»."""
    may = text.partition(PARTS[-1])[2]
    always, _, lazily = may.partition(LAZILY)
    return Allowed(frozenset(NAME.findall(may)), frozenset(NAME.findall(lazily)) - frozenset(NAME.findall(always)))


def imports(package: str) -> Imports:
    """What the files of a package and of the packages inside it import, but for the standard library."""
    anywhere: set[str] = set()
    at_loading: set[str] = set()
    for path in sorted(ROOT.joinpath(*package.split(".")).rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        later = {id(node) for block in ast.walk(tree) if _is_not_run_at_loading(block) for node in ast.walk(block)}
        for node in ast.walk(tree):
            names = {room for module in _modules(node) if (room := _seen_from(package, module))}
            anywhere |= names
            at_loading |= set() if id(node) in later else names
    return Imports(frozenset(anywhere), frozenset(at_loading))


def _is_not_run_at_loading(node: ast.AST) -> bool:
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    return isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)


def _modules(node: ast.AST) -> list[str]:
    """The modules that an import names; `from package import module` names the module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:
        inner = [f"{node.module}.{alias.name}" for alias in node.names]
        return [name if _stands(name) else node.module for name in inner]
    return []


def _stands(module: str) -> bool:
    path = ROOT.joinpath(*module.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _seen_from(package: str, module: str) -> str | None:
    """The neighbour in which a package meets a module: the shortest part of its name that is not the package's own."""
    ours, theirs = package.split("."), module.split(".")
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
    if common in (len(ours), len(theirs)) or theirs[0] in sys.stdlib_module_names:
        return None
    return ".".join(theirs[: common + 1])
