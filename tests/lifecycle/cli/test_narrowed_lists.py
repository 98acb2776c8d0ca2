"""Lists are narrowed and paged by the same options everywhere; numbers and offices are found as people type them."""

import sqlite3
from pathlib import Path

import pytest
from command_line import INCURABLE, CommandLine

HEAD_OF_IT = "所属長04"
OFFICE, TYPED = "モデル所属04（医療費）", "モデル所属０４ (医療費)"
LISTS = (("contract", "list"), ("due",), ("alerts",), ("override", "list"))
OTHERS = (
    ("tables",), ("report", "--output", "頁"), ("export", "台帳.xlsx"),
)  # fmt: skip


@pytest.mark.parametrize("words", LISTS)
def test_every_list_takes_the_same_options(asking: CommandLine, words: tuple[str, ...]) -> None:
    """Own, overdue, rule, stage, standing, year, words, office: each narrows, none fails."""
    every = asking(*words, "--json").json
    for option in (
        ("--own",), ("--overdue",), ("--rule", "s3-01"), ("--stage", "履行中"), ("--standing", "要是正"),
        ("--fiscal-year", "R6"), ("--text", "医療費"), ("--division", TYPED),
    ):  # fmt: skip
        some = asking(*words, *option, "--json", actor=HEAD_OF_IT).json
        assert [row for row in some if row not in every] == [], option


def test_due_by_rule_and_by_what_is_late(asking: CommandLine) -> None:
    """What an officer asks each morning, without 60 duties of next year."""
    late = asking("due", "--overdue", "--json").json
    assert late
    assert all(row["overdue_business_days"] > 0 for row in late)
    assert {row["code"] for row in asking("due", "--rule", "S3-01", "--json").json} == {"S3-01"}


@pytest.mark.parametrize("words", [("contract", "list"), ("due",)])
def test_pages_are_the_whole_list(asking: CommandLine, words: tuple[str, ...]) -> None:
    """Page after page, each row once, in the list's order; the place is said beside."""
    every = asking(*words, "--json").json
    size = len(every) // 3
    pages = range(1, -(-len(every) // size) + 1)
    shown = [asking(*words, "--rows", str(size), "--page", str(number), "--json").json for number in pages]
    assert [row for rows in shown for row in rows] == every
    said = asking(*words, "--rows", "2", "--page", "2")
    assert f"全{len(every)}件のうち 3〜4件目" in said.err
    assert "次の頁: --page 3" in said.err


def test_a_pipe_gets_every_row(asking: CommandLine) -> None:
    """A script that counts lines is not cut off at a page."""
    assert len(asking("contract", "list").out.splitlines()) == 191


@pytest.mark.parametrize("words", [*LISTS[:3], *OTHERS, ("staff", "list"), ("office", "cut-over")])
@pytest.mark.parametrize(("name", "code"), [("どこにもない課", 6), ("医療費", 6)])
def test_an_unknown_office_is_6_everywhere(
    asking: CommandLine, words: tuple[str, ...], name: str, code: int, tmp_path: Path
) -> None:
    """Never an empty list with 0; the office that was probably meant is named."""
    named = (name,) if words[0] in ("staff", "office") else ("--division", name)
    placed = [str(tmp_path / word) if word in ("頁", "台帳.xlsx") else word for word in words]
    said = asking(*placed, *named)
    assert said.code == code, said.err
    assert f"所属「{name}」はありません" in said.err
    assert (OFFICE in said.err) == (name == "医療費")


@pytest.mark.parametrize("words", [("contract", "list"), ("due",), ("tables",)])
def test_an_office_is_compared_as_the_import_does(asking: CommandLine, words: tuple[str, ...]) -> None:
    """Full-width digits, half-width brackets, a blank."""
    typed, exact = (asking(*words, "--division", name, "--json") for name in (TYPED, OFFICE))
    assert typed.json == exact.json
    assert typed.code == 0


@pytest.mark.parametrize(
    "words",
    [
        ("why", "r6-0043"),
        ("why", "ｒ６-００４３"),
        ("contract", "show", "r6-0043"),
        ("history", "r6-0043"),
        ("subcontract", "list", "r6-0043"),
        ("evidence", "list", "r6-0043"),
        ("override", "list", "r6-0043"),
    ],
)
def test_a_number_is_found_in_whatever_letter_case(asking: CommandLine, words: tuple[str, ...]) -> None:
    """r6-0043 is R6-0043."""
    typed = asking(*words, "--json", actor=HEAD_OF_IT)
    exact = asking(*words[:-1], INCURABLE, "--json", actor=HEAD_OF_IT)
    assert (typed.code, typed.json) == (exact.code, exact.json)
    assert typed.code in (0, 5)


def test_an_alert_is_found_in_whatever_letter_case(sample: CommandLine) -> None:
    """`ack r6-0023:s1-05:…`."""
    assert sample("sweep").code == 0
    with sqlite3.connect(sample.home / "lifecycle.db") as connection:
        (id_,) = connection.execute("SELECT id FROM alert WHERE division = ? LIMIT 1", (OFFICE,)).fetchone()
    said = sample("ack", id_.lower(), "--planned", "R6.12.10", "--json", actor=HEAD_OF_IT)
    assert (said.code, said.json.get("id")) == (0, id_), said.json


def test_two_numbers_that_differ_in_case_alone_stay_two(sample: CommandLine) -> None:
    """What is typed exactly is what is meant."""
    with sqlite3.connect(sample.home / "lifecycle.db") as connection:
        connection.execute("UPDATE contract SET id = 'r6-0012' WHERE id = 'R6-0013'")
    assert sample("contract", "list", "--text", "r6-0012", "--json").code == 0
    for number in ("R6-0012", "r6-0012"):
        assert sample("why", number, "--json").json.get("contract") in (number, None)
