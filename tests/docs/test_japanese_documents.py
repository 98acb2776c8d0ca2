"""README.ja.md and docs/手引き: what is typed there answers as printed, in the words of the circulars."""

import difflib
import json
import re
from pathlib import Path

import pytest
from docs.console import ROOT, page_replayed, prepared, replayed
from docs.generate import ELSEWHERE, GUIDES, JAPANESE, regions_in, with_tables

from config.loader import rule_book
from config.vocabulary import Role

TEXT = JAPANESE.read_text(encoding="utf-8")
REGENERATE = "run .venv/bin/python tests/docs/generate.py --write and read what changed"
READERS = {"担当者", "係長", "所属長", "制度所管課", "監査委員事務局", "管理者"}
AVOIDED = ("契約者", "ベンダー", "下請", "NG", "ユーザー", "コマンド", "ステータス", "フラグ", "エビデンス")
_BLOCK = re.compile(r"^```.*?^```$|^<!-- before.*?^-->$|`[^`]*`", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the sample imported, which every guide begins with a copy of."""
    return prepared(tmp_path_factory.mktemp("prepared"))


def _told(name: str, text: str, now: str) -> str:
    differing = difflib.unified_diff(text.splitlines(), now.splitlines(), name, "now", lineterm="", n=2)
    return "\n".join([*differing, REGENERATE])


@pytest.mark.slow
def test_the_console_sessions_of_the_japanese_readme_answer_as_printed(tmp_path: Path) -> None:
    """Every command is typed again, and the mail is the mail."""
    now = replayed(TEXT, tmp_path)
    assert now == TEXT, _told(JAPANESE.name, TEXT, now)


@pytest.mark.slow
@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_the_console_sessions_of_a_guide_answer_as_printed(path: Path, home: Path, tmp_path: Path) -> None:
    """Each guide begins in a prepared installation of its own."""
    text = path.read_text(encoding="utf-8")
    now = page_replayed(text, tmp_path, home)
    assert now == text, _told(path.name, text, now)


def test_the_generated_tables_are_current() -> None:
    """Stages, gates, warnings, kinds of evidence and commands, under Japanese heads."""
    assert sorted(regions_in(TEXT)) == sorted(ELSEWHERE[JAPANESE])
    assert with_tables(TEXT) == TEXT, REGENERATE


def test_there_is_a_guide_for_every_reader() -> None:
    """One page each; 代理 does what the 所属長 does, 委託先 and 検査員 do not type."""
    assert {path.stem for path in GUIDES} == READERS
    assert {role.label for role in Role} - {"代理", "委託先", "検査員"} == READERS
    assert [name for name in READERS if f"docs/手引き/{name}.md" not in TEXT] == []


@pytest.mark.parametrize("path", GUIDES, ids=lambda path: path.stem)
def test_a_guide_shows_three_things(path: Path) -> None:
    """Three numbered sections, each with something typed."""
    sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    numbered = [section for section in sections if re.match(r"\d\. ", section)]
    assert len(numbered) == 3
    assert [section.splitlines()[0] for section in numbered if "\n$ lifecycle" not in section] == []


@pytest.mark.parametrize("path", [JAPANESE, *GUIDES], ids=lambda path: path.stem)
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
    plain = TEXT.replace("\n", "")
    assert f"{len(lost)}項目({'・'.join(lost)})は本文が失われ、{len(partial)}項目({'・'.join(partial)})" in plain


def test_every_rule_is_counted() -> None:
    """The number of the register's rules."""
    register = [rule for rule in rule_book().rules.values() if rule.stage != "F"]
    assert f"{len(register)}の規則のすべて" in TEXT


def test_every_link_of_the_japanese_readme_leads_somewhere() -> None:
    """Links that stay inside the project."""
    for target in re.findall(r"\]\(([^)#:]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_the_mail_shown_is_looked_up(tmp_path: Path) -> None:
    """A mail that was never sent is noticed."""
    document = "```console\n$ export LIFECYCLE_HOME=trial\n```\n\n```text\n件名: 届いていない連絡\n…\n```\n"
    with pytest.raises(ValueError, match="no mail"):
        replayed(document, tmp_path)
