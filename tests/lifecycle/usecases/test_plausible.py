"""Dates and years that can hardly be meant: refused by commands, recorded and told by imports; one table for all."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from hypothesis import given
from hypothesis import strategies as st
from installation import ADMIN, DOCUMENTS, HEAD, ID, OFFICE, Installation, a_contract, a_subcontract, hand_in
from web_visits import Visitor

from config.errors import UsageError
from config.loader import rule_book
from config.vocabulary import Stage
from config.wareki import fiscal_year_of
from lifecycle.ledger.parsed import Fault
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from lifecycle.usecases.contracts import amend, register
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.importing import Imported, LedgerRejected, import_ledger
from lifecycle.usecases.standing_doubts import doubts_check, doubts_on_record
from lifecycle.usecases.subcontracts import record
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import ValueType
from states.evidence import KINDS
from states.plausible import Doubt, Stated, doubts

BOUNDS = rule_book().plausible
TODAY = date(2024, 12, 2)
DAYS = st.dates(date(1930, 1, 1), date(2099, 12, 31))


@pytest.fixture
def office(installation: Installation) -> Installation:
    """An installation with one contract."""
    a_contract(installation.app(now="2024-03-01"))
    return installation


def doubted(kind: str, *, by_command: bool = False, **fields: Any) -> list[Doubt]:
    """What is doubtful of a new record of a kind; the contract's own fields are those given."""
    return doubts(BOUNDS, Stated(kind, fields, fields, frozenset(fields), by_command), TODAY)


def refused(kind: str, **fields: Any) -> list[str]:
    """The columns in which something is refused."""
    return [doubt.column.label for doubt in doubted(kind, **fields) if doubt.refused]


@given(st.integers(1927, 2098))
def test_a_fiscal_year_is_taken_only_where_the_ledger_can_mean_it(year: int) -> None:
    """年度 H6 or S6 where R6 is meant: told, not taken."""
    first, last = BOUNDS.fiscal_years(TODAY)
    assert refused(CONTRACT, fiscal_years=[year]) == ([] if first <= year <= last else ["年度"])


@pytest.mark.parametrize(("year", "meant"), [(1994, "令和6"), (1931, "令和6"), (2034, "令和6"), (1995, "令和7")])
def test_what_was_meant_is_asked(year: int, meant: str) -> None:
    """H6, S6, R16, H7: the same number of 令和, or one digit too many."""
    (doubt,) = doubted(CONTRACT, fiscal_years=[year])
    assert meant in doubt.told


@given(DAYS, st.lists(st.integers(2013, 2030), min_size=1, max_size=5, unique=True).map(sorted), st.booleans())
def test_a_day_of_conclusion_fits_its_fiscal_years(day: date, years: list[int], long_term: bool) -> None:
    """締結日 R16, or in another year than the contract's: refused where no reading makes sense, else told."""
    found = doubted(CONTRACT, concluded_on=day.isoformat(), fiscal_years=years, long_term=long_term)
    of_day = fiscal_year_of(day)
    late = of_day > max(years)
    early = of_day < min(years) - 1 and not long_term
    assert bool([d for d in found if d.column.label == "年度"]) == (late or early)
    far = (day - TODAY).days > 366 or day < date(2012, 4, 1) or of_day > max(years) + 1
    assert any(d.refused for d in found) == far


@given(st.sampled_from(BOUNDS.order), DAYS, DAYS)
def test_two_dates_in_the_wrong_order_are_told_by_the_one_table(order: Any, one: date, other: date) -> None:
    """Told wherever the first lies after the second; refused only where the table says that it is a fault."""
    kinds = [field.partition(".")[0] for field in (order.first, order.then)]
    kind = kinds[1] if kinds[1] != CONTRACT else kinds[0]
    names = [field.partition(".")[2] for field in (order.first, order.then)]
    days = [one, other] if one <= other else [other, one]
    wrong, right = ({names[0]: a.isoformat(), names[1]: b.isoformat()} for a, b in ((days[1], days[0]), days))
    every = doubts(BOUNDS, Stated(kind, wrong, wrong, frozenset(names), True), TODAY)
    told = [doubt for doubt in every if "より後です" in doubt.told]
    assert bool(told) == (days[0] < days[1])
    assert all(d.refused == (order.grade == "fault") for d in told)
    fine = doubts(BOUNDS, Stated(kind, right, right, frozenset(names), True), TODAY)
    assert not [d for d in fine if "より後です" in d.told]


def test_every_field_of_the_table_exists_and_is_a_date() -> None:
    """Whoever renames a field renames it in the table."""
    named = {field for order in BOUNDS.order for field in (order.first, order.then)} | set(BOUNDS.may_lie_ahead)
    known = {
        f"{kind}.{column.name}"
        for kind in (CONTRACT, SUBCONTRACT, *KINDS)
        for column in columns_of(kind)
        if column.value_type is ValueType.DATE
    }
    assert named <= known
    assert all(field.partition(".")[0] in (CONTRACT, SUBCONTRACT) for field in BOUNDS.may_lie_ahead)


