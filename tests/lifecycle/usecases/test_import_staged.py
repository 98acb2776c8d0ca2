"""An import is prepared while others write, and put on record at once: whoever came between makes it begin anew."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from command_line import CommandLine, Rows, contract_row, small_ledger

from lifecycle.records.progress import watched_by

WriteLedger = Callable[[Mapping[str, Rows]], str]
JUDGED = "義務を判定しています"


@dataclass
class Clerk:
    """Does something each time that an import begins to judge: it is prepared then, and nothing of it on record."""

    deed: Callable[[int], None]
    times: int
    prepared: list[str] = field(default_factory=list)

    def begins(self, told: str, total: int | None) -> None:
        """A part of the import begins."""
        if told == JUDGED:
            self.prepared.append(told)
            if len(self.prepared) <= self.times:
                self.deed(len(self.prepared))

    def steps(self, count: int) -> None:
        """Nothing to do."""


def left_over(bare: CommandLine) -> int:
    """How many files an import left in the folder of the home."""
    return len(list(bare.home.glob(".staged-*")))


def amends(bare: CommandLine, kept: list[int]) -> Callable[[int], None]:
    """A clerk records another count of R6-1, and is kept waiting by nobody."""

    def deed(time: int) -> None:
        said = bare("contract", "amend", "R6-1", "--set", f"record_count={time}", actor="税務 花子")
        assert said.code == 0, said.out + said.err
        kept.append(time)

    return deed


def test_who_records_meanwhile_is_not_kept_waiting_and_nothing_of_it_is_lost(
    bare: CommandLine, ledger: WriteLedger
) -> None:
    """The import begins anew on what the clerk recorded; both stand, and the records are sound."""
    bare("import", ledger(small_ledger()))
    clerk = Clerk(amends(bare, kept := []), times=1)
    with watched_by(clerk):
        done = bare(
            "import", ledger(small_ledger(契約=[contract_row(業務名="発送業務"), contract_row("R6-2")])), "--json"
        )
    assert (done.json["created"], done.json["changed"]) == (1, 1)
    assert (len(kept), len(clerk.prepared)) == (1, 2)
    kinds = [(one["kind"], one["content"].get("changes")) for one in bare("history", "R6-1", "--json").json]
    assert kinds[-2:] == [
        ("contract_amended", {"record_count": [10, 1]}),
        ("contract_amended", {"record_count": [1, 10], "title": kinds[-1][1]["title"]}),
    ]
    assert bare.clean()
    assert left_over(bare) == 0


def test_where_somebody_always_comes_between_the_import_is_done_at_last(bare: CommandLine, ledger: WriteLedger) -> None:
    """After three times it prepares while nobody else writes."""
    bare("import", ledger(small_ledger()))
    clerk = Clerk(amends(bare, kept := []), times=3)
    with watched_by(clerk):
        done = bare("import", ledger(small_ledger(契約=[contract_row(業務名="発送業務")])), "--json").json
    assert (done["stored"], done["changed"], kept, len(clerk.prepared)) == (True, 1, [1, 2, 3], 4)
    assert bare.clean()


def test_a_rehearsal_keeps_nobody_waiting_and_leaves_nothing(bare: CommandLine, ledger: WriteLedger) -> None:
    """What it would do is found out beside the records: a clerk records meanwhile, and it need not begin anew."""
    bare("import", ledger(small_ledger()))
    clerk = Clerk(amends(bare, kept := []), times=1)
    with watched_by(clerk):
        book = ledger(small_ledger(契約=[contract_row(業務名="発送業務"), contract_row("R6-2")]))
        told = bare("import", book, "--dry-run", "--json").json
    assert (told["stored"], told["created"], told["changed"]) == (False, 1, 1)
    assert (kept, len(clerk.prepared)) == ([1], 1)
    assert [one["id"] for one in bare("contract", "list", "--json").json] == ["R6-1"]
    assert left_over(bare) == 0
