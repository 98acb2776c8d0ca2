"""Handover: posts change on their day without anything being run, deputies act for a time, nothing is orphaned."""

from datetime import date

import pytest
from branches import applied, decided
from installation import (
    ADMIN,
    FOR_PERFORMING,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICE,
    OTHER_OFFICER,
    Installation,
    a_contract,
    hand_in,
)

from config.errors import NotFoundError, RoleError, UsageError
from config.vocabulary import Role, Stage
from lifecycle.post.contacts import address_of
from lifecycle.post.recipients import Recipient
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.installation import examine
from lifecycle.usecases.moves import advance
from lifecycle.usecases.staff import assign, move, posts
from lifecycle.views.contracts import list_contracts
from lifecycle.views.history import history
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

NEW_HEAD, NEW_MAIL, DEPUTY = "新しい広報課長", "new-head@example.lg.jp", "広報課参事"


def role_of(installation: Installation, actor: str, now: str) -> Role | None:
    """The post in which somebody acts on a day."""
    app = installation.app(actor, now)
    with app.reading() as connection:
        return app.actor(connection).role


def reached(installation: Installation, now: str) -> str | None:
    """Where a message to the head of the office goes on a day."""
    app = installation.app(now=now)
    with app.reading() as connection:
        return address_of(app, connection, Recipient(OFFICE, "division_head"), date.fromisoformat(now))


def test_an_appointment_takes_effect_on_its_day_and_not_before(installation: Installation) -> None:
    """Everybody changes posts every April: recorded ahead, in force on 4/1 without anything being run."""
    assign(installation.app(ADMIN, "2025-03-10"), OFFICE, Role.DIVISION_HEAD, NEW_HEAD, NEW_MAIL, date(2025, 4, 1))
    events = installation.count("journal")
    assert [role_of(installation, who, "2025-03-31") for who in (HEAD, NEW_HEAD)] == [Role.DIVISION_HEAD, None]
    assert [role_of(installation, who, "2025-04-01") for who in (HEAD, NEW_HEAD)] == [None, Role.DIVISION_HEAD]
    assert [reached(installation, day) for day in ("2025-03-31", "2025-04-01")] == ["pr-head@example.lg.jp", NEW_MAIL]
    assert installation.count("journal") == events


def test_who_holds_a_post_can_be_asked_for_any_day(installation: Installation) -> None:
    """staff list --on, with the day from which another takes over."""
    assign(installation.app(ADMIN, "2025-03-10"), OFFICE, Role.DIVISION_HEAD, NEW_HEAD, NEW_MAIL, date(2025, 4, 1))
    seen = {}
    for day in (date(2025, 3, 31), date(2025, 4, 1)):
        (head,) = [
            p for p in posts(installation.app(now="2025-03-10"), OFFICE, AsOf(day)) if p.post is Role.DIVISION_HEAD
        ]
        seen[day] = (head.name, head.next_from)
    assert list(seen.values()) == [(HEAD, date(2025, 4, 1)), (NEW_HEAD, None)]


def test_an_appointment_to_come_survives_what_is_recorded_meanwhile(installation: Installation) -> None:
    """A change of another post does not lose it; recorded after its day it has taken its place."""
    admin = installation.app(ADMIN, "2025-03-10")
    assign(admin, OFFICE, Role.DIVISION_HEAD, NEW_HEAD, NEW_MAIL, date(2025, 4, 1))
    assign(admin, OFFICE, Role.SECTION_CHIEF, "新しい係長", None)
    assert role_of(installation, NEW_HEAD, "2025-04-01") is Role.DIVISION_HEAD
    assign(installation.app(ADMIN, "2025-04-02"), OFFICE, Role.OFFICER, "新しい担当者", None)
    assert role_of(installation, NEW_HEAD, "2025-04-02") is Role.DIVISION_HEAD
    assert role_of(installation, HEAD, "2025-04-02") is None


def test_a_deputy_acts_within_the_period_only(installation: Installation) -> None:
    """代理: approves from its first to its last day, not the day before nor the day after."""
    a_contract(installation.app())
    applied(installation.app())
    assign(
        installation.app(ADMIN),
        OFFICE,
        Role.DEPUTY,
        DEPUTY,
        "deputy@example.lg.jp",
        date(2024, 6, 10),
        date(2024, 6, 14),
    )
    for day in ("2024-06-09", "2024-06-15"):
        with pytest.raises(RoleError):
            decided(installation.app(DEPUTY, day))
    applied(installation.app())
    for no, day in (("1", "2024-06-10"), ("2", "2024-06-14")):
        assert decided(installation.app(DEPUTY, day), no).refused == ()
    assert {e.role for e in history(installation.app(), ID) if e.actor == DEPUTY} == {"deputy"}


