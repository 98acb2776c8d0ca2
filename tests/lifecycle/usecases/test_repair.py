"""Repair: the tables replayed from the journal are equal to the value; recomputing says what a rule changed."""

from typing import Any

import pytest
from branches import applied, approved
from installation import (
    ADMIN,
    AUDITOR,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    copy_of,
    hand_in,
)
from sqlalchemy import select

from config.errors import RoleError
from config.vocabulary import OverrideCategory, Role, Stage
from lifecycle.records.events.shapes import UnreadableEventError
from lifecycle.records.models import PROJECTIONS, table
from lifecycle.records.tables import obligation
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.repair import reassess, rebuild
from lifecycle.usecases.staff import assign, move
from lifecycle.views.contracts import list_contracts
from lifecycle.watch.sweep import sweep

CORRUPTIONS = {
    "a fact": "UPDATE record SET fields = CAST('{\"title\":\"別の業務\"}' AS BLOB) WHERE kind = 'contract'",
    "a stage": "UPDATE contract SET stage = 'completed'",
    "the way there": "DELETE FROM stage_change",
    "an exception": "UPDATE override SET status = 'approved', expires_on = '2099-12-31'",
    "an office": "DELETE FROM division",
    "the policy": "DELETE FROM flag WHERE name = 'policy'",
    "an alert": "UPDATE alert SET resolved_on = NULL, step = ''",
    "a row that nobody recorded": "INSERT INTO division (name, fields) VALUES ('架空課', CAST('{}' AS BLOB))",
}


def everything(installation: Installation) -> dict[str, list[Any]]:
    """Every projection and every obligation, row by row."""
    found = {}
    with installation.app().reading() as connection:
        for source in [*(table(model) for model in PROJECTIONS), obligation]:
            found[source.name] = sorted(map(tuple, connection.execute(select(source))), key=repr)
    return found


@pytest.fixture
def busy(installation: Installation) -> Installation:
    """A installation in which every kind of projection holds something."""
    installation.settings("raise = []", 'raise = ["S2-12"]')
    a_contract(installation.app(now="2024-04-01"))
    a_contract(installation.app(now="2024-04-01"), "R6-0002")
    sweep(installation.app(ADMIN, "2024-06-03"))
    hand_in(installation.app(), *FOR_PERFORMING)
    advance(installation.app(), ID, Stage.PERFORMING)
    amend(installation.app(), ID, {"record_count": "1500"}, "件数の見直し")
    applied(installation.app())
    approved(installation.app(HEAD))
    request(installation.app(), Request(ID, ("S3-01",), OverrideCategory.EMERGENCY, REASON, "広第20号"))
    waived = request(installation.app(), Request("R6-0002", ("S2-05",), OverrideCategory.EMERGENCY, REASON, "広第22号"))
    approve(installation.app(HEAD), waived.id, "R6-0002")
    assign(installation.app(ADMIN), OFFICE, Role.DEPUTY, "広報課参事", "deputy@example.lg.jp")
    move(installation.app(HEAD), OFFICE, OTHER_OFFICE, ["R6-0002"])
    end(installation.app("税務課長"), "R6-0002", "withdraw", "入札が不調", None)
    sweep(installation.app(ADMIN))
    return installation


def test_replaying_gives_equal_tables_where_nothing_was_wrong(busy: Installation) -> None:
    """«Replay into an empty database gives equal tables», and records nothing."""
    before, events = everything(busy), busy.count("journal")
    assert all(before[name] for name in ("contract", "record", "stage_change", "override", "division", "flag", "alert"))
    done = rebuild(busy.app(ADMIN))
    assert (done.before, done.events) == (done.after, events)
    assert everything(busy) == before
    assert busy.count("journal") == events


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("what", CORRUPTIONS)
def test_replaying_puts_right_what_was_corrupted(busy: Installation, what: str) -> None:
    """verify finds it, rebuild puts it back as it was, to the value, obligations too."""
    before = everything(busy)
    busy.tamper(CORRUPTIONS[what])
    assert verify(busy.app(ADMIN)).projections
    rebuild(busy.app(ADMIN))
    assert everything(busy) == before
    assert verify(busy.app(ADMIN)).faults == []


