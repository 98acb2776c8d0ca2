"""`quiet` and `ack --needless` at a terminal: what is said, what `--json` gives, what is refused."""

import json

from command_line import CommandLine


def test_a_quiet_period_is_begun_listed_and_ended(sample: CommandLine) -> None:
    """By the 制度所管課 for all; the list names who rests until when; an end is asked for."""
    actor = ("--actor", "制度所管課")
    begun = sample("quiet", "begin", "--all", "--until=R6.12.6", "--reason=庁内システムの移行", *actor)
    assert begun.code == 0, begun.err
    assert "Q1 全ての所属の督促を休みます" in begun.out
    (row,) = json.loads(sample("quiet", "list", "--json", *actor).out)
    assert (row["id"], row["division"], row["ends_on"]) == ("Q1", "", "2024-12-06")
    assert row["reason"] == "庁内システムの移行"
    ended = sample("quiet", "end", "Q1", *actor)
    assert "Q1 全ての所属の休止を取りやめました" in ended.out
    assert sample("quiet", "end", "Q1", *actor).code != 0


def test_a_quiet_without_an_end_or_of_nobody_is_refused(sample: CommandLine) -> None:
    """--until is asked for by name; neither of --division and --all, and both, are refused."""
    actor = ("--actor", "制度所管課")
    assert "--until" in sample("quiet", "begin", "--all", "--reason=移行", *actor).err
    assert "--all" in sample("quiet", "begin", "--until=R6.12.6", "--reason=移行", *actor).err


def test_needless_asks_for_no_day_and_takes_none(sample: CommandLine) -> None:
    """Recorded with the words of what it changes; together with a day it is refused."""
    sample("sweep", "--actor", "管理者")
    alert = json.loads(sample("alerts", "--json", "--actor", "管理者").out)[0]
    urgent = [one["id"] for one in json.loads(sample("alerts", "--json", "--actor", "管理者").out) if one["urgent"]]
    both = sample("ack", alert["id"], "--needless", "--planned", "R6.12.10", "--actor", "管理者")
    assert "どちらか一つ" in both.err
    assert alert["id"] not in urgent
    done = sample("ack", alert["id"], "--needless", "--actor", "管理者")
    assert done.code == 0, done.err
    assert "不要だったと記録しました" in done.out
