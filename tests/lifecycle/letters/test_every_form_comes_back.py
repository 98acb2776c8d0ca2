"""Every form goes out, is filled in, opened and saved by LibreOffice, dropped, and stands on record as it was typed."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from contractor import typed_into
from installation import ID, Installation, a_contract, a_subcontract
from libreoffice import LibreOffice

from config.errors import InputRejectedError
from config.loader import rule_book
from config.wareki import short_date
from lifecycle.fields.values import parse_value
from lifecycle.papers.letters.forms_out import forms_of, made_form
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.filled import read_filled
from lifecycle.usecases.inbox import Fate, scan
from states.columns import SUBCONTRACT, columns_of
from states.documents import Column, ValueType
from states.evidence import KINDS

TODAY = AsOf(date(2024, 6, 3))
FORMS = sorted(rule_book().paper_forms)
_DAY = 45422
"""2024-05-10 as Excel and LibreOffice count days."""


@pytest.fixture
def contracted(installation: Installation) -> Installation:
    """A contract with a subcontract."""
    a_contract(installation.app())
    a_subcontract(installation.app(), subcontractor="乙社", handles_pi=True)
    return installation


def typed(column: Column) -> str | int:
    """What is typed into a field of a form: a date as a date, a choice by its word."""
    if column.value_type is ValueType.DATE:
        return _DAY
    if column.choices:
        return next(iter(column.choices)).label
    words: Mapping[ValueType, str] = {ValueType.YES_NO: "いいえ", ValueType.FIT: "適", ValueType.PASSED: "合格"}
    return words.get(column.value_type, f"=記入 {column.label}")


def filled_in(kind: str, *, ours: bool) -> dict[str, str | int]:
    """Every field of a kind's form, or only those that the contractor fills."""
    asked = {column.name: column for column in columns_of(kind)}
    fields = rule_book().paper_forms[kind].fields
    as_on_record = {"subcontractor": "乙社", "handles_pi": "はい"} if kind == SUBCONTRACT else {}
    return {asked[f.name].label: as_on_record.get(f.name, typed(asked[f.name])) for f in fields if ours or not f.ours}


def expected(kind: str, values: Mapping[str, str | int]) -> dict[str, Any]:
    """The stored values of what was typed."""
    asked = {column.label: column for column in columns_of(kind)}
    stored = {label: short_date(date(2024, 5, 10)) if value == _DAY else value for label, value in values.items()}
    return {asked[label].name: parse_value(asked[label], value) for label, value in stored.items()}


def test_every_form_is_read_as_it_was_typed(libreoffice: LibreOffice, contracted: Installation, tmp_path: Path) -> None:
    """Of the contract and of its subcontract, whatever LibreOffice makes of the workbook; the folder in one go."""
    out, back = tmp_path / "送付", tmp_path / "受付"
    out.mkdir()
    back.mkdir()
    offered = [form for form in forms_of(contracted.app(), ID, TODAY) if form.kind in FORMS]
    assert {form.kind for form in offered} == set(FORMS)
    for form in offered:
        path = out / form.name
        path.write_bytes(made_form(contracted.app(), ID, form.kind, TODAY, form.subcontract).data)
        path.write_bytes(typed_into(path, filled_in(form.kind, ours=True)))
    first, *more = sorted(out.iterdir())
    libreoffice.converted(first, "xlsx", back, *more)
    for form in offered:
        if form.kind != SUBCONTRACT:
            read = read_filled(contracted.app(), back / form.name, ID, form.kind, form.subcontract)
            assert read.fields == expected(form.kind, filled_in(form.kind, ours=True)), form.name
    items = scan(contracted.app(), back)
    left = {item.path.name: item.reason for item in items if item.fate is not Fate.TAKEN}
    assert not left
    assert len(items) == len(offered)


@pytest.mark.parametrize("kind", [kind for kind in FORMS if any(f.ours for f in rule_book().paper_forms[kind].fields)])
def test_what_the_office_fills_may_stay_blank_in_the_contractors_form(
    contracted: Installation, tmp_path: Path, kind: str
) -> None:
    """The date comes with the command; the file need not be opened for it."""
    no = "1" if not KINDS[kind].of_contract or kind == "subcontract_notice" else ""
    path = tmp_path / "様式.xlsx"
    path.write_bytes(made_form(contracted.app(), ID, kind, TODAY, no).data)
    path.write_bytes(typed_into(path, filled_in(kind, ours=False)))
    given = {KINDS[kind].dated_by: "R6.5.31"}
    done = attach(contracted.app(), ID, kind, given, subcontract=no, filled=path)
    assert done.dated_on == date(2024, 5, 31)


@pytest.mark.parametrize("kind", [kind for kind in FORMS if kind != SUBCONTRACT])
def test_a_form_as_it_went_out_is_refused(contracted: Installation, tmp_path: Path, kind: str) -> None:
    """Nobody filled it in; what it shows of the record is no answer."""
    no = "1" if not KINDS[kind].of_contract or kind == "subcontract_notice" else ""
    path = tmp_path / "様式.xlsx"
    path.write_bytes(made_form(contracted.app(), ID, kind, TODAY, no).data)
    with pytest.raises(InputRejectedError, match="記入がありません"):
        attach(contracted.app(), ID, kind, {KINDS[kind].dated_by: "R6.5.31"}, subcontract=no, filled=path)
