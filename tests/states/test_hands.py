"""Whether an act counts as done, whatever is typed about it (semantics §10)."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from config.loader import rule_book
from config.vocabulary import ActKind, Stage
from states.facts import Contract, ContractSheet
from states.guards.case import Case
from states.guards.hands import why_act_is_missing
from states.hands import DoneAct
from states.proof import Proof

_DAYS = st.dates(date(2024, 4, 1), date(2024, 12, 31))
_ACTS = st.lists(
    st.builds(
        DoneAct,
        kind=st.sampled_from(ActKind),
        post=st.sampled_from(["division_head", "officer"]),
        on=_DAYS,
        covers=st.booleans(),
        withdrawn=st.booleans(),
    ),
    max_size=3,
).map(tuple)


@given(acts=_ACTS, concluded=_DAYS, happened=_DAYS, recorded=_DAYS, cut_over=_DAYS)
def test_whatever_was_typed_counts_only_as_semantics_say(
    acts: tuple[DoneAct, ...], concluded: date, happened: date, recorded: date, cut_over: date
) -> None:
    """No name, number or date makes an approval: an act, a confirmed original, or a declaration in its bounds."""
    contract = Contract(
        id="R6-0001", stage=Stage.PERFORMING, sheet=ContractSheet(concluded_on=concluded), cut_over_on=cut_over
    )
    case = Case(contract, date(2025, 1, 1), rule_book())
    proof = Proof(via_ledger=True, document_no=True, recorded_on=recorded, acts=acts)
    standing = [a for a in acts if not a.withdrawn]
    by_act = any(a.covers and a.kind in (ActKind.APPROVAL, ActKind.ORIGINAL) for a in standing)
    touched = any(a.kind is ActKind.APPROVAL for a in acts)
    declared = max(happened, concluded) < cut_over and recorded <= cut_over + timedelta(days=60)
    counts = not why_act_is_missing(case, proof, ActKind.APPROVAL, happened)
    assert counts is (by_act or (declared and not touched))
