"""A place may call the ledger's columns by its own names: what is named wrongly is told, with where it stands."""

from dataclasses import replace

from config.loader import rule_book
from config.place import PlaceWords
from states.local_columns import clauses_asked, column_faults

BOOK = rule_book()


def test_the_shipped_names_are_those_of_columns() -> None:
    """The pack that ships has no fault of this kind."""
    assert column_faults(BOOK.place) == []


def test_every_wrong_name_is_told_at_once() -> None:
    """A column that there is not, and a name that its neighbour bears already."""
    place = PlaceWords(
        "市", columns={"無い列": "何か", "無催告解除条項": "契約不適合責任条項", "契約書の記載事項": "記載"}
    )
    faults = [(fault.file, fault.place) for fault in column_faults(place)]
    assert faults == [("place.toml", "columns.無い列"), ("place.toml", "columns.無催告解除条項")]


def test_only_the_clauses_that_a_rule_asks_for_count() -> None:
    """A pack without the rule on 無催告解除条項 asks for four of the five."""
    named = ("inspection_clause", "subcontract_clause", "nonconformity_clause", "termination_clause")
    assert clauses_asked(BOOK) == (*named, "finance_rule_items")
    without = {code: rule for code, rule in BOOK.rules.items() if "無催告解除条項" not in rule.required_fields}
    fewer = replace(BOOK, rules=without)
    assert clauses_asked(fewer) == (*named[:3], "finance_rule_items")
