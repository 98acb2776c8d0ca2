"""Kinds of evidence that are data of the pack: recorded by every door, an amendment from its own day on."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from installation import CHIEF, DOCUMENTS, HEAD, ID, OFFICE, OFFICER, OVERSIGHT, Installation, a_contract, hand_in

from config.calendar import BusinessCalendar
from config.errors import RoleError, UsageError
from config.loader import rule_book
from config.vocabulary import Stage, Status
from lifecycle.ledger.columns import SHEETS
from lifecycle.ledger.parse import parse_ledger
from lifecycle.papers.ledger_out.exporting import export_ledger
from lifecycle.papers.tables.audit_counts import count_tables
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import load_contracts
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from states.assessment import Assessor
from states.documents import ContractReview
from states.evidence import BUILT_IN, KINDS
from states.facts import Contract, ContractSheet, Policy
from states.verdict import Finding

CLAUSES = ("inspection_clause", "subcontract_clause", "nonconformity_clause", "termination_clause")
AMENDED = "2024-05-20"
DECISION = {"decided_on": AMENDED, "great_damage": "無", "grounds": "残る履行は報告書1件で、損害のおそれがない"}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file to attach."""
    path = tmp_path / "変更契約書.txt"
    path.write_text("変更契約書", encoding="utf-8")
    return path


@pytest.fixture
def faulty(installation: Installation) -> Installation:
    """A contract whose document lacks two clauses."""
    a_contract(installation.app())
    hand_in(installation.app(), "duty_notice")
    lacking = {**DOCUMENTS["contract_review"], "inspection_clause": "無", "termination_clause": "無"}
    attach(installation.app(), ID, "contract_review", lacking)
    return installation


def facts(installation: Installation, day: str) -> Contract:
    """The contract as of a day."""
    with installation.app().reading() as connection:
        return next(load_contracts(connection, [ID], AsOf(date.fromisoformat(day))))


def findings(installation: Installation, day: str) -> dict[str, Finding]:
    """What each rule says of the contract as of a day."""
    app = installation.app()
    judged = app.assessor.assess(facts(installation, day), date.fromisoformat(day))
    return {finding.code: finding for finding in judged.findings if not finding.noted}


def amend(installation: Installation, paper: Path, **clauses: str) -> None:
    """Record an amendment of 2024-05-20."""
    given = {"amended_on": AMENDED, "amendment_reason": "漏れの補い", **clauses}
    attach(installation.app(), ID, "contract_amendment", given, [paper])


def test_an_amendment_speaks_from_its_day_on_and_the_day_before_keeps_the_fault(
    faulty: Installation, paper: Path
) -> None:
    """5財活第1162号 記1(1)②: the cure of table 1, in guards and in the table alike."""
    amend(faulty, paper, inspection_clause="有", termination_clause="有")
    book = rule_book()
    for day, status, column in (("2024-05-19", Status.UNMET, 1), (AMENDED, Status.MET, 0)):
        found = findings(faulty, day)
        assert {found[code].status for code in ("S1-01", "S1-04")} == {status}
        table = count_tables([facts(faulty, day)], date.fromisoformat(day), book).table(1).rows[0]
        assert table.values[1] == 1 - column
        assert table.values[-1] == column


def test_an_amendment_needs_its_paper(faulty: Installation, paper: Path) -> None:
    """By command only with a file or a 文書番号; once it has one, its fields may be corrected without another."""
    given = {"amended_on": AMENDED, "inspection_clause": "有"}
    with pytest.raises(UsageError, match="原本"):
        attach(faulty.app(), ID, "contract_amendment", given)
    assert "contract_amendment" not in facts(faulty, "2024-06-03").records
    attach(faulty.app(), ID, "contract_amendment", given, [paper])
    attach(faulty.app(), ID, "contract_amendment", {"amended_on": AMENDED, "termination_clause": "有"})
    assert findings(faulty, "2024-06-03")["S1-04"].status is Status.MET


def test_only_the_head_decides_that_no_amendment_is_needed(faulty: Installation, paper: Path) -> None:
    """The decision of the 所属長 or of the 代理, with its paper, excuses the four clauses after 締結 only."""
    for actor in (OFFICER, CHIEF, OVERSIGHT):
        with pytest.raises(RoleError):
            attach(faulty.app(actor), ID, "no_amendment_decision", DECISION, [paper])
    with pytest.raises(UsageError, match="原本"):
        attach(faulty.app(HEAD), ID, "no_amendment_decision", DECISION)
    attach(faulty.app(HEAD), ID, "no_amendment_decision", DECISION, [paper])
    found = findings(faulty, "2024-06-03")
    assert {found[code].status for code in ("S1-01", "S1-04")} == {Status.UNMET}, "at 見積 the gate 締結 stays shut"
    assert {"S1-01", "S1-04"} <= {f.code for f in advance(faulty.app(), ID, Stage.CONCLUDED).verdict.unmet}


