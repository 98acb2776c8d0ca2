"""Interactive entry: a person at a real terminal is asked field by field, and one record is stored once, or nothing."""

import sqlite3
import sys
from datetime import date
from pathlib import Path
from typing import Any

import orjson
import pytest
from command_line import CommandLine, write_ledger
from installation import (
    DOCUMENTS,
    FOR_PERFORMING,
    ID,
    OFFICE,
    OFFICER,
    OTHER_OFFICER,
    Installation,
    a_contract,
    hand_in,
)

from lifecycle.ledger.columns import SHEETS
from lifecycle.views.history import history
from states.evidence import KINDS

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")]

NOW = "2024-06-03T09:00:00+09:00"
_OTHERS = ("委託先", "年度", "見積徴取日", "締結日", "履行開始日", "履行期限", "契約額", "長期継続契約")
_OTHERS += ("特定個人情報", "要配慮個人情報", "取扱件数", "情報システム使用", "チェックリストの提出期限")


def terminal(installation: Installation, *words: str, actor: str = OFFICER) -> Any:
    """A command on a terminal."""
    from terminal import Terminal

    return Terminal((*words, "--actor", actor), installation.home, NOW)


def fields_of(installation: Installation, kind: str) -> dict[str, Any]:
    """The stored fields of the one record of a kind, texts by their values; empty where there is none."""
    with sqlite3.connect(installation.home / "lifecycle.db") as connection:
        rows = connection.execute("SELECT fields FROM record WHERE kind = ? AND superseded_at IS NULL", (kind,))
        found = [orjson.loads(row[0]) for row in rows]
        texts = dict(connection.execute("SELECT id, value FROM person"))
    assert len(found) < 2
    stored = dict(found[0]) if found else {}
    return {name: texts[value["ref"]] if isinstance(value, dict) else value for name, value in stored.items()}


@pytest.fixture
def omitting(installation: Installation) -> Installation:
    """A contract whose document leaves articles 3 and 9 out."""
    a_contract(installation.app())
    hand_in(installation.app(), "duty_notice")
    hand_in(installation.app(), "contract_review", omitted_articles="3,9")
    return installation


def test_a_contract_is_registered_field_by_field(installation: Installation) -> None:
    """Required ones marked and insisted on, 和暦 taken, a bad date asked again, a summary, stored once."""
    at = terminal(installation, "contract", "register", ID)
    at.sees("*は必須")
    at.sees("* 所属(文字): ")
    at.types("")
    at.sees("必ず入れてください。")
    at.types(OFFICE)
    at.answers("業務名", "県民意識調査の集計")
    typed = {
        "委託先": "株式会社サンプル", "年度": "令和6年度", "見積徴取日": "令和6年3月20日", "締結日": "R6.13.1",
    }  # fmt: skip
    for label, line in typed.items():
        at.answers(label, line)
    at.sees("R6.13.1")
    at.answers("締結日", "R6.4.1")
    for label in _OTHERS[4:]:
        at.answers(label, {"取扱件数": "９９９", "情報システム使用": "○"}.get(label, ""))
    summary = at.sees("記録しますか(はい/いいえ): ")
    assert "締結日: R6.4.1" in summary
    assert "履行期限" not in summary
    events = installation.count("journal")
    at.types("はい")
    assert at.ends() == 0
    assert f"{ID} を登録しました" in at.said
    stored = fields_of(installation, "contract")
    assert stored == {
        "division": OFFICE, "title": "県民意識調査の集計", "contractor": "株式会社サンプル", "fiscal_years": [2024],
        "quoted_on": "2024-03-20", "concluded_on": "2024-04-01", "record_count": 999, "uses_system": True,
    }  # fmt: skip
    assert installation.count("journal") == events + 1


@pytest.mark.parametrize("answer", ["いいえ", "", "たぶん"])
def test_no_stores_nothing(installation: Installation, answer: str) -> None:
    """10 cancelled."""
    events = installation.count("journal")
    at = terminal(installation, "contract", "register", ID)
    for label, line in {"所属": OFFICE, "業務名": "業務", "委託先": "甲社", "年度": "R6"}.items():
        at.answers(label, line)
    for label in _OTHERS[2:]:
        at.answers(label, "")
    at.sees("記録しますか(はい/いいえ): ")
    at.types(answer)
    assert at.ends() == 10
    assert "記録しませんでした。" in at.said
    assert (fields_of(installation, "contract"), installation.count("journal")) == ({}, events)


