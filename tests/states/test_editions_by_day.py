"""An edition binds from its first day those whom it says; nothing is overdue by it on that day."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from later_editions import NEW, book_with, new_edition
from scenarios.reader import told

from config.calendar import BusinessCalendar
from config.editions import Edition
from config.loader import rule_book
from config.rulebook import RuleBook
from config.vocabulary import Binds, EditionForm, Stage, Standing, Status
from states.assessment import Assessor
from states.duty import Duties
from states.facts import Contract, Policy
from states.reach import edition_binding
from states.verdict import Finding

CALENDAR = BusinessCalendar()
REACHES: tuple[Binds, ...] = ("concluded_from", "running_on", "performing_on")
FORMS: tuple[EditionForm, ...] = ("checklist", "special_provisions", "template")
DAY = timedelta(days=1)
OLD = ("チェックリスト: 様式の版=旧", "契約書確認: 特記事項の版=旧; 条文の版=旧")
SHIPPED = [(edition.id, None) for edition in rule_book().editions]
CASES = [*SHIPPED, *((form, reach) for form, reach in product(FORMS, REACHES))]
"""An edition that the pack ships, by its id; or the form of a new one and whom it binds."""


def of(case: tuple[str, Binds | None]) -> tuple[RuleBook, Edition]:
    """The edition of a case, and the rule book in which it stands."""
    if case in SHIPPED:
        return rule_book(), rule_book().asked.by_id[case[0]]
    book = book_with(cast("EditionForm", case[0]), case[1])
    return book, new_edition(book)


def a_contract(concluded: date, start: date, end: date, stage: Stage = Stage.PERFORMING) -> Contract:
    """A contract with a complete file of old texts, its days set."""
    one = told(OLD).contract(stage)
    sheet = replace(one.sheet, concluded_on=concluded, performance_start_on=start, performance_end_on=end)
    return replace(one, sheet=sheet)


def asked(book: RuleBook, contract: Contract, on: date) -> dict[str, Finding]:
    """What the rules that the editions concern say of a contract on a day."""
    findings = Assessor(book, Policy(), CALENDAR).assess(contract, on).findings
    return {f.code: f for f in findings if book.asked.form_of(f.code) and f.status is not Status.NOT_APPLICABLE}


def is_asked(book: RuleBook, edition: Edition, contract: Contract, on: date) -> bool:
    """Whether any duty of a contract is asked under an edition on a day."""
    return any(one.edition == edition.id for one in asked(book, contract, on).values())


@pytest.mark.parametrize("case", CASES, ids=str)
def test_an_edition_binds_from_its_first_day_those_whom_it_says(case: tuple[str, Binds | None]) -> None:
    """The day before, the day; ended the day before, concluded the day before, concluded that day, not yet begun."""
    book, edition = of(case)
    first = edition.issued_on
    running = a_contract(first - 90 * DAY, first - 90 * DAY, first + 200 * DAY)
    ended = a_contract(first - 90 * DAY, first - 90 * DAY, first - DAY)
    last_day = a_contract(first - 90 * DAY, first - 90 * DAY, first)
    before = a_contract(first - DAY, first - DAY, first + 200 * DAY)
    to_begin = a_contract(first - DAY, first + 30 * DAY, first + 200 * DAY)
    new = a_contract(first, first, first + 200 * DAY)
    reaches_running = edition.reach != "concluded_from"
    assert not is_asked(book, edition, running, first - DAY)
    assert is_asked(book, edition, new, first)
    assert not is_asked(book, edition, ended, first)
    assert not is_asked(book, edition, ended, first + 60 * DAY)
    for one in (running, last_day, before):
        assert is_asked(book, edition, one, first) is reaches_running
    assert is_asked(book, edition, to_begin, first) is (edition.reach == "running_on")


@pytest.mark.parametrize("case", CASES, ids=str)
@settings(max_examples=25)
@given(st.integers(-900, 30), st.integers(0, 200), st.integers(-400, 700), st.integers(0, 19))
def test_nothing_is_overdue_by_an_edition_on_its_first_day(
    case: tuple[str, Binds | None], concluded: int, start: int, end: int, later: int
) -> None:
    """Whatever its days, a duty asked under an edition falls due so many days after the edition's first day.

    Where it reaches a contract that runs already, that is fourteen opening days or more.
    """
    book, edition = of(case)
    first = edition.issued_on
    signed = first + concluded * DAY
    contract = a_contract(signed, signed + start * DAY, first + end * DAY)
    on = first + later * DAY
    for finding in asked(book, contract, on).values():
        deadline = book.rules[finding.code].deadline
        if finding.edition != edition.id or finding.due_on is None or deadline is None:
            continue
        days = deadline.days if signed >= first or edition.reach == "concluded_from" else max(deadline.days, 14)
        assert finding.due_on >= CALENDAR.add(first, days)
        assert on > first or not finding.overdue(on)


@pytest.mark.parametrize("reach", ["running_on", "performing_on"])
def test_a_contract_that_passed_the_gate_has_until_the_due_date(reach: Binds) -> None:
    """A complete file under the edition before: 注意 from the first day to the due date, 要是正 the day after it."""
    book = book_with("checklist", reach)
    first = new_edition(book).issued_on
    file = told(())
    one = file.contract(Stage.PERFORMING)
    sheet = replace(one.sheet, performance_end_on=first + 200 * DAY)
    assessor = Assessor(book, file.installed(), CALENDAR)
    day_before = assessor.assess(replace(one, sheet=sheet), first - DAY)
    assert not any(f.edition == new_edition(book).id for f in day_before.findings)
    on_day = assessor.assess(replace(one, sheet=sheet), first)
    due = next(f.due_on for f in on_day.blocking() if f.edition == new_edition(book).id)
    assert due is not None
    assert [assessor.assess(replace(one, sheet=sheet), day).standing for day in (first, due, due + DAY)] == [
        Standing.ATTENTION,
        Standing.ATTENTION,
        Standing.NEEDS_CORRECTION,
    ]


@given(st.integers(-900, 900), st.integers(0, 200), st.integers(-400, 900), st.integers(-900, 900))
def test_the_newest_edition_that_binds_is_asked_for(concluded: int, start: int, end: int, on: int) -> None:
    """Of every form and reach: no later edition binds, and none that came out after the day asked."""
    first = date(2025, 4, 1)
    contract = a_contract(first + concluded * DAY, first + (concluded + start) * DAY, first + end * DAY)
    day = first + on * DAY
    for form, reach in product(FORMS, REACHES):
        book = book_with(form, reach)
        bound = edition_binding(book, form, contract, day, contract.sheet.concluded_on or day)
        newer = [one for one in book.editions_of(form) if bound is None or one.issued_on > bound.issued_on]
        assert bound is None or bound.issued_on <= max(day, first + concluded * DAY)
        if on < 0 and concluded < 0:
            assert NEW not in [one.id for one in (bound,) if one]
        assert all(one.reach != "concluded_from" or first + concluded * DAY < one.issued_on for one in newer)


def test_the_remedy_and_the_source_are_those_of_the_edition() -> None:
    """A contract that the new form binds is told of it and of its circular; one that it does not, of the former."""
    book = book_with("checklist", "running_on")
    on = date(2025, 4, 1)
    running = a_contract(date(2024, 4, 1), date(2024, 4, 1), date(2025, 9, 30))
    ended = a_contract(date(2024, 4, 1), date(2024, 4, 1), date(2025, 3, 31))
    made = Duties(Assessor(book, Policy(), CALENDAR), on)
    new = made.of("R6-0001", running.stage, asked(book, running, on)["S2-07"])
    old = made.of("R6-0001", ended.stage, asked(book, ended, on)["S2-07"])
    assert (new.due_on, new.overdue) == (date(2025, 4, 21), False)
    assert "R7.4.1" in new.remedy
    assert "R5.12.26" not in new.remedy
    assert new.source.startswith("7広第100号 記1")
    assert "5広第1237号" not in new.source
    assert "R5.12.26" in old.remedy
    assert "5広第1237号" in old.source
    assert "7広第100号" not in old.source


def test_an_edition_asks_in_its_own_words() -> None:
    """The remedy, the command and the passage of a rule may be the edition's own."""
    more = (
        'binds = "running_on"\n[[edition.asks]]\nrule = "S1-07"\n'
        'remedy = "{edition}の特記事項を覚書で加えてください。"\n'
        'command = "lifecycle attach {id} contract_amendment --set provisions_edition={edition}"\n'
        'cites = [{ source = "7kou100", at = "記9" }]\n'
    )
    book = book_with("special_provisions", None, more)
    running, on = a_contract(date(2024, 4, 1), date(2024, 4, 1), date(2025, 9, 30)), date(2025, 4, 1)
    finding = asked(book, running, on)["S1-07"]
    duty = Duties(Assessor(book, Policy(), CALENDAR), on).of("R6-0001", running.stage, finding)
    assert duty.remedy == "R7.4.1の特記事項を覚書で加えてください。"
    assert duty.command == "lifecycle attach R6-0001 contract_amendment --set provisions_edition=R7.4.1"
    assert duty.source == "7広第100号 記9"
    assert duty.due_on == CALENDAR.add(on, 14)


