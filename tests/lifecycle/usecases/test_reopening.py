"""Re-opening: a fact changes, a gate passed lacks evidence again: 要是正, shut, told, with the reason kept."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from branches import applied
from installation import (
    ADMIN,
    DOCUMENTS,
    FOR_COMPLETION,
    FOR_PERFORMING,
    HEAD,
    ID,
    NOT_TO_BE_WARNED,
    Installation,
    a_contract,
    hand_in,
)

from config.loader import RULE_DATA, load_rule_book
from config.rulebook import RuleBook
from config.vocabulary import OverrideCategory, Stage, Standing
from lifecycle.records.as_of import AsOf
from lifecycle.records.told import told
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, request
from lifecycle.usecases.repair import reassess
from lifecycle.usecases.subcontracts import record
from lifecycle.views.contracts import show
from lifecycle.views.history import history
from lifecycle.views.verdicts import why

DAY = "2024-07-02"
NEW_FORM = "checklist-R6.7.1"


@pytest.fixture
def performing(installation: Installation) -> Installation:
    """A contract in 履行中 with nothing amiss, without a system and without a visit."""
    a_contract(installation.app(), uses_system="いいえ")
    hand_in(installation.app(), *(k for k in FOR_PERFORMING if k != "system_review"), *NOT_TO_BE_WARNED)
    assert advance(installation.app(), ID, Stage.PERFORMING).entered[-1] is Stage.PERFORMING
    assert standing(installation) is Standing.OK
    return installation


def standing(installation: Installation, now: str = DAY) -> Standing:
    """How the contract stands, as stored by the last command."""
    found = installation.rows("SELECT standing FROM assessment")
    shown = show(installation.app(now=now), ID, AsOf(date.fromisoformat(now))).assessment.standing
    assert found[0].standing == shown
    return shown


def mails(installation: Installation) -> list[str]:
    """The subjects of what was queued for the head about gates opened again."""
    return [
        r.subject
        for r in installation.rows("SELECT subject FROM outbox WHERE topic LIKE 'reopened:%' ORDER BY queued_at")
    ]


def shut(installation: Installation, now: str = DAY) -> set[str]:
    """What bars the next stage."""
    verdict = why(installation.app(now=now), ID, None, AsOf(date.fromisoformat(now)))
    return {f.code for f in verdict.unmet}


TOLD = ["【試用】【要是正】委託監督 要是正1件(R6-0001)〔広報課〕"]

AMENDMENTS: Mapping[str, tuple[Mapping[str, str], str]] = {
    "the count reaches 1,000": ({"record_count": "1000"}, "S3-01"),
    "特定個人情報 is handled": ({"specific_pi": "はい"}, "S3-01"),
    "要配慮個人情報 is handled": ({"sensitive_pi": "はい"}, "S3-01"),
    "a system is used": ({"uses_system": "はい"}, "S2-10"),
    "the bid was taken before the duties were announced": ({"quoted_on": "2024-02-20"}, "S0-01"),
    "performance began before the forms were handed over": ({"performance_start_on": "2024-03-31"}, "S0-03"),
}


@pytest.mark.parametrize("case", AMENDMENTS)
def test_an_amended_fact_opens_a_gate_again(performing: Installation, case: str) -> None:
    """Recomputed at once: 要是正, the next gate shut, the stage where it was, the 所属長 told, the reason kept."""
    fields, code = AMENDMENTS[case]
    amend(performing.app(now=DAY), ID, fields, "契約の内容が変わったため")
    assert standing(performing) is Standing.NEEDS_CORRECTION
    assert code in shut(performing)
    assert show(performing.app(now=DAY), ID, AsOf(date(2024, 7, 2))).contract.stage is Stage.PERFORMING
    assert mails(performing) == TOLD
    body = "".join(line.strip() for line in performing.rows("SELECT body FROM outbox")[0].body.splitlines())
    assert "段階は戻りませんが、次の段階へは進めません" in body
    assert told(history(performing.app(), ID)[-1]).endswith("理由: 契約の内容が変わったため")
    refused = advance(performing.app(now=DAY), ID, None)
    assert not refused.entered


def test_an_amendment_that_opens_nothing_tells_nothing(performing: Installation) -> None:
    """999 records, another title: no message."""
    amend(performing.app(now=DAY), ID, {"record_count": "999", "title": "県民意識調査の入力と集計"}, None)
    assert standing(performing) is Standing.OK
    assert mails(performing) == []


def test_what_was_told_is_not_told_again_by_the_next_amendment(performing: Installation) -> None:
    """Only what is newly unmet is told."""
    amend(performing.app(now=DAY), ID, {"record_count": "1000"}, None)
    amend(performing.app(now=DAY), ID, {"record_count": "2000"}, None)
    assert mails(performing) == TOLD


def test_the_evidence_closes_it_again(performing: Installation) -> None:
    """The visit is made: the standing is well, the gate asks only for what lies ahead."""
    amend(performing.app(now=DAY), ID, {"record_count": "1000"}, "件数の見直し")
    hand_in(performing.app(now=DAY), "onsite_inspection")
    assert standing(performing) is Standing.OK
    assert shut(performing) == {"S5-01"}


def test_a_doubt_raised_later_demands_a_visit(performing: Installation) -> None:
    """S3-06, S3-01: 疑義 on a checklist received long ago."""
    attach(performing.app(now=DAY), ID, "checklist", {"doubt": "はい", "doubt_detail": "保管場所の実態が確かでない"})
    assert standing(performing) is Standing.NEEDS_CORRECTION
    assert "S3-01" in shut(performing)
    assert mails(performing) == TOLD


@pytest.mark.parametrize("answer", [f"q{n}" for n in (1, 19, 27)])
def test_an_answer_taken_back_asks_for_improvement(performing: Installation, answer: str) -> None:
    """S2-06, S2-11: いいえ on an item of a checklist received."""
    attach(performing.app(now=DAY), ID, "checklist", {answer: "いいえ"})
    assert standing(performing) is Standing.NEEDS_CORRECTION
    assert mails(performing) == TOLD or answer == "q27"


def test_a_new_subcontract_without_approval_opens_the_gate_into_performance_again(performing: Installation) -> None:
    """S4-03 for every subcontract already started; one only applied for bars what lies ahead."""
    applied(performing.app(now=DAY))
    assert mails(performing) == []
    assert standing(performing) is not Standing.NEEDS_CORRECTION
    record(performing.app(now=DAY), ID, "1", {"started_on": "2024-07-01"})
    assert standing(performing) is Standing.NEEDS_CORRECTION
    assert "S4-03" in shut(performing)
    assert mails(performing) == TOLD


@pytest.mark.parametrize("ended", [Stage.COMPLETED, Stage.TERMINATED])
def test_nothing_is_told_of_a_contract_that_has_ended(performing: Installation, ended: Stage) -> None:
    """semantics §6: after 完了 findings stay on record and no alert goes out."""
    if ended is Stage.COMPLETED:
        hand_in(performing.app(), *FOR_COMPLETION)
        assert advance(performing.app(), ID, ended).entered[-1] is ended
    else:
        end(performing.app(HEAD), ID, "terminate", "倒産", None)
    amend(performing.app(now=DAY), ID, {"record_count": "1000"}, None)
    assert mails(performing) == []


def test_a_request_for_an_exception_tells_nothing_by_itself(performing: Installation) -> None:
    """What is recorded without changing a fact opens nothing."""
    asked = Request(
        ID, ("S5-01",), OverrideCategory.EMERGENCY, "検査の準備が期日までにできないため、例外を求める。", "広第1号"
    )
    request(performing.app(now=DAY), asked)
    assert mails(performing) == []


EditedBook = Callable[[], RuleBook]


@pytest.fixture
def new_edition(tmp_path: Path) -> RuleBook:
    """The rule data with another checklist announced for 2024-07-01, as a circular would change them."""
    folder = tmp_path / "rules"
    shutil.copytree(RULE_DATA, folder)
    with (folder / "editions.toml").open("a", encoding="utf-8") as file:
        file.write(
            f'\n[[edition]]\nid = "{NEW_FORM}"\nform = "checklist"\nlabel = "R6.7.1"\nissued_on = 2024-07-01\n'
            'cite = { source = "5kou1237", at = "前文", quote = "チェックリストを改めます。" }\n'
        )
    form = (folder / "forms" / "checklist_r5_12_26.toml").read_text(encoding="utf-8")
    (folder / "forms" / "checklist_r6_7_1.toml").write_text(
        form.replace("checklist-R5.12.26", NEW_FORM), encoding="utf-8"
    )
    return load_rule_book(folder)


def test_a_new_edition_opens_gates_again_when_everything_is_reassessed(
    performing: Installation, new_edition: RuleBook
) -> None:
    """S2-07 asks for the edition in force: recomputed at once, told to the 所属長, and only from its day on."""
    before = replace(performing.app(ADMIN, "2024-06-28"), book=new_edition)
    assert reassess(before).appeared == {}
    found = reassess(replace(performing.app(ADMIN, DAY), book=new_edition))
    assert dict(found.appeared) == {"S2-07": 1}
    assert found.standings == {ID: ("ok", "attention")}
    assert mails(performing) == []
    again = replace(performing.app(now=DAY), book=new_edition)
    assert {f.code for f in why(again, ID, None, AsOf(date(2024, 7, 2))).unmet} == {"S2-07", "S5-01"}
    fields: dict[str, Any] = {**DOCUMENTS["checklist"], "form_edition": "R6.7.1", "received_on": DAY}
    attach(again, ID, "checklist", fields)
    assert standing_of(again) is Standing.OK


def test_what_a_rule_opens_on_the_day_a_fact_did_is_told_too(performing: Installation, new_edition: RuleBook) -> None:
    """Two causes on one day are two messages."""
    amend(performing.app(now=DAY), ID, {"record_count": "1000"}, None)
    reassess(replace(performing.app(ADMIN, DAY), book=new_edition))
    reassess(replace(performing.app(ADMIN, DAY), book=new_edition))
    assert mails(performing) == TOLD * 2


def standing_of(app: Any) -> Standing:
    """How the contract stands by the rules of that call."""
    found: Standing = show(app, ID, AsOf(app.today())).assessment.standing
    return found


def test_a_changed_contract_takes_over_what_it_does_not_change(performing: Installation) -> None:
    """変更契約: a new review says what changed; the other clauses stand, the reviewers are those of the new one."""
    lacking = {"reviewed_on": "2024-06-20", "reviewed_by": "広報課担当", "nonconformity_clause": "無"}
    done = attach(performing.app(now=DAY), ID, "contract_review", lacking)
    assert {"inspection_clause", "template_edition"} <= set(done.carried)
    assert not {"rechecked_by", "reviewed_by"} & set(done.carried)
    assert mails(performing) == TOLD
    mended = {"reviewed_on": "2024-07-01", "reviewed_by": "広報課担当", "nonconformity_clause": "有"}
    attach(performing.app(now=DAY), ID, "contract_review", mended)
    assert standing(performing) is not Standing.NEEDS_CORRECTION
    before = why(performing.app(now=DAY), ID, None, AsOf(date(2024, 6, 25)))
    assert "S1-03" in {f.code for f in before.unmet}
