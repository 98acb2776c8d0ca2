"""Originals: whether a duty is met only by what somebody declares, and how the original is added (semantics §3)."""

from collections.abc import Mapping

from config.schema import ProofOf, Rule
from config.vocabulary import Status
from states.documents import Proof
from states.guards.case import Case
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
    proof = _proof_of(rule.proof_of, case, status)
    return proof is not None and not proof.original


def original_is_wanted(rule: Rule, case: Case, status: Status) -> Note:
    """The note 「申告のみ」 of a duty that only a declaration meets, with the way to add the original."""
    if rule.proof_of == "approval":
        return Note(DECLARED_ONLY, "承認書の原本を確かめてください。台帳で申告された承認であることは、示し続けます。")
    kind = "onsite_waiver" if status is Status.SUBSTITUTED else _PAPERS[rule.proof_of or "checklist"]
    of = " --subcontract {no}" if case.subcontract else ""
    remedy = "原本のファイル又は文書番号を登録してください。"
    return Note(DECLARED_ONLY, remedy, f"lifecycle attach {{id}} {kind}{of} --file …")


def _proof_of(record: ProofOf | None, case: Case, status: Status) -> Proof | None:
    """The proof of the document that met the rule; an approval recorded by command has its 承認文書番号."""
    if record == "checklist":
        return case.contract.checklist.proof if case.contract.checklist else None
    if record == "visit":
        spoken = case.contract.waiver if status is Status.SUBSTITUTED else case.contract.visit
        return spoken.proof if spoken else None
    if record == "approval":
        return case.sub.proof if case.sub.proof.via_ledger else None
    inspection = case.contract.completion_inspection
    return inspection.proof if record == "inspection" and inspection else None
