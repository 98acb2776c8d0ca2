"""Posts of offices as of a day: who held them, and who was known to hold them (semantics §7)."""

import shutil
import tempfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from installation import ADMIN, HEAD, NOW, OFFICE, Installation, copy_of

from config.vocabulary import Role
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.offices import offices_by, offices_on
from lifecycle.usecases.staff import PostHeld, assign, posts

JUNE = date.fromisoformat(NOW)


def head(installation: Installation, on: date, known_by: date | None = None) -> PostHeld:
    """The office's head as of a day."""
    found = posts(installation.app(ADMIN, "2024-12-02"), OFFICE, AsOf(on, known_by))
    return next(post for post in found if post.post is Role.DIVISION_HEAD)


def test_a_new_head_takes_nothing_from_the_days_before(any_installation: Installation) -> None:
    """Assigned on 3 June as of that day: on 2 June the predecessor held the post, whoever asks later."""
    assign(any_installation.app(ADMIN, NOW), OFFICE, Role.DIVISION_HEAD, "新しい課長", None)
    assert head(any_installation, JUNE - timedelta(1)).name == HEAD
    assert head(any_installation, JUNE).name == "新しい課長"
    assert (head(any_installation, JUNE - timedelta(1)).reachable, head(any_installation, JUNE).reachable) == (
        True,
        False,
    )


def test_a_back_dated_appointment_was_not_known_before_it_was_recorded(installation: Installation) -> None:
    """Recorded on 3 June for 1 May: true on 1 May, known from 3 June."""
    assign(installation.app(ADMIN, NOW), OFFICE, Role.DIVISION_HEAD, "新しい課長", None, date(2024, 5, 1))
    assert head(installation, date(2024, 4, 30)).name == HEAD
    assert head(installation, date(2024, 5, 1)).name == "新しい課長"
    assert head(installation, date(2024, 5, 1), JUNE - timedelta(1)).name == HEAD


def test_what_is_to_come_is_told_as_far_as_it_was_known(installation: Installation) -> None:
    """次の発令: entered on 3 June for 1 July."""
    assign(installation.app(ADMIN, NOW), OFFICE, Role.DIVISION_HEAD, "新しい課長", None, date(2024, 7, 1))
    assert head(installation, JUNE, JUNE).next_from == date(2024, 7, 1)
    assert head(installation, JUNE, JUNE - timedelta(1)).next_from is None
    assert head(installation, date(2024, 7, 1)).name == "新しい課長"


_POSTS = st.sampled_from([Role.OFFICER, Role.DIVISION_HEAD, Role.DEPUTY])
_BEGINS = st.sampled_from([None, -40, -3, 0, 2, 30])
_ASSIGNED = st.tuples(_POSTS, st.sampled_from("甲乙丙丁"), _BEGINS, st.integers(0, 20))


@pytest.mark.slow
@settings(max_examples=25, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(assigned=st.lists(_ASSIGNED, min_size=1, max_size=6))
def test_the_journal_and_the_table_agree_on_every_day_from_the_last_recording_on(
    sqlite_template: Installation, assigned: list[tuple[Role, str, int | None, int]]
) -> None:
    """What the table of offices says of today and of days to come, the appointments say too."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-posts-"))
    installation, today = copy_of(sqlite_template, folder / "home"), JUNE
    try:
        for post, name, shift, wait in assigned:
            begins = today + timedelta(shift) if shift is not None else None
            assign(
                installation.app(ADMIN, today.isoformat()),
                OFFICE,
                post,
                name,
                f"{name.encode().hex()}@example.lg.jp",
                begins,
            )
            for ahead in (0, 1, 2, 15, 40):
                day = today + timedelta(ahead)
                with installation.app(ADMIN).reading() as connection:
                    told = {name: h.held_on(day) for name, h in offices_by(connection).items()}
                    assert told == offices_on(connection, day)
            today += timedelta(wait)
    finally:
        installation.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)
