"""Reading ends at the office: whoever belongs to one sees its contracts alone, unless the record says otherwise."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OTHER_OFFICER,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    hand_in,
    real,
)
from workbooks import sheets_of

from config.errors import NotFoundError, RoleError
from config.vocabulary import OverrideCategory
from lifecycle.app import App
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.pack.gather import pack
from lifecycle.papers.site.seen import gather
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.configuring import configure
from lifecycle.usecases.overrides import Request, request
from lifecycle.usecases.staff import move, posts
from lifecycle.usecases.subcontracts import every
from lifecycle.views.alert_register import alerts_page, list_alerts
from lifecycle.views.contracts import contracts_page, list_contracts, show
from lifecycle.views.history import history
from lifecycle.views.override_register import entry_of, exceptions_page, register
from lifecycle.views.owed import owed, owed_page
from lifecycle.views.seeking import Sought
from lifecycle.views.verdicts import why
from lifecycle.watch.sweep import sweep

OTHER = "R6-0002"
DAY = AsOf(date(2024, 6, 3))
EVERYWHERE = (OVERSIGHT, AUDITOR, ADMIN)


@pytest.fixture
def two(installation: Installation) -> Installation:
    """A contract of each office, with evidence, alerts and an exception asked for."""
    a_contract(installation.app(now="2024-04-01"))
    a_contract(installation.app(OTHER_OFFICER, "2024-04-01"), OTHER, division=OTHER_OFFICE)
    for id_, actor in ((ID, OFFICER), (OTHER, OTHER_OFFICER)):
        hand_in(installation.app(actor), "duty_notice", id_=id_)
        asked = Request(id_, ("S2-05",), OverrideCategory.EMERGENCY, REASON, "広第22号")
        request(installation.app(actor), asked)
    sweep(installation.app(ADMIN))
    return installation


ONE: dict[str, Callable[[App, str, Path], object]] = {
    "why": lambda app, id_, _: why(app, id_, None, DAY),
    "show": lambda app, id_, _: show(app, id_, DAY),
    "history": lambda app, id_, _: history(app, id_),
    "subcontracts": lambda app, id_, _: every(app, id_, DAY),
    "exceptions of a contract": lambda app, id_, _: register(app, id_),
    "an exception": lambda app, id_, _: entry_of(app, f"{id_}-E1"),
    "pack": lambda app, id_, folder: pack(app, id_, folder / f"{id_}.zip", DAY),
}
"""Questions of one contract."""

LISTS: dict[str, Callable[[App], set[str]]] = {
    "list": lambda app: {row.id for row in list_contracts(app)},
    "list as of": lambda app: {row.id for row in list_contracts(app, DAY)},
    "due": lambda app: {row.duty.contract for row in owed(app)},
    "due as of": lambda app: {row.duty.contract for row in owed(app, as_of=DAY)},
    "alerts": lambda app: {row.contract for row in list_alerts(app)},
    "alerts as of": lambda app: {row.contract for row in list_alerts(app, as_of=DAY)},
    "exceptions": lambda app: {str(row["contract"]) for row in register(app)},
    "page of contracts": lambda app: {row.id for row in contracts_page(app).rows},
    "page of contracts as of": lambda app: {row.id for row in contracts_page(app, as_of=DAY).rows},
    "page of duties": lambda app: {row.duty.contract for row in owed_page(app).rows},
    "page of duties as of": lambda app: {row.duty.contract for row in owed_page(app, as_of=DAY).rows},
    "page of alerts": lambda app: {row.contract for row in alerts_page(app).rows},
    "page of alerts as of": lambda app: {row.contract for row in alerts_page(app, as_of=DAY).rows},
    "page of exceptions": lambda app: {str(row["contract"]) for row in exceptions_page(app).rows},
    "page of exceptions as of": lambda app: {str(row["contract"]) for row in exceptions_page(app, as_of=DAY).rows},
    "site": lambda app: {one.id for one in gather(app, DAY).seen},
    "tables": lambda app: {
        subject.partition("/")[0]
        for table in count(app, DAY).tables
        for row in table.rows
        for subjects in row.members.values()
        for subject in subjects
    },
}
"""Questions of all contracts."""

OF_OFFICE: dict[str, Callable[[App, str], object]] = {
    "due": lambda app, office: owed(app, office),
    "alerts": lambda app, office: list_alerts(app, office),
    "page of contracts": lambda app, office: contracts_page(app, Sought(office=office)),
    "page of duties": lambda app, office: owed_page(app, Sought(office=office)),
    "page of alerts": lambda app, office: alerts_page(app, Sought(office=office)),
    "page of exceptions": lambda app, office: exceptions_page(app, Sought(office=office)),
    "staff": lambda app, office: posts(app, office),
    "tables": lambda app, office: count(app, DAY, division=office),
    "site": lambda app, office: gather(app, DAY, division=office),
}
"""Questions of one office."""


@pytest.mark.parametrize("asked", ONE)
def test_a_contract_of_another_office_is_refused(two: Installation, tmp_path: Path, asked: str) -> None:
    """Exit 4 for every post of an office; the desks, the auditors and 管理者 read all."""
    for actor in (OFFICER, CHIEF, HEAD):
        ONE[asked](two.app(actor), ID, tmp_path)
        (tmp_path / f"{ID}.zip").unlink(missing_ok=True)
        with pytest.raises(RoleError, match="自分の所属"):
            ONE[asked](two.app(actor), OTHER, tmp_path)
    for at, actor in enumerate(EVERYWHERE):
        folder = tmp_path / str(at)
        folder.mkdir()
        ONE[asked](two.app(actor), OTHER, folder)


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("asked", LISTS)
def test_a_list_shows_the_own_office_alone(two: Installation, asked: str) -> None:
    """Nothing of another office stands in any list, table or page."""
    found = {actor: LISTS[asked](two.app(actor)) for actor in (OFFICER, HEAD, OTHER_OFFICER, *EVERYWHERE)}
    assert found[OFFICER] == found[HEAD] == {ID}
    assert found[OTHER_OFFICER] == {OTHER}
    assert all(found[actor] == {ID, OTHER} for actor in EVERYWHERE)


@pytest.mark.parametrize("asked", OF_OFFICE)
def test_another_office_by_name_is_refused(two: Installation, asked: str) -> None:
    """A slip of the name is still told as one."""
    OF_OFFICE[asked](two.app(), OFFICE)
    with pytest.raises(RoleError, match="自分の所属"):
        OF_OFFICE[asked](two.app(), OTHER_OFFICE)
    OF_OFFICE[asked](two.app(AUDITOR), OTHER_OFFICE)


def test_nobody_reads_without_a_post(two: Installation, tmp_path: Path) -> None:
    """Every question of every kind."""
    for one in ONE.values():
        with pytest.raises(RoleError, match="職が分からない"):
            one(two.app("誰か"), ID, tmp_path)
    for listed in LISTS.values():
        with pytest.raises(RoleError, match="職が分からない"):
            listed(two.app("誰か"))


def test_staff_and_the_ledger_end_at_the_office_too(two: Installation, tmp_path: Path) -> None:
    """Names of other offices' people, and the workbook of all."""
    assert {held.division for held in posts(two.app())} == {OFFICE}
    assert {held.division for held in posts(two.app(AUDITOR))} == {OFFICE, OTHER_OFFICE}
    export_ledger(two.app(), tmp_path / "own.xlsx")
    assert OTHER not in {row[0] for row in sheets_of(tmp_path / "own.xlsx")["契約"]}
    with pytest.raises(RoleError):
        export_ledger(two.app(), tmp_path / "other.xlsx", OTHER_OFFICE)


