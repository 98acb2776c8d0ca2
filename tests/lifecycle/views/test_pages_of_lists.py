"""Pages of lists: whatever is sought and in whatever order, the database gives what judging everything anew gives."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import HEAD, INCURABLE, OFFICER, OVERSIGHT, REASON
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from installation import ADMIN, ID, OTHER_OFFICE, OTHER_OFFICER, Installation, a_contract
from installation import HEAD as HEAD_OF_PR
from installation import OFFICER as OFFICER_OF_PR
from installation import OVERSIGHT as OVERSIGHT_OFFICE
from sites import opened
from supervised import supervised

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import OverrideCategory, Role, Stage, Standing
from lifecycle.app import App
from lifecycle.records.as_of import AsOf
from lifecycle.usecases import overrides
from lifecycle.views import alert_register, contracts, override_register, owed
from lifecycle.views.paging import WHOLE, Page, Paging
from lifecycle.views.seeking import ALL, ExceptionStatus, Sought, paging_in, sought_in

ON = "2024-12-10"
AUDITOR = "監査委員事務局"
Listing = Callable[..., Page[Any]]

LISTS: dict[str, tuple[Listing, tuple[str, ...]]] = {
    "contracts": (
        contracts.contracts_page,
        ("id", "division", "title", "stage", "standing", "unmet", "overdue", "due_on"),
    ),
    "duties": (owed.owed_page, ("due_on", "subject", "code", "responsible", "division")),
    "alerts": (alert_register.alerts_page, ("due_on", "subject", "code", "id", "division", "opened_on", "told_on")),
    "exceptions": (
        override_register.exceptions_page,
        ("contract", "requested_on", "id", "expires_on", "status", "category", "division"),
    ),
}
"""Every list that is paged, and what it can be ordered by."""

SOUGHT = st.builds(
    Sought,
    office=st.sampled_from([None, None, "モデル所属04(医療費)", "モデル所属 04（医療費）"]),
    own=st.booleans(),
    overdue=st.booleans(),
    standing=st.sampled_from([None, None, *Standing]),
    stage=st.sampled_from([None, None, None, *Stage]),
    year=st.sampled_from([None, None, 2023, 2024, 2031]),
    rule=st.sampled_from([None, None, "S1-05", "S3-01", "S4-03", "AL-02"]),
    text=st.sampled_from(["", "", "", "r6-00", "Ｒ６－００１", "医療費", "モデル 所属", "委託", "%", "_", "E1"]),
    within=st.sampled_from([None, None, 0, 20]),
    closed=st.booleans(),
    status=st.sampled_from([None, None, *ExceptionStatus]),
)


@pytest.fixture(scope="module")
def home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample after two sweeps, with an exception that runs, one refused and one that is asked for."""
    folder = tmp_path_factory.mktemp("lists") / "home"
    shutil.copytree(sample_home, folder)
    supervised(opened(folder, "管理者", "2024-11-26"))
    officer = opened(folder, "担当者04", "2024-12-02")
    asked = [("S4-03", INCURABLE, "1", OVERSIGHT), *_waivable(officer)]
    for at, (rule, contract, no, decider) in enumerate(asked):
        one = overrides.Request(contract, (rule,), OverrideCategory.OTHER, REASON, f"6医療第{at}号", subcontract=no)
        id_ = overrides.request(officer, one).id
        if at == 0:
            overrides.approve(opened(folder, decider, "2024-12-03"), id_, contract)
        elif at == 1:
            overrides.reject(opened(folder, decider, "2024-12-03"), id_, "証拠を出し直すこと。")
    supervised(opened(folder, "管理者", ON))
    return folder


