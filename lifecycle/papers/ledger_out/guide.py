"""The guide to the ledger's columns: what each column means, an example, and which rules ask for it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.forms import ChecklistItem
from config.place import engine_name, said_here
from config.rulebook import RuleBook
from config.schema import Rule
from config.toml_files import read_toml
from lifecycle.ledger.columns import CONTRACT, SHEETS, SUBCONTRACT, LedgerColumn, Sheet
from states.documents import ValueType
from states.evidence import BUILT_IN, KINDS

_DATA = Path(__file__).with_name("guide.toml")
_ATTACH = re.compile(r"attach \{id\} (\w+)")
_RANGE = re.compile(r"^問(\d+)〜問(\d+)$")
_PLACES = ("受託者事務所", "受託者事務所の施錠保管庫")


@dataclass(frozen=True, slots=True)
class Advice:
    """The advice for a column: its meaning, an example as people type it, the rules (code, label) that ask for it."""

    meaning: str
    example: str
    rules: tuple[tuple[str, str], ...]


def guide(book: RuleBook) -> dict[tuple[str, str], Advice]:
    """The advice for every column, by sheet and label. Raises KeyError where a column has none."""
    written = read_toml(_DATA, _DATA.name)
    asked = _asked(book)
    return {
        (sheet.name, column.label): _advice(sheet, column, written, book, asked.get((column.target, column.label), ()))
        for sheet in SHEETS
        for column in sheet.columns
    }


def how_to(*, full: bool = False) -> list[str]:
    """The sentences on how to fill the ledger, one for each row: of the sheets to begin with, or of every sheet."""
    said = read_toml(_DATA, _DATA.name)["はじめに"]
    return [*said["全て" if full else "初め"], *said["lines"]]


def _advice(
    sheet: Sheet,
    column: LedgerColumn,
    written: Mapping[str, Mapping[str, list[str]]],
    book: RuleBook,
    rules: tuple[tuple[str, str], ...],
) -> Advice:
    if column.column.value_type is ValueType.ANSWER:
        number = int(column.column.name.removeprefix("q"))
        item = next((one for one in book.checklist.items if one.no == number), None)
        if item is None:
            return Advice("古い版の様式の項目", "", rules)
        usual = "いいえ" if book.checklist.meaning_of(item) == "outsiders" else "はい"
        in_words = [one.no for one in book.checklist.items if one.answer == "free_text"]
        place = _PLACES[in_words.index(number) % len(_PLACES)] if number in in_words else ""
        return Advice(_question(item), place or usual, rules)
    meaning, example = _of_added(book, column) or written[_written_as(sheet)][engine_name(column.column.own_label)]
    return Advice(said_here(meaning), said_here(example), rules)


def _of_added(book: RuleBook, column: LedgerColumn) -> tuple[str, str] | None:
    """What the pack says of a field of a kind that it adds; None for any other column."""
    kind = book.evidence.get(column.target)
    field = kind.field(column.label) if kind else None
    return (field.meaning, field.example) if field else None


def _written_as(sheet: Sheet) -> str:
    """The sheet under which the guide explains a column: one that the pack adds has its numbers from チェックリスト."""
    return sheet.name if sheet.targets[0] not in KINDS or sheet.targets[0] in BUILT_IN else "チェックリスト"


def _question(item: ChecklistItem) -> str:
    """The item's own words; where the report lost them, what they probably were, and the note that this is a guess."""
    text = item.text or f"様式の本文は報告書から読み取れない(推論: {item.inference})"
    return text if item.answer != "free_text" else f"{text}(文字で書く)"


def _asked(book: RuleBook) -> dict[tuple[str, str], tuple[tuple[str, str], ...]]:
    """The rules that ask for a field, by its target and label, in order of their codes."""
    asked: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for code in sorted(code for code, rule in book.rules.items() if rule.subject != "office"):
        rule = book.rules[code]
        for label in _labels(rule):
            if target := _target(rule, label):
                asked.setdefault((target, label), []).append((rule.code, rule.label))
    return {place: tuple(rules) for place, rules in asked.items()}


def _labels(rule: Rule) -> Iterator[str]:
    """The columns that a rule names; 問1〜問29 stands for every item between."""
    for label in rule.required_fields:
        if match := _RANGE.match(label):
            yield from (f"問{number}" for number in range(int(match[1]), int(match[2]) + 1))
        else:
            yield label


def _target(rule: Rule, label: str) -> str | None:
    """The record whose column a rule means: that of its own command where it has the label, else a fact sheet."""
    targets = [column.target for sheet in SHEETS for column in sheet.columns if column.label == label]
    match = _ATTACH.search(rule.command or "")
    own = match[1] if match else SUBCONTRACT if "再委託シート" in (rule.command or "") else CONTRACT
    return next((target for target in (own, CONTRACT, *targets) if target in targets), None)
