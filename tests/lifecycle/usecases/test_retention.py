"""Retention and holds: counted by the fiscal year, listed as of any day; what is held is not erased."""

import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from installation import (
    ADMIN,
    HEAD,
    ID,
    OFFICER,
    OTHER_HEAD,
    OVERSIGHT,
    Installation,
    a_contract,
    hand_in,
)

from config.errors import ConflictError, NotFoundError, RoleError, RuleDataError, UsageError
from lifecycle.papers.pack.gather import pack
from lifecycle.records.as_of import AsOf
from lifecycle.records.folds.holds import held_contracts, hold_flag
from lifecycle.records.told import told
from lifecycle.usecases.again import as_page
from lifecycle.usecases.audit import verify
from lifecycle.usecases.endings import end
from lifecycle.usecases.erasing import propose_erasure, retention_over
from lifecycle.usecases.matters import confirm, one_matter
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.retention import Decided, lift_hold, place_hold
from lifecycle.views.contracts import show
from lifecycle.views.history import history
from lifecycle.views.retention import keeping
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel

OVER = "2030-04-01"
BY = Decided("係争中のため", "広報課長", "広第30号", date(2024, 6, 3))
LIFTING = Decided("訴訟が終わったため", "広報課長", "12広第4号", date(2030, 4, 1))


@pytest.fixture
def ended(installation: Installation) -> Installation:
    """A contract closed on 2024-06-03 (fiscal 2024: kept until the end of fiscal 2029), with names in it."""
    a_contract(installation.app())
    hand_in(installation.app(), "onsite_inspection", inspected_by="主事 髙橋花子")
    end(installation.app(HEAD), ID, "withdraw", "入札が不調", None)
    return installation


def listed(home: Installation, day: str, *, every: bool = False) -> list[tuple[str, str | None, bool, tuple[str, ...]]]:
    """What `retention list` says on a day, as 管理者 sees it."""
    asked = keeping(home.app(ADMIN), AsOf(date.fromisoformat(day)), every=every)
    return [
        (one.contract, one.kept_until and one.kept_until.isoformat(), one.over, tuple(hold.id for hold in one.holds))
        for one in asked.contracts
    ]


def test_the_list_says_on_any_day_whose_retention_is_over(ended: Installation) -> None:
    """The day before the end and the end itself; a contract that goes on has no day."""
    a_contract(ended.app(), "R6-0002")
    assert listed(ended, "2030-03-31") == []
    assert listed(ended, "2030-03-31", every=True) == [(ID, "2030-03-31", False, ())]
    assert listed(ended, OVER) == [(ID, "2030-03-31", True, ())]
    assert "仮定" in keeping(ended.app(ADMIN), AsOf(date(2030, 4, 1))).rule.said


def test_the_years_are_those_of_the_settings_and_by_a_text(ended: Installation) -> None:
    """Years alone are refused: whoever sets them says by which text."""
    settings = ended.home / "lifecycle.toml"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f'{before}\n[retention]\nyears = 10\nsource = "文書規程 別表第1"\n', encoding="utf-8")
    assert listed(ended, OVER) == []
    assert listed(ended, "2035-04-01") == [(ID, "2035-03-31", True, ())]
    assert (
        keeping(ended.app(ADMIN), AsOf(date(2030, 4, 1))).rule.said
        == "終わった年度の翌年度から10年〔文書規程 別表第1〕"
    )
    settings.write_text(f"{before}\n[retention]\nyears = 10\n", encoding="utf-8")
    with pytest.raises(RuleDataError, match="根拠"):
        ended.app(ADMIN)


def test_a_hold_bars_erasure_until_it_is_lifted(ended: Installation) -> None:
    """The refusal says since when, by which decision, why and who may lift it; of two holds both must go."""
    place_hold(ended.app(HEAD), ID, BY)
    place_hold(ended.app(OVERSIGHT), ID, BY)
    assert listed(ended, OVER) == [(ID, "2030-03-31", True, ("H1", "H2"))]
    assert retention_over(ended.app(ADMIN, OVER)) == []
    with pytest.raises(UsageError) as refused:
        propose_erasure(ended.app(ADMIN, OVER), [ID])
    assert [fault.code for fault in refused.value.faults] == ["held", "held"]
    why = str(refused.value.faults[0])
    assert all(
        word in why for word in ("R6.6.3から", "広第30号", "広報課長", "係争中のため", "解除できるのは", "所属長")
    )
    lift_hold(ended.app(HEAD, OVER), ID, "H1", LIFTING)
    with pytest.raises(UsageError, match="H2"):
        propose_erasure(ended.app(ADMIN, OVER), [ID], "本人の請求による")
    lift_hold(ended.app(OVERSIGHT, OVER), ID, "H2", LIFTING)
    assert [one.contract for one in retention_over(ended.app(ADMIN, OVER))] == [ID]
    with pytest.raises(UsageError, match="既に解除"):
        lift_hold(ended.app(HEAD, OVER), ID, "H1", LIFTING)


def test_a_hold_placed_after_the_proposal_stops_the_confirmation(ended: Installation) -> None:
    """Between the first person and the second a hold comes: nothing is erased, and the matter stays open."""
    asked, _ = propose_erasure(ended.app(ADMIN, OVER), [ID])
    place_hold(ended.app(HEAD, OVER), ID, BY)
    seen = one_matter(ended.app(OVERSIGHT, OVER), asked.id)
    assert "廃棄を留保しています" in "\n".join(seen.lines)
    for shown in (asked.shown, seen.shown):
        with pytest.raises(ConflictError, match="内容が変わりました"):
            confirm(ended.app(OVERSIGHT, OVER), asked.id, shown)
    assert ended.rows("SELECT id FROM person WHERE subject = :id AND value IS NOT NULL", id=ID)
    assert one_matter(ended.app(OVERSIGHT, OVER), asked.id).proposed.status == "proposed"


