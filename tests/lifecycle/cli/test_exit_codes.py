"""Exit codes: each, with a message that says what to do, as text on stderr or as one JSON."""

import json
from pathlib import Path

import pytest
from command_line import INCURABLE, OFFICER, OVERSIGHT, REQUEST, CommandLine

import lifecycle.demo
from lifecycle.records.flags import TRIAL

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
PRINTED = Path(lifecycle.demo.__file__).with_name("audit_r6_expected.json")
OFFICE = "モデル所属13（合同説明会）"
REGISTER = ("--title", "t", "--contractor", "c", "--fiscal-year", "R6", "--division", OFFICE)


def ends(lifecycle: CommandLine, words: tuple[str, ...], code: int, actor: str = "") -> str:
    """The message of a call that ends with that code: the same words on stderr and in the one JSON document."""
    spoken = lifecycle(*words, actor=actor)
    assert spoken.code == code, spoken.err
    assert spoken.out == ""
    assert "Traceback" not in spoken.err
    written = lifecycle(*words, "--json", actor=actor)
    assert written.code == code
    error = written.json["error"]
    assert error["exit_code"] == code
    assert error["message"] == spoken.err.rstrip("\n").removesuffix(f"\n{TRIAL}")
    return spoken.err


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("なに",), "「なに」という命令はありません"),
        (("contract", "なに"), "lifecycle contract --help"),
        (("contract",), "命令を指定してください"),
        (("why",), "「契約番号」を指定してください"),
        (("why", "R6-0012", "--nope"), "「--nope」という指定はありません"),
        (("why", "R6-0012", "余分"), "余分な語があります: 余分"),
        (("why", "R6-0012", "--to", "そら"), "段階「そら」はありません"),
        (("why", "R6-0012", "--as-of", "令和6年2月30日"), "暦にない日"),
        (("why", "R6-0012", "--as-of", "平成31年5月1日"), "令和元年5月1日のことではありませんか"),
        (("why", "R6-0012", "--known-by", "きのう"), "--known-by: 日付として読めません"),
        (("why", "R6-0012", "--as-of", "9999-12-31"), "2099年まで"),
        (("sweep", "--as-of", "0001-01-01"), "昭和元年から"),
        (("due", "--within", "あした"), "「--within」の値「あした」が正しくありません"),
        (("due", "--within", "-1"), "--within は0から"),
        (("due", "--within", "99999999999"), "--within は0から"),
        (("contract", "list", "--standing", "よい"), "状態「よい」はありません"),
        (("tables", "--fiscal-year", "0000"), "--fiscal-year"),
        (("tables", "--fiscal-year", "ことし"), "「ことし」"),
        (("diagram", "nothing"), "「--machine」の値「nothing」は使えません"),
        (("rules", "show"), "「規則コード」を指定してください"),
        (("attach",), "契約番号と証拠の種類"),
        (("contract", "register", "R6-9001", *REGISTER, "--set", "なし"), "--set は 項目=値 の形で"),
        (("contract", "register", "R6-9001", *REGISTER, "--set", "謎=1"), "項目「謎」はありません"),
        (("contract", "register", "R6-9001", *REGISTER, "--set", "業務名=u"), "二度指定されています"),
        (("contract", "register", "R6-9001", "--title", "t"), "所属、委託先、年度は必ず入れてください"),
        (("contract", "register", "R6/9001", *REGISTER), "「/」「:」は使えません"),
        (("contract", "register", "seal", *REGISTER), "契約番号に使えません"),
        (("contract", "register", "", *REGISTER), "契約番号(60字まで"),
        (("contract", "register", "番" * 61, *REGISTER), "契約番号(60字まで"),
        (("contract", "register", "R6-0012", *REGISTER), "既にあります"),
        (("contract", "amend", "R6-0012", "--set", "締結日="), "空欄です"),
        (("contract", "amend", "R6-0012", "--record-count", "5", "--set", "取扱件数=7"), "二度指定されています"),
        (("attach", "R6-0012", "なに", "--set", "a=1"), "証拠の種類「なに」はありません"),
        (("attach", "R6-0012", "inspection_plan"), "記録する項目がありません"),
        (("attach", "R6-0012", "checklist", "--set", "受領日=R6.4.1", "--set", "問3=たぶん"), "はい、いいえ、斜線"),
        (("attach", "R6-0012", "emergency_contact", "--subcontract", "1", "--set", "arrangement=なし"), "再委託ごと"),
        ((*REQUEST, "--category", "other"), "「--category」が二度指定されています"),
        (("override", "approve", f"{INCURABLE}-E1"), "--confirm で指定してください"),
    ],
)  # fmt: skip
def test_a_call_that_is_off_ends_with_2(asking: CommandLine, words: tuple[str, ...], told: str) -> None:
    """Exit code 2: wrong usage; the word that is off is named."""
    before = asking.events()
    assert told in ends(asking, words, 2, actor=OFFICER)
    assert asking.events() == before


