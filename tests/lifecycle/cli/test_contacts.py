"""`contact show / check`: the numbers by one command alone, and the call that tries them."""

from command_line import HEAD, OFFICER, CommandLine

ID, THEIRS, OURS = "R6-0012", "0742-00-1111", "0742-00-2222"
ARRANGED = (
    "attach", ID, "emergency_contact", "--set", "arrangement=携帯番号等の交換", "--set", "confirmed_on=R6.11.20",
    "--set", f"contractor_contact={THEIRS}(当番)", "--set", f"office_contact={OURS}",
    "--set", "contractor_covers=平日日中、休日日中", "--set", "office_covers=常時",
)  # fmt: skip


def test_the_numbers_are_shown_by_contact_show_alone_and_on_record(sample: CommandLine) -> None:
    """`contract show` says that there are some and where; another office and an auditor are refused with 4."""
    assert sample(*ARRANGED, actor=OFFICER).code == 0
    shown = sample("contact", "show", ID, actor=HEAD)
    assert (shown.code, THEIRS in shown.out, OURS in shown.out) == (0, True, True)
    assert "つながらない時間: 平日夜間、休日夜間" in shown.out
    page = sample("contract", "show", ID, actor=OFFICER).out
    assert (THEIRS in page, OURS in page, f"lifecycle contact show {ID}" in page) == (False, False, True)
    for actor in ("担当者01", "監査委員事務局"):
        assert sample("contact", "show", ID, actor=actor).code == 4
    told = sample("history", ID, actor=HEAD).out
    assert "緊急連絡先を画面で見た" in told
    assert THEIRS not in told


def test_contact_show_answers_with_one_document(sample: CommandLine) -> None:
    """The keys that are promised; both sides, the contractor first."""
    sample(*ARRANGED, actor=OFFICER)
    document = sample("contact", "show", ID, "--json", actor=OFFICER).json
    assert set(document) == {
        "contract", "division", "contractor", "arrangement", "confirmed_on", "sides", "named", "guided_on",
        "test_due_on", "test_reason",
    }  # fmt: skip
    first, second = document["sides"]
    assert (first["side"], first["numbers"], first["gaps"]) == (
        "contractor",
        [f"{THEIRS}(当番)"],
        ["weekday_night", "holiday_night"],
    )
    assert (second["side"], second["covers"], second["outcome"]) == ("office", ["always"], None)


def test_contact_check_records_each_side_that_was_called(sample: CommandLine) -> None:
    """Without a result 2; hours that nobody covers stand against the arrangement (S2-12)."""
    sample(*ARRANGED, actor=OFFICER)
    assert sample("contact", "check", ID, actor=OFFICER).code == 2
    assert sample("contact", "check", ID, "--office", "たぶん", actor=OFFICER).code == 2
    done = sample("contact", "check", ID, "--contractor", "つながらなかった", "--office=つながった", actor=OFFICER)
    assert (done.code, "疎通確認を記録しました" in done.out) == (0, True)
    warned = {one["code"]: one["reason"] for one in sample("why", ID, "--json").json["warnings"]}
    assert "委託先につながらない時間がある(平日夜間、休日夜間)" in warned["S2-12"]
    assert "令和6年11月26日の疎通確認で、委託先につながらなかった" in warned["S2-12"]
