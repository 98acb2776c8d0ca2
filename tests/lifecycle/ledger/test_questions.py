"""What a form asks: the columns of a record in order, with choices, defaults and what must be filled."""

import pytest

from config.loader import rule_book
from lifecycle.fields.choices import choices_of
from lifecycle.fields.questions import contract_questions, evidence_questions
from lifecycle.fields.values import parse_value
from states.columns import CONTRACT, columns_of
from states.evidence import KINDS

KIND = KINDS["checklist"]
BOOK = rule_book()
FORM = BOOK.checklist.items


def test_a_contract_is_asked_in_the_order_of_the_ledger() -> None:
    """Those that must be filled are marked; the office is one of those that there are."""
    asked = contract_questions(("division", "title"), ("総務課", "税務課"))
    assert [question.column for question in asked] == list(columns_of(CONTRACT))
    assert [question.column.name for question in asked if question.required] == ["division", "title"]
    division = next(question for question in asked if question.column.name == "division")
    assert division.choices == ("総務課", "税務課")
    assert division.read("税務課") == "税務課"
    with pytest.raises(ValueError, match="次のいずれかです: 総務課、税務課"):
        division.read("会計課")
    with pytest.raises(ValueError, match="必ず入れてください"):
        division.read(" ")


def test_an_item_whose_article_is_left_out_stands_struck() -> None:
    """斜線 is the default where the contract omits the article, and nowhere else."""
    asked = {question.column.name: question for question in evidence_questions(KIND, BOOK, omitted=[3])}
    struck = {f"q{item.no}" for item in FORM if 3 in item.articles}
    assert struck
    assert {name for name, question in asked.items() if question.default == "斜線"} == struck
    assert asked["received_on"].required
    assert asked["q1"].about.endswith("(はい、いいえ、斜線)")
    assert asked["q23"].choices == ("はい", "いいえ", "斜線", "再委託しない")
    assert asked["q5"].choices == ()


@pytest.mark.parametrize("kind", ["contract", "subcontract", *KINDS])
def test_every_choice_can_be_read(kind: str) -> None:
    """What a form offers, the field takes; each word for another value."""
    for column in columns_of(kind):
        words = choices_of(column)
        assert len({parse_value(column, word) for word in words}) == len(words)
