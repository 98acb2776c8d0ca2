"""Every screen that shows a proof tells 原本あり from 文書番号のみ and from 申告のみ (semantics §11)."""

from pathlib import Path

import pytest
from command_line import OFFICER, CommandLine

from config.vocabulary import Backing


def recorded(line: CommandLine, *more: str) -> None:
    """A visit to the sample's R6-0012, recorded by its officer."""
    sets = ("inspected_on=R6.11.20", "place=受託者事務所", "inspected_by=主事 担当一郎", "fit=適")
    given = [word for one in sets for word in ("--set", one)]
    assert line("attach", "R6-0012", "onsite_inspection", *given, *more, actor=OFFICER).code == 0


@pytest.mark.parametrize(
    ("more", "backing"),
    [
        ((), Backing.DECLARED),
        (("--set", "document_no=－"), Backing.DECLARED),
        (("--set", "document_no=未定"), Backing.DECLARED),
        (("--set", "document_no=6広第12号"), Backing.NUMBERED),
        (("--file", "{file}"), Backing.ORIGINAL),
        (("--file", "{file}", "--set", "document_no=6広第12号"), Backing.ORIGINAL),
    ],
)
def test_a_visit_is_shown_by_what_backs_it(
    sample: CommandLine, tmp_path: Path, more: tuple[str, ...], backing: Backing
) -> None:
    """In `why`, `contract show` and the drill of 表5, as text and in JSON."""
    paper = tmp_path / "report.txt"
    paper.write_text("実地調査の報告")
    recorded(sample, *(word.replace("{file}", str(paper)) for word in more))
    proofs = sample("why", "R6-0012", "--json").json["proofs"]
    own = [p["proof"] for p in proofs if (p["kind"], p["subcontract"]) == ("onsite_inspection", None)]
    assert own == [backing.value]
    assert f"{backing.label}: " in sample("why", "R6-0012").out
    shown = sample("contract", "show", "R6-0012", "--json").json["evidence"]
    of_contract = [e for e in shown if (e["kind"], e["subcontract"]) == ("onsite_inspection", None)]
    assert [e["proof_label"] for e in of_contract] == [backing.label]
    assert f"実地調査〔{backing.label}" in sample("contract", "show", "R6-0012").out
    behind = [b for b in sample("tables", "--drill", "5", "--json").json if b["subject"] == "R6-0012"]
    assert [[p["proof"] for p in b["proofs"]] for b in behind] == [[backing.value]]


def test_what_a_ledger_declares_is_shown_so(asking: CommandLine) -> None:
    """The sample came in as a ledger: each of its proofs is 申告のみ, and none is hidden."""
    proofs = asking("why", "R6-0012", "--json").json["proofs"]
    assert proofs
    assert {p["proof"] for p in proofs} == {"declared"}
    for number in (1, 3, 11):
        behind = asking("tables", "--drill", str(number), "--json").json
        counted = [p["proof_label"] for b in behind for p in b["proofs"]]
        assert counted
        assert set(counted) == {"申告のみ"}
