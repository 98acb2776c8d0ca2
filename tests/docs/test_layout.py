"""The installation: what stands at the top, how large its files are, what its code may not do."""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from docs.console import ROOT

from docs import signs

ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
FILES = ("README.md", "CHANGELOG.md", "LICENSE", "pyproject.toml", "requirements.lock", "runtime.lock", "Makefile")
TOP = {*ROOMS, "tests", "docs", *FILES}
MAY_STAND = {"README.ja.md", "CONTRIBUTING.md"}
LANDING = {"__init__.py", "app.py", "clock.py", "identity.py", "acts.py", "process_user.py"}
CLOCK = "lifecycle/clock.py"
MIGRATIONS = "lifecycle/records/migrations/versions/"
"""A migration is written once and never tidied."""
MAX_FILE, MAX_FUNCTION = 300, 40


def own_files() -> list[Path]:
    """The project's files, in a checkout as in an archive of it: what its folders hold, and its own at the top."""
    folders = [ROOT / name for name in (*ROOMS, "tests", "docs", ".ci")]
    own = [p for folder in folders for p in folder.rglob("*") if "__pycache__" not in p.parts]
    own += [ROOT / name for name in TOP if (ROOT / name).is_file()]
    return [path for path in own if path.is_file()]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


CODE = [p for room in ROOMS for p in sorted((ROOT / room).rglob("*.py"))]


@cache
def trees() -> dict[str, ast.Module]:
    """Every file of the rooms, read."""
    return {_name(path): ast.parse(path.read_text(encoding="utf-8")) for path in CODE}


def _definitions(tree: ast.Module) -> Iterator[tuple[str, ast.AST, bool]]:
    """Classes and functions with their dotted names, and whether they can be reached from outside."""

    def inside(body: list[ast.stmt], prefix: str, public: bool) -> Iterator[tuple[str, ast.AST, bool]]:
        for node in body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                seen = public and not node.name.startswith("_")
                yield prefix + node.name, node, seen
                yield from inside(node.body, f"{prefix}{node.name}.", seen and isinstance(node, ast.ClassDef))
            elif isinstance(node, ast.If | ast.Try | ast.With):
                yield from inside(node.body, prefix, public)

    yield from inside(tree.body, "", public=True)


def test_the_top_level_holds_exactly_what_it_should() -> None:
    """The five rooms, tests and docs, and a handful of files; dot-files aside."""
    standing = {path.name for path in ROOT.iterdir() if not path.name.startswith(".") and not _left_behind(path)}
    assert standing - MAY_STAND == TOP


def _left_behind(path: Path) -> bool:
    """Whether .gitignore names it: what building, testing and the blocks of the README leave in a checkout."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return path.name not in TOP and any(fnmatch(path.name, pattern.strip("/")) for pattern in patterns)


def test_on_the_landing_of_lifecycle_only_the_hall_stands() -> None:
    """Every other file of `lifecycle` stands in one of its rooms."""
    assert {path.name for path in (ROOT / "lifecycle").glob("*.py")} == LANDING


@pytest.mark.parametrize("package", signs.packages(ROOMS))
def test_a_package_has_a_sign_on_its_door_and_nothing_else(package: str) -> None:
    """Five to ten lines that say what belongs there, what does not and what may be imported; nothing is re-exported."""
    tree = trees()[f"{package.replace('.', '/')}/__init__.py"]
    sign = ast.get_docstring(tree) or ""
    assert 5 <= len(sign.splitlines()) <= 10
    assert [sign.count(f"\n{part} ") for part in signs.PARTS] == [1, 1, 1]
    assert len(tree.body) == 1


@pytest.mark.parametrize("package", signs.packages(ROOMS))
def test_a_package_imports_what_its_sign_allows_and_nothing_else(package: str) -> None:
    """A room imported but not allowed, one allowed but never imported, one allowed lazily but imported at loading."""
    allowed, found = signs.allowed(signs.sign(package)), signs.imports(package)
    assert {
        "imported, not allowed": found.anywhere - allowed.every,
        "allowed, never imported": allowed.every - found.anywhere,
        "allowed lazily, imported at loading": found.at_loading & allowed.lazily,
    } == {
        "imported, not allowed": set(),
        "allowed, never imported": set(),
        "allowed lazily, imported at loading": set(),
    }


def test_no_file_is_too_long() -> None:
    """At most 300 lines."""
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in CODE}
    assert {name: length for name, length in lengths.items() if length > MAX_FILE} == {}


def test_no_function_is_too_long() -> None:
    """At most 40 lines, from its first line to its last."""
    long = {
        f"{name}:{dotted}": node.end_lineno - node.lineno + 1
        for name, tree in trees().items()
        if not name.startswith(MIGRATIONS)
        for dotted, node, _ in _definitions(tree)
        if not isinstance(node, ast.ClassDef) and node.end_lineno - node.lineno + 1 > MAX_FUNCTION
    }
    assert long == {}


def test_every_module_opens_with_a_sentence() -> None:
    """A module says what it answers; an empty `__init__.py` says nothing."""
    silent = [
        name
        for name, tree in trees().items()
        if tree.body and not (ast.get_docstring(tree) or "").split("\n\n")[0].rstrip().endswith((".", "?"))
    ]
    assert [name for name in silent if not name.startswith(MIGRATIONS)] == []


def test_everything_public_has_a_docstring() -> None:
    """Every public class and function in the rooms."""
    bare = [
        f"{name}:{dotted}"
        for name, tree in trees().items()
        for dotted, node, public in _definitions(tree)
        if public and not ast.get_docstring(node)
    ]
    assert bare == []


def test_one_clock() -> None:
    """Nobody but lifecycle/clock.py asks the machine what time it is."""
    asking = [
        f"{name}:{node.lineno}"
        for name, tree in trees().items()
        if name != CLOCK
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and _asks_the_time(node)
    ]
    assert asking == []


def _asks_the_time(node: ast.Attribute) -> bool:
    owner = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
    return (owner in ("datetime", "date") and node.attr in ("now", "today", "utcnow")) or (
        owner == "time" and node.attr in ("time", "localtime", "gmtime")
    )


def test_the_lock_names_no_index() -> None:
    """Packages are pinned by hash, wherever they come from."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"https?://\S+|^--?\S*(?:index|find-links)\S*", lock, re.MULTILINE) == []


def test_no_file_names_a_folder_of_a_machine() -> None:
    """No absolute path into somebody's working or home folder."""
    folders = "|".join(("work", "home", "Users"))
    pattern = re.compile(rf"(?<![\w.~$}}])/(?:{folders})/\w")
    naming = []
    for path in own_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        naming += [f"{_name(path)}: {hit.group()}" for hit in pattern.finditer(text)]
    assert naming == []


def test_what_runs_is_locked_as_it_is_tested() -> None:
    """`runtime.lock` pins with hashes, names no index, and every release that it shares with the tests is theirs."""
    text, tested = ((ROOT / name).read_text(encoding="utf-8") for name in ("runtime.lock", "requirements.lock"))
    pins, known = (dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE)) for lock in (text, tested))
    assert "://" not in text
    assert len(pins) > 100
    assert {name: pin for name, pin in pins.items() if name in known} == {
        name: pin for name, pin in known.items() if name in pins
    }
    assert not {"pytest", "mypy", "ruff"} & set(pins)
    assert len(re.findall(r"^[\w.-]+==[^\n]*\n    --hash=sha256:", text, re.MULTILINE)) == len(pins)
