"""An import does only what its actor may do by command; what a keeper imports is declared, and told to the head."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from branches import decided
from command_line import Rows, write_ledger
from installation import (
    ADMIN,
    CHIEF,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    OVERSIGHT,
    SHEET,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
    sheet,
)
from sqlalchemy import select

from config.errors import RoleError
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.app import App
from lifecycle.ledger.acts_of import act_of
from lifecycle.ledger.columns import CONTRACT_NO, OFFICE_DATES, SHEETS, STAGE, WITHDRAWN
from lifecycle.records.tables import journal, outbox
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.import_checks import BEYOND_CONCLUSION
from lifecycle.usecases.importing import Imported, LedgerRejected, import_ledger
from states.columns import DECISION
from states.evidence import BUILT_IN, KINDS

CONTRACT_ROW: dict[str, Any] = {
    "契約番号": ID,
    "所属": OFFICE,
    "業務名": SHEET["title"],
    "委託先": SHEET["contractor"],
    "年度": "R6",
}
SUB = {"契約番号": ID, "再委託番号": 1, "再委託先": "乙社"}
DECIDED = {"承認日": date(2024, 4, 20), "承認文書番号": "広第7号", "承認者": "広報課長"}
WEIGHED = {
    "applied_on": "2024-04-10",
    "reason": "専用の設備が要るため",
    "scope": "封入と封かん",
    "capability": "同種の業務を5年",
    "necessity_of_pi": "宛名の印字に要る",
}


def put(app: App, folder: Path, **sheets: Rows) -> Imported:
    """Import a workbook of these sheets."""
    return import_ledger(app, write_ledger(folder / "台帳.xlsx", sheets))


def refused(app: App, folder: Path, **sheets: Rows) -> list[tuple[str, int, str]]:
    """Where a workbook is refused: sheet, row, column of every fault."""
    with pytest.raises(LedgerRejected) as told:
        put(app, folder, **sheets)
    return [(fault.sheet, fault.row, fault.column) for fault in told.value.result.errors]


def told(installation: Installation, kind: str) -> list[tuple[str, str]]:
    """The office and body of every message of a kind."""
    rows = installation.rows("SELECT division, body, topic, post FROM outbox ORDER BY division")
    return [(r.division, r.body) for r in rows if r.topic.startswith(f"{kind}:") and r.post == "division_head"]


def test_every_column_of_the_ledger_belongs_to_an_act() -> None:
    """Every sheet, 所属, 状態, 取消 and the pack's own kinds; the decision is the head's, posts are the heads'."""
    columns = [column for one in SHEETS for column in one.columns] + [*OFFICE_DATES, WITHDRAWN, STAGE, CONTRACT_NO]
    assert {column.target for column in columns} > {
        kind for kind in KINDS if kind not in BUILT_IN and KINDS[kind].in_ledger
    }
    acts = {(column.target, column.column.name): act_of(column) for column in columns}
    assert len(acts) > 150
    assert {name for (target, name), act in acts.items() if act is Act.DECIDE_SUBCONTRACT} == DECISION & {
        name for target, name in acts if target == "subcontract"
    }
    assert {act for (target, _), act in acts.items() if target == "division"} == {Act.STAFF}
    assert acts["contract", "division"] is Act.TRANSFER
    assert acts["row", "withdrawn"] is Act.TAKE_BACK
    assert acts["row", "stage"] is Act.ADVANCE


@pytest.mark.parametrize("actor", [OFFICER, CHIEF])
def test_what_is_the_heads_no_ledger_of_an_officer_does(installation: Installation, tmp_path: Path, actor: str) -> None:
    """Posts, the decision on a subcontract, 取消, another 所属: every fault at once, with sheet, row and column."""
    a_contract(installation.app())
    a_contract(installation.app(), "R6-0002")
    before = installation.count("journal")
    found = refused(
        installation.app(actor),
        tmp_path,
        所属=[{"所属": OFFICE, "部局": "知事部局", "所属長": "広報課担当", "所属長メール": "me@example.lg.jp"}],
        契約=[{**CONTRACT_ROW, "取消": "はい"}, {**CONTRACT_ROW, "契約番号": "R6-0002", "所属": OTHER_OFFICE}],
        再委託=[{**SUB, **DECIDED}],
    )
    assert found == [
        ("所属", 2, "所属長"),
        ("所属", 2, "所属長メール"),
        ("契約", 2, "取消"),
        ("契約", 3, "所属"),
        *[("再委託", 2, column) for column in DECIDED],
    ]
    assert installation.count("journal") == before


