"""Whatever the facts: a verdict allows exactly when nothing is unmet, and gates only ever ask more (semantics §1)."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from config.calendar import BusinessCalendar
from config.loader import rule_book
from config.vocabulary import Answer, OverrideCategory, Stage, Standing, Status
from states.assessment import Assessor
from states.documents import OLD_EDITION, Column, ValueType
from states.evidence import KINDS, Kind, sheet_columns
from states.facts import Contract, ContractSheet, Override, Policy, Subcontract, SubcontractSheet
from states.item_numbers import free_text_items
from states.proof import Proof

BOOK = rule_book()
GATES = list(Stage)[1:7]
CLOSED_SET = (
    "F-01 S0-01 S1-01 S1-02 S1-03 S1-04 S1-05 S1-07 S1-08 S1-10 S2-01 S2-04 S2-07 S2-11 S2-05 S2-06 S2-09 S2-10 "
    "S3-06 F-02 S0-03 S3-01 S3-03 S3-04 S3-05 S3-10 S4-03 S4-04 S4-05 S4-06 S4-07 S4-08 S5-01 S5-02 S6-01 S6-02 "
    "F-05"
)
NEVER_WAIVED = {"S4-04", "S5-02", "S6-01", "F-01", "F-02", "F-03", "F-04", "F-05"}
REASONS = (
    "受託者が県の庁舎内で業務を行っている",
    "委託先が外部者の入室を制限している",
    "委託先の所在地が県外である",
    "多忙",
)

_DAYS = "2022-04-01 2023-10-09 2023-10-10 2023-12-25 2023-12-26 2024-02-29 2024-03-01 2024-04-01 2024-11-26 2025-03-31"
DAYS = st.sampled_from([date.fromisoformat(day) for day in _DAYS.split()])
EDITIONS = st.sampled_from([OLD_EDITION, date(2023, 10, 10), date(2023, 12, 26), date(2024, 3, 1)])
ARTICLES = st.lists(st.integers(1, 19), max_size=4).map(tuple)
PROOFS = st.sampled_from([Proof(), Proof(via_ledger=True), Proof(files=1), Proof(document_no=True)])


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """What may stand in a field, blank included."""
    by_type: dict[ValueType, st.SearchStrategy[Any]] = {
        ValueType.DATE: DAYS,
        ValueType.EDITION: EDITIONS,
        ValueType.COUNT: st.sampled_from([0, 999, 1000]),
        ValueType.ARTICLES: ARTICLES,
        ValueType.FISCAL_YEARS: st.lists(st.integers(2021, 2025), min_size=1, max_size=3).map(tuple),
    }
    if column.choices and column.value_type is ValueType.CHOICES:
        filled: st.SearchStrategy[Any] = st.sets(st.sampled_from(list(column.choices)), min_size=1).map(tuple)
    elif column.choices:
        filled = st.sampled_from(list(column.choices))
    elif column.value_type in (ValueType.YES_NO, ValueType.PRESENT, ValueType.FIT, ValueType.PASSED):
        filled = st.booleans()
    else:
        words = REASONS if column.name == "reason" else ("甲", "乙")
        filled = by_type.get(column.value_type, st.sampled_from(words))
    return st.none() | filled | filled


@st.composite
def row(draw: Callable[..., Any], cls: type[Any]) -> Any:
    """A fact sheet with any cells."""
    return cls(**{column.name: draw(values_of(column)) for column in sheet_columns(cls)})


@st.composite
def document(draw: Callable[..., Any], kind: Kind) -> Any:
    """A document with any cells."""
    values: dict[str, Any] = {"proof": draw(PROOFS)}
    for column in kind.columns:
        if column.value_type is not ValueType.ANSWER:
            values[column.name] = draw(values_of(column))
    if kind.id == "checklist":
        odd = draw(st.dictionaries(st.integers(1, 29), st.none() | st.sampled_from(list(Answer)), max_size=4))
        usual = {n: "本社" if n in free_text_items() else Answer.YES for n in range(1, 30)}
        values["answers"] = {n: a for n, a in (usual | odd).items() if a is not None}
    return kind.cls(**values)


def some(kind: str, most: int = 2) -> st.SearchStrategy[Any]:
    """Up to so many documents of a kind."""
    return st.lists(document(KINDS[kind]), max_size=most).map(tuple)


def maybe(kind: str) -> st.SearchStrategy[Any]:
    """A document of a kind, or none."""
    filled = document(KINDS[kind])
    return st.none() | filled | filled


def inspected() -> dict[str, st.SearchStrategy[Any]]:
    """What contractor and subcontractor both may have."""
    return {
        "checklists": some("checklist"),
        "visits": some("onsite_inspection"),
        "waivers": some("onsite_waiver"),
        "improvement_plans": some("improvement_plan", 1),
        "return_disposal": maybe("return_disposal"),
    }


SUBCONTRACTS = st.lists(
    st.builds(Subcontract, no=st.just("1"), sheet=row(SubcontractSheet), proof=PROOFS, **inspected()), max_size=1
).map(tuple)
OVERRIDES = st.lists(
    st.builds(
        Override,
        id=st.just("E-1"),
        subject=st.sampled_from(["R6-0001", "R6-0001/1"]),
        codes=st.lists(st.sampled_from(sorted(BOOK.rules)), min_size=1, max_size=6).map(tuple),
        category=st.just(OverrideCategory.OTHER),
        approved_on=DAYS,
        expires_on=DAYS,
        revoked_on=st.none() | DAYS,
    ),
    max_size=2,
).map(tuple)
ONE_OF_EACH = ("duty_notice", "contract_review", "system_review", "emergency_contact", "inspection_plan")
CONTRACTS = st.builds(
    Contract,
    id=st.just("R6-0001"),
    stage=st.sampled_from(list(Stage)),
    stage_declared=st.booleans(),
    completed_on=st.none() | DAYS,
    sheet=row(ContractSheet),
    incidents=some("incident_report", 1),
    subcontracts=SUBCONTRACTS,
    overrides=OVERRIDES,
    completion_inspection=maybe("completion_inspection"),
    place_approval=maybe("place_approval"),
    **{kind: maybe(kind) for kind in ONE_OF_EACH},
    **inspected(),
)
SHIPPED = Assessor(BOOK, Policy(), BusinessCalendar())


@settings(max_examples=40)
@given(CONTRACTS, DAYS)
def test_gates_are_cumulative_and_allow_exactly_when_nothing_is_unmet(contract: Contract, on: date) -> None:
    """`allowed` iff `unmet` is empty; what an earlier gate finds unmet a later one finds too; only the closed set."""
    everything = SHIPPED.assess(contract, on)
    earlier: set[tuple[str, str]] = set()
    for target in GATES:
        verdict = SHIPPED.judge(contract, target, on, everything)
        assert verdict.allowed is (not verdict.unmet)
        codes = {f.code for f in verdict.unmet}
        assert codes <= {*CLOSED_SET.split(), "F-03"}
        assert ("F-03" in codes) is (contract.stage.is_final or target.order <= contract.stage.order)
        unmet = {(f.code, f.subject) for f in verdict.unmet} - {("F-03", contract.id)}
        assert earlier <= unmet
        earlier = unmet


@settings(max_examples=40)
@given(CONTRACTS, DAYS)
def test_every_rule_is_answered_once_for_every_subject(contract: Contract, on: date) -> None:
    """No rule is passed over; what is unmet says why and how to cure it; S4-04, S5-02, S6-01, F are never waived (§4);
    順調 and 注意 both mean that nothing is overdue (§6)."""
    judged = SHIPPED.assess(contract, on)
    assert {f.code for f in judged.findings} == set(BOOK.rules)
    answers = [(f.code, f.subject) for f in judged.findings if not f.noted]
    assert len(answers) == len(set(answers))
    for finding in judged.findings:
        assert (finding.gate is not None) == (finding.status in (Status.UNMET, Status.OVERRIDDEN))
        assert finding.status is not Status.OVERRIDDEN or finding.code not in NEVER_WAIVED
        if finding.status in (Status.UNMET, Status.WARNING):
            assert finding.reason
            assert finding.remedy
    if judged.standing is not Standing.NEEDS_CORRECTION:
        assert not [f for f in judged.findings if f.overdue(on)]
    if judged.standing is Standing.OK:
        assert all(f.formal for f in judged.findings if f.status is Status.WARNING)


@settings(max_examples=40)
@given(CONTRACTS, DAYS, st.sets(st.sampled_from(sorted(BOOK.rules))), st.sets(st.sampled_from(sorted(BOOK.rules))))
def test_an_installation_raises_warnings_and_lowers_only_what_may_be_lowered(
    contract: Contract, on: date, raised: set[str], lowered: set[str]
) -> None:
    """Raising never frees, lowering frees T and A only, and neither changes what is met or excused."""
    own = Assessor(BOOK, Policy(raised=frozenset(raised), lowered=frozenset(lowered)), BusinessCalendar())
    shipped = {(f.code, f.subject): f.status for f in SHIPPED.assess(contract, on).findings if not f.noted}
    departed = {(f.code, f.subject): f.status for f in own.assess(contract, on).findings if not f.noted}
    for (code, subject), status in shipped.items():
        now = departed[code, subject]
        if status is Status.UNMET and now is not Status.UNMET:
            assert code in lowered
            assert BOOK.rules[code].strength in ("T", "A")
        elif status is Status.WARNING and now is not Status.WARNING:
            assert code in raised
        else:
            assert now is status