@pytest.mark.parametrize("asked", ["業務名", "締結日"])
def test_the_end_of_input_stores_nothing(installation: Installation, asked: str) -> None:
    """Ctrl-D anywhere: 10, nothing half stored, no traceback."""
    at = terminal(installation, "contract", "register", ID)
    lines = {"所属": OFFICE, "業務名": "業務", "委託先": "甲社", "年度": "R6", "見積徴取日": ""}
    for label in [*lines, "締結日"]:
        if label == asked:
            break
        at.answers(label, lines[label])
    at.sees(f" {asked}(")
    at.sees(": ")
    at.presses_ctrl_d()
    assert at.ends() == 10
    assert "Traceback" not in at.said
    assert fields_of(installation, "contract") == {}


def test_a_number_that_is_taken_is_refused_before_anything_is_asked(installation: Installation) -> None:
    """Nobody types fourteen fields for nothing."""
    a_contract(installation.app())
    at = terminal(installation, "contract", "register", ID)
    assert at.ends() == 2
    assert "既にあります" in at.said
    assert "所属(" not in at.said


_REFUSED = (
    (("contract", "register", "R6-0002"), "監査委員事務局", 4),
    (("attach", ID, "checklist"), OTHER_OFFICER, 4),
    (("attach", ID, "checklist", "--subcontract", "1"), OFFICER, 6),
    (("attach", ID, "checklists"), OFFICER, 2),
)


@pytest.mark.parametrize(("words", "actor", "code"), _REFUSED)
def test_who_could_not_record_it_is_not_asked(
    installation: Installation, words: tuple[str, ...], actor: str, code: int
) -> None:
    """4 role not allowed, 6 no such subcontract, 2 no such kind: said at once."""
    a_contract(installation.app())
    at = terminal(installation, *words, actor=actor)
    assert at.ends() == code
    assert "Ctrl-D" not in at.said


def test_an_office_that_is_not_ones_own_is_asked_again(installation: Installation) -> None:
    """The offices one may register for are listed."""
    at = terminal(installation, "contract", "register", ID)
    at.answers("所属", "税務課")
    at.sees("次のいずれかです: 広報課")
    at.sees("* 所属(文字): ")
    at.presses_ctrl_d()
    assert at.ends() == 10


def test_a_checklist_is_asked_item_by_item_with_the_strokes_already_there(omitting: Installation) -> None:
    """Items of articles left out stand 斜線; choices are listed; the rest is asked in the form's order."""
    at = terminal(omitting, "attach", ID, "checklist")
    answers = {**DOCUMENTS["checklist"], "received_on": "令和6年4月10日", "q5": "", "q6": "", "q19": ""}
    struck = []
    for column in KINDS["checklist"].columns:
        before = at.sees(f" {column.label}(")
        prompt = at.sees(": ")
        if "[斜線]" in prompt:
            struck.append(column.name)
        if column.name == "received_on":
            assert before.endswith("*")
            at.types("")
            at.sees("必ず入れてください。")
        if column.name == "q1":
            at.types("わからない")
            at.sees("はい")
        if column.name == "q23":
            assert "再委託しない" in before
        at.types(answers.get(column.name, ""))
    assert struck == ["q4", "q5", "q6", "q18", "q19"]
    at.sees("記録しますか(はい/いいえ): ")
    at.types("はい")
    assert at.ends() == 0
    stored = fields_of(omitting, "checklist")
    assert (stored["received_on"], stored["q1"], stored["q23"]) == ("2024-04-10", "yes", "no_subcontract")
    assert [stored[name] for name in ("q5", "q6", "q19")] == ["struck"] * 3
    assert history(omitting.app(), ID)[-1].kind == "evidence_recorded"


