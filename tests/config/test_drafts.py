"""A draft circular is laid over the live rule data entry by entry, or refused with every fault at once."""

from datetime import date
from pathlib import Path

import pytest
from drafts import CITE, a_copy, a_draft, entry, threshold

from config.drafts import Edit, load_draft
from config.errors import NotFoundError, RuleDataError
from config.loader import RULE_DATA, rule_book


def test_the_live_rule_data_laid_over_itself_changes_nothing(tmp_path: Path) -> None:
    """A copy of the pack is a draft of the same shape; the office's calendar is no rule data and is not read."""
    laid = load_draft(a_copy(tmp_path / "draft"))
    assert laid.edits == ()
    assert laid.book == rule_book()
    assert laid.unread == ("closed_days.toml",)


def test_one_entry_takes_the_place_of_its_own_and_the_rest_stays(tmp_path: Path) -> None:
    """By the rule's code, whatever the file is called; what the draft does not name is the live book's."""
    laid = load_draft(a_draft(tmp_path / "draft", entry("S3-01", values=threshold(500, "2027-04-01"))))
    assert laid.edits == (Edit("規則", "S3-01", ("values",)),)
    live = rule_book()
    assert list(laid.book.rules) == list(live.rules)
    assert {code: rule for code, rule in laid.book.rules.items() if rule != live.rules[code]}.keys() == {"S3-01"}
    assert laid.book.sources == live.sources


def test_a_new_source_is_added_to_those_that_stand(tmp_path: Path) -> None:
    """A circular brings its own number; the other sources need not be copied."""
    source = '[[source]]\nid = "draft"\ntitle = "見直しについて(案)"\nstanding = "仮定"\n'
    rule = entry("S2-12", cites='[{ source = "draft" }]')
    laid = load_draft(a_draft(tmp_path / "draft", rule, sources=source))
    assert laid.edits == (Edit("規則", "S2-12", ("cites",)), Edit("出典", "draft"))
    assert laid.book.source_text("S2-12", date(2024, 4, 1)) == "見直しについて(案)"


def test_an_occasion_for_an_alert_is_an_entry_as_well(tmp_path: Path) -> None:
    """alerts.toml by its code: a circular that names days changes one occasion, the others stay."""
    occasions = (RULE_DATA / "alerts.toml").read_text(encoding="utf-8").split("[[alert]]")
    slow = next(text for text in occasions if 'occasion = "undecided_application"' in text)
    changed = slow.replace("days = ", "days = 1")
    laid = load_draft(a_draft(tmp_path / "draft", alerts=f"[[alert]]{changed}"))
    code = rule_book().occasion("undecided_application").code
    assert laid.edits == (Edit("連絡の契機", code, ("days",)),)
    assert laid.book.alerts.keys() == rule_book().alerts.keys()


def test_a_change_of_the_law_on_leaks_is_an_entry_of_its_file(tmp_path: Path) -> None:
    """incidents.toml: another number of days changes the clocks and nothing else."""
    law = (RULE_DATA / "incidents.toml").read_text(encoding="utf-8").replace("on_day = 30", "on_day = 20")
    laid = load_draft(a_draft(tmp_path / "draft", incidents=law))
    assert laid.edits == (Edit("漏えい等の定め", "incidents", ("clocks",)),)
    final = [clock.on_day for clock in laid.book.incidents.clocks if clock.label == "確報"]
    assert final == [20, 60]


def test_every_fault_of_a_draft_is_told_at_once(tmp_path: Path) -> None:
    """The file, the place and the problem of each; nothing is laid over anything."""
    folder = a_draft(
        tmp_path / "draft",
        entry("S2-12", colour='"赤"'),
        entry("S2-11", cites='[{ source = "9広第9号" }]'),
        entry("S3-01", values=f'[{{ name = "reason", value = ["県外"], valid_from = 2023-10-10, {CITE} }}]'),
        entry("S4-08", subject='"contract"'),
        rule="[[rule]]\n",
        transitions="TR",
    )
    with pytest.raises(RuleDataError) as refusal:
        load_draft(folder)
    told = {(fault.file, fault.place): fault.problem for fault in refusal.value.faults}
    draft = "rules/draft.toml"
    assert "知らない項目" in told[draft, "S2-12.colour"]
    assert "出典「9広第9号」" in told[draft, "S2-11"]
    assert "途切れて" in told[draft, "S3-01.record_threshold"]
    assert "対象" in told[draft, "S4-08.subject"]
    assert "置き場所ではありません" in told["rule.toml", "-"]
    assert "TOML として読めません" in told["transitions.toml", "-"]
    assert len(refusal.value.faults) == 6


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ("2024-05-01 / 2024-06-01", "途切れて"),
        ("2024-05-01 / 2024-05-01", ""),
        ("", "種類"),
    ],
)
def test_a_value_that_rules_are_judged_by_neither_pauses_nor_changes_its_kind(
    tmp_path: Path, values: str, problem: str
) -> None:
    """A number that is suddenly not there could not be judged by; a draft says from which day another holds."""
    ends, _, begins = values.partition(" / ")
    written = threshold(500, "2024-05-01").replace("valid_from = 2024-05-01", f"valid_from = {begins or ends}")
    if not values:
        written = threshold(500, "2024-05-01").replace("value = 500", 'value = "五百"')
    folder = a_draft(tmp_path / "draft", entry("S3-01", values=written))
    if not problem:
        assert load_draft(folder).book.dates != rule_book().dates
        return
    with pytest.raises(RuleDataError, match=problem):
        load_draft(folder)


def test_a_new_edition_of_the_checklist_needs_its_form(tmp_path: Path) -> None:
    """A contract can't be judged by items that nobody wrote down."""
    edition = (
        f'[[edition]]\nid = "checklist-R9.4.1"\nform = "checklist"\nlabel = "R9.4.1"\nissued_on = 2027-04-01\n{CITE}\n'
    )
    with pytest.raises(RuleDataError, match=r"checklist-R9\.4\.1: この版のチェックリストの様式"):
        load_draft(a_draft(tmp_path / "draft", editions=edition))


def test_an_empty_draft_is_a_fault_and_a_missing_one_is_not_found(tmp_path: Path) -> None:
    """Silence would read as «this circular changes nothing»."""
    with pytest.raises(RuleDataError, match="規程データがありません"):
        load_draft(a_draft(tmp_path / "draft"))
    with pytest.raises(NotFoundError, match="案のフォルダー"):
        load_draft(tmp_path / "nowhere")
