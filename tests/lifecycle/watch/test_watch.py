"""The installation watched from within: what is queued, for whom, and the words, read aloud from plain files."""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installation import ADMIN, HEAD, ID, OFFICE, OFFICER, OTHER_OFFICE, OVERSIGHT, REASON, Installation, a_contract
from snapshots import assert_kept
from sqlalchemy import text

from config.errors import RoleError, UsageError
from config.rulebook import RuleBook
from config.vocabulary import OverrideCategory
from lifecycle.app import App, open_app
from lifecycle.records.seals import SealValue
from lifecycle.usecases.audit import verify
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.sealing import seal
from lifecycle.watch.broken_journal import verify_and_tell
from lifecycle.watch.claims import once
from lifecycle.watch.delivery import deliver
from lifecycle.watch.heartbeat import heartbeat, week
from lifecycle.watch.monthly import monthly_report, report_of
from lifecycle.watch.monthly_counts import Tally, count_month
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel
from notifications.installation_notices import monthly_rows
from notifications.plain import COLUMNS, width

TEXTS = Path(__file__).parent


@pytest.fixture
def app(sample_home: Path, tmp_path: Path, environment: pytest.MonkeyPatch) -> Iterator[App]:
    """The sample ledger, on the Monday after the audit."""
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    environment.setenv("LIFECYCLE_NOW", "2024-12-02T09:00:00+09:00")
    opened = open_app(home)
    yield opened
    opened.engine.dispose()


def queued(app: App) -> list[Any]:
    """The messages that wait in the outbox, oldest first."""
    with app.reading() as connection:
        return list(connection.execute(text("SELECT * FROM outbox WHERE status = 'queued' ORDER BY id")))


def break_it(app: App, statement: str) -> None:
    """Change a projection behind the journal's back."""
    with app.engine.begin() as connection:
        connection.execute(text(statement))


def reads(name: str, row: Any, value: str = "") -> None:
    """The message reads as it stands in the file; the value of a seal differs from run to run."""
    written = row.body.replace(value, "2033-0000-0000-0000-0000-0000") if value else row.body
    assert_kept(TEXTS / f"{name}.txt", f"件名: {row.subject}\n\n{written}")


def test_the_month_is_reported_to_each_of_the_two_offices_in_these_words(app: App) -> None:
    """X-07: 制度所管課 has the circulars' effect reported regularly; each reads of the rules it answers for."""
    done = monthly_report(app, date(2024, 11, 1))
    assert done.messages_queued == 2
    rows = queued(app)
    assert [(row.division, row.post) for row in rows] == [
        (office, "oversight_office") for office in ("財産活用課", "県民情報広報課")
    ]
    for name, row in zip(("monthly_zaisan", "monthly_kenmin"), rows, strict=True):
        reads(name, row)


def test_the_report_holds_the_audits_own_tables(app: App) -> None:
    """表1 and 表12 of 令和6年度 as the report prints them (p.5, p.17); wherever they stand, rates last."""
    tables = {table.number: dict(table.cells) for table in report_of(app, date(2024, 11, 1))[0].tables}
    assert sorted(tables) == list(range(1, 13))
    assert tables[1]["監査対象業務委託数"] == "89"
    assert tables[1]["不備がある委託契約書の割合"] == "51.7%"
    assert tables[12]["常時連絡体制未整備率"] == "55.1%"


def test_every_rule_is_answered_for_by_one_of_the_two_offices(app: App) -> None:
    """Otherwise a duty would be reported to nobody."""
    book: RuleBook = app.book
    assert {rule.oversight for rule in book.rules.values()} == {desk.id for desk in book.desks.oversight}


def test_a_month_is_reported_once_whenever_it_is_asked_for(app: App) -> None:
    """On another day too: the month's end is the message's period."""
    assert monthly_report(app, date(2024, 11, 30)).messages_queued == 2
    assert monthly_report(app, date(2024, 11, 1)).messages_queued == 0
    assert monthly_report(app, date(2024, 10, 1)).messages_queued == 2


def test_a_month_that_is_not_over_is_refused(app: App) -> None:
    """Its last day must have passed."""
    with pytest.raises(UsageError, match="令和6年12月31日"):
        monthly_report(app, date(2024, 12, 1))
    assert queued(app) == []


def test_exceptions_and_refusals_are_counted_under_the_office_that_answers(installation: Installation) -> None:
    """An exception leaves «owed» for «excepted»; a refused attempt counts once, in its month only."""
    a_contract(installation.app(OFFICER, "2024-04-01"))
    a_contract(installation.app("税務課担当", "2024-04-01"), "R6-0002", division=OTHER_OFFICE)
    advance(installation.app(OFFICER, "2024-05-10"), ID, None)
    june = installation.app(ADMIN, "2024-06-03")
    with june.reading() as connection:
        before = count_month(june, connection, date(2024, 5, 1))
    asked = Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, REASON, "広第99号")
    given = request(installation.app(OFFICER, "2024-05-20"), asked)
    approve(installation.app(HEAD, "2024-05-21"), given.id, ID)
    with june.reading() as connection:
        after = count_month(june, connection, date(2024, 5, 1))
        april = count_month(june, connection, date(2024, 4, 1))
    was, now = (counted.by_desk["contracts"][OFFICE] for counted in (before, after))
    assert (was.excepted, was.refused) == (0, 1)
    assert (now.owed, now.excepted, now.refused) == (was.owed - 1, 1, 1)
    assert after.by_desk["contracts"][OTHER_OFFICE].refused == 0
    assert april.total("contracts")[2:] == (0, 0)


