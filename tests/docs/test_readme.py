"""The README says what is so: its figures, tables, words and console sessions are held to the code."""

import difflib
import json
import re
from pathlib import Path

import pytest
from docs.console import ROOT, Session, Step, replayed, steps_of
from docs.generate import GLOSSARY, JAPANESE, LIMITS, README, REFERENCE, TABLES, WALK, WALK_JA, regions_in, with_tables

from config import errors, vocabulary
from config.loader import rule_book
from config.schema import STRENGTH_LABELS
from config.vocabulary import Term

TEXT = README.read_text(encoding="utf-8")
EXPECTED = ROOT / "lifecycle" / "demo" / "audit_r6_expected.json"
REGENERATE = "run .venv/bin/python tests/docs/generate.py --write and read what changed"


def _section(document: Path, title: str) -> str:
    return document.read_text(encoding="utf-8").split(f"# {title}\n")[1].split("\n## ")[0]


@pytest.mark.slow
@pytest.mark.parametrize("path", [README, JAPANESE, WALK, WALK_JA], ids=lambda path: path.stem)
def test_the_console_sessions_answer_as_printed(path: Path, tmp_path: Path) -> None:
    """Every command of the READMEs and the walks is typed again, in order, on the sample; mails are the mails."""
    text = path.read_text(encoding="utf-8")
    now = replayed(text, tmp_path)
    differing = difflib.unified_diff(text.splitlines(), now.splitlines(), path.name, "now", lineterm="", n=2)
    assert now == text, "\n".join([*differing, REGENERATE])


@pytest.mark.parametrize("path", [REFERENCE, LIMITS, GLOSSARY], ids=lambda path: path.stem)
def test_the_generated_tables_are_current(path: Path) -> None:
    """Commands, kinds of evidence, stages, gates, warnings and terms are what the code says."""
    text = path.read_text(encoding="utf-8")
    assert sorted(regions_in(text)) == sorted(TABLES[path])
    assert with_tables(text) == text, REGENERATE


def test_the_readme_can_be_read_in_one_sitting() -> None:
    """About 150 lines; the tables, the reference and the full limits stand in docs/."""
    assert len(TEXT.splitlines()) <= 170


def test_the_audits_figures_are_the_reports() -> None:
    """監査報告書 総括意見: 190 contracts, 92 of them since the circulars, 80 to be improved."""
    summary = json.loads(EXPECTED.read_text(encoding="utf-8"))["summary"]
    opening = TEXT.split("\n## ")[0]
    assert f"{summary['contracts']} contracts" in opening
    assert f"Of the {summary['in_scope']} concluded" in opening
    assert f"**{summary['needs_improvement']} needed improvement**" in opening


@pytest.mark.parametrize("path", [README, LIMITS], ids=lambda path: path.stem)
def test_the_limits_name_the_items_that_are_lost(path: Path) -> None:
    """The checklist's lost and unreadable items are counted and numbered in the text as in the data."""
    items = rule_book().checklist.items
    lost = [str(item.no) for item in items if item.text_status == "lost"]
    partial = [str(item.no) for item in items if item.text_status == "partial"]
    limits = " ".join(_section(path, "Limits").split())
    assert f"{len(lost)} are lost ({', '.join(lost)})" in limits
    assert f"{len(partial)} are partly unreadable ({', '.join(partial)})" in limits


def test_the_register_has_as_many_rules_as_the_readme_says() -> None:
    """All 77 rules of the register, the F conditions aside."""
    register = [rule for rule in rule_book().rules.values() if rule.stage != "F"]
    assert f"all {len(register)} rules, with" in TEXT
    assert f"All {len(register)}, with" in REFERENCE.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "term",
    [
        term
        for terms in vars(vocabulary).values()
        if isinstance(terms, type) and issubclass(terms, Term) and terms is not Term
        for term in terms
    ],
    ids=lambda term: f"{type(term).__name__}-{term.value}",
)
def test_the_glossary_holds_every_word_of_the_vocabulary(term: Term) -> None:
    """A stored id and its Japanese label stand side by side in the glossary."""
    assert f"{term.label} `{term.value}`" in _section(GLOSSARY, "Glossary")


def test_every_strength_is_explained() -> None:
    """義務, 原則, 監査意見, 研修指導, 契約上の義務 and この仕組みの仮定 each have their English word."""
    told = _section(REFERENCE, "Gates and rules").replace("\n", " ")
    assert [label for label in STRENGTH_LABELS.values() if f"{label} (" not in told] == []


def test_every_exit_code_stands_in_the_table() -> None:
    """The table of the documents is that of config.errors, and an error ends with one of it."""
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", _section(REFERENCE, "Commands"), re.MULTILINE)}
    raised = {kind.exit_code for kind in vars(errors).values() if isinstance(kind, type) and hasattr(kind, "exit_code")}
    assert codes == set(errors.Exit) == set(range(11))
    assert all(isinstance(code, errors.Exit) for code in raised)


def test_every_make_target_named_exists() -> None:
    """`make demo` and `make test` are targets of the Makefile."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|\$ )make (\w+)", TEXT)) <= targets


def test_every_link_leads_somewhere() -> None:
    """Links of the documents at the top and of docs/ that stay inside the project."""
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_a_session_keeps_variables_and_the_exit_code(tmp_path: Path) -> None:
    """What the console blocks rest on: export, a prefix, a pipe, $?, a command that goes on."""
    session = Session(tmp_path)
    assert session.run("export LIFECYCLE_HOME=trial") == []
    assert "lifecycle init" in session.run("lifecycle verify")[0]
    assert session.run("echo $?") == ["7"]
    assert session.run("lifecycle rules list | tail -n 1")[0].startswith("X-13\t")
    assert steps_of("$ a \\\n  b\nsaid") == [Step(("$ a \\", "  b"), ("said",))]
    assert Step(("$ a \\", "  b"), ()).command == "a b"


def test_a_changed_answer_is_noticed(tmp_path: Path) -> None:
    """The comparison can fail: also beside a line that leaves something out."""
    for wrong in ("x", "x\n…", "…\nx"):
        document = f"```console\n$ lifecycle rules list | head -n 2\n{wrong}\n```"
        assert replayed(document, tmp_path) != document
