"""The 所属 sheet with dates: a transfer entered beforehand, a deputy for a time."""

from collections.abc import Callable, Mapping

import pytest
from command_line import CommandLine, Rows

OFFICE = "モデル所属13（合同説明会）"


def test_a_transfer_entered_beforehand_holds_from_its_day(
    sample: CommandLine, environment: pytest.MonkeyPatch, ledger: Callable[[Mapping[str, Rows]], str]
) -> None:
    """適用日 in the future enters an appointment; the same workbook again changes nothing."""
    row = {"所属": OFFICE, "所属長": "新任の課長", "所属長メール": "new@pref.example.jp", "適用日": "R7.4.1"}
    book = ledger({"所属": [row]})
    assert sample("import", book, "--json").json["changed"] == 1
    assert sample("import", book, "--json").json["unchanged"] == 1
    before = sample("staff", "list", OFFICE, "--json", "--on", "R7.3.31").json
    after = sample("staff", "list", OFFICE, "--json", "--on", "R7.4.1").json
    head = [next(row for row in rows if row["post"] == "所属長") for rows in (before, after)]
    assert [row["next_from"] for row in head] == ["2025-04-01", None]
    environment.setenv("LIFECYCLE_NOW", "2025-04-01T09:00:00+09:00")
    assert sample("override", "list", actor="新任の課長").code == 0
    assert sample("override", "list", actor="所属長13").code == 4


def test_a_deputy_acts_only_within_the_period_of_the_sheet(
    sample: CommandLine, environment: pytest.MonkeyPatch, ledger: Callable[[Mapping[str, Rows]], str]
) -> None:
    """代理開始日 and 代理終了日 bound who may act as 代理."""
    row = {"所属": OFFICE, "代理開始日": "R6.12.1", "代理終了日": "R6.12.20"}
    assert sample("import", ledger({"所属": [row]})).code == 0
    codes = []
    for day in ("2024-11-30", "2024-12-01", "2024-12-20", "2024-12-21"):
        environment.setenv("LIFECYCLE_NOW", f"{day}T09:00:00+09:00")
        codes.append(sample("override", "list", actor="代理13").code)
    assert codes == [4, 0, 0, 4]