def test_a_refusal_says_whose_act_it_is(installation: Installation, tmp_path: Path) -> None:
    """The reader learns whom to ask."""
    a_contract(installation.app())
    with pytest.raises(LedgerRejected, match=r"再委託の承認・不承認は所属長、代理が行う"):
        put(installation.app(), tmp_path, 再委託=[{**SUB, "承認日": date(2024, 4, 20)}])


def test_what_stands_as_it_is_asks_for_nobody(installation: Installation, tmp_path: Path) -> None:
    """A whole exported ledger may come back by an officer: unchanged decisions and posts are no acts."""
    a_contract(installation.app())
    put(installation.app(HEAD), tmp_path, 再委託=[{**SUB, **DECIDED}])
    row = {**CONTRACT_ROW, "取扱件数": 700}
    posts = [{"所属": OFFICE, "部局": "知事部局", "担当者": OFFICER, "所属長": HEAD}]
    done = put(installation.app(), tmp_path, 所属=posts, 契約=[row], 再委託=[{**SUB, **DECIDED}])
    assert (done.changed, done.unchanged) == (1, 2)


def test_a_head_imports_what_a_head_may(installation: Installation, tmp_path: Path) -> None:
    """The posts of the own office, the decision, 取消; nobody is told that it was declared."""
    a_contract(installation.app())
    put(
        installation.app(HEAD),
        tmp_path,
        所属=[{"所属": OFFICE, "部局": "知事部局", "係長": "新任係長"}],
        契約=[{**CONTRACT_ROW, "取消": "はい"}],
    )
    assert told(installation, "declared") == []
    with pytest.raises(RoleError):
        put(installation.app(HEAD), tmp_path, 所属=[{"所属": OTHER_OFFICE, "係長": "新任係長"}])


@pytest.mark.parametrize("keeper", [ADMIN, OVERSIGHT])
def test_what_a_keeper_imports_is_declared_and_told_in_one_message(
    installation: Installation, tmp_path: Path, keeper: str
) -> None:
    """semantics §8: every column, journaled as imported by that post; the head gets one message for each ledger."""
    rows = [CONTRACT_ROW, {**CONTRACT_ROW, "契約番号": "R6-0002", "状態": "履行中"}]
    put(installation.app(keeper), tmp_path, 契約=rows, 再委託=[{**SUB, **DECIDED}])
    ((office, body),) = told(installation, "declared")
    assert office == OFFICE
    assert all(word in body for word in (ID, "R6-0002", "申告", "契約の登録", "再委託の記録"))
    assert HEAD not in body
    with installation.app().reading() as connection:
        doors = connection.execute(select(journal.c.via).where(journal.c.subject == ID)).scalars().all()
    assert set(doors) == {"import"}


def test_a_keeper_changes_nothing_that_an_act_recorded(installation: Installation, tmp_path: Path) -> None:
    """The head's decision, made at the door; the same workbook without it goes through."""
    a_contract(installation.app())
    a_subcontract(installation.app(), **WEIGHED, subcontractor="乙社", core_of_work=False)
    decided(installation.app(HEAD))
    other = {"承認日": date(2024, 4, 1)}
    assert refused(installation.app(ADMIN), tmp_path, 再委託=[{**SUB, **other}]) == [("再委託", 2, "承認日")]
    assert refused(installation.app(ADMIN), tmp_path, 再委託=[{**SUB, "取消": "はい"}]) == [("再委託", 2, "取消")]
    assert refused(installation.app(ADMIN), tmp_path, 契約=[{**CONTRACT_ROW, "取消": "はい"}]) == [("契約", 2, "取消")]
    again = {**SUB, "再委託先": "丙社"}
    assert refused(installation.app(ADMIN), tmp_path, 再委託=[again]) == [("再委託", 2, "再委託先")]
    assert put(installation.app(ADMIN), tmp_path, 再委託=[SUB]).unchanged == 1


