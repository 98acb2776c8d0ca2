"""Every cure that is printed about checklist cures: done to the letter, on a real installation."""

from collections.abc import Sequence

import pytest
from cures import promises
from cures.promises import Followed
from docs.cure_table import CURES


@pytest.fixture(scope="module")
def followed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sequence[Followed]:
    """Every kind of refusal (by day one in three), with all that was printed done."""
    one_in = 1 if request.config.getoption("--nightly") else 3
    return promises.followed("checklist", tmp_path_factory.mktemp("checklist"), one_in=one_in)


@pytest.mark.many_alike(one_in=1)
def test_what_is_printed_cures_and_harms_nothing_else(followed: Sequence[Followed]) -> None:
    """The duty is met, no other is newly unmet, no cell of a table is worse."""
    assert promises.failures(followed) == []


def test_an_exception_is_named_only_where_no_record_cures(followed: Sequence[Followed]) -> None:
    """Whoever can record what is lacking is not led to ask for an exception."""
    assert promises.hints_of_exceptions(followed) == []


def test_each_record_is_asked_for_once(followed: Sequence[Followed]) -> None:
    """One line for each document of each subject, with every field that it lacks."""
    assert promises.records_asked_for_twice(followed) == []


@pytest.mark.many_alike(one_in=1)
def test_the_page_of_cures_is_current(request: pytest.FixtureRequest, followed: Sequence[Followed]) -> None:
    """docs/cures.md is written by tests/docs/cure_table.py --write."""
    page = CURES.read_text(encoding="utf-8")
    assert [row for row in promises.rows(followed) if row not in page.splitlines()] == []
    assert promises.section("checklist", followed) in page or not request.config.getoption("--nightly")
