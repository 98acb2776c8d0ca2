"""What `doctor` looks at in the journal: the latest events alone, in as many statements whatever stands before them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from installation import ADMIN, ID, OFFICE, OFFICER, SHEET, Installation, drop_triggers
from sqlalchemy import event

from lifecycle.records.recent_check import RecentCheck, recent_check
from lifecycle.usecases.contracts import register
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.installation import examine
from lifecycle.usecases.work import working


@pytest.fixture
def recorded(installation: Installation, tmp_path: Path) -> Installation:
    """A contract with a paper."""
    register(installation.app(), ID, SHEET)
    paper = tmp_path / "原本.txt"
    paper.write_text("原本", encoding="utf-8")
    attach(installation.app(OFFICER), ID, "other", {"dated_on": "2024-05-01"}, [paper])
    return installation


def _checked(installation: Installation, latest: int = 2000) -> RecentCheck:
    with installation.app().reading() as connection:
        return recent_check(connection, installation.home / "evidence", latest)


TAMPERED = (
    ("UPDATE journal SET actor = 'x' WHERE id = (SELECT max(id) FROM journal)", "の内容が記録時と違います"),
    ("DELETE FROM journal WHERE id = (SELECT max(id) FROM journal)", "の末尾の記録が失われているか"),
    ("DELETE FROM journal WHERE id = (SELECT max(id) - 1 FROM journal)", "の前に欠番があります"),
    ("UPDATE head SET number = 9 WHERE subject = 'R6-0001'", "の末尾の記録が失われているか"),
)


@pytest.mark.parametrize(("statement", "told"), TAMPERED)
def test_what_was_done_to_the_latest_events_is_told(recorded: Installation, statement: str, told: str) -> None:
    """By whoever owns the database; before it nothing was wrong."""
    assert _checked(recorded).faults == []
    recorded.tamper(statement)
    assert any(told in fault for fault in _checked(recorded).faults)
    (check,) = [one for one in examine(recorded.app(ADMIN)) if one.name == "記録の検証"]
    assert not check.fine


def test_a_lost_original_and_a_lost_trigger_are_told(recorded: Installation) -> None:
    """The paper of a recent event is gone; nothing keeps the journal as it was written."""
    (stored,) = [path for path in (recorded.home / "evidence").rglob("*") if path.is_file()]
    stored.unlink()
    with recorded.by_owner() as connection:
        drop_triggers(connection)
    faults = _checked(recorded).faults
    assert any("証拠ファイル" in fault and "がありません" in fault for fault in faults)
    assert any("トリガー" in fault for fault in faults)


def test_only_the_latest_are_looked_at_and_that_is_said(recorded: Installation) -> None:
    """An old event is for the check of the whole; where a chain goes on from before, its last event is fetched."""
    recorded.tamper("UPDATE journal SET actor = 'x' WHERE id = 1")
    assert (_checked(recorded, 2).events, _checked(recorded, 2).whole, _checked(recorded, 2).faults) == (2, False, [])
    assert _checked(recorded).whole
    assert _checked(recorded).faults
    (check,) = [one for one in examine(recorded.app(ADMIN)) if one.name == "記録の検証"]
    assert "毎夜の検証は、まだ行われていない" in check.detail


@contextmanager
def _counted(installation: Installation) -> Iterator[list[str]]:
    asked: list[str] = []

    def keep(_c: object, _k: object, statement: str, _v: object, _x: object, _m: bool) -> None:
        asked.append(statement)

    event.listen(installation.engine, "before_cursor_execute", keep)
    yield asked
    event.remove(installation.engine, "before_cursor_execute", keep)


def test_doctor_asks_no_more_of_more_offices(installation: Installation) -> None:
    """A dozen offices with contacts are asked for together: as many statements as of two."""
    register(installation.app(), ID, SHEET)
    counts = []
    for more in (0, 12):
        with working(installation.app(ADMIN)) as work:
            for at in range(more):
                name = f"第{at}課"
                fields = {"name": name, "department": "知事部局", "officer": f"{name}担当"}
                fields["division_head_mail"] = f"k{at}@example.lg.jp"
                draft, _ = draft_division(work, name, fields)
                assert draft
                work.record([draft])
        for at in range(more):
            register(installation.app(f"第{at}課担当"), f"R6-1{at:03}", {**SHEET, "division": f"第{at}課"})
        with _counted(installation) as asked:
            checks = examine(installation.app(ADMIN))
        counts.append(len(asked))
    assert counts[0] == counts[1] < 60, counts
    (officers,) = [one for one in checks if one.name == "担当者・係長への連絡"]
    assert "第11課(担当者)" in officers.detail
    assert OFFICE not in officers.detail
