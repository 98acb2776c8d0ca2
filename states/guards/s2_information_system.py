"""The guards of 情報システム: how access is restricted, outsiders kept out, and data kept in."""

from collections.abc import Mapping

from states.content import shortened
from states.documents import SystemReview
from states.facts import ContractSheet
from states.guards import checklists
from states.guards.case import Case, Guard, listed
from states.guards.recording import amend_contract, attach, in_turn
from states.guards.s2_checklist import NO_CHECKLIST
from states.labels import label
from states.verdict import Outcome, met, not_applicable, unmet

_SYSTEM = label(ContractSheet, "uses_system")
_UNKNOWN_SYSTEM = f"{_SYSTEM}が空欄のため、要否を判定できない"
_SYSTEM_REMEDY = f"契約の「{_SYSTEM}」を登録してください。"


def access_restriction_is_known(case: Case) -> Outcome:
    """S2-08: the access restriction is written out, not merely affirmed (opinion 3: the rule warns)."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "access_restriction")
    review = case.contract.system_review
    if review and case.says(review, "access_restriction"):
        return met()
    command = attach(case, "system_review", ["reviewed_on", "access_restriction"])
    told = f"アクセス制限の具体的な方法の記録がない{_only_affirmed(review, 'access_restriction')}"
    return unmet(told, command=command)


def _only_affirmed(review: SystemReview | None, name: str) -> str:
    """The words to add where a text stands in the column that does not say how; empty where it is blank."""
    text = getattr(review, name) if review else None
    return f"(「{shortened(text)}」は、方法の記載とは扱いません)" if text else ""


def _unknown_system(case: Case, field: str) -> Outcome:
    """The duty of which nobody can say whether it applies; where its evidence is lacking too, that is asked as well."""
    review = case.contract.system_review
    if review and case.says(review, field):
        return unmet(_UNKNOWN_SYSTEM, _SYSTEM_REMEDY, command=amend_contract(["uses_system"]))
    also = f"契約の「{_SYSTEM}」を登録してください。使用する場合は、{label(SystemReview, field)}も登録してください。"
    evidence = attach(case, "system_review", ["reviewed_on", field])
    return unmet(_UNKNOWN_SYSTEM, also, command=in_turn(amend_contract(["uses_system"]), evidence))


def outsider_access_was_checked(case: Case) -> Outcome:
    """S2-09: item 20 is answered, or 部外者アクセスの確認 is recorded."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    review, checklist = case.contract.system_review, case.contract.checklist
    reviewed = review is not None and case.says(review, "outsider_access")
    if reviewed or (checklist and checklists.outsider_question_is_answered(checklist, case)):
        return met()
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "outsider_access")
    item = checklists.why_outsiders_are_unknown(checklist, case) if checklist else NO_CHECKLIST
    column = listed(case.lacks(review or SystemReview(), "outsider_access"))
    command = attach(case, "system_review", ["reviewed_on", "outsider_access"])
    return unmet(f"部外者が保有個人情報にアクセスできないことの確認がない({item}。{column}も空欄)", command=command)


def takeout_prevention_was_checked(case: Case) -> Outcome:
    """S2-10: 持出し防止の方法 is recorded; the text of item 21 is lost, so its answer can't prove the duty."""
    if case.contract.sheet.uses_system is False:
        return not_applicable("情報システムを使用しない")
    review = case.contract.system_review
    if review and case.says(review, "takeout_prevention"):
        return met()
    if case.contract.sheet.uses_system is None:
        return _unknown_system(case, "takeout_prevention")
    command = attach(case, "system_review", ["reviewed_on", "takeout_prevention"])
    told = f"外部への持出しを防ぐ方法の記録がない{_only_affirmed(review, 'takeout_prevention')}"
    return unmet(told, command=command)


GUARDS: Mapping[str, Guard] = {
    "access_restriction_is_known": access_restriction_is_known,
    "outsider_access_was_checked": outsider_access_was_checked,
    "takeout_prevention_was_checked": takeout_prevention_was_checked,
}
