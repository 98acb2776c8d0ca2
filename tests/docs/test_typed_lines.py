"""Every command that a text tells somebody to type is one of the product's, with options that it has."""

import ast
import re
from functools import cache
from pathlib import Path

from cyclopts import App

from lifecycle.cli.main import build

ROOT = Path(__file__).parents[2]
TYPED = re.compile(r"lifecycle((?: (?!--)[a-z][a-z-]*)+)((?:(?! [がでとをはの])[^`」。、\n])*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
EVERYWHERE = {"--actor", "--json", "--help", "--version"}
READ = [
    *sorted((ROOT / "lifecycle").rglob("*.py")),
    *sorted((ROOT / "config").rglob("*.py")),
    *sorted((ROOT / "notifications").rglob("*.py")),
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "手引き").glob("*.md")),
    *sorted((ROOT / "config" / "packs").rglob("*.toml")),
    ROOT / "README.md",
]


def texts(path: Path) -> list[str]:
    """What of a file people read: the strings of a module (those that stand together as one), all of another file."""
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        return [content]
    nodes = ast.walk(ast.parse(content))
    parts: list[str] = []
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            parts.append(node.value)
        elif isinstance(node, ast.JoinedStr):
            parts.append("".join(str(one.value) if isinstance(one, ast.Constant) else "…" for one in node.values))
    return parts


@cache
def whole() -> App:
    """Every command."""
    return build()


@cache
def options_of(words: tuple[str, ...]) -> frozenset[str] | None:
    """The options of the command that these words begin with; None where they begin with none."""
    app, known = whole(), None
    for word in words:
        if word not in app:
            break
        app = app[word]
        if app.default_command is not None:
            known = frozenset(name for one in app.assemble_argument_collection() for name in one.names) | EVERYWHERE
    return known


def unknown(text: str) -> list[str]:
    """The options in what a text tells to type that the command does not have."""
    told = []
    for typed in TYPED.finditer(text):
        known = options_of(tuple(typed[1].split()))
        if known is not None:
            told += [f"{typed[0].strip()}: {one}" for one in OPTION.findall(typed[2]) if one not in known]
    return told


def test_every_option_that_is_told_is_there() -> None:
    """In what commands print, in guides, in the rule data's own cures."""
    wrong = {str(path.relative_to(ROOT)): unknown("\n".join(texts(path))) for path in READ}
    assert {name: told for name, told in wrong.items() if told} == {}


def test_an_option_that_is_not_there_would_be_told() -> None:
    """Of a command, and of one of a group."""
    assert unknown("送るなら lifecycle deliver --force で送る") == ["lifecycle deliver --force: --force"]
    assert unknown("lifecycle home restored --reason 理由 --cause x")[0].endswith("--cause")
    assert unknown("lifecycle deliver --force-send。") == []
