"""The sweep asks the database in batches and by its indexes: as often for two hundred contracts as for twenty."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from installation import ADMIN, OFFICE, OTHER_OFFICE, Installation, copy_of, sheet
from sqlalchemy import event, text
from sqlalchemy.exc import IntegrityError
from supervised import supervised

from lifecycle.usecases.contracts import parse_fields
from lifecycle.usecases.documents import Proposal, Recorder
from lifecycle.usecases.work import working
from lifecycle.watch.sweep import Sweep, sweep
from states.columns import CONTRACT

DAYS = ("2024-04-01", "2024-04-02")
"""Opened and announced; told to officers."""


@contextmanager
def statements(installation: Installation) -> Iterator[list[tuple[str, Any]]]:
    """Every statement sent to the database with its values; one for many rows is one."""
    seen: list[tuple[str, Any]] = []

    def keep(_: Any, __: Any, statement: str, values: Any, ___: Any, many: bool) -> None:
        seen.append((statement, None if many else values))

    event.listen(installation.engine, "before_cursor_execute", keep)
    try:
        yield seen
    finally:
        event.remove(installation.engine, "before_cursor_execute", keep)


def filled(installation: Installation, first: int, last: int) -> None:
    """Contracts of two offices without any evidence, numbered from one to the other."""
    with working(installation.app(ADMIN, "2024-04-01")) as work:
        ids = [f"R6-{n:04}" for n in range(first, last + 1)]
        desk, drafts = Recorder(work, ids), []
        for n, id_ in enumerate(ids):
            fields = parse_fields(CONTRACT, sheet(division=OFFICE if n % 2 else OTHER_OFFICE), work.app.book)
            drafts.append(desk.draft(Proposal(id_, CONTRACT, fields, "command")))
        work.record([draft for draft in drafts if draft])


def asked(installation: Installation) -> list[tuple[int, Sweep]]:
    """How many statements each day's sweep sends, and what it does."""
    found = []
    for day in DAYS:
        with statements(installation) as seen:
            done = sweep(installation.app(ADMIN, day))
        found.append((len(seen), done))
    return found


@pytest.mark.slow
def test_a_sweep_sends_as_many_statements_for_two_hundred_contracts_as_for_twenty(
    installation: Installation,
    sqlite_template: Installation,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Opened, announced and escalated in bulk: nothing is asked or written contract by contract, alert by alert.

    Each office's contracts are one page here.
    """
    monkeypatch.setattr("lifecycle.usecases.again.PAGE", 100)
    larger = copy_of(sqlite_template, tmp_path_factory.mktemp("larger") / "home")
    filled(installation, 1, 20)
    filled(larger, 1, 200)
    few, many = asked(installation), asked(larger)
    larger.engine.dispose()
    assert [done.examined for _, done in few] == [20] * len(DAYS)
    assert [done.examined for _, done in many] == [200] * len(DAYS)
    for (number, small), (same, large) in zip(few, many, strict=True):
        assert same == number < 190  # two offices, a transaction for each
        assert (large.alerts_opened, large.alerts_escalated) == (10 * small.alerts_opened, 10 * small.alerts_escalated)
        assert large.messages_queued == small.messages_queued


def test_a_day_on_which_nothing_falls_due_costs_a_handful_of_statements(any_installation: Installation) -> None:
    """Its cost follows what is due, not the size of the portfolio: nobody is examined."""
    filled(any_installation, 1, 20)
    supervised(any_installation.app(ADMIN, "2024-04-01"))
    with statements(any_installation) as seen:
        done = sweep(any_installation.app(ADMIN, "2024-04-01"))
    assert (done.examined, done.messages_queued) == (0, 0)
    assert len(seen) < 42


@pytest.mark.parametrize("day", ["2024-04-01", "2024-04-02"])
def test_no_statement_of_a_sweep_reads_through_a_whole_table(installation: Installation, day: str) -> None:
    """The planner names an index for each: for what is due, and for the alerts that are open among all there were."""
    filled(installation, 1, 20)
    if day != "2024-04-01":
        supervised(installation.app(ADMIN, "2024-04-01"))
    with statements(installation) as seen:
        assert sweep(installation.app(ADMIN, day)).examined == 20
    plans = [plan for statement, values in seen for plan in _plan(installation, statement, values)]
    whole = [step for step in plans if step.startswith("SCAN") and " USING " not in step and "flag" not in step]
    assert whole == []
    assert any("ix_alert_open" in step for step in plans)
    assert any("ix_assessment_next_look_on" in step for step in plans)


def _plan(installation: Installation, statement: str, values: Any) -> list[str]:
    """How SQLite would go about a question."""
    if not statement.startswith("SELECT"):
        return []
    raw = installation.engine.raw_connection()
    try:
        return [str(row[3]) for row in raw.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()]
    finally:
        raw.close()


def test_the_database_itself_keeps_one_open_alert_of_a_subject_and_rule(any_installation: Installation) -> None:
    """A second is refused while the first is open, and taken once that is resolved."""
    filled(any_installation, 1, 1)
    sweep(any_installation.app(ADMIN, "2024-04-01"))
    again = (
        "INSERT INTO alert"
        " (id, contract, subject, code, division, opened_on, begins_on, urgent, step, repeats, snoozes)"
        " SELECT id || '-2', contract, subject, code, division, opened_on, begins_on, urgent, '', 0, 0 FROM alert"
        " WHERE code = 'S1-01'"
    )
    with pytest.raises(IntegrityError), any_installation.engine.begin() as connection:
        connection.execute(text(again))
    with any_installation.engine.begin() as connection:
        connection.execute(text("UPDATE alert SET resolved_on = opened_on WHERE code = 'S1-01'"))
        connection.execute(text(again))
    assert any_installation.rows("SELECT count(*) AS n FROM alert WHERE code = 'S1-01'")[0].n == 2