def test_before_its_end_it_takes_a_reason_that_the_second_person_sees(ended: Installation) -> None:
    """The reason stands in the matter, the day still to come in the event; never of one that goes on."""
    with pytest.raises(UsageError, match="理由が要ります"):
        propose_erasure(ended.app(ADMIN), [ID])
    a_contract(ended.app(), "R6-0002")
    with pytest.raises(UsageError, match="終わっていません"):
        propose_erasure(ended.app(ADMIN), ["R6-0002"], "本人の請求による")
    asked, (one,) = propose_erasure(ended.app(ADMIN), [ID], "本人の請求による")
    assert one.early
    lines = "\n".join(one_matter(ended.app(OVERSIGHT), asked.id).lines)
    assert "本人の請求による" in lines
    assert "(満了前)" in lines
    confirm(ended.app(OVERSIGHT), asked.id, asked.shown)
    assert "満了前。理由は二人での確認 M1" in told(history(ended.app(OVERSIGHT), ID)[-1])


def test_who_may_hold_and_what_a_decision_says(ended: Installation) -> None:
    """The head of the office and the desk; a decision without its document, or of a day to come, is none."""
    for actor in (OFFICER, OTHER_HEAD, ADMIN):
        with pytest.raises(RoleError):
            place_hold(ended.app(actor), ID, BY)
    with pytest.raises(UsageError) as refused:
        place_hold(ended.app(HEAD), ID, Decided("－", " ", "未定", date(2024, 6, 4)))
    assert [fault.code for fault in refused.value.faults] == [
        *("reason_missing", "approved_by_missing", "document_no_missing", "day_ahead")
    ]
    with pytest.raises(NotFoundError):
        lift_hold(ended.app(HEAD), ID, "H1", LIFTING)
    with pytest.raises(NotFoundError):
        place_hold(ended.app(HEAD), "R6-0099", BY)


def test_a_message_that_names_a_held_contract_too_is_left(installation: Installation) -> None:
    """What told of both is evidence of the held one."""
    for id_ in (ID, "R6-0002"):
        a_contract(installation.app(), id_, performance_start_on="2024-04-01")
    sweep(installation.app(ADMIN))
    deliver(installation.app(ADMIN), RecordingChannel())
    both = installation.rows("SELECT id, body FROM outbox WHERE body LIKE '%R6-0001%' AND body LIKE '%R6-0002%'")
    assert both
    end(installation.app(HEAD), ID, "withdraw", "入札が不調", None)
    place_hold(installation.app(HEAD), "R6-0002", BY)
    asked, _ = propose_erasure(installation.app(ADMIN, OVER), [ID])
    confirm(installation.app(OVERSIGHT, OVER), asked.id, asked.shown)
    after = installation.rows("SELECT id, body FROM outbox WHERE body LIKE '%R6-0001%' AND body LIKE '%R6-0002%'")
    assert after == both
    assert verify(installation.app(ADMIN, OVER)).faults == []


@pytest.fixture
def held(ended: Installation) -> Iterator[Installation]:
    """The contract with one hold that stands and one that was lifted."""
    place_hold(ended.app(HEAD), ID, BY)
    place_hold(ended.app(HEAD), ID, BY)
    lift_hold(ended.app(HEAD), ID, "H1", Decided("重複", "広報課長", "広第31号", date(2024, 6, 3)))
    return ended


def test_a_hold_stands_in_every_moment_of_a_rebuild(held: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others work between its transactions: none of them finds the contract without its hold."""
    seen = []

    def looked(write: Callable[[], Any]) -> Any:
        written = as_page(write)
        with held.app(ADMIN).reading() as connection:
            seen.append(held_contracts(connection))
        return written

    for module in ("repair", "again"):
        monkeypatch.setattr(f"lifecycle.usecases.{module}.as_page", looked)
    held.tamper(f"INSERT INTO flag (name, value) VALUES ('{hold_flag('R6-9999', 'H1')}', 'true')")  # noqa: S608 - a stray row
    rebuild(held.app(ADMIN))
    assert seen == [frozenset({ID})] * 3, "of the whole installation, of the contract, of what it owes"


def test_it_shows_wherever_the_contract_does_and_survives_a_rebuild(held: Installation, tmp_path: Path) -> None:
    """The screen, the history, the audit file; as of the day before it is not there."""
    seen = show(held.app(HEAD), ID, AsOf(date(2024, 6, 3)))
    assert [(hold.id, hold.stands) for hold in seen.holds] == [("H1", False), ("H2", True)]
    assert seen.kept_until == date(2030, 3, 31)
    assert show(held.app(HEAD), ID, AsOf(date(2024, 6, 2))).holds == ()
    happened = " ".join(map(told, history(held.app(HEAD), ID)))
    assert "廃棄を留保した(H2 広第30号 広報課長 令和6年6月3日決裁)" in happened
    assert "廃棄の留保を解除した" in happened
    assert rebuild(held.app(ADMIN)).before == rebuild(held.app(ADMIN)).after
    assert verify(held.app(ADMIN)).faults == []
    assert listed(held, OVER) == [(ID, "2030-03-31", True, ("H2",))]
    pack(held.app(HEAD), ID, tmp_path / "1.zip", AsOf(date(2024, 6, 3)))
    with zipfile.ZipFile(tmp_path / "1.zip") as made:
        contract, cover = json.loads(made.read("contract.json")), made.read("cover.html").decode()
    assert [(one["id"], bool(one["lifted"])) for one in contract["holds"]] == [("H1", True), ("H2", False)]
    assert contract["retention"]["until"] == "2030-03-31"
    assert "■ 留保中" in cover