def _waivable(officer: App) -> list[tuple[str, str, str, str]]:
    """Two duties of the officer's contracts that the head may lift."""
    rules = officer.book.rules
    found = [
        one.duty
        for one in owed.owed(officer)
        if one.duty.waivable and rules[one.duty.code].approver is not Role.OVERSIGHT_OFFICE
    ]
    return [(duty.code, duty.contract, duty.no, "所属長04") for duty in found[:2]]


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_what_judging_anew_gives(home: Path, name: str, data: st.DataObject) -> None:
    """The same rows in the same order, the same counts, for officers, heads, the desk and the auditors."""
    listing, orders = LISTS[name]
    app = opened(home, data.draw(st.sampled_from(["担当者04", "所属長04", OVERSIGHT, AUDITOR])), ON)
    sought = data.draw(SOUGHT)
    order = data.draw(st.sampled_from(["", *orders, *(f"-{one}" for one in orders)]))
    paging = Paging(data.draw(st.integers(1, 4)), data.draw(st.sampled_from([1, 3, 50, 1000])), order)
    assert listing(app, sought, paging) == listing(app, sought, paging, AsOf(date.fromisoformat(ON)))


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_together_are_the_list(home: Path, name: str) -> None:
    """No row twice, none left out; a page past the last is the last."""
    listing, _ = LISTS[name]
    app = opened(home, AUDITOR, ON)
    whole = listing(app, ALL, Paging(size=10_000))
    of = listing(app, ALL, Paging(size=7)).of
    pages = [listing(app, ALL, Paging(number, 7)) for number in range(1, of + 1)]
    assert [row for page in pages for row in page.rows] == list(whole.rows)
    assert whole.total == len(whole.rows) > 0
    assert all(page.total == whole.total for page in pages)
    assert listing(app, ALL, Paging(of + 5, 7)) == pages[-1]


def test_the_pages_hold_what_the_whole_lists_hold(home: Path) -> None:
    """The lists that are read whole, by the command line's JSON, say the same."""
    app = opened(home, AUDITOR, ON)
    every = Paging(size=10_000)
    assert list(contracts.contracts_page(app, ALL, every).rows) == contracts.list_contracts(app)
    assert list(owed.owed_page(app, ALL, every).rows) == owed.owed(app)
    assert list(alert_register.alerts_page(app, ALL, every).rows) == alert_register.list_alerts(app)
    paged = [{n: v for n, v in row.items() if n != "division"} for row in _exceptions(app, every)]
    assert paged == override_register.register(app)


def test_the_list_of_an_office_is_the_whole_list_filtered(home: Path) -> None:
    """For every office, in the same order; as they stand and as of the day; none is left out, none is told twice."""
    app, every = opened(home, AUDITOR, ON), Paging(size=WHOLE)
    for listing, whole in (
        (owed.owed_page, owed.owed(app)),
        (alert_register.alerts_page, alert_register.list_alerts(app)),
    ):
        offices = sorted({row.division for row in whole})
        assert len(offices) > 10
        by_office = {one: list(listing(app, Sought(office=one), every).rows) for one in offices}
        assert by_office == {one: [row for row in whole if row.division == one] for one in offices}
    then, office = AsOf(date.fromisoformat(ON)), "モデル所属04（医療費）"
    assert owed.owed(app, office, 20, then) == owed.owed(app, office, 20)
    assert owed.owed(app, office, None, then) == [row for row in owed.owed(app) if row.division == office] != []


def _exceptions(app: App, paging: Paging) -> list[Any]:
    return list(override_register.exceptions_page(app, ALL, paging).rows)


def test_every_facet_narrows(home: Path) -> None:
    """Each leaves something and takes something away, so that what agrees above is not empty."""
    auditor, officer, desk = (opened(home, who, ON) for who in (AUDITOR, "担当者04", OVERSIGHT))
    facets = ("office=モデル所属04(医療費)", "overdue=1", "standing=要是正", "rule=s1-05", "text=医療費")
    for facet in (*facets, "stage=完了", "year=R6"):
        sought = sought_in(dict([facet.split("=")]), auditor.book)
        assert 0 < contracts.contracts_page(auditor, sought).total < 190, facet
    for facet in (*facets, "within=0"):
        sought = sought_in(dict([facet.split("=")]), auditor.book)
        assert 0 < owed.owed_page(auditor, sought).total < owed.owed_page(auditor).total, facet
    assert 0 < owed.owed_page(officer, Sought(own=True)).total < owed.owed_page(officer).total
    assert alert_register.alerts_page(officer, Sought(own=True)).total > 0
    assert alert_register.alerts_page(desk, Sought(own=True)).total == 0 < alert_register.alerts_page(desk).total
    assert override_register.exceptions_page(officer, Sought(own=True)).total == 3
    assert override_register.exceptions_page(desk, Sought(own=True)).total == 0
    for status, number in (("申請中", 1), ("適用", 1), ("却下", 1), ("取消", 0)):
        sought = sought_in({"status": status}, desk.book)
        assert override_register.exceptions_page(desk, sought).total == number


