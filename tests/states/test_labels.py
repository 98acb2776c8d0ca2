"""A column of the ledger is named once, at its field: what is refused for it reads the name from there."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import states
from config.place import POSTS
from states.columns import CONTRACT, SUBCONTRACT, columns_of
from states.documents import Checklist, InspectionPlan
from states.evidence import KINDS
from states.labels import blanks, label

ROOM = Path(states.__file__).parent
DEFINITIONS = (
    *("documents.py", "visit_documents.py", "contact_documents.py", "incident_report.py"),
    *("facts.py", "evidence.py"),
)
LABELS = {column.label for kind in (CONTRACT, SUBCONTRACT, *KINDS) for column in columns_of(kind)}
ITEMS = {name for name in LABELS if name.startswith("問")}
"""The checklist's items: 問20 is the form's own number, and 問2 stands in it by chance."""

ORDINARY: Mapping[str, str] = {
    "委託先": "the contractor, as everybody calls it",
    "日付": "any date",
    "再委託先": "the subcontractor likewise",
    "要配慮個人情報": "the law's word for what is handled",
    "長期継続契約": "a kind of contract in local finance law",
    "年度": "the fiscal year",
    "方法": "any way of doing something",
    "結果": "what came of a visit or an inspection",
    "疑義": "the doubt of the circular, of which a column is only the judgement",
    "文書番号": "the number of any document",
}
"""Labels that are words of the language or the law: in a sentence they do not name the column."""


_POST = re.compile(rf"\{{(?:{'|'.join(POSTS)})\}}")
"""Where the name of a post comes: {所属長} names no 所属."""


def _texts(tree: ast.Module) -> Iterator[str]:
    """Every string of a module, the parts of f-strings among them, but the docstrings."""
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield _POST.sub("", node.value)


SOURCES = {
    str(path.relative_to(ROOM)): tuple(_texts(ast.parse(path.read_text(encoding="utf-8"))))
    for path in sorted(ROOM.rglob("*.py"))
    if path.name not in DEFINITIONS
}


@pytest.mark.parametrize("name", SOURCES)
def test_no_sentence_spells_the_name_of_a_column(name: str) -> None:
    """Neither alone nor within a sentence, where it is no ordinary word."""
    named = LABELS - ITEMS - ORDINARY.keys()
    assert [(column, text) for text in SOURCES[name] for column in sorted(named) if column in text] == []


@pytest.mark.parametrize("name", SOURCES)
def test_no_list_of_what_is_blank_spells_a_column(name: str) -> None:
    """A string that is a label and nothing else is a column, ordinary word or not."""
    assert LABELS.intersection(SOURCES[name]) == set()


@pytest.mark.parametrize("word", ORDINARY)
def test_each_exception_is_used(word: str) -> None:
    """One that stands in no sentence any more is struck from the list."""
    assert any(word in text for texts in SOURCES.values() for text in texts)


def test_blanks_are_named_in_the_order_asked_for() -> None:
    """The labels of the fields that have no value; False and zero are values."""
    assert blanks(InspectionPlan(prepared_on=None, items="数量"), "items", "prepared_on") == ["検査準備日"]
    assert blanks(Checklist(doubt=False, worker_count=0), "doubt", "worker_count", "received_on") == [
        label(Checklist, "received_on")
    ]
