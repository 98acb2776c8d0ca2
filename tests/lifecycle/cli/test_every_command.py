"""Every command does what it says, and `--json` prints exactly one document with the keys that are promised."""

from pathlib import Path

import pytest
from command_line import HEAD, INCURABLE, OFFICER, OVERSIGHT, REQUEST, CommandLine, attach, cure

FINDING = {"code", "label", "subject", "reason", "remedy", "source", "strength", "responsible", "due_on",
           "command", "curable", "strength_label", "grounds", "due_note"}  # fmt: skip


def test_why_answers_in_the_fixed_shape(asking: CommandLine) -> None:
    """The JSON of `why`; 5 because it may not move."""
    said = asking("why", "R6-0012", "--json")
    document = said.json
    assert said.code == 5
    assert set(document) == {
        "contract", "stage", "target", "as_of", "allowed", "unmet", "warnings", "remarks", "in_part", "excused",
        "not_applicable", "unrecorded", "proofs", "shared_files",
    }  # fmt: skip
    assert document["contract"] == "R6-0012"
    assert (document["stage"], document["target"]) == ("performing", "completion_inspection")
    assert (document["as_of"], document["allowed"]) == ("2024-11-26", False)
    assert {u["code"] for u in document["unmet"]} == {"S1-10", "S3-01", "S5-01"}
    for entry in [*document["unmet"], *document["warnings"]]:
        assert set(entry) == FINDING
        assert entry["source"]
    assert all(isinstance(code, str) for code in [*document["not_applicable"], *document["unrecorded"]])


def test_what_is_excused_says_by_what(asking: CommandLine) -> None:
    """Substituted, overridden, transitional or not_in_force, with the detail."""
    found = set()
    for row in asking("contract", "list", "--json").json[::3]:
        for entry in asking("why", row["id"], "--json").json["excused"]:
            assert {"code", "by", "detail"} <= set(entry)
            assert entry["detail"]
            found.add(entry["by"])
    assert found
    assert found <= {"substituted", "overridden", "transitional", "not_in_force"}


def test_a_refused_advance_answers_as_why_does_and_is_journaled(sample: CommandLine) -> None:
    """The same shape; the refusal is an event."""
    asked = sample("why", "R6-0012", "--json").json
    before = sample.events()
    said = sample("advance", "R6-0012", "--json", actor=OFFICER)
    assert said.code == 5
    assert said.json == asked
    assert sample.events() == before + 1


def test_advance_to_a_later_stage_asks_every_gate_between_and_moves_in_one_go(sample: CommandLine) -> None:
    """semantics §1: --to X runs every gate up to X in one transaction; refused, it moves nothing.

    What waited for somebody on the contract is closed with it.
    """
    refused = sample("advance", "R6-0012", "--to", "完了", "--json", actor=OFFICER)
    assert refused.code == 5
    assert {"S5-01", "S5-02", "S6-01"} <= {u["code"] for u in refused.json["unmet"]}
    cure(sample)
    for kind, fields in (
        ("completion_inspection", ("inspected_on=R6.11.25", "inspected_by=検査員", "method=書面", "passed=合格",
                                   "personal_data_check=適")),
        ("return_disposal", ("confirmed_on=R6.11.25", "method=返還書を受領")),
    ):  # fmt: skip
        attach(sample, kind, *fields)
    dry = sample("advance", "R6-0012", "--to", "完了", "--dry-run", "--json", actor=OFFICER)
    assert dry.code == 0, dry.json["unmet"]
    assert (dry.json["moved"], dry.json["entered"]) == (False, [])
    before = sample.events()
    moved = sample("advance", "R6-0012", "--to", "完了", "--json", actor=OFFICER)
    assert moved.code == 0
    assert moved.json["entered"] == ["completion_inspection", "completed"]
    assert sample.events() == before + 3
    assert sample.clean()


def test_attach_says_what_it_stored_and_what_that_met(sample: CommandLine) -> None:
    """Evidence cures: the file goes by its hash, its type is sniffed, the duty that it meets is named."""
    document = attach(sample, "inspection_plan", "prepared_on=R6.11.20", "items=件数突合")
    assert document["changed"] is True
    (file,) = document["files"]
    assert set(file) == {"sha256", "name", "size", "type"}
    assert file["type"] == "text"
    assert document["met"] == [{"subject": "R6-0012", "code": "S5-01"}]
    assert {u["code"] for u in document["unmet"]} == {"S1-10", "S3-01"}
    assert attach(sample, "inspection_plan", "prepared_on=R6.11.20", "items=件数突合")["changed"] is False


def test_a_cured_contract_moves(sample: CommandLine) -> None:
    """The main job: refused, cured, moved; on a screen too."""
    cure(sample)
    said = sample("advance", "R6-0012", actor=OFFICER)
    assert said.code == 0
    assert said.out.startswith("R6-0012: 履行中 → 検査")
    assert "申告のみ" in said.err


