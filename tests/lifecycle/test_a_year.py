"""A year of one contract: lived by commands, read aloud, and lived again through the ledger to the same facts."""

import re
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest
from command_line import CommandLine
from year import ADMIN, HEAD, ID, NEXT_HEAD, OFFICE, OFFICER, Office, live_by_commands, live_by_ledger

from lifecycle.usecases.installation import initialise

AFTERWARDS = "2025-04-01"
MOMENTS = ("2024-03-01", "2024-04-01", "2024-04-05", "2024-05-02", "2024-05-08", "2024-06-18", "2024-06-30",
           "2024-07-05", "2024-07-10", "2024-07-20", "2024-08-06", "2024-08-31", "2025-03-04", "2025-03-05",
           "2025-03-31")  # fmt: skip

STORY = (
    "契約を登録した〔入力〕",
    "周知説明(令和6年2月20日)を記録した〔入力〕",
    "契約を改めた(見積徴取日)",
    "契約を改めた(締結日、履行期限、履行開始日)",
    "「締結」へ進めようとして止められた(不足 S1-01、S1-02、S1-03、S1-04、S1-05、S1-07、S1-08、S1-10)",
    "契約書確認(令和6年4月2日)を記録した〔入力〕",
    "「見積」から「締結」へ進めた",
    "周知説明(令和6年4月10日)を記録した〔入力〕",
    "R6-0100 について知らせ始めた [S2-04]",
    "S2-04 担当者・係長への督促: 広報課 担当者",
    "チェックリスト(令和6年5月2日)を記録した〔入力〕",
    "情報システム確認(令和6年5月7日)を記録した〔入力〕",
    "連絡体制(令和6年5月7日)を記録した〔入力〕",
    "「締結」から「チェックリスト受領」へ進めた",
    "「チェックリスト受領」から「履行中」へ進めた",
    "解消した(S2-04)",
    "契約を改めた(取扱件数)。理由: 対象の市町村が増えたため",
    "「検査」へ進めようとして止められた(不足 S3-01、S5-01)",
    "実地調査(令和6年6月26日)を記録した〔入力〕",
    "再委託1を記録した(申請 令和6年7月9日、業務開始 令和6年7月1日)〔入力〕。承認の前の業務開始(無承認)",
    "再委託1を承認した(令和6年7月16日)。承認の前の業務開始(無承認)",
    "再委託1の承認の操作をした",
    "再委託1の再委託先への周知(令和6年7月19日)を記録した〔入力〕",
    "再委託1のチェックリスト(令和6年7月18日)を記録した〔入力〕",
    "再委託1.1を記録した(申請 令和6年8月5日)〔入力〕",
    "R6-0100/1.1 について知らせ始めた [AL-22]",
    "再委託1.1を承認した(令和6年8月8日)",
    "再委託1.1の承認の操作をした",
    "解消した(AL-22 決定 再委託の申請の結果)",
    "再委託1.1の業務が始まった(令和6年8月19日)",
    "検査の準備(令和7年3月3日)を記録した〔入力〕",
    "「検査」へ進めようとして止められた(不足 S4-03)",
    "例外承認 R6-0100-E1 を申請した(R6-0100/1 S4-03)",
    "R6-0100-E1 について知らせ始めた [AL-21]",
    "例外承認 R6-0100-E1 を承認した(規程上の例外ではない)",
    "解消した(AL-21 決定 例外承認の申請の結果)",
    "「履行中」から「検査」へ進めた",
    "検査(令和7年3月27日)を記録した〔入力〕",
    "返還・廃棄(令和7年3月28日)を記録した〔入力〕",
    "再委託1の返還・廃棄(令和7年3月28日)を記録した〔入力〕",
    "「検査」から「完了」へ進めた",
)
"""The history, of the six duties that fell due together only the first."""


@dataclass(frozen=True)
class Lived:
    """The two homes after the year."""

    by_commands: Office
    by_ledger: Office


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The year, once by each door."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("LIFECYCLE_ACTOR", "LIFECYCLE_DATABASE_URL", "LIFECYCLE_MAIL_URL"):
            environment.setenv(name, "")
        homes = [
            _home(tmp_path_factory.mktemp("year"), environment, live) for live in (live_by_commands, live_by_ledger)
        ]
        yield Lived(*homes)


def _home(folder: Path, environment: pytest.MonkeyPatch, live: Callable[[Office], None]) -> Office:
    app = initialise(folder / "home", "declared", {"LIFECYCLE_NOW": "2024-02-01T08:00:00+09:00"})
    app.engine.dispose()
    office = Office(CommandLine(folder / "home"), environment, folder)
    live(office)
    return office