def test_the_decision_has_no_column_in_the_ledger(faulty: Installation, paper: Path, tmp_path: Path) -> None:
    """Neither in nor out: what the ledger can't hold is counted as left out, and every other added kind has a sheet."""
    attach(faulty.app(HEAD), ID, "no_amendment_decision", DECISION, [paper])
    sheets = {sheet.name for sheet in SHEETS}
    added = [kind for kind in KINDS.values() if kind.id not in BUILT_IN]
    assert {kind.label for kind in added if kind.label not in sheets} == {"変更契約を要しない決定"}
    exported = export_ledger(faulty.app(), tmp_path / "台帳.xlsx", OFFICE)
    assert exported.left_out["変更契約を要しない決定"] == 1


def test_what_is_recorded_by_command_leaves_in_the_ledger_and_reads_in_again(
    faulty: Installation, paper: Path, tmp_path: Path
) -> None:
    """A sheet of its own for each kind, one row for each date."""
    amend(faulty, paper, inspection_clause="有")
    second = {"amended_on": "2024-06-01", "termination_clause": "有", "amendment_reason": "二度目"}
    attach(faulty.app(), ID, "contract_amendment", second, [paper])
    attach(faulty.app(), ID, "incident_history", {"checked_on": "2024-03-01", "past_incident": "いいえ"})
    export_ledger(faulty.app(), tmp_path / "台帳.xlsx", OFFICE)
    parsed = parse_ledger(tmp_path / "台帳.xlsx")
    assert parsed.faults == ()
    rows = [row.values["contract_amendment"] for row in parsed.of("変更契約")]
    assert sorted(str(row["amended_on"]) for row in rows) == [AMENDED, "2024-06-01"]
    assert parsed.of("漏えい歴の確認")[0].values["incident_history"]["past_incident"] is False


DAYS = st.dates(date(2024, 4, 1), date(2024, 12, 31))
PAPERS = st.lists(st.tuples(DAYS, st.sampled_from(CLAUSES), st.booleans()), max_size=6)


@settings(max_examples=60, deadline=None)
@given(PAPERS, st.one_of(st.none(), st.tuples(DAYS, st.booleans())), DAYS)
def test_of_reviews_and_amendments_the_later_speaks(
    amended: list[tuple[date, str, bool]], reviewed: tuple[date, bool] | None, on: date
) -> None:
    """Field by field, whatever is dated last on or before the day; on one day the amendment follows the review."""
    from states.amendments import as_amended

    cls = KINDS["contract_amendment"].cls
    papers = sorted(((day, cls(**{"amended_on": day, name: has})) for day, name, has in amended), key=lambda p: p[0])
    by_then = [paper for paper in papers if paper[0] <= on]
    standing = None
    if reviewed and reviewed[0] <= on:
        standing = ContractReview(reviewed_on=reviewed[0], **dict.fromkeys(CLAUSES, reviewed[1]))
    found = as_amended(ContractReview, standing, standing.reviewed_on if standing else None, by_then)
    for name in CLAUSES:
        said = [(standing.reviewed_on, 0, getattr(standing, name))] if standing else []
        said += [(day, 1, has) for day, paper in by_then if (has := getattr(paper, name)) is not None]
        expected = max(enumerate(said), key=lambda pair: (pair[1][0], pair[1][1], pair[0]))[1][2] if said else None
        assert (getattr(found, name) if found else None) == expected


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.id not in BUILT_IN], ids=lambda k: k.id)
def test_no_added_kind_bars_a_gate_unless_it_is_raised(kind: object) -> None:
    """What is asked of these records warns; raised, the same lack bars the gate that the rule names."""
    rules = [r for r in rule_book().rules.values() if r.asks and r.asks.record == getattr(kind, "id", "")]
    assert all(not rule.gates for rule in rules)
    for rule in rules:
        contract = Contract(id=ID, stage=Stage.ESTIMATE, sheet=ContractSheet(concluded_on=date(2024, 4, 1)))
        policy = Policy(raised=frozenset({rule.code}))
        judged = Assessor(rule_book(), policy, BusinessCalendar()).assess(contract, date(2024, 6, 3))
        statuses = {f.status for f in judged.findings if f.code == rule.code}
        assert statuses <= {Status.UNMET, Status.NOT_APPLICABLE}
