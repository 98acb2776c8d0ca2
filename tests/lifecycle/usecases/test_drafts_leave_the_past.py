"""Property: a draft without faults changes nothing of any day that is over; one that would is refused."""

import tempfile
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from circulars import SOURCE, edition
from drafts import entry
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.calendar import BusinessCalendar
from config.loader import shipped_book
from config.rulebook import RuleBook
from lifecycle.usecases.rule_drafts import check_draft

TODAY = date(2025, 3, 3)
DAYS = st.dates(TODAY - timedelta(days=900), TODAY + timedelta(days=400))
CITE = 'cite = { source = "report_r6" }'


def values(turns: Sequence[date], counts: Sequence[int]) -> str:
    """The values of S3-01 with a threshold that changes on these days; its reasons stay."""
    (reasons,) = [one for one in shipped_book().rules["S3-01"].values if one.name == "reason"]
    assert isinstance(reasons.value, tuple)
    listed = ", ".join(f'"{reason}"' for reason in reasons.value)
    ends: list[date | None] = [date(2023, 10, 10), *turns, None]
    rows = [
        f'{{ name = "record_threshold", value = {count}, comparison = "以上", valid_from = {since}, '
        f"{f'valid_until = {until}, ' if until else ''}{CITE} }}"
        for since, until, count in zip(ends, ends[1:], counts, strict=False)
    ]
    return f'[{", ".join(rows)}, {{ name = "reason", value = [{listed}], valid_from = 2023-10-10, {CITE} }}]'


def said(book: RuleBook, day: date) -> object:
    """What a book says on a day: the rules in force, the values, the editions."""
    on = book.on(day)
    held = {key: (one.value, one.comparison) for key, one in on.values.items()}
    return on.in_force, held, {form: one.id for form, one in on.editions.items()}


@given(
    turns=st.lists(DAYS.filter(lambda day: day > date(2023, 10, 10)), max_size=2, unique=True).map(sorted),
    counts=st.lists(st.sampled_from([500, 1000, 1500]), min_size=3, max_size=3),
    begins=DAYS,
    moved=st.none() | DAYS,
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_sound_draft_says_of_every_day_before_today_what_was_said(
    turns: list[date], counts: list[int], begins: date, moved: date | None
) -> None:
    """Values, editions and first days, on each day on which either book turns and on the day before it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        (folder / "rules").mkdir()
        rules = [entry("S3-01", values=values(turns, counts))]
        rules += [entry("S2-09", first_on=moved.isoformat())] if moved else []
        (folder / "rules" / "draft.toml").write_text("\n".join(rules), encoding="utf-8")
        (folder / "sources.toml").write_text(SOURCE, encoding="utf-8")
        (folder / "editions.toml").write_text(edition(begins.isoformat(), "X"), encoding="utf-8")
        checked = check_draft(folder, "a", TODAY, BusinessCalendar())
    live = shipped_book()
    late = [day for day in (begins, moved) if day and day < TODAY]
    assert not late or checked.faults
    if checked.laid is None:
        assert checked.faults
        return
    turning = {day for day in (*live.dates, *checked.laid.book.dates) if day < TODAY}
    for day in turning | {day - timedelta(days=1) for day in turning} | {TODAY - timedelta(days=1)}:
        assert said(checked.laid.book, day) == said(live, day)
    assert all(day >= TODAY for day in checked.days)
