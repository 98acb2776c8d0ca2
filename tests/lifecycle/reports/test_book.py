"""Workbooks that reports are written to: names, texts and heights that Excel takes."""

from datetime import date, datetime
from io import BytesIO
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from workbooks import formulas_in, sheets_of

from lifecycle.papers.books.book import LONGEST_TEXT, Looks, height_of, new_book, sheet_names, write_day, write_text

MADE = datetime(2024, 6, 3, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
NASTY = ("=1+1", "+81", "-1", "@x", "{=1}", '=HYPERLINK("http://a.example/")', "http://a.example/", "1.10", "'a")


@given(st.lists(st.one_of(st.text(), st.sampled_from(["A課", "a課", "History", "'", "[:]", "長" * 31, "長" * 40]))))
def test_every_name_gets_a_sheet_of_its_own_that_excel_takes(names: list[str]) -> None:
    """At most 31 characters, none of []:*?/\\, no apostrophe at an end, unique whatever the case."""
    found = sheet_names(names)
    assert list(found) == list(dict.fromkeys(names))
    assert len({name.lower() for name in found.values()}) == len(found)
    for name in found.values():
        assert 0 < len(name) <= 31
        assert name.lower() != "history"
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("' ") == name
        assert name.isprintable()


def test_a_text_is_nothing_but_text_and_a_day_is_a_day() -> None:
    """Text beginning with «=» becomes a live formula unless written as a string."""
    target = BytesIO()
    texts = (*NASTY, "長" * 40_000, "𠮷" * 20_000, "a\ufffeb")
    with new_book(target, "試験", MADE) as book:
        looks, page = Looks.of(book), book.add_worksheet()
        for at, text in enumerate(texts):
            write_text(page, at, 0, text, looks.cell)
        write_day(page, len(texts), 0, date(2024, 4, 1), looks.cell_day)
        write_day(page, len(texts) + 1, 0, None, looks.cell_day)
    column = [row[0] for row in sheets_of(target.getvalue())["Sheet1"]]
    assert formulas_in(target.getvalue()) == 0
    assert column[: len(NASTY)] == list(NASTY)
    long, wide, unwritable, day = column[len(NASTY) :]
    assert (len(long), len(wide)) == (LONGEST_TEXT, LONGEST_TEXT // 2)
    assert unwritable == "a\N{REPLACEMENT CHARACTER}b"
    assert day == date(2024, 4, 1)


def test_a_row_is_as_high_as_its_longest_text() -> None:
    """One line, three lines by width, three lines by their breaks; never higher than Excel allows."""
    one, three, broken = (height_of([(text, 10)]) for text in ("長い", "長" * 15, "a\nb\nc"))
    assert one < three == broken
    assert height_of([("長", 10), ("長" * 15, 10)]) == three
    assert height_of([("長" * 1000, 10)]) == 409
