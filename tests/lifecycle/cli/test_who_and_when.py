"""Who acts and as of when: --actor wherever it is typed, --as-of in both calendars, the fixed clock."""

import pytest
from command_line import OFFICER, CommandLine, Said

from lifecycle.process_user import system_user


def test_the_actor_is_understood_wherever_it_is_typed(sample: CommandLine) -> None:
    """Before the command, between its words, behind them, with an equals sign, from the environment."""
    answers = [
        sample("--actor", OFFICER, "advance", "R6-0012", "--json"),
        sample("advance", "--actor", OFFICER, "R6-0012", "--json"),
        sample("--json", f"--actor={OFFICER}", "advance", "R6-0012"),
        sample("advance", "R6-0012", "--json", "--actor", OFFICER),
    ]
    assert [said.code for said in answers] == [5] * 4
    assert all(said.json == answers[0].json for said in answers)
    events = sample("history", "R6-0012", "--json").json[-4:]
    assert {event["actor"] for event in events} == {OFFICER}
    assert {event["os_user"] for event in events} == {system_user()}


def test_the_environment_declares_an_actor_and_the_option_overrules_it(
    sample: CommandLine, environment: pytest.MonkeyPatch
) -> None:
    """semantics §8: --actor/LIFECYCLE_ACTOR is believed where identity is declared."""
    environment.setenv("LIFECYCLE_ACTOR", OFFICER)
    assert sample("advance", "R6-0012").code == 5
    assert sample("advance", "R6-0012", actor="担当者01").code == 4


def test_the_settings_do_not_say_how_actors_are_known(sample: CommandLine) -> None:
    """semantics §8: the source of identity lives in the journal; `identity` edited later gives nothing."""
    settings = sample.home / "lifecycle.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('identity = "declared"', 'identity = "os_user"'), encoding="utf-8")
    assert sample("advance", "R6-0012", actor=OFFICER).code == 5


def test_json_is_understood_before_the_command(asking: CommandLine) -> None:
    """`--json` anywhere."""
    assert asking("--json", "why", "R6-9999").json["error"]["exit_code"] == 6
    assert asking("--json").json["error"]["exit_code"] == 2


@pytest.mark.parametrize("day", ["2024-06-30", "R6.6.30", "令和6年6月30日", "令和六年六月三十日", "Ｒ６．６．３０"])
def test_a_date_is_taken_in_both_calendars(asking: CommandLine, day: str) -> None:
    """--as-of DATE (ISO or 和暦)."""
    document = asking("why", "R6-0012", "--as-of", day, "--json").json
    assert document["as_of"] == "2024-06-30"


def test_the_clock_is_the_one_that_is_fixed(asking: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """LIFECYCLE_NOW fixes the clock; Japan's day counts."""
    environment.setenv("LIFECYCLE_NOW", "2024-06-29T20:00:00+00:00")
    assert asking("why", "R6-0012", "--json").json["as_of"] == "2024-06-30"
    environment.setenv("LIFECYCLE_NOW", "2024-06-30T08:00:00")
    assert asking("why", "R6-0012", "--json").json["as_of"] == "2024-06-30"
    environment.setenv("LIFECYCLE_NOW", "きょう")
    said = asking("why", "R6-0012")
    assert said.code == 2
    assert "LIFECYCLE_NOW" in said.err


def test_a_duty_is_owed_only_from_its_time_on(asking: CommandLine) -> None:
    """As of the day before the visit was due it is not overdue; as of the day after it is."""

    def overdue(day: str) -> int:
        rows = asking("due", "--as-of", day, "--json").json
        return int(next(r["overdue_business_days"] for r in rows if (r["subject"], r["code"]) == ("R6-0012", "S3-01")))

    assert overdue("2024-05-16") == 0
    assert overdue("2024-05-17") == 1


def test_a_number_typed_in_full_width_is_the_same_number(asking: CommandLine) -> None:
    """What the import forgives, the command line forgives."""

    def answer(number: str) -> Said:
        return asking("why", number)

    assert answer("Ｒ６－００１２") == answer("R6-0012") == answer(" R6-0012 ")
