"""What grows with the years is found by an index: an old installation answers like a young one (schema 0017)."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from installation import HEAD, ID, NOW, OFFICE, OTHER_OFFICE, SHEET, Installation
from sqlalchemy import event

from config.vocabulary import Role
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.usecases.contracts import register
from lifecycle.usecases.work import working
from lifecycle.views.alert_register import alerts_page
from lifecycle.views.contracts import contracts_page
from lifecycle.views.owed import owed, owed_page
from lifecycle.views.paging import WHOLE, Page, Paging
from lifecycle.views.seeking import Sought
from lifecycle.watch.sweep import sweep

_GROWING = re.compile(r"^SCAN (outbox|journal|person|attempt|record|message_step|assessment)\b(?! USING)")


@contextmanager
def _asked(installation: Installation) -> Iterator[list[tuple[str, object]]]:
    """Every question put to the database meanwhile."""
    asked: list[tuple[str, object]] = []

    def keep(_c: object, _k: object, statement: str, values: object, _x: object, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.append((statement, values))

    event.listen(installation.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(installation.engine, "before_cursor_execute", keep)


_ANY_SCAN = re.compile(
    r"^SCAN (outbox|journal|person|attempt|record|message_step|assessment|contract|obligation|alert)\b"
)


def _scans(installation: Installation, asked: list[tuple[str, object]], of: re.Pattern[str] = _GROWING) -> list[str]:
    """The plan's lines that read a growing table from end to end, with the question."""
    with installation.engine.connect() as connection:
        lines = []
        for statement, values in dict(asked).items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
            lines += [f"{row[3]}: {statement}" for row in plan if of.match(row[3])]
        return lines


def test_the_plan_of_a_whole_table_is_seen(installation: Installation) -> None:
    """The test can fail: a question that no index answers is told."""
    with _asked(installation) as asked:
        installation.rows("SELECT id FROM outbox WHERE body = 'x'")
    assert _scans(installation, asked)


@pytest.mark.parametrize("period", [True, False])
def test_whether_somebody_was_told_is_found_by_an_index(installation: Installation, period: bool) -> None:
    """On a day or ever: nothing is deleted from the outbox, and every urgent occasion asks."""
    with working(installation.app()) as work, _asked(installation) as asked:
        to = Recipient("広報課", Role.DIVISION_HEAD)
        assert not work.outbox.holds(to, Topic(TopicKind.DIGEST), work.today if period else None)
    assert asked
    assert _scans(installation, asked) == []


def test_a_deed_a_list_and_a_sweep_scan_nothing_that_grows(installation: Installation) -> None:
    """A contract is registered, what is owed listed, and the day's sweep made twice."""
    with _asked(installation) as asked:
        register(installation.app(), ID, SHEET)
        owed(installation.app(HEAD, NOW), "広報課")
        sweep(installation.app("管理者", NOW))
        sweep(installation.app("管理者", NOW))
    assert _scans(installation, asked) == []


@pytest.mark.parametrize("listing", [owed_page, alerts_page, contracts_page])
def test_a_list_of_one_office_reads_no_other_offices_rows(
    installation: Installation, listing: Callable[..., Page[object]]
) -> None:
    """Its rows are found by ranges of indexes, be they counted, put in order or shown; whole or by the page."""
    register(installation.app(), ID, SHEET)
    sweep(installation.app("管理者", NOW))
    with _asked(installation) as asked:
        assert listing(installation.app("制度所管課", NOW), Sought(office=OFFICE), Paging(size=WHOLE)).rows
        assert not listing(installation.app("制度所管課", NOW), Sought(office=OTHER_OFFICE)).rows
    of_lists = [one for one in asked if re.search(r"FROM (contract|obligation|alert)\b", one[0])]
    of_lists = [one for one in of_lists if "DISTINCT" not in one[0]]
    assert of_lists
    assert _scans(installation, of_lists, _ANY_SCAN) == []