def test_every_fault_of_a_request_is_told_at_once(asking: CommandLine) -> None:
    """Reason, paper, term and rules, each with what it must be."""
    words = ("override", "request", INCURABLE, "--rule", "S4-04", "--rule", "ZZ", "--subcontract", "1")
    words += ("--category", "incurable", "--reason", "短い", "--document-no", " ", "--expires", "R5.1.1")
    message = ends(asking, words, 2, actor="担当者04")
    assert message.count("・") >= 5
    assert "理由は20字以上" in message


def test_every_fault_of_the_fields_is_told_at_once(asking: CommandLine) -> None:
    """So that nobody corrects one only to meet the next."""
    words = (
        "contract",
        "register",
        "R6-9001",
        *REGISTER,
        "--set",
        "謎=1",
        "--set",
        "締結日=2月30日",
        "--set",
        "取扱件数=-3",
    )
    message = ends(asking, words, 2, actor=OFFICER)
    assert message.count("・") == 3
    assert "何も記録していません" in message


def test_tables_that_differ_end_with_3(asking: CommandLine, tmp_path: Path) -> None:
    """Exit code 3: findings exist."""
    expected = json.loads(PRINTED.read_text(encoding="utf-8"))
    expected["tables"]["1"]["rows"]["R6"]["values"][0] += 1
    other = tmp_path / "expected.json"
    other.write_text(json.dumps(expected), encoding="utf-8")
    assert asking("tables", "--as-of", "2024-11-26", "--compare", str(other)).code == 3


def test_verify_and_doctor_with_findings_end_with_3(sample: CommandLine) -> None:
    """Exit code 3: findings exist; a missing evidence file is one."""
    paper = sample.home.parent / "原本.txt"
    paper.write_text("原本", encoding="utf-8")
    sample("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1", "--file", str(paper), actor=OFFICER)
    (stored,) = [path for path in (sample.home / "evidence").rglob("*") if path.is_file()]
    stored.unlink()
    said = sample("verify", "--json")
    assert said.code == 3
    assert said.json["evidence_files"] != "ok"
    assert len(said.json["faults"]) == 1
    assert "証拠ファイル: 食い違い 1件" in sample("verify").out
    assert sample("doctor").code == 3


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize(
    ("words", "actor", "told"),
    [
        (("advance", "R6-0012"), "", "管理者は段階を進めることができません"),
        (("advance", "R6-0012"), "担当者01", "契約の所属"),
        (("advance", "R6-0012"), "誰か", "職が分からない"),
        (("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1"), "監査委員事務局", "監査委員事務局は"),
        (("import", str(SAMPLE)), OFFICER, "台帳の取込"),
        (("sweep",), "監査委員事務局", "点検"),
        (("seal",), "誰か", "職が分からない"),
        (("contract", "list"), "誰か", "閲覧"),
        (("override", "list"), "誰か", "閲覧"),
        (("override", "show", "R6-0012-E1"), "誰か", "閲覧"),
        (("history", "R6-0012"), "誰か", "閲覧"),
    ],
)
def test_a_post_that_may_not_ends_with_4(asking: CommandLine, words: tuple[str, ...], actor: str, told: str) -> None:
    """Exit code 4: role not allowed, F-04."""
    message = ends(asking, words, 4, actor=actor)
    assert told in message
    assert "[F-04]" in message