def asked(office: Office, *words: str, code: int = 0) -> Any:
    """What a command answers after the year, in JSON."""
    return office.run(AFTERWARDS, OFFICER, *words, "--json", code=code).json


def stored(office: Office, query: str) -> list[Any]:
    """What the database holds."""
    with sqlite3.connect(office.lifecycle.home / "lifecycle.db") as connection:
        return connection.execute(query).fetchall()


def facts(office: Office) -> dict[tuple[str, ...], dict[str, Any]]:
    """Every current record's fields, persons by their values; what no ledger column carries left out."""
    people = dict(stored(office, "SELECT id, value FROM person"))
    rows = stored(office, "SELECT kind, subcontract, key, dated_on, fields FROM record WHERE superseded_at IS NULL")
    return {
        (kind, no, key, dated_on): {
            name: people[value["ref"]] if isinstance(value, dict) else value
            for name, value in orjson.loads(fields).items()
            if name != "document_no"
        }
        for kind, no, key, dated_on, fields in rows
    }


def test_the_history_read_aloud_tells_the_year(lived: Lived) -> None:
    """Sentence by sentence, refusals and alerts among them, each under the day of the fact and of its recording."""
    said = lived.by_commands.run(AFTERWARDS, OFFICER, "history", ID).out
    entries = re.split(r"^ *\d+ (?=令和)", said, flags=re.MULTILINE)[1:]
    told = ["".join(line.strip() for line in entry.splitlines()[1:]) for entry in entries]
    assert tuple(t for t in told if not re.search(r"S2-(05|07|09|10|11)", t)) == STORY
    heads = [entry.splitlines()[0] for entry in entries]
    at = dict(zip(told, heads, strict=True))
    assert at[STORY[18]] == "令和6年6月26日(記録 令和6年6月27日) 担当者 広報 次郎"
    assert at[STORY[20]] == "令和6年7月16日(記録 令和6年7月16日) 所属長 広報 三郎"
    assert at[STORY[36]] == "令和7年3月24日(記録 令和7年3月24日) 所属長 広報 四郎"
    assert len([t for t in told if "について知らせ始めた" in t]) == 8


def test_the_head_was_told_at_once_of_what_opened_again_and_of_the_unapproved_subcontract(lived: Lived) -> None:
    """The ledger read in by a keeper and what an amendment cleared; the officer in May (no 係長: told as a gap).

    The head of 要是正 in June, 【至急】 in July; each once.
    """
    query = (
        "SELECT substr(waiting_since, 1, 10), post, subject FROM outbox WHERE status != 'dropped'"
        " ORDER BY waiting_since, subject, post"
    )
    assert stored(lived.by_commands, query) == [
        ("2024-02-01", "division_head", "【試用】【お知らせ】委託監督 管理者による台帳の取込(申告)〔広報課〕"),
        ("2024-03-11", "division_head", "【試用】【解消・登録による】委託監督 解消1件(R6-0100)〔広報課〕"),
        (
            "2024-04-01",
            "division_head",
            "【試用】【解消・義務の消滅・登録による】委託監督 解消1件・登録内容の変更1件(R6-0100)〔広報課〕",
        ),
        ("2024-05-02", "admin", "【試用】【至急】委託監督 連絡のつかない職1件〔システム管理者〕"),
        ("2024-05-02", "officer", "【試用】【要対応・5/7まで】委託監督 停滞1件・期限は仮定(R6-0100)〔広報課〕"),
        ("2024-05-08", "officer", "【試用】【解消】委託監督 解消1件(R6-0100)〔広報課〕"),
        ("2024-06-17", "division_head", "【試用】【要是正】委託監督 要是正1件(R6-0100)〔広報課〕"),
        ("2024-07-10", "division_head", "【試用】【至急】委託監督 承認の記録が確認できない再委託(R6-0100/1)〔広報課〕"),
        (
            "2024-07-10",
            "oversight_office",
            "【試用】【至急】委託監督 承認の記録が確認できない再委託(R6-0100/1)〔広報課〕",
        ),
        ("2024-07-10", "division_head", "【試用】【要是正】委託監督 要是正1件(R6-0100)〔広報課〕"),
        ("2024-07-16", "officer", "【試用】【決裁の結果】委託監督 再委託の申請: 承認(R6-0100/1)〔広報課〕"),
        ("2024-08-05", "division_head", "【試用】【決裁待ち】委託監督 決裁待ち1件(R6-0100/1.1)〔広報課〕"),
        ("2024-08-08", "officer", "【試用】【決裁の結果】委託監督 再委託の申請: 承認(R6-0100/1.1)〔広報課〕"),
        ("2025-03-04", "oversight_office", "【試用】【決裁待ち】委託監督 決裁待ち1件(R6-0100-E1)〔広報課〕"),
        ("2025-03-05", "officer", "【試用】【決裁の結果】委託監督 例外承認の申請(S4-03): 承認(R6-0100-E1)〔広報課〕"),
        ("2025-03-05", "division_head", "【試用】【至急】委託監督 例外承認を適用(R6-0100/1 S4-03)〔広報課〕"),
        ("2025-03-05", "oversight_office", "【試用】【至急】委託監督 例外承認を適用(R6-0100/1 S4-03)〔広報課〕"),
    ]


