"""Random portfolios: rows of the ledger with any value a column can store, consistent in whose row is whose."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import strategies as st
from unseen import SELECTORS, UNSEEN

from config.loader import rule_book
from config.vocabulary import Answer, Stage
from config.wareki import fiscal_year_of
from lifecycle.fields.choices import terms_of
from lifecycle.fields.values import is_blank
from lifecycle.fields.words import tidy
from lifecycle.ledger.columns import CONTRACT, DIVISION, SHEETS, SUBCONTRACT, LedgerColumn, Sheet, key_of
from lifecycle.ledger.parsed import LedgerRow
from lifecycle.papers.ledger_out.out_cells import survives
from lifecycle.usecases.divisions import LOGIN, login_of
from states.documents import Column, ValueType
from states.evidence import KINDS
from states.item_numbers import free_text_items, no_subcontract_items

BOOK = rule_book()
OFFICES = ("広報課", "=税務課", "@健康課 第1係")
NUMBERS = ("1", "1.1", "1.10", "2", "2.1", "10")
NASTY = ("=1+1", "@SUM(1)", "+81", "-1", "1.10", "{=1}", "http://a.example/", "_x0041_", "2024-04-01", "R6.4.1", "a\nb")
NASTY += ("はい", "000123", "1e5", "'a", "０９０", "架空", "TRUE", "<&>\"'", "a\u2028b", "👪", "𠮷野家")

_DAYS = st.dates(date(2012, 4, 1), date(2045, 12, 31)).map(date.isoformat)
_SEEN = st.characters(codec="utf-8", exclude_characters=UNSEEN + SELECTORS) | st.just("\n")
_TEXT = st.one_of(st.sampled_from(NASTY), st.text(_SEEN, min_size=1, max_size=20)).map(tidy)
_BY_TYPE: Mapping[ValueType, st.SearchStrategy[Any]] = {
    ValueType.DATE: _DAYS,
    ValueType.MAIL: st.sampled_from(["head@example.lg.jp", "所属長 <head@example.lg.jp>"]),
    ValueType.COUNT: st.one_of(st.sampled_from([0, 999, 1000, 10**15 - 1]), st.integers(0, 10**15 - 1)),
    ValueType.ARTICLES: st.sets(st.integers(1, 19), max_size=5).map(sorted),
    ValueType.FISCAL_YEARS: st.sets(st.integers(2012, 2031), min_size=1, max_size=3).map(sorted),
    **dict.fromkeys((ValueType.YES_NO, ValueType.PRESENT, ValueType.PASSED, ValueType.FIT), st.booleans()),
}


def chosen(column: Column) -> st.SearchStrategy[Any]:
    """Several terms of a column as they are stored: in the order of the list, one alone as its id."""
    ids = [term.value for term in terms_of(column)]
    some = st.sets(st.sampled_from(ids), min_size=1).map(lambda picked: [id_ for id_ in ids if id_ in picked])
    return some.map(lambda picked: picked[0] if len(picked) == 1 else picked)


def stored_values(column: LedgerColumn) -> st.SearchStrategy[Any]:
    """Any value the store may hold for a column and a workbook can carry."""
    type_ = column.column.value_type
    if type_ is ValueType.CHOICE:
        return st.sampled_from([term.value for term in terms_of(column.column)])
    if type_ is ValueType.CHOICES:
        return chosen(column.column)
    if type_ is ValueType.ANSWER:
        item = int(column.column.name.removeprefix("q"))
        if item not in free_text_items():
            more = (Answer.NO_SUBCONTRACT,) if item in no_subcontract_items() else ()
            return st.sampled_from([a.value for a in (Answer.YES, Answer.NO, Answer.STRUCK, *more)])
    if form := column.column.edition_of:
        return st.sampled_from(["旧", *(edition.issued_on.isoformat() for edition in BOOK.editions_of(form))])
    found = _BY_TYPE.get(type_, _TEXT)
    if column.column.name.endswith(LOGIN):
        found = found.map(login_of)
    if f"{column.target}.{column.column.name}" in BOOK.plausible.must_say:
        found = found.filter(BOOK.readings.is_content)
    return found.filter(lambda value: not is_blank(value) and survives(column, value))


@st.composite
def fields_of(draw: st.DrawFn, sheet: Sheet, target: str, needed: tuple[str, ...]) -> dict[str, Any]:
    """Some fields of a record, the needed ones (by label) among them; at least one."""
    columns = [column for column in sheet.columns if column.target == target]
    more = draw(st.sets(st.sampled_from(columns), min_size=0 if needed else 1, max_size=8))
    return {
        column.column.name: draw(stored_values(column))
        for column in columns
        if column in more or column.label in needed
    }


@st.composite
def portfolios(draw: st.DrawFn) -> list[LedgerRow]:
    """Offices, up to three contracts, their subcontracts and documents."""
    rows = [
        _row(SHEETS[0], values={DIVISION: {**draw(fields_of(SHEETS[0], DIVISION, ())), "name": n}}) for n in OFFICES
    ]
    for id_ in draw(st.sets(st.sampled_from(["R6-0001", "=R6", "00012", "第 5 号"]), max_size=3)):
        sheet = _in_order(draw(fields_of(SHEETS[1], CONTRACT, SHEETS[1].required)))
        stage = draw(st.sampled_from([None, *(stage.value for stage in Stage)]))
        named = {CONTRACT: {**sheet, "division": draw(st.sampled_from(OFFICES))}}
        rows.append(_row(SHEETS[1], id_, None, named, stage))
        drawn = draw(st.sets(st.sampled_from(NUMBERS)))
        known = {no for no in drawn if "." not in no or no.split(".")[0] in drawn}
        rows += [_row(SHEETS[7], id_, no, {SUBCONTRACT: draw(fields_of(SHEETS[7], SUBCONTRACT, ()))}) for no in known]
        for asked in SHEETS[2:]:
            rows += draw(_documents(asked, id_, known))
    return rows


def _in_order(sheet: dict[str, Any]) -> dict[str, Any]:
    """The contract's dates in the only order that makes sense, concluded by now and in one of its fiscal years."""
    names = [n for n in ("performance_start_on", "performance_end_on") if n in sheet]
    sheet |= dict(zip(names, sorted(sheet[n] for n in names), strict=True))
    if concluded := sheet.get("concluded_on"):
        sheet["concluded_on"] = min(concluded, "2024-11-30")
        year = fiscal_year_of(date.fromisoformat(sheet["concluded_on"]))
        sheet["fiscal_years"] = sorted({*sheet["fiscal_years"], year})
    return sheet


