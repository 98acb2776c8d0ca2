"""Letters to the contractor: the request for self-inspection with its form, and the reminder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from config.errors import NotFoundError, UsageError
from config.wareki import short_date
from lifecycle.app import App
from lifecycle.ledger.new_file import check_target, write_new
from lifecycle.records.facts import AsOf
from lifecycle.records.flags import is_fictional
from lifecycle.reports.letters.form import Form, form_bytes
from lifecycle.reports.letters.render import letter_bytes, template_of
from lifecycle.reports.letters.words import common_fields, reminder_fields, request_fields, still_missing
from lifecycle.usecases.work import find_contract
from states.facts import Contract
from states.guards.case import Case
from states.guards.checklists import may_be_struck
from states.verdict import Assessment

DOCX = ".docx"


@dataclass(frozen=True, slots=True)
class Written:
    """What was written, and what the officer should look at before it goes out."""

    file: str
    contract: str
    form: str | None = None
    struck: tuple[int, ...] = ()
    items: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def request(
    app: App, id_: str, target: Path, form: Path, as_of: AsOf, *,
    agreed: Mapping[int, Sequence[str]], due_on: date | None = None, force: bool = False,
) -> Written:  # fmt: skip
    """Write the request for self-inspection and the form that goes with it.

    `agreed` holds the agreed items (遵守事項) of items 3, 16 and 19. Raises UsageError with every fault, NotFoundError,
    RoleError, SetupError: nothing is written.
    """
    check_target(target, force=force, suffix=DOCX)
    check_target(form, force=force)
    found, judged, fictional = _seen(app, id_, as_of)
    case, checklist = Case(found, as_of.on, app.book), app.book.checklist
    struck = tuple(item.no for item in checklist.items if may_be_struck(item, case))
    _check_agreed(agreed, {i.no for i in checklist.items if i.has_agreed_list}, struck)
    edition = max(e.issued_on for e in app.book.editions if e.form == "checklist")
    asked_by = due_on or next((f.due_on for f in judged.findings if f.code == "S2-04" and f.subject == id_), None)
    due = asked_by if asked_by and asked_by >= as_of.on else None
    fields = common_fields(found, due, fictional=fictional) | request_fields(
        len(checklist.items), struck, short_date(edition)
    )
    letter = letter_bytes(template_of(app.home, "request"), fields)
    sheet = found.sheet
    workbook = form_bytes(
        Form(id_, sheet.contractor or "", sheet.title or "", checklist, edition, frozenset(struck), agreed, fictional),
        app.clock.now(),
    )
    write_new(form, workbook, force=force)
    write_new(target, letter, force=force, suffix=DOCX)
    remarks = _remarks(found, agreed, struck, checklist.items, due)
    return Written(target.name, id_, form.name, struck, remarks=remarks)


def reminder(
    app: App, id_: str, target: Path, as_of: AsOf, *, due_on: date | None = None, force: bool = False
) -> Written:
    """Write the reminder of what the contractor still owes. Raises NotFoundError too where nothing is missing."""
    check_target(target, force=force, suffix=DOCX)
    found, judged, fictional = _seen(app, id_, as_of)
    missing = still_missing(found, judged)
    if not missing:
        raise NotFoundError(f"契約 {id_} には、委託先に督促する事項がありません。")
    fields = common_fields(found, due_on, fictional=fictional) | reminder_fields(app.book, missing, id_, as_of.on)
    write_new(target, letter_bytes(template_of(app.home, "reminder"), fields), force=force, suffix=DOCX)
    items = tuple(f"{f.subject} [{f.code}] {f.reason}" for f in missing)
    remarks = () if due_on else ("提出期限は空けてあります(--due 日付 で入れられます)。",)
    return Written(target.name, id_, items=items, remarks=remarks)


def _seen(app: App, id_: str, as_of: AsOf) -> tuple[Contract, Assessment, bool]:
    with app.reading() as connection:
        found = _readable(app, connection, id_, as_of)
        return found, app.assessor.assess(found, as_of.on), is_fictional(connection)


def _readable(app: App, connection: Connection, id_: str, as_of: AsOf) -> Contract:
    app.actor(connection).must("閲覧")
    return find_contract(connection, id_, as_of)


def _check_agreed(agreed: Mapping[int, Sequence[str]], with_list: set[int], struck: Sequence[int]) -> None:
    """Raises UsageError where agreed items are given for an item that has no list, or that is struck."""
    faults = [f"項目{no}に遵守事項はありません(3・16・19だけ)" for no in sorted(agreed.keys() - with_list)]
    faults += [f"項目{no}は斜線(対象外)です" for no in sorted(agreed.keys() & set(struck))]
    if faults:
        raise UsageError("遵守事項を入れられません。\n" + "\n".join(f"  ・{fault}" for fault in faults))


def _remarks(
    found: Contract, agreed: Mapping[int, Sequence[str]], struck: Sequence[int], items: Sequence[Any], due: date | None
) -> tuple[str, ...]:
    """What the officer must still do, worst first."""
    remarks = []
    if found.contract_review is None:
        remarks.append("契約書確認の記録がないため、斜線を引いていません。省略した条を記録してから作り直してください。")
    without = [i.no for i in items if i.has_agreed_list and i.no not in struck and not agreed.get(i.no)]
    if without:
        numbers = "・".join(map(str, without))
        remarks.append(
            f"項目{numbers}の遵守事項が空けてあります。"
            "取り決めた項目だけを記入してください(--agreed 項目=内容)。[S2-02]"
        )
    lost = "・".join(str(i.no) for i in items if i.text_status == "lost" and i.no not in struck)
    if lost:
        remarks.append(f"項目{lost}は資料で本文が欠落しています。県の様式の文言を記入してください。")
    if due is None:
        remarks.append("提出期限は空けてあります(--due 日付 で入れられます)。")
    return tuple(remarks)
