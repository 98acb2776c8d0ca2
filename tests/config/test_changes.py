"""What changed between two days is what the book says differently on them."""

from datetime import date
from pathlib import Path

from drafts import a_draft, entry, threshold
from hypothesis import given
from hypothesis import strategies as st

from config.changes import changes_between
from config.drafts import load_draft
from config.loader import rule_book

DAYS = st.dates(date(2013, 1, 1), date(2028, 1, 1)) | st.sampled_from(rule_book().dates)


@given(st.tuples(DAYS, DAYS, DAYS).map(sorted))
def test_what_changed_in_two_stretches_changed_in_the_whole(days: list[date]) -> None:
    """Each change has one day: none is told twice, none falls between; equal days have none."""
    first, middle, last = days
    book = rule_book()
    whole = changes_between(book, first, last)
    assert changes_between(book, first, middle) + changes_between(book, middle, last) == whole
    assert changes_between(book, first, first) == []


@given(st.tuples(DAYS, DAYS).map(sorted))
def test_the_changes_are_the_difference_of_the_book_on_the_two_days(days: list[date]) -> None:
    """Rules that came into force and editions in force are those that `RuleBook.on` finds new."""
    before, after = (rule_book().on(day) for day in days)
    changes = changes_between(rule_book(), *days)
    assert {c.id for c in changes if c.kind == "rule"} == after.in_force - before.in_force
    latest = {c.label: c.new for c in changes if c.kind == "edition"}
    changed = {e.label for form, e in after.editions.items() if before.editions.get(form) != e}
    assert set(latest.values()) == changed


def test_each_change_names_its_source() -> None:
    """令和5年12月26日: the new checklist and the rules that ask for it, with the circular (5広第1237号)."""
    changes = changes_between(rule_book(), date(2023, 12, 25), date(2023, 12, 26))
    told = {(c.kind, c.id): c for c in changes}
    assert {("rule", "S2-07"), ("rule", "S4-07"), ("edition", "checklist-R5.12.26")} <= told.keys()
    assert "5広第1237号 記2" in told["rule", "S2-07"].source
    assert {c.on for c in changes} == {date(2023, 12, 26)}


def test_a_rule_that_begins_to_rest_on_a_circular_says_so_on_its_day() -> None:
    """令和6年3月1日: S1-02, until then asked for by the report alone, rests on 5財活第2311号 too."""
    changes = changes_between(rule_book(), date(2024, 2, 29), date(2024, 3, 1))
    (change,) = [c for c in changes if (c.kind, c.id) == ("citation", "S1-02")]
    assert (change.old, change.new) == ("監査報告書 第2-1 p.4", "5財活第2311号 記1、監査報告書 第2-1 p.4")
    assert not [c for c in changes_between(rule_book(), date(2023, 10, 9), date(2023, 10, 10)) if c.kind == "citation"]


def test_a_value_that_takes_anothers_place_is_one_change(tmp_path: Path) -> None:
    """1,000 becomes 500 on a day: one line, from what to what."""
    laid = load_draft(a_draft(tmp_path / "draft", entry("S3-01", values=threshold(500, "2027-04-01"))))
    (change,) = changes_between(laid.book, date(2027, 3, 31), date(2027, 4, 1))
    assert (change.id, change.label, change.old, change.new) == ("S3-01", "record_threshold", "1000以上", "500以上")