def test_a_contract_is_read_by_the_office_to_which_it_belongs_now(two: Installation) -> None:
    """After a move the new office reads all of it, also as of a day before; the old one nothing any more."""
    move(two.app(HEAD), OFFICE, OTHER_OFFICE, [ID])
    assert show(two.app(OTHER_OFFICER), ID, DAY).contract.id == ID
    assert [row.id for row in list_contracts(two.app(), DAY)] == []
    with pytest.raises(RoleError):
        history(two.app(), ID)


def test_the_scope_holds_once_it_is_on_record(tmp_path: Path) -> None:
    """An own lifecycle.toml gives nothing: somebody who may configure puts the wider scope on record."""
    home = real(tmp_path / "home")
    a_contract(home.app(OTHER_OFFICER), OTHER, division=OTHER_OFFICE)
    home.settings('scope = "own"', 'scope = "all"')
    assert list_contracts(home.app()) == []
    with pytest.raises(RoleError):
        configure(home.app())
    assert [changed.name for changed in configure(home.app(ADMIN))] == ["reading"]
    assert [row.id for row in list_contracts(home.app())] == [OTHER]


def test_in_a_home_for_trial_the_settings_hold(two: Installation) -> None:
    """There everything that is written holds at once."""
    two.settings('scope = "own"', 'scope = "all"')
    assert {row.id for row in list_contracts(two.app())} == {ID, OTHER}


def test_a_contract_that_is_not_there_is_told_as_such(two: Installation) -> None:
    """No office has it."""
    with pytest.raises(NotFoundError):
        why(two.app(), "R6-9999", None, DAY)
