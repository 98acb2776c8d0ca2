"""Letters to the contractor: the request for self-inspection with its form, and the reminder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from config.errors import LifecycleError, NotFoundError, RequestFault, UsageError, WorldError
from config.place import here
from config.rulebook import RuleBook
from config.wareki import format_date
from lifecycle.app import App
from lifecycle.papers.books.new_file import SUFFIX, check_target, write_new
from lifecycle.papers.letters.checklist_form import (
    Remark,
    case_of,
    checklist_form,
    form_remarks,
    omissions_known,
    struck_items,
)
from lifecycle.papers.letters.form import form_bytes
from lifecycle.papers.letters.home_marks import home_marks
from lifecycle.papers.letters.render import letter_bytes, template_of
from lifecycle.papers.letters.words import (
    common_fields,
    reminder_fields,
    request_fields,
    still_missing,
    unconfirmed_articles,
)
from lifecycle.records.as_of import AsOf
from lifecycle.records.one_contract import find_contract
from states.duty import Duties
from states.facts import Contract
from states.guards.case import Case
from states.verdict import Assessment

DOCX = ".docx"


def _open_due(by_rule: date | None) -> Remark:
    """The remark that the day is left blank; a day that no source sets is told to the officer, never in the letter."""
    hint = f"(この仕組みが置いた期限は{format_date(by_rule)}〔仮定〕)" if by_rule else ""
    return Remark("due_open", f"提出期限は空けてあります{hint}。")


def _unconfirmed(articles: Sequence[int]) -> tuple[Remark, ...]:
    """The remark on articles that the letter rests on, where the review does not say that the contract has them."""
    if not articles:
        return ()
    named = "・".join(f"第{n}" for n in articles)
    there = f"根拠に挙げた{here().provisions.name}の{named}が契約書にあるかを、送付の前に確かめてください。"
    told = f"省略した条の記録がありません。{there}"
    return (Remark("articles_unconfirmed", told, {"articles": named}),)


@dataclass(frozen=True, slots=True)
class Written:
    """The files that were written, and what the officer should look at before the letter goes out."""

    file: str
    contract: str
    form: str | None = None
    struck: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()


def request(
    app: App, id_: str, target: Path, form: Path, as_of: AsOf, *,
    agreed: Mapping[int, Sequence[str]], due_on: date | None = None, force: bool = False, subcontract: str = "",
) -> Written:  # fmt: skip
    """Write the request for self-inspection and the form that goes with it, of a subcontractor where one is named.

    `agreed` holds the agreed items (遵守事項) of items 3, 16 and 19; where it is empty, those on record stand there.
    Raises UsageError with every fault, NotFoundError, RoleError, SetupError: nothing is written.
    """
    contract, judged, marks = _seen(app, id_, as_of)
    case = case_of(app, contract, as_of.on, subcontract)
    struck = struck_items(case)
    _check(target, form, force, [*_not_agreeable(agreed, case, struck), *_due_faults(due_on, as_of.on)])
    made = checklist_form(app.home, case, agreed, marks[1])
    fields = common_fields(contract, due_on, mark=marks[0])
    fields |= request_fields(len(case.form.items), struck, case.checklist_edition, known=omissions_known(case))
    if case.subcontract:
        fields |= {"再委託番号": subcontract, "再委託先": case.subcontract.sheet.subcontractor or ""}
    letter = letter_bytes(template_of(app.home, "request_subcontract" if subcontract else "request"), fields)
    _write_both(form, form_bytes(made, app.clock.now()), target, letter, force=force)
    remarks = form_remarks(case, made)
    if due_on is None:
        remarks = (*remarks, _open_due(_due_of_the_rule(app.book, judged, made.code.subject)))
    return Written(target.name, made.code.subject, form.name, struck, remarks=remarks)


def reminder(
    app: App, id_: str, target: Path, as_of: AsOf, *,
    due_on: date | None = None, told_on: date | None = None, force: bool = False,
) -> Written:  # fmt: skip
    """Write the reminder of what the contractor still owes. Raises NotFoundError also where nothing is missing.

    `due_on` is the day now asked for, `told_on` the day that an earlier letter asked for, where none is on record.
    """
    contract, judged, marks = _seen(app, id_, as_of)
    _check(target, None, force, _due_faults(due_on, as_of.on))
    owed = Duties(app.assessor, as_of.on).blocking(judged)
    missing = still_missing(app.book, contract, owed, as_of.on)
    if not missing:
        raise NotFoundError(f"契約 {id_} には、委託先に督促する事項がありません。")
    fields = common_fields(contract, due_on, mark=marks[0]) | reminder_fields(
        app.book, missing, contract, as_of.on, told_on
    )
    write_new(target, letter_bytes(template_of(app.home, "reminder"), fields), force=force, suffix=DOCX)
    items = tuple(f"{duty.subject} [{duty.code}] {duty.reason}" for duty in missing)
    remarks = (
        *_unconfirmed(unconfirmed_articles(app.book, missing, contract)),
        *(() if due_on else (_open_due(None),)),
    )
    return Written(target.name, id_, items=items, remarks=remarks)


def _seen(app: App, id_: str, as_of: AsOf) -> tuple[Contract, Assessment, tuple[str, str]]:
    with app.reading() as connection:
        contract = _readable(app, connection, id_, as_of)
        return contract, app.assessor.assess(contract, as_of.on), home_marks(connection)


def _readable(app: App, connection: Connection, id_: str, as_of: AsOf) -> Contract:
    return find_contract(connection, id_, as_of, app.reader(connection).must)


def _check(target: Path, form: Path | None, force: bool, faults: Sequence[RequestFault]) -> None:
    """Raises UsageError with every fault, or the error of `check_target` where only one file is at fault."""
    errors: list[WorldError] = [UsageError(fault) for fault in faults]
    for path, suffix in ((target, DOCX), *([(form, SUFFIX)] if form else [])):
        try:
            check_target(path, force=force, suffix=suffix)
        except (UsageError, NotFoundError) as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise UsageError("文書を作れません。何も書き出していません。", *(f for error in errors for f in error.faults))


def _not_agreeable(agreed: Mapping[int, Sequence[str]], case: Case, struck: Sequence[int]) -> list[RequestFault]:
    """The agreed items that were given for an item that has no list, or that is struck."""
    with_list = {item.no for item in case.form.items if item.has_agreed_list}
    numbers = "・".join(map(str, sorted(with_list)))
    without, out = sorted(agreed.keys() - with_list), sorted(agreed.keys() & with_list & set(struck))
    return [
        *(
            RequestFault("item_without_list", f"項目{no}に遵守事項はありません({numbers}だけ)。", "agreed")
            for no in without
        ),
        *(RequestFault("item_struck", f"項目{no}は斜線(対象外)です。", "agreed") for no in out),
    ]


def _due_faults(due_on: date | None, on: date) -> list[RequestFault]:
    if due_on is None or due_on >= on:
        return []
    told = f"提出期限({format_date(due_on)})が基準日({format_date(on)})より前です。"
    return [RequestFault("due_before_day", told, "due")]


def _due_of_the_rule(book: RuleBook, judged: Assessment, id_: str) -> date | None:
    """The day by which the checklist is due under the rule, where that day is still to come."""
    code = book.rule_proved_by("checklist").code
    days = (f.due_on for f in judged.findings if f.code == code and f.subject == id_)
    return next((day for day in days if day and day >= judged.on), None)


def _write_both(form: Path, workbook: bytes, target: Path, letter: bytes, *, force: bool) -> None:
    """Write both files; where the letter can't be written, a form that was not there before is taken away."""
    stood = form.exists()
    write_new(form, workbook, force=force)
    try:
        write_new(target, letter, force=force, suffix=DOCX)
    except LifecycleError:
        if not stood:
            form.unlink(missing_ok=True)
        raise
