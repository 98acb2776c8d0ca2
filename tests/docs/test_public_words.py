"""All Japanese that an officer reads keeps to the words of public writing: source, templates, data, help, manuals.

What goes out put together (pages, mails, letters, audit files) is held to the same words where it is made.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from command_line import CommandLine
from docs.console import ROOT
from public_words import kept, misused

from lifecycle.cli.commands import COMMANDS, GROUPS

ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
TEMPLATES = (".j2", ".html", ".js", ".typ", ".json")
QUOTED = {"quote", "article_title"}
"""Keys of the rule data whose texts are the source's own."""
TYPED = {"readings.toml"}
"""Data that lists what people type, to be read whatever its spelling."""
JAPANESE = re.compile(r"[ぁ-んァ-ヿ一-鿿]")


def _files(*endings: str) -> list[Path]:
    own = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*")) if path.suffix in endings]
    return [path for path in own if "__pycache__" not in path.parts and path.is_file()]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _literals(path: Path) -> Iterator[str]:
    """Every text in a module, the parts of a text with values in it one by one; an English docstring holds none."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _data(value: Any, *, form: bool, key: str = "") -> Iterator[str]:
    """Every text of a data file but what it quotes: of a form the items, which are the prefecture's own wording."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in QUOTED and not (form and name == "text"):
                yield name
                yield from _data(part, form=form, key=name)
    elif isinstance(value, list):
        for part in value:
            yield from _data(part, form=form, key=key)
    elif isinstance(value, str):
        yield value


def _wrong(texts: Iterator[str], where: str) -> list[str]:
    return [f"{where}: {said}" for text in texts for said in misused(text, where)]


def test_no_module_says_what_public_writing_does_not() -> None:
    """Refusals, screens, help texts, workbooks and settings are texts of the source."""
    assert [said for path in _files(".py") for said in _wrong(_literals(path), _name(path))] == []


def test_no_template_says_what_public_writing_does_not() -> None:
    """Mails, cards, pages, covers and charts."""
    sample = {"lifecycle/demo/audit_r6_expected.json"}
    read = [path for path in _files(*TEMPLATES) if _name(path) not in sample]
    assert [said for path in read for said in _wrong(iter([path.read_text("utf-8")]), _name(path))] == []


def test_no_rule_or_other_data_says_what_public_writing_does_not() -> None:
    """Rules, occasions, editions, desks, definitions of tables, the guide of the ledger; what they quote is quoted."""
    wrong: list[str] = []
    for path in (path for path in _files(".toml") if path.name not in TYPED):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        wrong += _wrong(_data(data, form="forms" in path.parts), _name(path))
    assert wrong == []


def test_no_letter_template_says_what_public_writing_does_not() -> None:
    """The Word files, their comments included."""
    wrong: list[str] = []
    for path in _files(".docx"):
        with ZipFile(path) as container:
            parts = [container.read(name).decode() for name in container.namelist() if name.startswith("word/")
                     and name.endswith(".xml")]  # fmt: skip
        wrong += _wrong(iter("".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", part)) for part in parts), _name(path))
    assert wrong == []


def test_no_manual_says_what_public_writing_does_not() -> None:
    """README, manuals and reference, their consoles included; decisions and the history of changes are records."""
    read = [*sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs" / "手引き").glob("*.md"))]
    read += [ROOT / "README.md", ROOT / "README.ja.md"]
    assert [said for path in read for said in _wrong(iter([path.read_text("utf-8")]), _name(path))] == []


TYPED_WORDS = [
    (),
    ("pack",),
    ("pack", "verify"),
    ("import",),
    ("import", "plan"),
    *((name,) for name in (*COMMANDS, *GROUPS)),
]
TYPED_WORDS += [(group, member) for group, (_, members) in GROUPS.items() for member in members]


@pytest.mark.parametrize("words", TYPED_WORDS, ids=lambda words: " ".join(words) or "all")
def test_no_help_says_what_public_writing_does_not(words: tuple[str, ...], tmp_path: Path) -> None:
    """What `--help` shows of every command, put together as people see it."""
    said = CommandLine(tmp_path)(*words, "--help").out
    assert JAPANESE.search(said)
    assert misused(said) == []


def test_every_wording_kept_is_still_there() -> None:
    """A quotation that is gone needs no exemption."""
    everything = {_name(path): path.read_text("utf-8") for path in _files(".py", ".toml", *TEMPLATES)}
    for where, wording in kept():
        assert [name for name, text in everything.items() if name.startswith(where) and wording in text] != []


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("様式が旧い", 1),
        ("ファイルまたは番号", 1),
        ("3営業日のうちに、ただちに", 2),
        ("新旧対照表の旧条文", 0),
        ("全て、又は直ちに", 0),
        ("改善しています。いまの段階", 1),
        ("しているだれか", 0),
        ("関わる人、分かること", 0),
    ],
)
def test_the_list_finds_the_words_and_nothing_else(text: str, wrong: int) -> None:
    """A word inside another is no fault."""
    assert len(misused(text)) == wrong
