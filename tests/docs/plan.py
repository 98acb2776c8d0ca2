"""The drawing of `lifecycle/` in docs/architecture.md: the floors of pyproject's contracts, with the rooms' signs."""

import ast
import tomllib
from itertools import chain

from docs.console import ROOT
from docs.rule_tables import table

from docs import signs

_HEAD = 14


def floors(container: str) -> list[list[str]]:
    """The floors inside a room from the top down, each with the rooms that stand side by side on it."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract.get("containers") == [container])
    return [[name.strip() for name in layer.split("|")] for layer in layers]


def drawing() -> list[str]:
    """The rooms of `lifecycle`, the upper ones above those they may look down on, and the rooms inside papers."""
    rows = [*_rows("lifecycle", ""), "", "inside papers/", *_rows("lifecycle.papers", "  ")]
    return ["```text", *rows, "```"]


def _rows(container: str, indent: str) -> list[str]:
    rows = []
    for floor in floors(container):
        for number, room in enumerate(floor):
            beside = "" if number == len(floor) - 1 else " |"
            rows.append(f"{indent}{room}{beside}".ljust(_HEAD) + told(f"{container}.{room}"))
    return rows


def told(name: str) -> str:
    """What a room or a file of the hall says of itself in its first sentence, without its name."""
    path = ROOT.joinpath(*name.split("."))
    source = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    opening = (ast.get_docstring(ast.parse(source.read_text(encoding="utf-8"))) or "").partition("\n\n")[0]
    return " ".join(opening.split()).removeprefix(f"{path.name}: ").rstrip(".")


def neighbours() -> list[str]:
    """Which rooms each room of `lifecycle` knows, as its sign says."""
    rooms = [room for room in chain.from_iterable(floors("lifecycle")) if (ROOT / "lifecycle" / room).is_dir()]
    rows = []
    for room in rooms:
        allowed = signs.allowed(signs.sign(f"lifecycle.{room}"))
        inner = sorted(name.removeprefix("lifecycle.") for name in allowed.every if name.startswith("lifecycle."))
        rows.append((f"`{room}`", " ".join(f"`{name}`" for name in inner) or "—"))
    return table(("room", "knows of `lifecycle`"), rows)
