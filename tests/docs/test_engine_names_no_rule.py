"""The engine knows rules by what their entries say of them, and offices by desks.toml: neither stands in its code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
CODE = re.compile(r"(?<![A-Z0-9])(?:S[0-6]-\d{2}|X-\d{2}|AL-\d{2}|TR-\d)(?!\d)")
STRUCTURAL = re.compile(r"(?<![A-Z0-9])F-\d{2}(?!\d)")
OFFICE = re.compile("県民情報広報課|財産活用課|監査委員事務局|総務部|総務課|福岡|^管理者$|^システム管理者$")
EXPLAINED = {
    ("config/settings_text.py", "S2-12"): "an example in the comments of the settings file that init writes",
    ("config/settings_text.py", "S4-08"): "an example in the comments of the settings file that init writes",
    ("config/vocabulary.py", "監査委員事務局"): "the label of a role, which the law names so everywhere",
    ("config/place.py", "監査委員事務局"): "the engine's word for a post, which a pack may name otherwise",
    ("config/place.py", "管理者"): "the engine's word for a post, which a pack may name otherwise",
    ("config/place.py", "システム管理者"): "the engine's word for who keeps the system, a post like the others",
}
"""What may stand there, and why."""


def modules() -> list[Path]:
    """Every module of the engine; the play tells a story of particular rules and desks."""
    found = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    return [path for path in found if "demo" not in path.parts]


def literals(tree: ast.AST) -> Iterator[str]:
    """The strings of a module, those inside f-strings too; docstrings and loose ones cite what they rest on."""
    loose = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in loose:
            yield node.value


def named(pattern: re.Pattern[str]) -> set[tuple[str, str]]:
    """Each module and what it names that the pattern finds."""
    return {
        (path.relative_to(ROOT).as_posix(), found)
        for path in modules()
        for text in literals(ast.parse(path.read_text(encoding="utf-8")))
        for found in pattern.findall(text)
    }


@pytest.mark.parametrize("pattern", [CODE, OFFICE])
def test_no_module_names_a_rule_or_an_office(pattern: re.Pattern[str]) -> None:
    """Messages that end in a code take it from the rule; the explained few are all there are."""
    assert named(pattern) == {key for key in EXPLAINED if pattern.search(key[1])}


def test_the_structural_codes_stand_in_one_place() -> None:
    """They are the engine's own: every contract has a date of conclusion, whatever the prefecture."""
    assert {file for file, _ in named(STRUCTURAL)} == {"config/structural.py"}


def test_no_template_names_a_rule_or_an_office() -> None:
    """A mail, a page, a cover: what they say of a rule comes with the message."""
    kinds = {".j2", ".html", ".typ", ".js"}
    files = [path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in kinds]
    texts = {path.name: path.read_text(encoding="utf-8") for path in files}
    assert {name: found for name, text in texts.items() if (found := CODE.findall(text) + OFFICE.findall(text))} == {}


def test_the_pack_is_named_in_one_place() -> None:
    """`config/place.py` alone says which folder is read."""
    assert {file for file, _ in named(re.compile("fukuoka"))} == {"config/place.py"}


def test_a_code_in_a_message_would_be_found() -> None:
    """The search sees plain strings and f-strings, and passes over docstrings."""
    tree = ast.parse('"""[S3-01]"""\nx = "不足 [S1-01]"\ny = f"{x} [AL-10]"\n')
    assert [CODE.findall(text) for text in literals(tree) if CODE.search(text)] == [["S1-01"], ["AL-10"]]