def test_an_office_is_found_in_whatever_widths(home: Path) -> None:
    """As the import compares it; one that nobody knows is told, with those that sound like it; another's is refused."""
    app = opened(home, AUDITOR, ON)
    counts = {
        contracts.contracts_page(app, Sought(office=name)).total
        for name in ("モデル所属04(医療費)", "ﾓﾃﾞﾙ所属０４（医療費） ")
    }
    assert len(counts) == 1
    for listing, _ in LISTS.values():
        with pytest.raises(NotFoundError, match="近い名前"):
            listing(app, Sought(office="モデル所属04(医寮費)"))
        with pytest.raises(RoleError, match="自分の所属"):
            listing(opened(home, HEAD, ON), Sought(office="モデル所属04(医療費)"))


def test_what_can_not_be_read_is_told_at_once_with_what_can(home: Path) -> None:
    """Every fault, each with its field; a rule that is not there is not found; an order unknown is told."""
    book = opened(home, OFFICER, ON).book
    with pytest.raises(UsageError) as caught:
        sought_in({"standing": "悪い", "stage": "締め", "year": "六年", "within": "-1", "status": "x"}, book)
    assert {fault.field for fault in caught.value.faults} == {"standing", "stage", "year", "within", "status"}
    assert "needs_correction(要是正)" in str(caught.value)
    with pytest.raises(NotFoundError):
        sought_in({"rule": "S9-99"}, book)
    with pytest.raises(UsageError):
        paging_in({"page": "0"})
    for listing, _ in LISTS.values():
        with pytest.raises(UsageError, match="並べ方"):
            listing(opened(home, AUDITOR, ON), ALL, Paging(order="colour"))


@pytest.mark.parametrize("name", LISTS)
def test_each_database_narrows_alike(any_installation: Installation, name: str) -> None:
    """SQLite and PostgreSQL: words in any width, fiscal years, lateness, standing, the own posts, every order."""
    a_contract(any_installation.app(now="2024-04-01"), title="広報 誌の印刷１００％", contractor="（株）青空")
    a_contract(any_installation.app(OTHER_OFFICER, "2024-04-01"), "R6-0002", division=OTHER_OFFICE)
    asked = overrides.Request(ID, ("S2-05",), OverrideCategory.EMERGENCY, REASON, "広第22号")
    overrides.request(any_installation.app(), asked)
    supervised(any_installation.app(ADMIN))
    listing, orders = LISTS[name]
    auditor, today = any_installation.app(AUDITOR), AsOf(any_installation.app().today())
    facets = (
        *("text=広報誌", "text=100%", "text=株)青", "text=r6-0002", "text=１", "year=R6", "year=R5", "overdue=1"),
        *("standing=要是正", "standing=注意", "stage=締結", "rule=S2-05", "status=申請中", "within=3", "closed=1"),
    )
    for facet in facets:
        sought = sought_in(dict([facet.split("=")]), auditor.book)
        assert listing(auditor, sought) == listing(auditor, sought, as_of=today), facet
    for order in orders:
        for turned in ("", "-"):
            paging = Paging(order=turned + order)
            assert listing(auditor, ALL, paging) == listing(auditor, ALL, paging, today), order
    for actor in (OFFICER_OF_PR, HEAD_OF_PR, OVERSIGHT_OFFICE):
        app = any_installation.app(actor)
        assert listing(app, Sought(own=True)) == listing(app, Sought(own=True), as_of=today)