@st.composite
def _documents(draw: st.DrawFn, sheet: Sheet, id_: str, known: set[str]) -> list[LedgerRow]:
    """The rows of a sheet: of each kind several versions, each of its own date or one of none, sharing rows at will."""
    rows: dict[tuple[str, str, int], LedgerRow] = {}
    nobody: list[str] = [] if sheet.name == "再委託" else [""]
    for target in sheet.targets:
        if target not in KINDS:
            continue
        kind = KINDS[target]
        subjects = [*(nobody if kind.of_contract else ()), *(known if kind.of_subcontract else ())]
        label = KINDS[target].date_label if not KINDS[target].undated else ""
        fields = fields_of(sheet, target, (label,) if label else ())
        for no in draw(st.sets(st.sampled_from(sorted(subjects)), max_size=2)) if subjects else ():
            versions = draw(st.lists(fields, max_size=3, unique_by=lambda said, t=target: key_of(t, said)))
            for at, said in enumerate(versions):
                place = (no, target if sheet.one_of else "", at)
                values = {**(rows[place].values if place in rows else {}), target: said}
                rows[place] = _row(sheet, id_, no or None, values)
    return list(rows.values())


def _row(
    sheet: Sheet, contract: str | None = None, no: str | None = None, values: Any = None, stage: Any = None
) -> LedgerRow:
    return LedgerRow(sheet.name, 0, contract, no, values or {}, stage)
