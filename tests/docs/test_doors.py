"""The doors: what a command calls it calls by its own name, and nothing below them speaks of options or commands."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from docs.console import ROOT

from lifecycle.acts import ACTS, Act
from lifecycle.cli.wording import WORDS

DOORS = ("lifecycle/cli", "lifecycle/demo", "flows", "tests")
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
BELOW = [
    path
    for room in ("config", "states", "lifecycle")
    for path in sorted((ROOT / room).rglob("*.py"))
    if not path.relative_to(ROOT).as_posix().startswith(DOORS)
]
AN_OPTION, A_COMMAND = re.compile(r"(?<![\w-])--[a-z]"), re.compile(r"\blifecycle [a-z]")
CARRIERS = ("RequestFault", "Remark")
MAY_SPEAK = {
    "config/settings_text.py": "the comments of a new lifecycle.toml",
    "lifecycle/records/database_copies.py": "the options of PostgreSQL's own programs",
    "lifecycle/papers/ledger_out/exporting.py": "the first sheet of an exported ledger",
    "lifecycle/papers/site/write.py": "the mark by which a written folder is known",
    "lifecycle/web/serve.py": "the command that serves the register",
    "lifecycle/web/ways.py": "which form a cure's command stands for",
}
"""What an installation or a paper says to people of the terminal, whatever door it came by."""

CURES = "states/"
"""Guards name the command that cures, its numbers open, as the rule data does; only terminals and mails show it."""


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
    assert set(ACTS) == set(Act)
    assert all(who.posts for who in ACTS.values())


def _strings(path: Path) -> Iterator[ast.Constant]:
    """The string constants of a file, its docstrings aside."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node


def test_nothing_below_the_doors_names_an_option_or_a_command() -> None:
    """A web page shows the same refusals; what is typed to cure one is the command line's to say."""
    named = {
        f"{path.relative_to(ROOT).as_posix()}:{node.lineno}: {node.value}"
        for path in BELOW
        for node in _strings(path)
        if AN_OPTION.search(node.value) or A_COMMAND.search(node.value)
    }
    assert {line for line in named if line.split(":")[0] not in MAY_SPEAK and not line.startswith(CURES)} == set()


def _constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module names."""
    return {
        target.id: str(node.value.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _raised(path: Path) -> Iterator[tuple[str, set[str]]]:
    """The codes a file gives to faults and remarks, each with the values it hands to the door."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = _constants(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CARRIERS):
            continue
        given = [*node.args, *(word.value for word in node.keywords)]
        keys = [key for each in given if isinstance(each, ast.Dict) for key in each.keys]
        code = node.args[0]
        told = constants.get(code.id, "") if isinstance(code, ast.Name) else str(getattr(code, "value", ""))
        yield told, {str(key.value) for key in keys if isinstance(key, ast.Constant)}


def test_the_words_of_a_code_use_what_its_fault_holds() -> None:
    """No code without a fault that has it, and no place in the words that the fault leaves open."""
    raised: dict[str, list[set[str]]] = {}
    for path in (*BELOW, *sorted((ROOT / "lifecycle" / "cli").rglob("*.py"))):
        for code, keys in _raised(path):
            raised.setdefault(code, []).append(keys)
    assert set(WORDS) <= set(raised)
    for code, pattern in WORDS.items():
        wanted = set(re.findall(r"\{([a-z_]+)\}", pattern)) - {"message", "field", "label"}
        assert all(wanted <= keys for keys in raised[code]), code


def _of_an_actor(node: ast.expr) -> bool:
    """Whether an expression is the post of an actor: `actor.role`, `work.actor.role`."""
    if not (isinstance(node, ast.Attribute) and node.attr == "role"):
        return False
    whose = node.value
    return (isinstance(whose, ast.Name) and whose.id == "actor") or (
        isinstance(whose, ast.Attribute) and whose.attr == "actor"
    )


def test_no_use_case_decides_by_a_post_beside_the_table_of_acts() -> None:
    """The post of an actor is compared in the table alone; every other place asks for an act."""
    compared = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted((ROOT / "lifecycle").rglob("*.py"))
        if path.name not in ("acts.py", "identity.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and any(_of_an_actor(side) for side in (node.left, *node.comparators))
        and not any(isinstance(side, ast.Constant) and side.value is None for side in node.comparators)
    ]
    assert compared == []