def test_messages_go_to_the_deputy_in_the_period(installation: Installation) -> None:
    """The head's mail before and after it, the deputy's within it."""
    assign(
        installation.app(ADMIN),
        OFFICE,
        Role.DEPUTY,
        DEPUTY,
        "deputy@example.lg.jp",
        date(2024, 6, 10),
        date(2024, 6, 14),
    )
    days = ("2024-06-09", "2024-06-10", "2024-06-14", "2024-06-15")
    head, deputy = "pr-head@example.lg.jp", "deputy@example.lg.jp"
    assert [reached(installation, day) for day in days] == [head, deputy, deputy, head]
    a_contract(installation.app(now="2024-04-01"))
    channel = RecordingChannel()
    for day in ("2024-06-07", "2024-06-11"):
        sweep(installation.app(ADMIN, day))
        deliver(installation.app(ADMIN, day), channel)
    told = [to for message, to in channel.sent if "期限超過" in message.subject]
    assert told == [deputy]


def test_a_deputy_without_a_period_stands_in_only_where_the_head_has_no_address(installation: Installation) -> None:
    """No period: as the ledger's 代理 column says it, the head stays the one who is told."""
    assign(installation.app(ADMIN), OFFICE, Role.DEPUTY, DEPUTY, "deputy@example.lg.jp")
    assert reached(installation, "2024-06-10") == "pr-head@example.lg.jp"
    assert role_of(installation, DEPUTY, "2024-06-10") is Role.DEPUTY


def test_only_a_deputy_has_a_last_day(installation: Installation) -> None:
    """And it is not before the first."""
    with pytest.raises(UsageError, match="代理にだけ"):
        assign(installation.app(ADMIN), OFFICE, Role.OFFICER, "氏名", None, None, date(2024, 6, 30))
    with pytest.raises(UsageError, match="始まりの日以後"):
        assign(installation.app(ADMIN), OFFICE, Role.DEPUTY, DEPUTY, None, date(2024, 6, 30), date(2024, 6, 1))
    with pytest.raises(UsageError, match="所属の職ではありません"):
        assign(installation.app(ADMIN), OFFICE, Role.AUDIT_OFFICE, "氏名", None)
    with pytest.raises(NotFoundError):
        assign(installation.app(ADMIN), "ない課", Role.OFFICER, "氏名", None)


def test_posts_are_given_by_heads_for_their_own_office_and_by_the_admin(installation: Installation) -> None:
    """An officer appoints nobody; a head nobody elsewhere, nor moves contracts it does not answer for."""
    for actor in (OFFICER, OTHER_HEAD):
        with pytest.raises(RoleError):
            assign(installation.app(actor), OFFICE, Role.OFFICER, "氏名", None)
    assign(installation.app(HEAD), OFFICE, Role.OFFICER, "氏名", None)
    assert role_of(installation, "氏名", "2024-06-03") is Role.OFFICER
    a_contract(installation.app("氏名"))
    with pytest.raises(RoleError):
        move(installation.app(OTHER_HEAD), OFFICE, OTHER_OFFICE)
    assert move(installation.app(HEAD), OFFICE, OTHER_OFFICE) == [ID]


def test_nothing_is_orphaned_after_a_move(installation: Installation) -> None:
    """A reorganisation: the contracts, their duties and alerts go with them; doctor finds nothing to put right."""
    a_contract(installation.app(now="2024-04-01"))
    sweep(installation.app(ADMIN, "2024-05-01"))
    deliver(installation.app(ADMIN, "2024-05-01"), RecordingChannel())
    assert move(installation.app(HEAD, "2024-05-07"), OFFICE, OTHER_OFFICE, reason="組織改編") == [ID]
    assert [row.division for row in list_contracts(installation.app(OTHER_OFFICER, "2024-05-07"))] == [OTHER_OFFICE]
    assert [c.name for c in examine(installation.app(ADMIN, "2024-05-07")) if not c.fine] == []
    assert verify(installation.app()).faults == []
    with pytest.raises(RoleError):
        amend(installation.app(OFFICER, "2024-05-07"), ID, {"record_count": "600"}, None)
    sweep(installation.app(ADMIN, "2024-05-08"))
    deliver(installation.app(ADMIN, "2024-05-08"), RecordingChannel())
    hand_in(installation.app(OTHER_OFFICER, "2024-06-03"), *FOR_PERFORMING)
    assert advance(installation.app(OTHER_OFFICER, "2024-06-03"), ID, Stage.PERFORMING).entered
    channel = RecordingChannel()
    sweep(installation.app(ADMIN, "2024-06-03"))
    deliver(installation.app(ADMIN, "2024-06-03"), channel)
    assert {to.partition("-")[0] for _, to in channel.sent} == {"tax"}


def test_a_move_keeps_the_history_and_says_why(installation: Installation) -> None:
    """The contract's own chain goes on: the old and the new office, the reason."""
    a_contract(installation.app())
    a_contract(installation.app(), "R6-0002")
    assert move(installation.app(HEAD), OFFICE, OTHER_OFFICE, ["R6-0002"], "組織改編") == ["R6-0002"]
    last = history(installation.app(OTHER_OFFICER), "R6-0002")[-1]
    assert last.content["changes"] == {"division": [OFFICE, OTHER_OFFICE]}
    assert last.content["reason"] == "組織改編"
    with pytest.raises(UsageError, match="R6-0002"):
        move(installation.app(HEAD), OFFICE, OTHER_OFFICE, ["R6-0002"])
    with pytest.raises(NotFoundError):
        move(installation.app(HEAD), OFFICE, "ない課")