def test_contract_list_and_due_are_arrays_of_flat_objects(asking: CommandLine) -> None:
    """At least these keys."""
    listed = asking("contract", "list", "--json").json
    assert len(listed) == 190
    assert {"id", "division", "stage", "standing"} <= set(listed[0])
    owed = asking("due", "--json").json
    assert {"subject", "code", "responsible", "due_on", "overdue_business_days"} <= set(owed[0])
    assert not any(isinstance(value, list | dict) for row in [*listed, *owed] for value in row.values())
    days = [row["due_on"] or "9999" for row in owed]
    assert days == sorted(days)


def test_due_and_contract_list_can_be_narrowed(asking: CommandLine) -> None:
    """By office, by business days, by stage and standing."""
    office = "モデル所属13（合同説明会）"
    assert {row["division"] for row in asking("due", "--division", office, "--json").json} == {office}
    soon = asking("due", "--within", "0", "--json").json
    assert soon
    assert all(row["due_on"] <= "2024-11-26" for row in soon)
    done = asking("contract", "list", "--stage", "完了", "--standing", "ok", "--json").json
    assert {(row["stage"], row["standing"]) for row in done} == {("completed", "ok")}


def test_contract_show_has_its_fixed_keys(asking: CommandLine) -> None:
    """The keys that are promised."""
    document = asking("contract", "show", "R6-0012", "--json").json
    assert {
        "id", "division", "title", "contractor", "fiscal_year", "stage", "standing", "dates", "subcontracts",
        "obligations", "overrides",
    } <= set(document)  # fmt: skip
    assert document["dates"]["concluded_on"] == "2024-04-01"
    assert document["standing"] == "needs_correction"
    assert "義務の不足" in asking("contract", "show", "R6-0012").out


def test_register_and_amend_record_facts(sample: CommandLine) -> None:
    """Facts are never refused; amending one judges the duties again."""
    words = (
        "--title",
        "新業務",
        "--contractor",
        "乙社",
        "--fiscal-year",
        "R6",
        "--division",
        "モデル所属13（合同説明会）",
    )
    made = sample("contract", "register", "R6-9001", *words, "--set", "見積徴取日=R6.3.1", "--json", actor=OFFICER)
    assert made.json == {"contract": "R6-9001", "stage": "estimate", "notes": []}
    assert sample("contract", "list", "--stage", "見積", "--json").json[0]["id"] == "R6-9001"
    done = sample("contract", "amend", "R6-0012", "--record-count", "999", "--reason", "誤記", "--json", actor=OFFICER)
    assert done.json["changes"] == {"record_count": [25000, 999]}
    assert "S3-01" not in {u["code"] for u in sample("why", "R6-0012", "--json").json["unmet"]}


def test_an_exception_is_requested_approved_and_revoked(sample: CommandLine) -> None:
    """Requested by one, approved by another; while it lives the duty is excused, afterwards the gate is shut."""
    dry = sample(*REQUEST, "--dry-run", "--json", actor="担当者04").json
    assert dry["dry_run"] is True
    assert [lift["code"] for lift in dry["lifts"]] == ["S4-03"]
    assert dry["approver"] == "oversight_office"
    assert dry["told"]
    assert sample("override", "list", "--json").json == []
    made = sample(*REQUEST, "--json", actor="担当者04").json
    assert made["id"] == f"{INCURABLE}-E1"
    approved = sample("override", "approve", made["id"], "--confirm", INCURABLE, "--json", actor=OVERSIGHT).json
    assert (approved["status"], approved["codes"]) == ("approved", ["S4-03"])
    excused = sample("why", INCURABLE, "--json").json["excused"]
    assert ("S4-03", "overridden") in {(e["code"], e["by"]) for e in excused}
    assert "例外適用中" in sample("why", INCURABLE).out
    assert sample("override", "show", made["id"]).out.startswith(f"例外承認 {made['id']}  適用")
    assert sample("override", "revoke", made["id"], "--reason", "承認を得た", actor=OVERSIGHT).code == 0
    assert "S4-03" in {u["code"] for u in sample("why", INCURABLE, "--json").json["unmet"]}
    assert [row["status"] for row in sample("override", "list", INCURABLE, "--json").json] == ["revoked"]
    assert sample.clean()


def test_an_exception_may_be_refused(sample: CommandLine) -> None:
    """The reason is on record; a refused one can not be approved afterwards."""
    sample(*REQUEST, actor="担当者04")
    words = ("override", "reject", f"{INCURABLE}-E1", "--reason")
    assert sample(*words, " ", actor=OVERSIGHT).code == 2
    assert sample(*words, "てん末書がない", "--json", actor=OVERSIGHT).json["status"] == "rejected"
    assert sample("override", "approve", f"{INCURABLE}-E1", "--confirm", INCURABLE, actor=OVERSIGHT).code == 2


def test_a_rule_named_twice_or_in_small_letters_is_one_rule(sample: CommandLine) -> None:
    """What people type."""
    words = ["s4-03" if word == "S4-03" else word for word in REQUEST]
    sample(*words, "--rule", "S4-03", actor="担当者04")
    assert sample("override", "show", f"{INCURABLE}-E1", "--json").json["codes"] == ["S4-03"]


