"""Versions by date: what is recorded later, with a later date, changes nothing of an earlier day (semantics §7)."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import pytest
from command_line import CommandLine, Rows, small_ledger
from installation import ADMIN, DOCUMENTS, ID, OVERSIGHT, Installation, a_contract, a_subcontract, hand_in
from lives import views

from config.errors import NotFoundError, UsageError
from lifecycle.app import App
from lifecycle.papers.tables.count import count
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.repair import rebuild
from lifecycle.usecases.withdrawing import take_back
from lifecycle.views.contracts import show
from lifecycle.views.history import history
from lifecycle.views.verdicts import why
from states.facts import Contract

LATER = "2025-06-02"
D = date(2024, 6, 3)
WriteLedger = Callable[[Mapping[str, Rows]], str]


def facts(app: App, on: date) -> Contract:
    """The contract as of a day."""
    with app.reading() as connection:
        return find_contract(connection, ID, AsOf(on))


@pytest.fixture
def lived(installation: Installation) -> Installation:
    """A contract whose file is complete by June 2024, with a subcontract that was told of its duties."""
    app = installation.app()
    a_contract(app)
    hand_in(app, *DOCUMENTS)
    a_subcontract(app, subcontractor="乙社", handles_pi=True, applied_on="2024-04-25")
    told = {"notice_confirmed_on": "2024-05-09", "notice_method": "書面の交付"}
    attach(app, ID, "subcontract_notice", told, subcontract="1")
    return installation


AGAIN: dict[str, dict[str, str]] = {
    "duty_notice": {"announced_on": "2025-05-01", "explained_on": "2025-05-01", "explained_by": "別の職員"},
    "contract_review": {"reviewed_on": "2025-05-01", "nonconformity_clause": "無"},
    "checklist": {**DOCUMENTS["checklist"], "received_on": "2025-05-01", "inspected_on": "2025-04-30", "doubt": "はい"},
    "system_review": {"reviewed_on": "2025-05-01", "takeout_prevention": "別の方法"},
    "onsite_inspection": {"inspected_on": "2025-05-01", "place": "本社", "inspected_by": "職員", "fit": "不適"},
    "onsite_waiver": {"recorded_on": "2025-05-01", "reason": "委託先の所在地が県外である"},
    "emergency_contact": {"confirmed_on": "2025-05-01", "arrangement": "なし"},
    "inspection_plan": {"prepared_on": "2025-05-01", "items": "再検査の項目"},
    "completion_inspection": {
        "inspected_on": "2025-05-01", "inspected_by": "検査員", "method": "書面", "personal_data_check": "件数突合",
        "passed": "不合格",
    },
    "return_disposal": {"confirmed_on": "2025-05-01", "method": "返還の受領書"},
    "improvement_plan": {"received_on": "2025-05-01", "content": "改める"},
    "place_approval": {"approved_on": "2025-05-01", "work_place": "別の場所", "storage_place": "別の場所"},
    "incident_report": {"aware_on": "2025-05-01", "summary": "誤送付"},
    "other": {"dated_on": "2025-05-01", "title": "覚書"},
}  # fmt: skip
"""Of every kind a document of a year later that says something else."""


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("kind", AGAIN)
def test_a_second_document_of_a_later_date_changes_no_view_of_an_earlier_day(lived: Installation, kind: str) -> None:
    """Without --known-by: the day is asked for after the second document as it was before."""
    before = views(lived.app(OVERSIGHT, LATER), AsOf(D))
    attach(lived.app(now=LATER), ID, kind, AGAIN[kind])
    after = views(lived.app(OVERSIGHT, LATER), AsOf(D))
    assert [name for name in before if before[name] != after[name]] == []
    assert verify(lived.app(now=LATER)).faults == []


def test_a_second_notice_to_a_subcontractor_leaves_table_7_of_an_earlier_day(lived: Installation) -> None:
    """It is a record of its own; the way it was announced is taken over where the second does not say it."""
    before = count(lived.app(now=LATER), AsOf(D)).table(7).rows
    attach(lived.app(now=LATER), ID, "subcontract_notice", {"notice_confirmed_on": "2025-05-01"}, subcontract="1")
    assert count(lived.app(now=LATER), AsOf(D)).table(7).rows == before
    (sub,) = facts(lived.app(now=LATER), date(2025, 6, 2)).subcontracts
    assert sub.notice
    assert (sub.notice.notice_confirmed_on, sub.notice.notice_method) == (date(2025, 5, 1), "書面の交付")


def test_a_failed_inspection_stays_failed_on_its_day(installation: Installation) -> None:
    """不合格 on the 20th, 合格 on the 28th: on the 22nd it had failed, and it stays on the page of the contract."""
    app = installation.app(now="2024-12-02")
    a_contract(app)
    said = {"inspected_by": "検査員", "method": "書面", "personal_data_check": "件数突合"}
    for day, result in (("2024-11-20", "不合格"), ("2024-11-28", "合格")):
        attach(app, ID, "completion_inspection", {**said, "inspected_on": day, "passed": result})
    told = {
        f.code: f.reason
        for f in why(app, ID, None, AsOf(date(2024, 11, 22))).unmet + why(app, ID, None, AsOf(date(2024, 11, 29))).unmet
    }
    assert "S5-02" not in told
    inspection = facts(app, date(2024, 11, 22)).completion_inspection
    assert inspection
    assert inspection.passed is False
    kept = [r for r in show(app, ID, AsOf(date(2024, 12, 2))).records if r.kind == "completion_inspection"]
    assert sorted((r.key, r.fields["passed"]) for r in kept) == [("2024-11-20", False), ("2024-11-28", True)]


def test_a_year_later_only_what_changed_is_said(lived: Installation) -> None:
    """A standing arrangement takes over the rest, the person who acted and the number of the paper excepted."""
    done = attach(lived.app(now=LATER), ID, "emergency_contact", {"confirmed_on": "2025-05-01"})
    assert "arrangement" in done.carried
    now = facts(lived.app(now=LATER), date(2025, 6, 2))
    assert now.emergency_contact
    assert now.emergency_contact.arrangement
    attach(lived.app(now=LATER), ID, "system_review", {"reviewed_on": "2025-05-01"})
    reviewed = facts(lived.app(now=LATER), date(2025, 6, 2)).system_review
    assert reviewed
    assert (reviewed.reviewed_by, bool(reviewed.takeout_prevention)) == (None, True)


def test_an_older_version_put_in_afterwards_speaks_of_its_days_and_says_so(lived: Installation) -> None:
    """An earlier date adds an older version; the later one goes on to speak, and takes over what it did not say."""
    app = lived.app(now=LATER)
    done = attach(app, ID, "emergency_contact", {"confirmed_on": "2024-04-02", "arrangement": "交替制在庁"})
    assert (done.dated_on, done.behind) == (date(2024, 4, 2), date(2024, 4, 12))
    early, late = facts(app, date(2024, 4, 5)).emergency_contact, facts(app, D).emergency_contact
    assert early
    assert late
    assert early.arrangement is not late.arrangement


def test_a_wrong_date_is_put_right_by_the_right_one_and_taking_the_wrong_one_back(lived: Installation) -> None:
    """On the record, with its reason; a document that is not there, or several without a date, are told."""
    app = lived.app(now=LATER)
    attach(app, ID, "emergency_contact", {"confirmed_on": "2024-04-21", "arrangement": "交替制在庁"})
    attach(app, ID, "emergency_contact", {"confirmed_on": "2024-04-11", "arrangement": "交替制在庁"})
    with pytest.raises(UsageError, match=r"R6\.4\.21"):
        take_back(app, ID, "emergency_contact", None, "確認日の誤記")
    with pytest.raises(NotFoundError, match=r"R6\.4\.21"):
        take_back(app, ID, "emergency_contact", date(2024, 4, 22), "確認日の誤記")
    with pytest.raises(UsageError, match="理由"):
        take_back(app, ID, "emergency_contact", date(2024, 4, 21), " ")
    assert take_back(app, ID, "emergency_contact", date(2024, 4, 21), "確認日の誤記").dated_on == date(2024, 4, 21)
    (told,) = [e.content for e in history(app, ID) if e.kind == "evidence_removed"]
    assert (told["key"], told["reason"]) == ("2024-04-21", "確認日の誤記")
    assert verify(app).faults == []
    assert rebuild(lived.app(ADMIN, LATER)).after["record"] > 0
    assert verify(app).faults == []


EMPTY: dict[str, dict[str, str]] = {
    "checklist": {"received_on": "2024-05-20", "form_edition": "R5.12.26"},
    "onsite_inspection": {"inspected_on": "2024-05-20"},
    "completion_inspection": {"inspected_on": "2024-06-02"},
    "onsite_waiver": {"recorded_on": "2024-05-20", "reason": "委託先の所在地が県外である"},
}
"""Of every kind of which one document speaks, one recorded in part."""


@pytest.mark.parametrize("kind", EMPTY)
def test_a_document_recorded_in_part_never_hides_a_fuller_one(lived: Installation, kind: str) -> None:
    """Verdicts and tables stay; the screen says what it lacks, with the command that completes it."""
    full = {
        "checklist": DOCUMENTS["checklist"],
        "onsite_inspection": {"inspected_on": "2024-05-10", "place": "本社", "inspected_by": "職員", "fit": "適"},
        "completion_inspection": {**AGAIN["completion_inspection"], "inspected_on": "2024-05-30", "passed": "合格"},
        "onsite_waiver": {
            "recorded_on": "2024-05-10", "reason": "事情", "substitute_kind": "現場確認", "substitute": "確認した",
            "substitute_on": "2024-05-10", "approved_by": "課長", "approved_on": "2024-05-10",
        },
    }  # fmt: skip
    app = lived.app(now=LATER)
    attach(app, ID, kind, full[kind])
    on = AsOf(date(2025, 6, 2))
    tables, verdict = count(app, on), why(app, ID, None, on)
    done = attach(app, ID, kind, EMPTY[kind])
    after = why(app, ID, None, on)
    assert count(app, on) == tables
    assert (after.unmet, after.warnings) == (verdict.unmet, verdict.warnings)
    (partial,) = after.in_part
    assert done.in_part == (partial,)
    assert (partial.kind, partial.subcontract) == (kind, "")
    assert partial.lacks
    assert f"attach {ID} {kind} --set" in partial.command


def test_what_completes_a_document_of_its_date_makes_it_speak(lived: Installation) -> None:
    """A document recorded in part completes the one of its date."""
    app = lived.app(now=LATER)
    attach(app, ID, "checklist", EMPTY["checklist"])
    rest = {name: text for name, text in DOCUMENTS["checklist"].items() if name != "received_on"}
    done = attach(app, ID, "checklist", {**rest, "received_on": "2024-05-20", "doubt": "はい", "doubt_detail": "あり"})
    assert done.in_part == ()
    spoken = facts(app, D).checklist
    assert spoken
    assert (spoken.received_on, spoken.doubt) == (date(2024, 5, 20), True)


def contact_row(day: Any, arrangement: str, **more: Any) -> dict[str, Any]:
    """A row of 連絡体制."""
    return {"契約番号": "R6-1", "確認日": day, "休日夜間の体制": arrangement, **more}


def versions(lifecycle: CommandLine) -> list[tuple[Any, Any, bool]]:
    """The versions of 連絡体制 on the page of the contract: date, arrangement, whether it speaks."""
    evidence = lifecycle("contract", "show", "R6-1", "--json").json["evidence"]
    kept = [one for one in evidence if one["kind"] == "emergency_contact"]
    return sorted(((e["dated_on"] or "", e["fields"].get("arrangement"), e["speaks"]) for e in kept), key=str)


def test_rows_of_one_contract_are_versions_and_the_second_time_changes_nothing(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """Several rows on a sheet are versions; a later row is a further one, a blank cell keeps what is known."""
    rows = [contact_row(date(2024, 4, 12), "携帯番号等の交換"), contact_row("", "なし")]
    bare("import", ledger(small_ledger(連絡体制=rows)))
    assert versions(bare) == [("", "none", False), ("2024-04-12", "numbers_exchanged", True)]
    before = bare.events()
    for same in (rows, rows[::-1], [contact_row(date(2024, 4, 12), "")]):
        done = bare("import", ledger(small_ledger(連絡体制=same)), "--json").json
        assert (done["created"], done["changed"], done["older"]) == (0, 0, [])
    bare("import", ledger(small_ledger(連絡体制=[contact_row(date(2024, 5, 1), "")])))
    assert [day for day, _, speaks in versions(bare) if speaks] == ["2024-05-01"]
    assert bare.events() > before
    assert bare.clean()


def test_a_row_without_a_date_corrects_the_latest_on_record(bare: CommandLine, ledger: WriteLedger) -> None:
    """Where the workbook has no dated row of that contract beside it; the second time nothing is written."""
    bare("import", ledger(small_ledger(連絡体制=[contact_row(date(2024, 4, 12), "なし")])))
    undated = small_ledger(連絡体制=[contact_row("", "携帯番号等の交換")])
    assert bare("import", ledger(undated), "--json").json["changed"] == 1
    assert versions(bare) == [("2024-04-12", "numbers_exchanged", True)]
    assert bare("import", ledger(undated), "--json").json["changed"] == 0


def test_an_earlier_row_adds_an_older_version_and_the_answer_says_how_a_wrong_date_is_put_right(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """取消 of the old row, which needs its date."""
    bare("import", ledger(small_ledger(連絡体制=[contact_row(date(2024, 4, 12), "なし")])))
    earlier = small_ledger(連絡体制=[contact_row(date(2024, 4, 2), "なし")])
    said = bare("import", ledger(earlier), "--dry-run")
    assert "R6.4.12" in said.out
    assert "取消" in said.out
    (older,) = bare("import", ledger(earlier), "--json").json["older"]
    assert (older["kind"], older["dated_on"], older["speaking_on"]) == ("emergency_contact", "2024-04-02", "2024-04-12")
    refused = bare("import", ledger(small_ledger(連絡体制=[contact_row("", "", 取消="はい")])), "--json")
    assert refused.code == 9
    assert "R6.4.2" in refused.json["errors"][0]["expected"]
    taken = small_ledger(連絡体制=[contact_row(date(2024, 4, 12), "", 取消="はい")])
    assert bare("import", ledger(taken), "--json").json["changed"] == 1
    assert versions(bare) == [("2024-04-02", "none", True)]
    assert bare.clean()


def test_further_rows_of_a_subcontract_are_versions_of_its_notice(bare: CommandLine, ledger: WriteLedger) -> None:
    """On the sheet 再委託 the other rows of a number give the notice alone; taken back alone, the subcontract stays."""
    own = {"契約番号": "R6-1", "再委託番号": 1, "再委託先": "乙社", "保有個人情報の取扱い": "はい"}
    second = {"契約番号": "R6-1", "再委託番号": 1, "周知の確認日": date(2024, 5, 9), "周知の方法": "説明会"}
    first = own | {"周知の確認日": date(2024, 5, 1), "周知の方法": "書面"}
    done = bare("import", ledger(small_ledger(再委託=[second, first])), "--json").json
    assert (done["errors"], done["subcontracts"]) == ([], 1)
    again = bare("import", ledger(small_ledger(再委託=[second, first])), "--json").json
    assert (again["created"], again["changed"]) == (0, 0)
    bare("import", ledger(small_ledger(再委託=[second | {"取消": "はい"}])))
    assert bare("subcontract", "show", "R6-1", "1", "--json").json["notice_confirmed_on"] == "2024-05-01"
    assert bare.clean()


def test_a_row_without_a_date_beside_one_that_has_a_date_stays_another_document(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """What a workbook writes in two rows is not made one document; the same workbook again changes nothing."""
    whose, dated = (
        {"契約番号": "R6-1", "検査員": "検査員"},
        {"契約番号": "R6-1", "検査日": date(2024, 5, 1), "方法": "書面"},
    )
    book = ledger(small_ledger(検査=[whose, dated]))
    assert bare("import", book, "--json").json["errors"] == []
    evidence = bare("contract", "show", "R6-1", "--json").json["evidence"]
    stored = {e["dated_on"]: set(e["fields"]) for e in evidence if e["kind"] == "completion_inspection"}
    assert stored == {None: {"inspected_by"}, "2024-05-01": {"inspected_on", "method"}}
    again = bare("import", book, "--json").json
    assert (again["created"], again["changed"]) == (0, 0)
