"""How an occasion is told is data: on record alone, with the rest in one message, or in a message of its own."""

import pytest
from installation import ADMIN, FOR_PERFORMING, OFFICE, Installation, a_contract, hand_in
from supervised import supervised

from config.loader import rule_book
from config.manners import ALONE, DIGEST, RECORD, Manner, manner_of
from lifecycle.usecases.audit import verify
from lifecycle.views.alert_register import list_alerts

STEPS = ("notice", "officer", "division_head", "oversight_office")
DAYS = ("2024-04-12", "2024-04-22", "2024-04-24", "2024-05-08", "2024-06-10")


@pytest.fixture
def late(installation: Installation) -> Installation:
    """Two contracts without the checklist (S2-04, AL-01), which is due on 19 April; the first lacks a visit's facts."""
    for id_ in ("R6-0001", "R6-0002"):
        a_contract(installation.app(now="2024-04-01"), id_)
        hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"), id_=id_)
    return installation


def told(installation: Installation, post: str = "officer") -> list[tuple[str, int]]:
    """Of each message to a post of the office that tells of S2-04 its day, and of how many contracts it tells so."""
    rows = installation.rows(
        "SELECT outbox.period AS period, count(*) AS n FROM outbox"
        " JOIN message_step ON message_step.message = outbox.id JOIN alert ON alert.id = message_step.alert"
        " WHERE outbox.division = :office AND post = :post AND code = 'S2-04'"
        " GROUP BY outbox.id, outbox.period ORDER BY outbox.id",
        office=OFFICE,
        post=post,
    )
    return [(str(row.period), row.n) for row in rows]


def live(installation: Installation, manner: Manner | None, code: str = "AL-01") -> None:
    """Supervise on every day that brings a step, with the manner of an occasion as the installation sets it."""
    if manner:
        path = installation.home / "lifecycle.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("[manner]", f'[manner]\n"{code}" = "{manner}"'), encoding="utf-8")
    for day in DAYS:
        supervised(installation.app(ADMIN, day))


def test_by_default_two_contracts_stand_in_one_message(late: Installation) -> None:
    """まとめのみ: one digest a day and post."""
    live(late, None)
    assert told(late)[:2] == [("2024-04-12", 2), ("2024-04-22", 2)]


@pytest.mark.parametrize("code", ["AL-01", "S2-04"])
def test_alone_means_a_message_for_each_at_every_step(late: Installation, code: str) -> None:
    """単独, set by the occasion or by the rule: each contract's step in a message of its own, and both are told."""
    live(late, ALONE, code)
    assert told(late)[:4] == [("2024-04-12", 1)] * 2 + [("2024-04-22", 1)] * 2
    assert [day for day, _ in told(late, "division_head")][:2] == ["2024-04-24"] * 2
    steps = late.rows(
        "SELECT alert_step.step AS step, count(*) AS n FROM alert_step JOIN alert ON alert.id = alert_step.alert"
        " WHERE code = 'S2-04' AND repeat = 0 GROUP BY alert_step.step"
    )
    assert {row.step: row.n for row in steps} == dict.fromkeys(STEPS, 2)


def test_on_record_alone_means_an_open_alert_and_no_message(late: Installation) -> None:
    """記録のみ: the alert is opened, listed with these words, and ends without a word."""
    live(late, RECORD)
    shown = [one for one in list_alerts(late.app(ADMIN, DAYS[-1])) if one.code == "S2-04"]
    assert [(one.step_label, one.next_step, one.told_on) for one in shown] == [("記録のみ", "", None)] * 2
    assert late.rows("SELECT count(*) FROM outbox WHERE body LIKE '%S2-04%'")[0][0] == 0
    hand_in(late.app(now="2024-06-11"), "checklist")
    supervised(late.app(ADMIN, "2024-06-12"))
    assert late.rows("SELECT count(*) FROM alert WHERE code = 'S2-04' AND resolved_on IS NOT NULL")[0][0] == 1
    assert late.rows("SELECT count(*) FROM outbox WHERE body LIKE '%S2-04%'")[0][0] == 0
    assert verify(late.app(ADMIN, "2024-06-12")).faults == []


def test_what_was_kept_quiet_climbs_from_the_bottom_once_it_is_told_again(late: Installation) -> None:
    """The setting taken back: the officer is told first, however late it is."""
    live(late, RECORD)
    late.settings('"AL-01" = "記録のみ"', "")
    supervised(late.app(ADMIN, "2024-06-13"))
    assert told(late) == [("2024-06-13", 2)]
    assert told(late, "division_head") == []


def test_what_is_urgent_has_one_manner_whatever_is_asked() -> None:
    """AL-10 and AL-18 are told alone and at once by the pack; their steps come with the rest."""
    kinds = rule_book().alerts
    assert {code for code, kind in kinds.items() if kind.manner == ALONE} == {"AL-10", "AL-18"}
    for code in ("AL-10", "AL-18"):
        assert manner_of(kinds.values(), {code: RECORD}, code, kinds[code]) == DIGEST
    assert {kind.manner for kind in kinds.values() if not kind.urgent} == {DIGEST}


def test_of_two_occasions_of_one_rule_the_louder_speaks() -> None:
    """S3-01 carries AL-02 and AL-09: one of them on record alone silences nothing."""
    kinds = rule_book().alerts
    assert manner_of(kinds.values(), {"AL-02": RECORD}, "S3-01", None) == DIGEST
    assert manner_of(kinds.values(), {"AL-02": RECORD, "AL-09": RECORD}, "S3-01", None) == RECORD
    assert manner_of(kinds.values(), {"AL-02": RECORD, "AL-09": ALONE}, "S3-01", None) == ALONE
    assert manner_of(kinds.values(), {"S3-01": RECORD, "AL-09": ALONE}, "S3-01", None) == RECORD