def test_what_stands_already_is_told_and_no_longer_refused() -> None:
    """A home that holds such a value goes on: only what is changed can be refused."""
    fields = {"performance_start_on": "2025-04-01", "performance_end_on": "2025-03-31"}
    stood = Stated(CONTRACT, fields, fields, frozenset(), by_command=False)
    assert [d.refused for d in doubts(BOUNDS, stood, TODAY)] == [False]


def test_a_command_is_refused_with_every_fault_at_once(office: Installation) -> None:
    """contract register: nothing is recorded; a contradiction that may be so is told and recorded."""
    given_fields = {"division": "広報課", "title": "集計", "contractor": "甲社", "fiscal_years": "H6"}
    dates = {"performance_start_on": "R7.4.1", "performance_end_on": "R6.3.31"}
    with pytest.raises(UsageError) as caught:
        register(office.app(), "R6-0900", {**given_fields, **dates})
    assert {fault.label for fault in caught.value.faults} == {"年度", "履行期限"}
    dates = {"fiscal_years": "R6", "quoted_on": "R6.4.9", "concluded_on": "R6.4.1"}
    notes = register(office.app(), "R6-0900", {**given_fields, **dates})
    assert ["見積徴取日" in note for note in notes] == [True]


@pytest.mark.parametrize("reason", ["－", "未定", "なし"])
def test_an_amendment_is_not_made_for_a_reason_that_says_nothing(office: Installation, reason: str) -> None:
    """contract amend --reason －: refused, and nothing is recorded; without a reason it is recorded."""
    with pytest.raises(UsageError, match="内容の記載とは扱いません"):
        amend(office.app(), ID, {"contractor": "丙社"}, reason)
    assert "contractor" in amend(office.app(), ID, {"contractor": "丙社"}, " ").changes


def test_amending_and_the_dates_of_a_subcontract_ask_the_same_table(office: Installation) -> None:
    """contract amend --concluded-on R16.4.1; subcontract amend with the application after the start."""
    with pytest.raises(UsageError, match="令和6年"):
        amend(office.app(), ID, {"concluded_on": "R16.4.1"}, None)
    a_subcontract(office.app(), subcontractor="乙社", handles_pi=True)
    seen = record(office.app(), ID, "1", {"applied_on": "R6.4.20", "started_on": "R6.4.10"})
    assert seen.notes == ()
    with pytest.raises(UsageError, match="終了日"):
        record(office.app(), ID, "1", {"finished_on": "R6.4.1"})


@pytest.mark.parametrize("kind", ["onsite_inspection", "checklist", "completion_inspection", "incident_report"])
def test_by_command_no_evidence_bears_a_day_after_today(office: Installation, kind: str) -> None:
    """Refused with what to do on the day before; on the day itself it is recorded."""
    dated_by = KINDS[kind].dated_by
    fields = {**DOCUMENTS.get(kind, {}), dated_by: "2024-06-04"}
    fields = {n: v for n, v in fields.items() if n == dated_by or not n.endswith("_on")}
    with pytest.raises(UsageError, match="その日が来てから"):
        attach(office.app(now="2024-06-03"), ID, kind, fields)
    assert attach(office.app(now="2024-06-04"), ID, kind, fields).changed


Rows = list[dict[str, Any]]
WriteLedger = Callable[[Mapping[str, Rows]], str]
ROW = {"契約番号": "R6-0901", "所属": "広報課", "業務名": "集計", "委託先": "甲社", "年度": "R6"}


def imported(office: Installation, path: str, now: str) -> Imported:
    """The result of importing a ledger on a day."""
    return import_ledger(office.app(ADMIN, now), Path(path))


def visits(office: Installation, now: str) -> int:
    """How many visits count on a day."""
    app = office.app(ADMIN, now)
    with app.reading() as connection:
        return len(find_contract(connection, ID, AsOf(app.today())).visits)


def test_an_imported_day_ahead_is_a_plan_until_its_day_has_come_and_it_is_recorded_again(
    office: Installation, ledger: WriteLedger
) -> None:
    """semantics §7: listed in the answer, never evidence until recorded again; the same ledger serves for that."""
    visit = {"契約番号": ID, "実施日": date(2024, 6, 10), "場所": "作業所", "調査者": "主事", "結果": "適"}
    book = ledger({"実地調査": [visit]})
    first = imported(office, book, "2024-06-03")
    assert [(note.sheet, note.column) for note in first.notes] == [("実地調査", "実施日")]
    assert "予定" in first.notes[0].expected
    assert [visits(office, now) for now in ("2024-06-03", "2024-06-10", "2024-07-01")] == [0, 0, 0]
    assert imported(office, book, "2024-06-09").changed == 0
    again = imported(office, book, "2024-06-10")
    assert (again.changed, again.notes) == (1, ())
    assert visits(office, "2024-06-10") == 1
    assert imported(office, book, "2024-06-11").changed == 0


