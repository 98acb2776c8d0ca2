"""README.ja.md and docs/手引き: what is typed there answers as printed, in the words of the circulars."""

import difflib
import json
import re
from pathlib import Path

import pytest
from docs.console import ROOT, page_replayed, prepared, replayed
from docs.generate import GUIDES, JAPANESE, REFERENCE_JA, TABLES, WALK_JA, regions_in, with_tables

from config.loader import rule_book
from config.vocabulary import Role

TEXT = JAPANESE.read_text(encoding="utf-8")
REGENERATE = "run .venv/bin/python tests/docs/generate.py --write and read what changed"
READERS = {"担当者", "係長", "所属長", "制度所管課", "監査委員事務局", "管理者"}
AVOIDED = ("契約者", "ベンダー", "下請", "NG", "ユーザー", "コマンド", "ステータス", "フラグ", "エビデンス")
_BLOCK = re.compile(r"^```.*?^```$|`[^`]*`|\]\([^)]*\)", re.MULTILINE | re.DOTALL)
LIMITS_JA = ROOT / "docs" / "限界.md"
FIRST = "はじめる前に"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample imported, which every guide begins with a copy of."""
    return prepared(tmp_path_factory.mktemp("prepared"))


def _told(name: str, text: str, now: str) -> str:
    differing = difflib.unified_diff(text.splitlines(), now.splitlines(), name, "now", lineterm="", n=2)
    return "\n".join([*differing, REGENERATE])


@pytest.mark.slow
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_console_sessions_of_a_guide_answer_as_printed(path: Path, home: Path, tmp_path: Path) -> None:
    """Each guide begins in a prepared installation of its own, and is typed at a terminal."""
    text = path.read_text(encoding="utf-8")
    now = page_replayed(path, tmp_path, home)
    assert now == text, _told(path.name, text, now)


def test_the_generated_tables_are_current() -> None:
    """Stages, gates, warnings, kinds of evidence and commands, under Japanese heads."""
    text = REFERENCE_JA.read_text(encoding="utf-8")
    assert sorted(regions_in(text)) == sorted(TABLES[REFERENCE_JA])
    assert with_tables(text) == text, REGENERATE


def test_there_is_a_guide_for_every_reader_and_one_before_all() -> None:
    """One page each; 代理 does what the 所属長 does, 委託先 and 検査員 do not type. «はじめる前に» is for everybody."""
    assert {path.stem for path in GUIDES} == {*READERS, FIRST}
    assert {role.label for role in Role} - {"代理", "委託先", "検査員"} == READERS
    assert [name for name in (*READERS, FIRST) if f"docs/手引き/{name}.md" not in TEXT] == []
    begun = [path.stem for path in GUIDES if f"[{FIRST}]({FIRST}.md)" in path.read_text(encoding="utf-8")]
    assert set(begun) == READERS


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_what_an_officer_types_is_one_command_and_nothing_is_hidden(path: Path) -> None:
    """No pipe, no redirection, no variable, no line that goes on, no other program; and no comment on the page."""
    text = path.read_text(encoding="utf-8")
    typed = [line for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S) for line in block.splitlines()]
    commands = [line.removeprefix("$ ") for line in typed if line.startswith("$ ")]
    assert [line for line in commands if not re.fullmatch(r"lifecycle(-flows)? [^|<>;&\\$`]+", line)] == []
    assert "<!--" not in text


def test_the_first_page_says_who_installs_how_to_open_the_terminal_and_whom_to_ask() -> None:
    """Also on Windows, and how one knows that it worked."""
    page = next(path for path in GUIDES if path.stem == FIRST).read_text(encoding="utf-8")
    heads = re.findall(r"^## (.+)$", page, re.MULTILINE)
    assert heads == ["誰が入れるか", "端末を開く", "動くことを確かめる", "打ち方", "困ったとき"]
    assert [
        word for word in ("PowerShell", "macOS", "Linux", "管理者", "lifecycle --version") if word not in page
    ] == []


@pytest.mark.parametrize("path", [p for p in GUIDES if p.stem != FIRST], ids=lambda path: path.stem)
def test_a_guide_shows_three_things(path: Path) -> None:
    """Three numbered sections, each with something typed."""
    sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    numbered = [section for section in sections if re.match(r"\d\. ", section)]
    assert len(numbered) == 3
    assert [section.splitlines()[0] for section in numbered if "\n$ lifecycle" not in section] == []


@pytest.mark.parametrize("path", [JAPANESE, WALK_JA, REFERENCE_JA, LIMITS_JA, *GUIDES], ids=lambda path: path.stem)
def test_the_words_are_those_of_the_circulars(path: Path) -> None:
    """Words the register says not to use do not stand in the text around the examples."""
    prose = _BLOCK.sub("", path.read_text(encoding="utf-8"))
    assert [word for word in AVOIDED if word in prose] == []


def test_the_figures_are_the_reports() -> None:
    """監査報告書 総括意見: 190, 92 and 80; and the items that are lost."""
    expected = json.loads((ROOT / "lifecycle" / "demo" / "audit_r6_expected.json").read_text(encoding="utf-8"))
    summary = expected["summary"]
    assert f"{summary['contracts']}件の業務委託" in TEXT
    assert f"{summary['in_scope']}件のうち\n**{summary['needs_improvement']}件に改善を要する点**" in TEXT
    items = rule_book().checklist.items
    lost = [str(item.no) for item in items if item.text_status == "lost"]
    partial = [str(item.no) for item in items if item.text_status == "partial"]
    for text in (TEXT, LIMITS_JA.read_text(encoding="utf-8")):
        assert (
            f"{len(lost)}項目({'・'.join(lost)})は本文が失われ、{len(partial)}項目({'・'.join(partial)})"
            in text.replace("\n", "")
        )


def test_every_rule_is_counted() -> None:
    """The number of the register's rules."""
    register = [rule for rule in rule_book().rules.values() if rule.stage != "F"]
    assert f"{len(register)}の規則の全て" in TEXT


def test_the_mail_shown_is_looked_up(tmp_path: Path) -> None:
    """A mail that was never sent is noticed."""
    document = "```console\n$ export LIFECYCLE_HOME=trial\n```\n\n```text\n件名: 届いていない連絡\n…\n```\n"
    with pytest.raises(ValueError, match="no mail"):
        replayed(document, tmp_path)