def test_a_form_that_says_nothing_of_whom_it_binds_is_usual() -> None:
    """A checklist reaches every running contract, a document the new ones, as the shipped editions do."""
    assert [new_edition(book_with(form)).reach for form in FORMS] == ["running_on", "concluded_from", "concluded_from"]


def test_a_rule_that_only_a_later_edition_speaks_of_is_asked_of_the_others_as_before() -> None:
    """S1-08 rests on the 特記事項 whatever their edition; a new one that asks it anew moves only those it binds."""
    more = 'binds = "running_on"\n[[edition.asks]]\nrule = "S1-08"\n'
    book, on = book_with("special_provisions", None, more), date(2025, 4, 1)
    lines = (*OLD, "契約書確認: 省略した条=14")
    one = told(lines).contract(Stage.PERFORMING)
    days = {"running": (date(2024, 4, 1), date(2025, 9, 30)), "ended": (date(2024, 4, 1), date(2025, 3, 31))}
    days["older"] = (date(2023, 4, 1), date(2025, 3, 31))
    said = {}
    for name, (concluded, end) in days.items():
        sheet = replace(one.sheet, concluded_on=concluded, performance_start_on=concluded, performance_end_on=end)
        contract = replace(one, sheet=sheet)
        said[name] = asked(book, contract, on)["S1-08"]
        shipped = Assessor(rule_book(), Policy(), CALENDAR).assess(contract, on).findings
        before = next(f for f in shipped if f.code == "S1-08")
        assert (said[name] == before) is (name != "running")
    assert (said["running"].edition, said["running"].due_on) == (NEW, CALENDAR.add(on, 14))
    source = book.source_text("S1-08", on, book.asked.by_id[NEW])
    assert source.startswith("7広第100号 記1、保有個人情報取扱特記事項")
