"""Originals: whether a duty is met only by what somebody declares, and how the original is added (semantics §3)."""

from collections.abc import Mapping

from config.schema import ProofOf, Rule
from config.vocabulary import ActKind, Status
from states.documents import Document
from states.guards.case import Case
from states.hands import is_confirmed, standing
from states.verdict import Note

DECLARED_ONLY = "申告のみ・原本未添付"
_PAPERS: Mapping[ProofOf, str] = {
    "checklist": "checklist",
    "visit": "onsite_inspection",
    "inspection": "completion_inspection",
}
"""The kind of evidence to which the original of each record is added."""


def declared_only(rule: Rule, case: Case, status: Status) -> bool:
    """Whether a rule that asks for an original is met only by what the ledger, or a command, declares."""
    if "file" not in rule.proof:
        return False
    if rule.proof_of == "approval":
        proof = case.sub.proof
        done = standing(proof.acts, ActKind.APPROVAL) or is_confirmed(proof.acts)
        return proof.via_ledger and not proof.original and not done
    paper = _paper_of(rule.proof_of, case, status)
    return paper is not None and not case.has_original(paper)


def original_is_wanted(rule: Rule, case: Case, status: Status) -> Note:
    """The note 「申告のみ」 of a duty that only a declaration meets, with the way to add the original."""
    if rule.proof_of == "approval":
        return Note(DECLARED_ONLY, "承認書の原本を確かめてください。台帳で申告された承認であることは、示し続けます。")
    kind = "onsite_waiver" if status is Status.SUBSTITUTED else _PAPERS[rule.proof_of or "checklist"]
    of = " --subcontract {no}" if case.subcontract else ""
    remedy = "原本のファイル又は文書番号を登録してください。"
    return Note(DECLARED_ONLY, remedy, f"lifecycle attach {{id}} {kind}{of} --file …")


def _paper_of(record: ProofOf | None, case: Case, status: Status) -> Document | None:
    """The document that met the rule; None where there is none."""
    if record == "checklist":
        return case.contract.checklist
    if record == "visit":
        return case.contract.waiver if status is Status.SUBSTITUTED else case.contract.visit
    return case.contract.completion_inspection if record == "inspection" else None
