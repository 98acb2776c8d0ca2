"""Every condition over every fact: it holds at its edge and not beyond it, it is told in words, nothing refuses it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from conditions_made import DAY, ON, RECORDS, case_of, facts_of
from hypothesis import given
from hypothesis import strategies as st
from new_edition import a_transition, with_circular

from config.loader import rule_book
from config.rulebook import RuleBook
from config.transitions import Condition, Transition
from states.columns import columns_of
from states.conditions import speaks
from states.documents import ValueType
from states.labels import label
from states.transition_facts import record_class, unknown_facts
from states.transition_words import in_words

BOOK = rule_book()
MADE_UP = (
    'lifts = ["S2-07"]\nwhen = [{ field = "concluded_on", before = 2025-04-01 }, { field = "amount", below = 100 }]',
    'lifts = ["S2-07"]\nwhen = [{ any = [{ field = "long_term", is = true }, { field = "amount", at_least = 1000 }] }]',
    'lifts = ["S2-07"]\nwhen = [{ all = [{ field = "long_term", is = false }, { field = "amount", filled = false }] }]',
    'lifts = ["S2-07"]\nwhen = [{ record = "emergency_contact", field = "arrangement", is = "交替制在庁" }]',
    'lifts = ["S4-07"]\nwhen = [{ record = "subcontract", field = "started_on", on_or_after = 2025-04-01 }]',
    'lifts = ["S2-07"]\nwhen = [{ record = "checklist", version = "any", holds = ['
    '{ field = "received_on", fiscal_year = 2024 }, { field = "doubt", is = false }] }]',
    'lifts = ["S2-07"]\nwhen = [{ record = "place_approval", field = "work_place", filled = true }, '
    '{ none = [{ field = "sensitive_pi", is = true }] }]',
)
EITHER = (ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT)


def every_transition() -> list[tuple[RuleBook, Transition]]:
    """Those that ship and have conditions, and the made-up ones, each with its book."""
    with TemporaryDirectory() as folder:
        rows = [
            a_transition(f"TR-{n}", f'effect = "lifts"\neditions = ["checklist-R7.4.1"]\n{says}')
            for n, says in enumerate(MADE_UP, start=10)
        ]
        made = with_circular(Path(folder) / "draft", *rows)
    own = [(BOOK, item) for item in BOOK.transitions.values() if item.when]
    return [*own, *((made, item) for code, item in made.transitions.items() if code not in BOOK.transitions)]


EVERY = every_transition()


@pytest.mark.parametrize(("book", "item"), EVERY, ids=[f"{item.code}" for _, item in EVERY])
def test_each_condition_of_each_transitional_rule_is_needed(book: RuleBook, item: Transition) -> None:
    """Met at the edge of each of its conditions it speaks; with any one of them just missed it does not."""
    code = item.codes[0]
    assert speaks(item, case_of(book, facts_of(book, item.when), code))
    for place in range(len(item.when)):
        assert not speaks(item, case_of(book, facts_of(book, item.when, failing=place), code)), place


@pytest.mark.parametrize(("book", "item"), EVERY, ids=[f"{item.code}" for _, item in EVERY])
def test_each_transitional_rule_has_its_time(book: RuleBook, item: Transition) -> None:
    """The day before its first, the first, the last, the day after."""
    until = ON + 30 * DAY
    timed = item.model_copy(update={"valid_from": ON, "valid_until": until})
    facts = facts_of(book, item.when)
    days = (ON - DAY, ON, until - DAY, until)
    assert [speaks(timed, case_of(book, facts, item.codes[0], day)) for day in days] == [False, True, True, False]


@st.composite
def conditions(draw: st.DrawFn) -> Condition:
    """A condition on any field of any record of a contract, by any question that the field can answer."""
    record = draw(st.sampled_from([*RECORDS, *(kind.id for kind in BOOK.evidence.values() if kind.of == "contract")]))
    fields = [column for column in columns_of(record) if column.value_type is not ValueType.ANSWER]
    column = draw(st.sampled_from(fields))
    day = draw(st.dates(date(2020, 1, 1), date(2029, 12, 31)))
    number = draw(st.integers(1, 10_000))
    questions: list[dict[str, Any]] = [{"filled": draw(st.booleans())}]
    match column.value_type:
        case ValueType.DATE:
            questions += [{"before": day}, {"on_or_after": day}, {"fiscal_year": day.year}]
        case ValueType.EDITION:
            known = BOOK.editions_of(column.edition_of) if column.edition_of else ()
            questions += [{"older_than": edition.id} for edition in known]
        case ValueType.COUNT:
            questions += [{"is": number}, {"at_least": number}, {"below": number}]
        case ValueType.ARTICLES | ValueType.FISCAL_YEARS:
            questions += [{"contains": number}]
        case ValueType.CHOICE | ValueType.CHOICES:
            words = [word for term in column.choices or () for word in (term.value, term.label)]
            asked = "is" if column.value_type is ValueType.CHOICE else "contains"
            questions += [{asked: draw(st.sampled_from(words))}]
        case type_ if type_ in EITHER:
            questions += [{"is": draw(st.booleans())}]
    version = draw(st.sampled_from(["latest", "any"]))
    return Condition(record=record, field=column.name, version=version, **draw(st.sampled_from(questions)))


@given(conditions(), conditions())
def test_any_condition_on_any_fact_holds_exactly_where_it_is_met(one: Condition, other: Condition) -> None:
    """Met, just missed; refused by `none`; one of two by `any`, both by `all`; never refused, always told."""
    item = next(item for item in BOOK.transitions.values() if item.effect == "lifts")

    def holds(condition: Condition, facts: Any) -> bool:
        return speaks(item.model_copy(update={"when": (condition,)}), case_of(BOOK, facts))

    met, missed = facts_of(BOOK, [one]), facts_of(BOOK, [one], failing=0)
    assert holds(one, met)
    assert not holds(one, missed)
    assert not holds(Condition(none_of=(one,)), met)
    assert holds(Condition(none_of=(one,)), missed)
    assert holds(Condition(any_of=(other, one)), met)
    assert not holds(Condition(all_of=(one, other)), missed)
    book = replace(BOOK, transitions={"TR-1": item.model_copy(update={"when": (one,)})})
    assert list(unknown_facts(book)) == []
    cls = record_class(BOOK, one.record)
    assert cls is not None
    assert label(cls, one.field or "") in in_words(BOOK, one)
