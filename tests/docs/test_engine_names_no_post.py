"""The engine spells no post in what people read: {所属長} stands where the place's name of the post comes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.place import POSTS, PlaceWords, engine_name, here, said_here, speak_as
from config.vocabulary import Role

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "states", "notifications", "lifecycle", "flows")
APART = {"packs", "demo", "__pycache__"}
"""The packs, which name their posts; the play, which tells of the shipped one; what Python leaves behind."""
BARE = re.compile(rf"(?<!\{{)(?:システム)?(?:{'|'.join(POSTS)})(?!\}})")
JAPANESE = re.compile(r"^[ぁ-んァ-ヶ一-龠{]")
SEAM = ROOT / "config" / "place.py"
MANUAL = re.compile("手引き「[^」]+」")
"""The title of a manual, which speaks by the engine's names."""
KEYS = re.compile(r'^"[^"]+" = ', re.MULTILINE)
"""The keys of the guide to the columns, which are the engine's names of the columns."""


def code() -> list[Path]:
    """Every module of the engine but the one that lists the posts."""
    return [p for room in ROOMS for p in (ROOT / room).rglob("*.py") if not APART & {*p.parts} and p != SEAM]


def texts() -> list[Path]:
    """Every other file of the engine that holds words: templates, guides, definitions."""
    kinds = {".html", ".j2", ".toml", ".js", ".svg", ".txt"}
    return [p for room in ROOMS for p in (ROOT / room).rglob("*") if p.suffix in kinds and not APART & {*p.parts}]


def unread(tree: ast.Module) -> set[ast.AST]:
    """The docstrings that no officer reads: those in English, of modules and of classes."""
    docs = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docs |= {
                one.value
                for one in node.body
                if isinstance(one, ast.Expr)
                and isinstance(one.value, ast.Constant)
                and isinstance(one.value.value, str)
                and not (isinstance(node, ast.FunctionDef) and JAPANESE.match(one.value.value))
            }
    return docs


def spelt(source: str) -> list[str]:
    """The texts of a module that spell a post outside braces, in strings and in help texts."""
    tree = ast.parse(source)
    passed = unread(tree)
    strings = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in passed)
    return [node.value for node in strings if isinstance(node.value, str) and BARE.search(MANUAL.sub("", node.value))]


def _written(node: ast.AST) -> str:
    return ast.unparse(node) if isinstance(node, ast.Attribute | ast.Call) else ""


def too_early(source: str) -> Iterator[str]:
    """What a module says of a post when it is imported, before the process knows by whose words it speaks."""
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if re.fullmatch(r"Role\.[A-Z_]+\.(?:label|read_as)|said_here\(.*\)", _written(node), re.DOTALL):
            yield ast.unparse(node)
        inner: list[ast.AST] = list(ast.iter_child_nodes(node))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = [node.args, *getattr(node, "decorator_list", ())]
            if isinstance(node, ast.Lambda):
                inner = [node.args]
        waiting += inner


def test_no_sentence_of_the_engine_spells_a_post() -> None:
    """Messages, refusals, labels, help; the packs and the play are somebody's own words, and English is ours."""
    named = {p.relative_to(ROOT).as_posix(): spelt(p.read_text("utf-8")) for p in code()}
    assert {name: words for name, words in named.items() if words} == {}


def test_no_template_and_no_guide_spells_a_post() -> None:
    """Mails, pages, the pack of papers, the guide to the ledger's columns, the definitions of the tables."""
    named = {p.relative_to(ROOT).as_posix(): BARE.findall(KEYS.sub("", p.read_text("utf-8"))) for p in texts()}
    assert {name: words for name, words in named.items() if words} == {}


def test_no_post_is_named_before_the_words_of_the_place_are_known() -> None:
    """A constant of a module would keep the words of the pack that ships."""
    early = {p.relative_to(ROOT).as_posix(): [*too_early(p.read_text("utf-8"))] for p in code()}
    assert {name: words for name, words in early.items() if words} == {}


def test_a_post_spelt_out_would_be_found() -> None:
    """In a sentence, in a sentence with values, in a help text, in a constant; not in braces, not in English."""
    assert spelt('told = "所属長に知らせます"') == ["所属長に知らせます"]
    assert spelt('told = f"{name}の所属長"') == ["の所属長"]
    assert spelt('def do():\n    """契約を解除する(所属長)。"""') == ["契約を解除する(所属長)。"]
    assert spelt('def do():\n    """Tells the 所属長."""\n    return said_here("{所属長}へ")') == []
    assert [*too_early("_HEAD = Role.DIVISION_HEAD.label")] == ["Role.DIVISION_HEAD.label"]
    assert [*too_early("def head(post=Role.DEPUTY.label): ...")] == ["Role.DEPUTY.label"]
    assert [*too_early("def head(): return Role.DIVISION_HEAD.label")] == []


@pytest.fixture
def in_a_city() -> Iterator[None]:
    """The words of a city that calls its section chiefs as others call their officers."""
    before = here()
    speak_as(PlaceWords("市", posts={"所属長": "課長", "係長": "担当者", "担当者": "取扱者", "管理者": "運用責任者"}))
    yield
    speak_as(before)


def test_every_post_but_the_contractor_can_be_named() -> None:
    """The list of the seam is that of the vocabulary."""
    assert {engine_name(role.own_label) for role in Role if role is not Role.CONTRACTOR} == set(POSTS)


@pytest.mark.usefixtures("in_a_city")
def test_a_post_is_read_by_the_citys_word_and_by_the_engines() -> None:
    """Where both mean something, the city's word wins; what people typed is no template and stays."""
    assert Role.DIVISION_HEAD.label == "課長"
    assert Role.from_label("課長") is Role.from_label("所属長") is Role.DIVISION_HEAD
    assert Role.from_label("担当者") is Role.SECTION_CHIEF
    assert Role.from_label("取扱者") is Role.OFFICER
    assert said_here("{所属長}か{代理}、{システム管理者}") == "課長か代理、運用責任者"
    assert said_here("所属長が {理由} と書いた") == "所属長が {理由} と書いた"
