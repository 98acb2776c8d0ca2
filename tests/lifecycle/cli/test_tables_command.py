"""`tables` end to end: the audit's figures, other dates and years, what was known when, and a file that differs."""

import json
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine

import lifecycle.demo

SAMPLE = Path(lifecycle.demo.__file__).with_name("audit_r6_ledger.xlsx")
PRINTED = Path(lifecycle.demo.__file__).with_name("audit_r6_expected.json")


def figures(document: dict[str, Any]) -> dict[str, Any]:
    """The rows of every table."""
    return {key: table["rows"] for key, table in document["tables"].items()}


def test_the_sample_gives_the_reports_tables(asking: CommandLine) -> None:
    """12 tables, all rates, 190/92/80 equal; exit 0; the shape."""
    said = asking("tables", "--as-of", "2024-11-26", "--compare", str(PRINTED), "--json")
    assert said.code == 0
    document = said.json
    assert document["as_of"] == "2024-11-26"
    assert document["differences"] == []
    assert document["summary"] == {"contracts": 190, "in_scope": 92, "needs_improvement": 80}
    assert figures(document) == figures(json.loads(PRINTED.read_text(encoding="utf-8")))
    of_subcontracts = {str(number) for number in range(6, 11)}
    for number, table in document["tables"].items():
        assert set(table) - {"pending"} == {"title", "columns", "rows"}
        assert table.get("pending") == (0 if number in of_subcontracts else None)
    assert list(document["tables"]) == [str(n) for n in range(1, 13)]
    spoken = asking("tables", "--as-of", "R6.11.26", "--compare", str(PRINTED))
    assert "報告書の数値と全て一致" in spoken.out
    assert "架空" in spoken.err


def test_a_figure_that_differs_is_named_and_ends_with_3(asking: CommandLine, tmp_path: Path) -> None:
    """The table, the year, the column, both figures."""
    expected = json.loads(PRINTED.read_text(encoding="utf-8"))
    expected["tables"]["5"]["rows"]["R6"]["values"][1] = 31
    path = tmp_path / "expected.json"
    path.write_text(json.dumps(expected), encoding="utf-8")
    said = asking("tables", "--as-of", "2024-11-26", "--compare", str(path), "--json")
    assert said.code == 3
    (difference,) = said.json["differences"]
    assert (difference["table"], difference["fiscal_year"], difference["ours"], difference["theirs"]) == (
        "5",
        2024,
        30,
        31,
    )


def test_its_own_output_compares_equal(asking: CommandLine, tmp_path: Path) -> None:
    """The file that --compare takes is what --json prints."""
    path = tmp_path / "own.json"
    path.write_text(asking("tables", "--as-of", "R6.6.30", "--json").out, encoding="utf-8")
    assert asking("tables", "--as-of", "R6.6.30", "--compare", str(path)).code == 0
    assert asking("tables", "--as-of", "R6.8.31", "--compare", str(path)).code == 3


@pytest.mark.parametrize("years", [("--fiscal-year", "R6"), ("--fiscal-year", "令和6年度"), ("--fiscal-year", "2024")])
def test_one_fiscal_year_alone(asking: CommandLine, years: tuple[str, ...]) -> None:
    """--fiscal-year; the summary covers the years asked for."""
    whole = asking("tables", "--as-of", "2024-11-26", "--json").json
    document = asking("tables", "--as-of", "2024-11-26", *years, "--json").json
    assert {tuple(rows) for rows in figures(document).values()} == {("R6",)}
    assert all(rows["R6"] == figures(whole)[key]["R6"] for key, rows in figures(document).items())
    assert document["summary"]["contracts"] == 89
    assert asking("tables", "--as-of", "2024-11-26", *years, "--compare", str(PRINTED)).code == 0


def test_an_earlier_day_counts_what_had_happened_by_then(asking: CommandLine) -> None:
    """A document counts when its date is on or before the day."""
    before = figures(asking("tables", "--as-of", "2024-04-30", "--json").json)
    later = figures(asking("tables", "--as-of", "2024-11-26", "--json").json)
    assert before["5"]["R6"]["values"][1] < later["5"]["R6"]["values"][1]
    assert before["6"]["R6"]["values"][0] <= later["6"]["R6"]["values"][0]
    nothing = asking("tables", "--as-of", "2020-01-01", "--json").json
    assert nothing["summary"] == {"contracts": 0, "in_scope": 0, "needs_improvement": 0}


def test_what_was_recorded_later_was_not_known(bare: CommandLine, environment: pytest.MonkeyPatch) -> None:
    """semantics §7: --known-by D counts only what was recorded by D, by Japan's days."""
    environment.setenv("LIFECYCLE_NOW", "2024-12-01T00:30:00+09:00")
    assert bare("import", str(SAMPLE)).code == 0
    words = ("tables", "--as-of", "2024-11-26", "--json")
    unknown = bare(*words, "--known-by", "2024-11-30").json
    assert unknown["summary"] == {"contracts": 0, "in_scope": 0, "needs_improvement": 0}
    assert not any(sum(row["values"]) for rows in figures(unknown).values() for row in rows.values())
    assert bare(*words, "--known-by", "R6.12.1").json["summary"]["contracts"] == 190