@pytest.mark.parametrize(
    ("on", "stage", "standing"),
    [
        ("2024-03-01", "estimate", "attention"),
        ("2024-05-02", "concluded", "needs_correction"),
        ("2024-05-08", "performing", "attention"),
        ("2024-06-18", "performing", "needs_correction"),
        ("2024-06-30", "performing", "attention"),
        ("2024-07-31", "performing", "needs_correction"),
        ("2025-03-28", "completed", "attention"),
    ],
)
def test_the_contract_stood_as_the_year_went(lived: Lived, on: str, stage: str, standing: str) -> None:
    """contract show --as-of --known-by: as it was seen on the day; 注意 because the forms came after the signing."""
    shown = asked(lived.by_commands, "contract", "show", ID, "--as-of", on, "--known-by", on)
    assert (shown["stage"], shown["standing"]) == (stage, standing)


def test_the_tree_of_subcontracts_stands_as_it_was_approved(lived: Lived) -> None:
    """The late one stays 無承認, the one below it was approved before it began."""
    found = asked(lived.by_commands, "subcontract", "list", ID)
    assert [(sub["no"], sub["stage"], sub["unapproved"]) for sub in found] == [
        ("1", "unapproved", True),
        ("1.1", "performing", False),
    ]


def test_the_ledger_gives_the_same_facts(lived: Lived) -> None:
    """Contract, subcontracts and evidence, field by field; persons by their names."""
    ours, theirs = facts(lived.by_commands), facts(lived.by_ledger)
    assert ours.keys() == theirs.keys()
    assert ours == theirs
    assert len(ours) == 16


def test_the_ledger_gives_the_same_events(lived: Lived) -> None:
    """Each fact the same kind of event, of the same day, recorded on the same day, changing the same fields.

    The number of a paper has no column in the ledger: it is recorded beside.
    """
    events = []
    for office in (lived.by_commands, lived.by_ledger):
        listed = asked(office, "history", ID)
        events.append([
            (e["kind"], e["occurred_on"], e["recorded_at"][:10], sorted(set(e["content"].get("changes", {}))),
             [u["code"] for u in e["content"].get("unmet", [])])
            for e in listed
            if [*e["content"].get("changes", {})] != ["document_no"]
        ])  # fmt: skip
    assert events[0] == events[1]


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("on", MOMENTS)
def test_the_ledger_gives_the_same_verdicts(lived: Lived, on: str) -> None:
    """why --to 完了 as of many days: what bars the way, subject by subject, and what is excused."""
    verdicts = []
    for office in (lived.by_commands, lived.by_ledger):
        for known in ((), ("--known-by", on)):
            office.run(AFTERWARDS, OFFICER, "contract", "show", ID)
            said = office.lifecycle("why", ID, "--to", "完了", "--as-of", on, *known, "--json", actor=OFFICER)
            document = said.json
            verdicts.append([said.code, document["stage"], document["allowed"], document["unmet"], document["excused"]])
    assert verdicts[:2] == verdicts[2:]


@pytest.mark.parametrize(("on", "head"), [("2024-09-30", HEAD), ("2024-10-01", NEXT_HEAD)])
def test_the_post_changed_hands_on_the_day(lived: Lived, on: str, head: str) -> None:
    """Recorded ahead by the staff command, or by the ledger on the day itself: the same from that day on."""
    said = lived.by_commands.run(AFTERWARDS, OFFICER, "staff", "list", OFFICE, "--on", on).out
    assert head in next(line for line in said.splitlines() if "\t所属長\t" in line)
    if on >= "2024-10-01":
        theirs = lived.by_ledger.run(AFTERWARDS, OFFICER, "staff", "list", OFFICE, "--on", on).out
        assert theirs == said


def test_both_homes_are_whole(lived: Lived) -> None:
    """verify finds nothing, a replay changes nothing."""
    for office in (lived.by_commands, lived.by_ledger):
        assert asked(office, "verify")["faults"] == []
        assert office.run(AFTERWARDS, ADMIN, "rebuild", "--json").json["equal"] is True
        assert asked(office, "verify")["faults"] == []