def test_another_office_of_a_contract_is_the_heads_by_every_door(installation: Installation) -> None:
    """`amend` refuses an officer what `staff move` and an import refuse."""
    a_contract(installation.app())
    for actor in (OFFICER, CHIEF, ADMIN, OVERSIGHT):
        with pytest.raises(RoleError):
            amend(installation.app(actor), ID, {"division": OTHER_OFFICE}, None)
    assert amend(installation.app(), ID, {"division": OFFICE}, None).changes == {}
    assert "division" in amend(installation.app(HEAD), ID, {"division": OTHER_OFFICE}, None).changes


def test_a_correction_that_clears_a_duty_is_told_by_the_command_too(installation: Installation) -> None:
    """The number of records falls, the visit is no longer demanded: the head knows."""
    register(installation.app(), ID, sheet(record_count="5000"))
    amended = amend(installation.app(), ID, {"record_count": "10"}, None)
    assert "S3-01" in {finding.code for finding in amended.met}
    ((office, body),) = told(installation, "cleared")
    assert (office, "S3-01" in body) == (OFFICE, True)


def test_a_number_taken_back_and_entered_again_is_told(installation: Installation, tmp_path: Path) -> None:
    """Whoever enters it, and by whatever door."""
    a_contract(installation.app())
    for again in (
        lambda: register(installation.app(), ID, sheet()),
        lambda: put(installation.app(), tmp_path, 契約=[CONTRACT_ROW]),
    ):
        put(installation.app(HEAD), tmp_path, 契約=[{**CONTRACT_ROW, "取消": "はい"}])
        again()
    assert [(office, ID in body) for office, body in told(installation, "reentered")] == [(OFFICE, True)] * 2
    with installation.app().reading() as connection:
        assert not connection.execute(select(outbox.c.id).where(outbox.c.topic.startswith("declared"))).all()


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("stage", sorted(BEYOND_CONCLUSION))
@pytest.mark.parametrize("concluded", [date(2024, 6, 3), date(2024, 6, 20), ""])
def test_from_the_cut_over_day_on_a_ledger_declares_no_gate_passed(
    installation: Installation, tmp_path: Path, stage: Stage, concluded: date | str
) -> None:
    """The first contract on record sets the day; what is concluded since then passes its gates by moves."""
    a_contract(installation.app())
    row = {**CONTRACT_ROW, "契約番号": "R6-0002", "締結日": concluded, "状態": stage.label}
    app = installation.app(HEAD, "2024-06-25")
    assert refused(app, tmp_path, 契約=[row]) == [("契約", 2, "状態")]
    before = {**row, "締結日": date(2024, 6, 2)}
    assert put(app, tmp_path, 契約=[before]).created == 1


@pytest.mark.parametrize("begins", ["", date(2024, 7, 1)])
@pytest.mark.parametrize("post", ["所属長", "代理", "係長"])
def test_no_ledger_gives_a_post_to_who_imports_it(
    installation: Installation, tmp_path: Path, post: str, begins: date | str
) -> None:
    """管理者 or 制度所管課 making themselves head, from today or from a day to come: another person has to do it."""
    before = installation.count("journal")
    for keeper in (ADMIN, OVERSIGHT):
        row = {"所属": OFFICE, post: keeper, "適用日": begins}
        with pytest.raises(RoleError, match="一人ではできません"):
            put(installation.app(keeper), tmp_path, 所属=[row])
    assert installation.count("journal") == before
    assert put(installation.app(ADMIN), tmp_path, 所属=[{"所属": OFFICE, post: "新任の者"}]).changed == 1


def test_a_value_replaced_by_a_command_is_told_where_it_clears_a_duty(installation: Installation) -> None:
    """A clause found missing that is there after all: the head knows. What was only added is told to nobody."""
    a_contract(installation.app())
    hand_in(installation.app(), "contract_review", nonconformity_clause="無")
    attach(installation.app(), ID, "duty_notice", DOCUMENTS["duty_notice"])
    assert told(installation, "cleared") == []
    attach(installation.app(), ID, "contract_review", {"nonconformity_clause": "有"})
    ((office, body),) = told(installation, "cleared")
    assert (office, "S1-03" in body) == (OFFICE, True)