IMPLAUSIBLE: list[tuple[dict[str, Any], str]] = [
    ({"締結日": "R16.4.1"}, "締結日"),
    ({"締結日": "S6.4.1"}, "締結日"),
    ({"締結日": "2099-12-31"}, "締結日"),
    ({"締結日": "R8.5.1"}, "年度"),
    ({"年度": "H6"}, "年度"),
    ({"年度": "S6"}, "年度"),
    ({"見積徴取日": "S6.4.1"}, "見積徴取日"),
    ({"履行開始日": date(2025, 4, 1), "履行期限": date(2024, 3, 31)}, "履行期限"),
]


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize(("cells", "column"), IMPLAUSIBLE)
@pytest.mark.parametrize("stage", ["", "履行中"])
def test_an_import_takes_in_a_fact_that_can_hardly_be_meant_and_everything_goes_on(
    installation: Installation,
    ledger: WriteLedger,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cells: dict[str, Any],
    column: str,
    stage: str,
) -> None:
    """Told with place and remedy, by doctor and on the office's page; no command stumbles over it, the export is it."""
    book = ledger({"契約": [{**ROW, "状態": stage, **cells}]})
    done = imported(installation, book, "2024-06-03")
    assert (done.stored, done.errors) == (True, ())
    assert column in {note.column for note in done.doubts}
    assert all(note.row and note.found and note.expected for note in done.doubts)
    app = installation.app(ADMIN, "2024-06-03")
    assert column in {one.label for one in doubts_on_record(app) if one.graver}
    assert not doubts_check(app).fine
    page = Visitor(installation, HEAD).get(f"/offices/{OFFICE}").text
    assert all(one.found in page and one.told in page for one in doubts_on_record(app))
    for name, value in {"LIFECYCLE_HOME": str(installation.home), **installation.environment("2024-06-03")}.items():
        monkeypatch.setenv(name, value)
    line, out = CommandLine(installation.home), str(tmp_path / "書出し.xlsx")
    assert line("why", "R6-0901", actor=ADMIN).code in (0, 5)
    assert [line(*words, actor=ADMIN).code for words in (("sweep",), ("tables",), ("due",), ("export", out))] == [0] * 4
    again = imported(installation, out, "2024-06-03")
    assert (again.created, again.changed) == (0, 0)
    assert line.clean()


def test_a_day_of_conclusion_beyond_the_declaration_takes_no_contract_out_of_the_supervision(
    installation: Installation, ledger: WriteLedger
) -> None:
    """履行中 with 締結日 R16 stands at 履行中, as it does without any 締結日."""
    book = ledger({"契約": [{**ROW, "状態": "履行中", "締結日": "R16.4.1"}]})
    imported(installation, book, "2024-06-03")
    for now in ("2024-06-03", "2025-06-03"):
        app = installation.app(ADMIN, now)
        with app.reading() as connection:
            seen = find_contract(connection, "R6-0901", AsOf(app.today()))
        assert (seen.stage, seen.concluded_ahead) == (Stage.PERFORMING, date(2034, 4, 1))


@pytest.mark.parametrize("day", ["R6.13.1", "別紙のとおり", "6.4.1"])
def test_what_cannot_be_read_stays_a_fault(office: Installation, ledger: WriteLedger, day: str) -> None:
    """No day at all: with its place, and nothing is stored."""
    with pytest.raises(LedgerRejected) as caught:
        imported(office, ledger({"契約": [{**ROW, "締結日": day, "年度": "H6"}]}), "2024-06-03")
    faults: tuple[Fault, ...] = caught.value.result.errors
    assert [(fault.sheet, fault.row, fault.column) for fault in faults] == [("契約", 2, "締結日")]


@pytest.mark.parametrize(
    ("sheet", "row", "column"),
    [
        ("チェックリスト", {"受領日": "H6.4.9"}, "受領日"),
        ("再委託", {"再委託番号": "1", "再委託先": "乙社", "承認日": "H6.4.9"}, "承認日"),
    ],
)
def test_a_day_of_evidence_that_cannot_be_meant_proves_nothing(
    office: Installation, ledger: WriteLedger, sheet: str, row: dict[str, Any], column: str
) -> None:
    """It stays a fault: once stored it would count."""
    with pytest.raises(LedgerRejected) as caught:
        imported(office, ledger({sheet: [{"契約番号": ID, **row}]}), "2024-06-03")
    assert [(one.sheet, one.column) for one in caught.value.result.errors] == [(sheet, column)]


def test_contradictions_that_may_be_so_are_taken_in_and_listed(office: Installation, ledger: WriteLedger) -> None:
    """見積徴取日 after 締結日, a 点検日 before the 依頼日: findings, never import faults (semantics §3)."""
    days = {"依頼日": date(2024, 4, 9), "点検日": date(2024, 4, 8), "受領日": date(2024, 4, 10)}
    book = ledger(
        {
            "契約": [{**ROW, "見積徴取日": date(2024, 4, 9), "締結日": date(2024, 4, 1)}],
            "チェックリスト": [{"契約番号": "R6-0901", **days}],
        }
    )
    done = imported(office, book, "2024-06-03")
    assert done.stored
    assert [note.column for note in done.notes] == ["締結日", "点検日"]


def test_documents_of_today_are_recorded_without_a_word(office: Installation) -> None:
    """Nothing is asked about what is plain."""
    assert hand_in(office.app(now="2024-04-15"), "checklist").notes == ()