def test_a_pipe_is_never_asked(installation: Installation, environment: pytest.MonkeyPatch) -> None:
    """Without a terminal, what lacks is wrong usage at once."""
    environment.setenv("LIFECYCLE_HOME", str(installation.home))
    environment.setenv("LIFECYCLE_NOW", NOW)
    lifecycle = CommandLine(installation.home)
    assert lifecycle("contract", "register", ID, actor=OFFICER).code == 2
    a_contract(installation.app())
    assert lifecycle("attach", ID, "checklist", actor=OFFICER).code == 2


def ledger_row(kind: str, **more: Any) -> dict[str, Any]:
    """Complete evidence as a row of its sheet of the ledger."""
    sheet = next(sheet for sheet in SHEETS if kind in sheet.targets)
    labels = {c.column.name: c.label for c in sheet.columns if c.target == kind}
    filled = {labels[name]: value for name, value in DOCUMENTS[kind].items() if name in labels}
    return {"契約番号": ID, **filled, **more}


@pytest.fixture
def contracted(installation: Installation, environment: pytest.MonkeyPatch) -> CommandLine:
    """The command line on a contract that lacks its checklist."""
    a_contract(installation.app())
    hand_in(installation.app(), *(kind for kind in FOR_PERFORMING if kind != "checklist"))
    environment.setenv("LIFECYCLE_HOME", str(installation.home))
    environment.setenv("LIFECYCLE_NOW", NOW)
    return CommandLine(installation.home)


def test_a_filled_workbook_is_read_and_kept_as_the_original(contracted: CommandLine, tmp_path: Path) -> None:
    """attach --from: the fields of its row, the file itself as evidence, so that the duty is met."""
    book = write_ledger(
        tmp_path / "点検表.xlsx", {"チェックリスト": [ledger_row("checklist", 受領日=date(2024, 4, 11))]}
    )
    said = contracted("attach", ID, "checklist", "--from", str(book), "--json", actor=OFFICER)
    assert said.code == 0, said.err
    assert [f["type"] for f in said.json["files"]] == ["xlsx"]
    assert {"subject": ID, "code": "S2-04"} in said.json["met"]
    assert contracted("advance", ID, "--to", "履行中", actor=OFFICER).code == 0


def test_what_is_typed_goes_before_what_the_workbook_says(
    contracted: CommandLine, installation: Installation, tmp_path: Path
) -> None:
    """--set beside --from puts one field right."""
    book = write_ledger(tmp_path / "点検表.xlsx", {"チェックリスト": [ledger_row("checklist")]})
    said = contracted("attach", ID, "checklist", "--from", str(book), "--set", "従事者数=15", actor=OFFICER)
    assert said.code == 0, said.err
    assert fields_of(installation, "checklist")["worker_count"] == 15


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [ledger_row("checklist", 受領日="いつか")],
        [{**ledger_row("checklist"), "契約番号": "R6-9999"}],
        [ledger_row("checklist"), ledger_row("checklist", 受領日=date(2024, 4, 11))],
        [{**ledger_row("checklist"), "再委託番号": "1"}],
    ],
    ids=["no row", "a cell that can't be read", "of another contract", "two rows", "of a subcontract"],
)
def test_a_workbook_that_does_not_say_it_is_refused(
    contracted: CommandLine, installation: Installation, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    """9: nothing is stored, neither fields nor file."""
    sheets = {"チェックリスト": rows or [{"契約番号": ""}]}
    events = installation.count("journal")
    said = contracted(
        "attach", ID, "checklist", "--from", str(write_ledger(tmp_path / "点検表.xlsx", sheets)), actor=OFFICER
    )
    assert said.code == 9, said.out
    assert installation.count("journal") == events
    assert [p for p in (installation.home / "evidence").rglob("*") if p.is_file()] == []


def test_a_file_that_is_no_workbook_is_refused(contracted: CommandLine, tmp_path: Path) -> None:
    """9 rather than a traceback; one that is not there is not found or rejected."""
    (tmp_path / "点検表.xlsx").write_text("これは台帳ではない", encoding="utf-8")
    said = contracted("attach", ID, "checklist", "--from", str(tmp_path / "点検表.xlsx"), actor=OFFICER)
    assert (said.code, "Traceback" in said.err) == (9, False)
    assert contracted("attach", ID, "checklist", "--from", str(tmp_path / "ない.xlsx"), actor=OFFICER).code in (6, 9)