@pytest.mark.parametrize(
    "rows",
    [
        "record WHERE kind = 'checklist'",
        "stage_change",
        f"division WHERE name = '{OFFICE}'",
        "flag WHERE name <> 'trial'",
    ],
)
def test_replaying_tells_how_many_rows_there_were_and_are(busy: Installation, rows: str) -> None:
    """What was gone is there again: of contracts, of offices, of the installation; nothing else differs."""
    gone = busy.count(rows)
    busy.tamper("DELETE FROM " + rows)  # noqa: S608 - a row of the table above
    done = rebuild(busy.app(ADMIN))
    differing = {name: more for name in done.after if (more := done.after[name] - done.before[name])}
    assert differing == {rows.split(maxsplit=1)[0]: gone}
    assert all(done.after[name] == busy.count(name) for name in done.after)


def test_replaying_where_a_replay_fails_leaves_everything_as_it_was(busy: Installation) -> None:
    """One transaction: half a replay is never stored."""
    busy.tamper("UPDATE journal SET payload = CAST('{}' AS BLOB) WHERE kind = 'override_requested'")
    before = everything(busy)
    with pytest.raises(UnreadableEventError, match="override_requested"):
        rebuild(busy.app(ADMIN))
    assert everything(busy) == before


def test_a_raised_rule_is_reported_when_everything_is_reassessed(installation: Installation, tmp_path: Any) -> None:
    """ED-OPINION8: S2-12 raised in lifecycle.toml; what is reported agrees with what is stored, and it is journaled."""
    for n in range(1, 4):
        a_contract(installation.app(), f"R6-000{n}")
        kinds = [kind for kind in FOR_PERFORMING if n < 3 or kind != "emergency_contact"]
        hand_in(installation.app(), *kinds, id_=f"R6-000{n}")
        advance(installation.app(), f"R6-000{n}", Stage.PERFORMING)
    installation.settings("raise = []", 'raise = ["S2-12"]')
    found = reassess(installation.app(ADMIN))
    assert (found.contracts, dict(found.appeared), dict(found.vanished)) == (3, {"S2-12": 1}, {})
    assert found.standings == {}
    assert [
        (r.contract, r.code) for r in installation.rows("SELECT contract, code FROM obligation WHERE code = 'S2-12'")
    ] == [("R6-0003", "S2-12")]
    assert agrees_with_a_fresh_look(installation)
    assert installation.rows("SELECT subject FROM outbox") == []
    assert installation.count("journal WHERE kind = 'policy_applied'") == 1
    assert verify(installation.app()).faults == []
    again = reassess(installation.app(ADMIN))
    assert (dict(again.appeared), dict(again.vanished), again.standings) == ({}, {}, {})
    other = copy_of(installation, tmp_path / "elsewhere")
    other.settings('raise = ["S2-12"]', "raise = []")
    assert dict(reassess(other.app(ADMIN)).vanished) == {"S2-12": 1}
    other.engine.dispose()


def agrees_with_a_fresh_look(installation: Installation) -> bool:
    """Whether the stored list equals one judged anew."""
    from lifecycle.records.as_of import AsOf

    app = installation.app()
    return list_contracts(app) == list_contracts(app, AsOf(app.today()))


def test_reassessing_finds_what_time_alone_has_changed(installation: Installation) -> None:
    """What fell due since the last command."""
    a_contract(installation.app(now="2024-04-01"))
    later = reassess(installation.app(ADMIN, "2024-06-03"))
    assert later.standings[ID][1] == "needs_correction"
    assert agrees_with_a_fresh_look(installation)


@pytest.mark.parametrize("repair", [rebuild, reassess])
def test_repair_is_for_the_keepers_alone(installation: Installation, repair: Any) -> None:
    """semantics §8: 管理者 runs the keeping-house jobs; 監査委員事務局 reads, an office answers for itself."""
    for actor in (AUDITOR, OFFICER, HEAD):
        with pytest.raises(RoleError):
            repair(installation.app(actor))
    repair(installation.app(ADMIN))
    repair(installation.app(OVERSIGHT))
