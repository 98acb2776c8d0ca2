"""docs/ and the change log: generated where they repeat the code, and of one shape where they are written."""

import re

import pytest
from docs.console import ROOT
from docs.generate import RULES, TABLES, regions_in, with_tables
from docs.plan import floors
from docs.rule_tables import rules_document

from config.loader import rule_book
from docs.decisions import INDEX, Decision, decisions
from lifecycle.records import working_models
from lifecycle.records.schema import SCHEMA_VERSION

DECISIONS = decisions()
PAGE = ROOT / "docs" / "architecture.md"
ARCHITECTURE = PAGE.read_text(encoding="utf-8")
CHANGES = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_rules_document_is_what_the_rule_data_says() -> None:
    """docs/rules.md is written by tests/docs/generate.py --write."""
    assert RULES.read_text(encoding="utf-8") == rules_document()


def test_decisions_are_numbered_without_gaps() -> None:
    """0001, 0002 …: a decision is superseded, never removed."""
    assert [int(decision.number) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.path.stem)
def test_a_decision_says_date_status_context_options_choice_consequence(decision: Decision) -> None:
    """About ten lines below the date and the status; the number of the title is that of the file."""
    assert decision.path.name.startswith(decision.number)
    assert list(decision.parts) == ["Date", "Status", "Context", "Options", "Choice", "Consequence"]
    assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", decision.parts["Date"])
    assert len(decision.path.read_text(encoding="utf-8").splitlines()) <= 16


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: decision.path.stem)
def test_a_decision_is_accepted_or_names_the_later_one_that_took_its_place(decision: Decision) -> None:
    """0011 gave way to 0020, and says so."""
    later = re.fullmatch(r"accepted|superseded by \[(\d{4})\]\(\1-[\w-]+\.md\)", decision.parts["Status"])
    assert later
    assert (later[1] or "9999") > decision.number


def test_the_index_lists_every_decision() -> None:
    """docs/decisions/README.md is written by tests/docs/generate.py --write."""
    index = INDEX.read_text(encoding="utf-8")
    assert regions_in(index) == ["decisions"]
    assert with_tables(index) == index


def test_the_drawing_of_lifecycle_and_the_kinds_of_events_are_those_of_the_code() -> None:
    """The floors of pyproject.toml, the signs on the doors and the classes of events, in docs/architecture.md."""
    assert sorted(TABLES[PAGE]) == sorted(regions_in(ARCHITECTURE))
    assert with_tables(ARCHITECTURE) == ARCHITECTURE


def test_every_room_of_lifecycle_is_drawn() -> None:
    """The contract is exhaustive for the linter; the drawing is so for the reader."""
    standing = {path.stem for path in (ROOT / "lifecycle").iterdir() if not path.name.startswith("_")}
    assert {room for floor in floors("lifecycle") for room in floor} == standing


def test_every_table_is_named_in_the_architecture() -> None:
    """A new table is described before it is used."""
    assert [name for name in working_models.METADATA.tables if f"`{name}`" not in ARCHITECTURE] == []


def test_each_version_tells_rules_and_code_apart() -> None:
    """CHANGELOG.md: 制度の変更 and 技術的変更 under every version, in this order."""
    for version in re.split(r"^## ", CHANGES, flags=re.MULTILINE)[1:]:
        assert re.findall(r"^### (.+)$", version, re.MULTILINE) == ["制度の変更", "技術的変更"]


def test_every_first_date_of_a_rule_is_in_the_change_log() -> None:
    """A rule that begins on a day has its entry, to the day."""
    days = {rule.first_on for rule in rule_book().rules.values() if rule.first_on}
    wanted = [f"令和{day.year - 2018}年{day.month}月{day.day}日から" for day in sorted(days)]
    assert [day for day in wanted if day not in CHANGES] == []


def test_the_version_of_the_database_that_a_guide_shows_is_the_one_that_is_printed() -> None:
    """A sample of what `backup` prints grows old with the next migration."""
    shown = [
        version
        for guide in sorted((ROOT / "docs").rglob("*.md"))
        for version in re.findall(r"データベースの版 (\d+)\(", guide.read_text(encoding="utf-8"))
    ]
    assert set(shown) == {SCHEMA_VERSION}
