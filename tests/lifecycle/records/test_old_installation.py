"""An installation of the first version, alerts told and mail waiting, goes on where it stood once it is migrated."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installation import ADMIN, FOR_PERFORMING, ID, OFFICE, Installation, a_contract, hand_in
from postgres_server import Server
from sqlalchemy import Connection, inspect, text
from supervised import supervised

from config.errors import SetupError
from lifecycle.post.outbox import Outbox
from lifecycle.post.recipients import Recipient
from lifecycle.post.topic import Topic, TopicKind
from lifecycle.records.as_of import AsOf
from lifecycle.records.database import open_engine, sqlite_url
from lifecycle.records.events.alerts import AlertOpened, AlertTold
from lifecycle.records.events.installation import RuleBookApplied
from lifecycle.records.events.shapes import Body, event
from lifecycle.records.journal import GENESIS, Draft, Event, all_events, digest
from lifecycle.records.schema import migrate, require_schema
from lifecycle.usecases.audit import verify
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.work import working
from lifecycle.views.alert_register import list_alerts
from lifecycle.views.owed import owed
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.alert import Rendered
from notifications.channels import RecordingChannel
from notifications.trial import marked

ALERT = f"{ID}:S2-04:2024-04-22"
TEXT = Rendered("【期限超過】委託監督 停滞1件(R6-0001)〔広報課〕", "広報課 所属長 様\n", "")
TOLD_ON = date(2024, 4, 24)
FIRST = (1, GENESIS)


@event(AlertOpened.KIND, AlertOpened.LABEL)
class OpenedThen(Body):
    """What that version wrote when it opened an alert."""

    id: str
    subject: str
    code: str
    division: str
    due_on: date


@event(AlertTold.KIND, AlertTold.LABEL)
class ToldThen(Body):
    """What that version wrote when it told of an alert."""

    id: str
    step: str


def as_version_one_told_it(installation: Installation) -> None:
    """A checklist due on 19 April: opened on the 22nd, told to the 所属長 on the 24th, as that version said it."""
    a_contract(installation.app(now="2024-04-01"))
    hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"))
    app = installation.app(ADMIN, "2024-04-24")
    opened = OpenedThen(id=ALERT, subject=ID, code="S2-04", division=OFFICE, due_on=date(2024, 4, 19))
    with working(app) as work:
        work.record([Draft(ID, date(2024, 4, 22), opened)])
        work.record([Draft(ID, TOLD_ON, ToldThen(id=ALERT, step="division_head"))])
        assert Outbox(app, work.connection).put(
            Recipient(OFFICE, "division_head"), Topic(TopicKind.DIGEST), TOLD_ON, TEXT
        )


def as_chained_then(connection: Connection) -> dict[int, Event]:
    """The events by their ids, numbered and chained as a version that kept no doors and no rule books did it."""
    chained: dict[int, Event] = {}
    heads: dict[str, Event] = {}
    asking = {one.subject for one in all_events(connection) if getattr(one.body, "topic", "").startswith("asked")}
    for one in all_events(connection):
        if one.kind == RuleBookApplied.KIND or one.subject in asking:
            continue
        number, previous = (heads[one.subject].number + 1, heads[one.subject].hash) if one.subject in heads else FIRST
        then = replace(one, number=number, previous=previous, via=None, authenticated=None)
        chained[one.id] = heads[one.subject] = replace(then, hash=digest(then))
    return chained


def poured(old: Connection, new: Connection) -> None:
    """Every row into the tables of the first version, as far as they have its columns."""
    chained = as_chained_then(old)
    heads = {one.subject: one for one in chained.values()}
    for table in inspect(new).get_table_names():
        if table == "alembic_version":
            continue
        columns = [column["name"] for column in inspect(new).get_columns(table)]
        rows = old.execute(text(f"SELECT {', '.join(columns)} FROM {table}")).mappings().all()  # noqa: S608
        values = ", ".join(f":{column}" for column in columns)
        for row in map(dict, rows):
            if _is_later(table, row, chained):
                continue
            if table == "journal":
                then = chained[row["id"]]
                row |= {"number": then.number, "previous": then.previous, "hash": then.hash}
            if table == "head":
                row |= {"number": heads[row["subject"]].number, "hash": heads[row["subject"]].hash}
            new.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"), row)  # noqa: S608
    if new.dialect.name == "postgresql":
        new.execute(text("SELECT setval(pg_get_serial_sequence('journal', 'id'), max(id)) FROM journal"))


def _is_later(table: str, row: Mapping[str, Any], chained: Mapping[int, Event]) -> bool:
    """Whether that version had no such row: an event of later, the note of the rule data, what asks for a decision."""
    if table == "journal":
        return row["id"] not in chained
    return row.get("name") == "rules" or (table == "outbox" and not str(row["topic"]).startswith("digest"))


@pytest.fixture
def old(any_installation: Installation, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Installation]:
    """That installation as a database of version 0001."""
    as_version_one_told_it(any_installation)
    home = tmp_path / "old"
    shutil.copytree(any_installation.home, home, ignore=shutil.ignore_patterns("lifecycle.db*"))
    server: Server | None = request.getfixturevalue("postgres") if any_installation.url else None
    url = server.create() if server else None
    engine = open_engine(url or sqlite_url(home))
    migrate(engine, "0001")
    with any_installation.engine.connect() as before, engine.begin() as after:
        poured(before, after)
    engine.dispose()
    installation = Installation(home, url)
    yield installation
    installation.engine.dispose()
    if server:
        server.drop(str(url))


def steps(installation: Installation) -> list[tuple[str, int]]:
    """The steps of that alert, in the order they were told."""
    query = "SELECT step, repeat FROM alert_step WHERE alert = :id ORDER BY told_on, step"
    return [(row.step, row.repeat) for row in installation.rows(query, id=ALERT)]


def test_an_old_installation_goes_on_where_it_stood(old: Installation) -> None:
    """Not used before it is migrated; then the journal replays, mail that waited leaves once, the ladder climbs on."""
    with pytest.raises(SetupError, match="移行"):
        require_schema(old.engine, old.home)
    migrate(old.engine)
    app = old.app(ADMIN, "2024-04-25")
    told = verify(app)
    # The tables alone are migrated here; `init` also judges every contract anew.
    assert told.faults == told.working_state
    channel = RecordingChannel()
    assert [(d.channel, d.status) for d in deliver(app, channel)] == [("mail", "sent")]
    assert [(message.subject, to) for message, to in channel.sent] == [(marked(TEXT).subject, "pr-head@example.lg.jp")]
    (standing,) = [a for a in list_alerts(app) if a.code == "S2-04"]
    assert (standing.id, standing.step, standing.next_on) == (ALERT, "division_head", date(2024, 5, 8))
    for day in ("2024-04-25", "2024-05-07"):
        supervised(old.app(ADMIN, day))
    assert steps(old) == [("division_head", 0)]
    supervised(old.app(ADMIN, "2024-05-08"))
    assert steps(old) == [("division_head", 0), ("oversight_office", 0)]


def test_what_is_owed_is_judged_anew_when_a_home_is_migrated(old: Installation) -> None:
    """`init` in a home of an earlier version: what is stored as owed says the same as everything judged anew."""
    then = old.app(ADMIN, "2024-04-25").clock
    environment = {name: value for name, value in old.environment().items() if name != "LIFECYCLE_NOW"}
    initialise(old.home, "os_user", environment, clock=then).engine.dispose()
    app = old.app(ADMIN, "2024-04-25")
    anew = owed(app, as_of=AsOf(app.today()))
    assert anew
    assert owed(app) == anew


def test_what_was_told_before_is_told_as_cured_afterwards(old: Installation) -> None:
    """The head heard of it from the first version and hears 【解消】 from this one; the replay agrees all along."""
    migrate(old.engine)
    hand_in(old.app(now="2024-04-25"), "checklist")
    sweep(old.app(ADMIN, "2024-04-26"))
    (told,) = old.rows("SELECT post, subject FROM outbox WHERE subject LIKE '【試用】【解消】%'")
    assert told.post == "division_head"
    assert old.rows("SELECT resolved_on FROM alert WHERE id = :id", id=ALERT)[0].resolved_on is not None
    assert verify(old.app(ADMIN, "2024-04-26")).faults == []


@pytest.mark.parametrize("identity", ["declared", "os_user"])
def test_every_office_of_an_old_home_is_cut_over_on_the_day_of_its_migration(old: Installation, identity: str) -> None:
    """What was declared before goes on to count (semantics §10); a replay gives the same days."""
    path = old.home / "lifecycle.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('identity = "declared"', f'identity = "{identity}"'))
    then = old.app(ADMIN, "2024-04-25").clock
    environment = {name: value for name, value in old.environment().items() if name != "LIFECYCLE_NOW"}
    initialise(old.home, "os_user", environment, clock=then).engine.dispose()
    offices = {row.division for row in old.rows("SELECT DISTINCT division FROM contract")}
    days = {(row.name, row.value) for row in old.rows("SELECT name, value FROM flag WHERE name LIKE 'cut_over:%'")}
    assert days == {(f"cut_over:{name}", "2024-04-25") for name in offices}
    assert verify(old.app(ADMIN, "2024-04-25")).projections == []