def test_an_address_in_an_offices_name_is_hidden_and_the_columns_stay_straight(app: App) -> None:
    """Whatever somebody typed into the ledger's 所属."""
    break_it(app, "UPDATE contract SET division = 'x'")
    notice = report_of(app, date(2024, 11, 1))[0]
    assert len({width(row) for row in monthly_rows(notice)}) == 1
    assert all(width(line) <= COLUMNS for line in monthly_rows(notice))


def test_the_sign_of_life_reads_so_in_a_good_week(app: App) -> None:
    """What ran, what was sent, what stands open; nothing to do."""
    with once(app, "supervise", "2024-12-02"):
        sweep(app)
    with once(app, "verify", "2024-12-02") as taken:
        assert taken
        taken.detail = "出来事 2033件を検証、異常なし。"
    with once(app, "seal", "2024-12-02"):
        seal(app, nightly=True)
    deliver(app, RecordingChannel())
    assert heartbeat(app) == 2
    assert heartbeat(app) == 0
    to_owner, to_auditors = queued(app)
    value = SealValue.parse(to_owner.body.partition("(印刷でよい)。")[2].split("(")[0])
    assert verify(app, value).seals == []
    assert str(value) in to_auditors.body
    assert str(value) in to_auditors.body.partition("--against ")[2]
    for name, row in (("heartbeat", to_owner), ("seal", to_auditors)):
        reads(name, row, str(value))


def test_the_sign_of_life_says_what_should_have_run_and_did_not(app: App) -> None:
    """A fresh installation whose scheduler was never started."""
    notice = week(app)
    assert (notice.worrying, notice.late) == (True, ("点検", "記録の検証", "記録の封印"))
    heartbeat(app)
    reads("heartbeat_worrying", queued(app)[-1])


def test_a_broken_journal_is_told_to_the_system_owner_and_the_auditors(app: App) -> None:
    """At once, alone; how much of what, never whose."""
    break_it(app, "UPDATE contract SET title = '別の業務' WHERE id = 'R6-0012'")
    found = verify_and_tell(app)
    assert (found.faults, found.messages_queued) == (1, 2)
    owner, auditors = queued(app)
    assert (owner.division, owner.post) == ("管理者", "admin")
    assert (auditors.division, auditors.post) == ("監査委員事務局", "audit_office")
    assert "R6-0012" not in owner.body + auditors.body
    reads("broken_journal", auditors)


def test_the_same_faults_are_told_once_a_day_and_others_at_once(app: App, environment: pytest.MonkeyPatch) -> None:
    """Every night until it is mended; a further fault does not wait for the night."""
    break_it(app, "UPDATE contract SET title = '別の業務' WHERE id = 'R6-0012'")
    assert [verify_and_tell(app).messages_queued for _ in range(2)] == [2, 0]
    break_it(app, "UPDATE contract SET title = '別の業務' WHERE id = 'R6-0013'")
    assert [verify_and_tell(app).messages_queued for _ in range(2)] == [2, 0]
    environment.setenv("LIFECYCLE_NOW", "2024-12-03T02:00:00+09:00")
    following = open_app(app.home)
    assert verify_and_tell(following).messages_queued == 2
    following.engine.dispose()


def test_a_whole_journal_tells_nobody(app: App) -> None:
    """The sign of life says that it was looked at."""
    assert verify_and_tell(app).faults == 0
    assert queued(app) == []


@pytest.mark.parametrize("actor", ["監査委員事務局", "誰か"])
def test_only_who_keeps_the_installation_may_watch(installation: Installation, actor: str) -> None:
    """semantics §8: 管理者, staff and 制度所管課; an unknown actor may nothing."""
    for watch in (heartbeat, verify_and_tell, lambda app: monthly_report(app, date(2024, 4, 1))):
        with pytest.raises(RoleError):
            watch(installation.app(actor))
    assert heartbeat(installation.app(OVERSIGHT))


def test_nothing_to_report_is_said_too(installation: Installation) -> None:
    """An empty month is no empty mail."""
    notices = report_of(installation.app(ADMIN), date(2024, 5, 1))
    assert all(notice.lines == () for notice in notices)
    monthly_report(installation.app(ADMIN), date(2024, 5, 1))
    assert all("不足も例外も拒否もありません。" in row.body for row in queued(installation.app(ADMIN)))
    assert Tally().is_empty
