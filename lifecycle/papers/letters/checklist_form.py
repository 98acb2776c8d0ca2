"""What stands in the checklist of one contract or subcontract: the items struck, the agreed ones, and what is amiss."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from config.errors import NotFoundError
from config.place import here
from lifecycle.app import App
from lifecycle.papers.letters.agreed_items import agreed_on_record
from lifecycle.papers.letters.form import Form
from lifecycle.papers.letters.own_wording import with_own_wording
from states.facts import Contract
from states.guards.case import Case
from states.guards.checklists import may_be_struck


@dataclass(frozen=True, slots=True)
class Remark:
    """A thing for the officer to look at before a letter goes out: a code, words that name no door, their values."""

    code: str
    message: str
    values: Mapping[str, str] = field(default_factory=dict)


def case_of(app: App, contract: Contract, on: date, subcontract: str) -> Case:
    """The contract, or that subcontract of it, as it is put before the guards. Raises NotFoundError."""
    sub = next((s for s in contract.subcontracts if s.no == subcontract), None)
    if subcontract and sub is None:
        raise NotFoundError(f"契約 {contract.id} に再委託 {subcontract} はありません。")
    return Case(contract, on, app.book, sub)


def struck_items(case: Case) -> tuple[int, ...]:
    """The numbers of the items on which 斜線 may stand, for the subcontractor as for the contractor."""
    return tuple(item.no for item in case.form.items if may_be_struck(item, case))


def checklist_form(home: Path, case: Case, agreed: Mapping[int, Sequence[str]], mark: str) -> Form:
    """The form that binds the contract, worded as the home has it.

    Without agreed items given, those on record stand in it. Raises RuleDataError where its wording can't be read.
    """
    contract, sub, struck = case.contract, case.subcontract, struck_items(case)
    listed = [item.no for item in case.form.items if item.has_agreed_list]
    return Form(
        contract=contract.id,
        contractor=contract.sheet.contractor or "",
        title=contract.sheet.title or "",
        checklist=with_own_wording(case.book, home, case.checklist_edition),
        edition=case.checklist_edition.issued_on,
        struck=frozenset(struck),
        agreed=agreed or agreed_on_record(case.book, contract, listed),
        mark=mark,
        subcontract=sub.no if sub else "",
        subcontractor=sub.sheet.subcontractor or "" if sub else "",
    )


def form_remarks(case: Case, form: Form) -> tuple[Remark, ...]:
    """The remarks on what the officer must still do to a form, the worst first."""
    remarks, items = [], [item for item in form.checklist.items if item.no not in form.struck]
    if not omissions_known(case):
        told = "省略した条(なければ「なし」)の記録がないため、斜線を引いていません。"
        remarks.append(Remark("omissions_unknown", f"{told}契約書確認に記録してから作り直してください。"))
    without = [i.no for i in items if i.has_agreed_list and not form.agreed.get(i.no)]
    if without:
        numbers = "・".join(map(str, without))
        code = case.book.agreed_items_rule.code
        told = f"項目{numbers}の遵守事項が空けてあります。取り決めた項目だけを記入してください。[{code}]"
        remarks.append(Remark("agreed_open", told, {"numbers": numbers, "rule": code}))
    lost = "・".join(str(i.no) for i in items if i.text is None)
    if lost:
        told = (
            f"項目{lost}は資料で本文が欠落しています。送付の前に、{here().government}の様式の文言を記入してください。"
        )
        remarks.append(Remark("text_lost", told))
    return tuple(remarks)


def omissions_known(case: Case) -> bool:
    """Whether the articles that the contract leaves out are on record, be it that it leaves out none."""
    review = case.contract.contract_review
    return review is not None and review.omitted_articles is not None