def test_who_decides_on_an_exception_is_neither_the_officer_nor_the_administrator(sample: CommandLine) -> None:
    """semantics §4: 制度所管課 for S4-03; never the requester; 管理者 does not approve."""
    sample(*REQUEST, actor="担当者04")
    words = ("override", "approve", f"{INCURABLE}-E1", "--confirm", INCURABLE)
    for actor in ("担当者04", "所属長04", "所属長13", ""):
        assert "[F-04]" in ends(sample, words, 4, actor=actor)


def test_a_guard_that_refuses_ends_with_5(asking: CommandLine) -> None:
    """Exit code 5: refused by a guard; every refusal ends with 根拠 and 次にすること."""
    said = asking("why", "R6-0012")
    assert said.code == 5
    assert "根拠" in said.out
    assert "次にすること" in said.out


@pytest.mark.parametrize(
    "words",
    [
        ("why", "R6-9999"),
        ("why", ""),
        ("why", "../../etc/passwd"),
        ("why", "番" * 5000),
        ("why", "R6-0012' OR '1'='1"),
        ("advance", "R6-9999"),
        ("history", "R6-9999"),
        ("contract", "show", "R6-9999"),
        ("contract", "amend", "R6-9999", "--record-count", "1"),
        ("attach", "R6-9999", "other", "--set", "dated_on=R6.11.1"),
        ("attach", "R6-0012", "checklist", "--subcontract", "9", "--set", "received_on=R6.11.1"),
        ("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1", "--file", "no-such-file"),
        ("rules", "show", "S9-99"),
        ("override", "show", "R6-0012-E9"),
        ("override", "list", "R6-9999"),
        ("override", "approve", "R6-0012-E9", "--confirm", "R6-0012"),
    ],
)
def test_what_is_not_there_ends_with_6(asking: CommandLine, words: tuple[str, ...]) -> None:
    """Exit code 6: not found."""
    ends(asking, words, 6, actor=OFFICER)


def test_mail_that_is_not_delivered_ends_with_8(sample: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """Exit code 8: not delivered; what became of each message is told."""
    sample("sweep")
    environment.setenv("LIFECYCLE_MAIL_URL", "mailto://127.0.0.1:1")
    said = sample("deliver", "--json")
    assert said.code == 8
    assert said.json["failed"] == len(said.json["messages"]) == 40
    assert sample("deliver", "--dry-run").code == 0
    listed = sample("deliver", "--dry-run", "--json").json["messages"]
    assert {(one["status"], one["tries"], one["is_due"]) for one in listed} == {("failed", 1, False)}
    assert all(one["waiting_since"] < one["next_try_at"] for one in listed)
    assert sample("deliver", "--json").json["messages"] == []
    assert sample("deliver", "--retry", "--json").json["failed"] == 40


def test_a_way_out_that_can_not_be_used_ends_with_7(sample: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """Exit code 7: configuration; the password in the address is not repeated."""
    sample("sweep")
    environment.setenv("LIFECYCLE_MAIL_URL", "gopher://anna:geheim@example.jp")
    assert "geheim" not in ends(sample, ("deliver",), 7)


def test_a_rejected_file_ends_with_9(asking: CommandLine, tmp_path: Path) -> None:
    """Exit code 9: input file rejected, nothing stored."""
    path = tmp_path / "expected.json"
    path.write_text("[]", encoding="utf-8")
    assert "次にすること" in ends(asking, ("tables", "--compare", str(path)), 9)
    words = ("attach", "R6-0012", "other", "--set", "dated_on=R6.11.1", "--file", str(tmp_path))
    assert "通常のファイルではありません" in ends(asking, words, 9, actor=OFFICER)


def test_an_approval_that_is_not_confirmed_ends_with_10(sample: CommandLine) -> None:
    """Exit code 10: cancelled; another contract's number confirms nothing."""
    sample(*REQUEST, actor="担当者04")
    words = ("override", "approve", f"{INCURABLE}-E1", "--confirm", "R6-0044")
    assert "承認しませんでした" in ends(sample, words, 10, actor=OVERSIGHT)
    assert sample("override", "show", f"{INCURABLE}-E1", "--json").json["status"] == "requested"