def test_two_sweeps_on_one_date_queue_once_and_deliver_sends(sample: CommandLine) -> None:
    """The keys of `sweep`; run twice on one date, the second queues 0."""
    dry = sample("sweep", "--dry-run", "--json").json
    first = sample("sweep", "--json").json
    assert set(first) == {
        "as_of", "examined", "alerts_opened", "alerts_escalated", "alerts_resolved", "messages_queued", "dry_run"
    }  # fmt: skip
    assert first["messages_queued"] == dry["messages_queued"] == 40
    assert sample("sweep", "--json").json["messages_queued"] == 0
    waiting = sample("deliver", "--dry-run", "--json").json
    assert (waiting["dry_run"], len(waiting["messages"])) == (True, 40)
    sent = sample("deliver", "--json").json
    assert (sent["sent"], sent["failed"]) == (40, 0)
    assert len(list((sample.home / "outbox").glob("*.eml"))) == 40
    assert sample("deliver", "--json").json["messages"] == []


def test_history_tells_everything_refusals_included(sample: CommandLine) -> None:
    """The journal in words and as JSON."""
    sample("advance", "R6-0012", actor=OFFICER)
    events = sample("history", "R6-0012", "--json").json
    assert {
        "number",
        "kind",
        "occurred_on",
        "recorded_at",
        "actor",
        "os_user",
        "role",
        "via",
        "authenticated",
        "clock",
        "content",
        "hash",
    } == set(events[0])
    assert events[-1]["kind"] == "advance_refused"
    assert events[-1]["actor"] == OFFICER
    assert "止められた" in sample("history", "R6-0012").out


def test_verify_and_seal_speak_in_the_fixed_shape(sample: CommandLine) -> None:
    """The JSON of `verify`."""
    assert set(sample("seal", "--json").json) >= {"digest"}
    said = sample("verify", "--json")
    assert said.code == 0
    assert {"events", "chain", "projections", "evidence_files", "seals", "faults"} <= set(said.json)
    assert {said.json[name] for name in ("chain", "projections", "evidence_files", "seals")} == {"ok"}
    assert said.json["faults"] == []


def test_the_rule_book_is_read_without_an_installation(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """79 rules; one rule on a day before it came into force."""
    environment.setenv("LIFECYCLE_HOME", str(tmp_path / "none"))
    environment.delenv("LIFECYCLE_NOW")
    lifecycle = CommandLine(tmp_path / "none")
    rules = lifecycle("rules", "list", "--json").json
    assert len(rules) == 79
    assert {"code", "label", "strength", "in_force", "source"} <= set(rules[0])
    before = lifecycle("rules", "show", "S3-01", "--on", "令和5年10月9日", "--json").json
    assert (before["code"], before["in_force"]) == ("S3-01", False)
    assert "施行前" in lifecycle("rules", "show", "s3-01", "--on", "R5.10.9").out
    assert lifecycle("diagram", "--json").json["mermaid"].startswith("stateDiagram")
    assert lifecycle("diagram").out.startswith("stateDiagram")


def test_doctor_finds_nothing_wrong_with_the_sample(asking: CommandLine) -> None:
    """Everything that may be wrong before it matters, each with a detail."""
    said = asking("doctor", "--json")
    assert said.code == 0
    assert all(set(check) == {"name", "fine", "detail"} for check in said.json)
    assert asking("doctor").out.count("●") == len(said.json)


def test_init_makes_a_home_and_leaves_one_that_stands(tmp_path: Path, environment: pytest.MonkeyPatch) -> None:
    """An annotated lifecycle.toml; a second init changes nothing and says so."""
    home = tmp_path / "new" / "home"
    environment.setenv("LIFECYCLE_HOME", str(home))
    environment.delenv("LIFECYCLE_NOW")
    lifecycle = CommandLine(home)
    made = lifecycle("init", "--json").json
    assert (made["identity"], made["trial"]) == ("os_user", False)
    settings = (home / "lifecycle.toml").read_text(encoding="utf-8")
    assert "#" in settings
    assert lifecycle.events() == 3  # the home, its rule book, and its 管理者
    assert lifecycle("init").code == 0
    assert "そのまま" in lifecycle("init").err
    assert (home / "lifecycle.toml").read_text(encoding="utf-8") == settings
    assert lifecycle.events() == 3


@pytest.mark.parametrize(
    "words",
    [
        ("contract", "list"), ("due",), ("rules", "list"), ("override", "list"), ("deliver",),
        ("contract", "list", "--as-of", "R6.4.1"),
    ],
)  # fmt: skip
def test_a_table_in_a_pipe_is_tab_separated(asking: CommandLine, words: tuple[str, ...]) -> None:
    """TSV in a pipe, ISO dates, one heading."""
    heading, *rows = asking(*words).out.splitlines()
    assert "\t" in heading
    assert heading.isascii()
    assert all(row.count("\t") == heading.count("\t") for row in rows)
    assert "令和" not in "".join(row.split("\t")[2] for row in rows)


def test_a_head_may_do_what_the_officer_does(sample: CommandLine) -> None:
    """The table of acts: the office's own staff."""
    assert sample("advance", "R6-0012", actor=HEAD).code == 5
