"""docs/ and the change log: generated where they repeat the code, and of one shape where they are written."""

import re

import pytest
from docs.console import ROOT
from docs.generate import RULES
from docs.rule_tables import rules_document

from config.loader import rule_book
from lifecycle.records import models
from lifecycle.records.projections import STAGE_EVENTS, Projector

DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_rules_document_is_what_the_rule_data_says() -> None:
    """docs/rules.md is written by tests/docs/generate.py --write."""
    assert RULES.read_text(encoding="utf-8") == rules_document()


def test_decisions_are_numbered_without_gaps() -> None:
    """0001, 0002 …: a decision is superseded, never removed."""
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_context_options_choice_consequence(path) -> None:
    """About ten lines, the number in the title."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith(f"# {path.name[:4]} ")
    assert re.findall(r"^- \*\*(\w+)\.\*\*", "\n".join(lines), re.MULTILINE) == [
        "Context",
        "Options",
        "Choice",
        "Consequence",
    ]
    assert len(lines) <= 14


def test_every_table_is_named_in_the_architecture() -> None:
    """A new table is described before it is used."""
    assert [name for name in models.Base.metadata.tables if f"`{name}`" not in ARCHITECTURE] == []


def test_every_kind_of_event_is_named_in_the_architecture() -> None:
    """Kinds that change a projection; those that change none are named beside them."""
    handled = {*STAGE_EVENTS, *Projector(None)._handlers}
    assert sorted(kind for kind in handled if f"`{kind}`" not in ARCHITECTURE) == []


def test_each_version_tells_rules_and_code_apart() -> None:
    """CHANGELOG.md: 制度の変更 and 技術的変更 under every version, in this order."""
    for version in re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:]:
        assert re.findall(r"^### (.+)$", version, re.MULTILINE) == ["制度の変更", "技術的変更"]


def test_every_first_date_of_a_rule_is_in_the_change_log() -> None:
    """A rule that begins on a day has its entry, to the day."""
    days = {rule.first_on for rule in rule_book().rules.values() if rule.first_on}
    wanted = [f"令和{day.year - 2018}年{day.month}月{day.day}日から" for day in sorted(days)]
    assert [day for day in wanted if day not in CHANGES] == []
