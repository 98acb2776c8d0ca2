"""Backing: whether a record has its original, only a 文書番号, or stands on what somebody declared (semantics §11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from config.vocabulary import ActKind, Backing
from states.columns import SUBCONTRACT
from states.content import says, says_stored
from states.documents import Document
from states.evidence import KINDS
from states.facts import Contract, Inspected, Subcontract
from states.hands import is_confirmed, standing
from states.on_record import spoken_of, subjects
from states.proof import Proof

if TYPE_CHECKING:
    from config.readings import Readings

APPROVED = "書面による承認"
"""The name of the decision on a subcontract, as what backs it is told."""


@dataclass(frozen=True, slots=True)
class Backed:
    """What backs one document that speaks: its kind, the subcontract it is of ('' for none), its date, its files."""

    kind: str
    label: str
    subcontract: str
    dated_on: date | None
    backing: Backing
    files: int


def backing_of(readings: "Readings", paper: Document) -> Backing:
    """What backs a document as guards see it. A 文書番号 that says nothing (－) is none."""
    numbered = paper.proof.document_no and (paper.document_no is None or says(readings, paper, "document_no"))
    return _backing(paper.proof, numbered=numbered)


def backing_of_stored(readings: "Readings", proof: Proof, fields: Mapping[str, Any]) -> Backing:
    """The same of a record as it is stored."""
    return _backing(proof, numbered=proof.document_no and says_stored(readings, fields.get("document_no")))


def _backing(proof: Proof, *, numbered: bool) -> Backing:
    if proof.files:
        return Backing.ORIGINAL
    return Backing.NUMBERED if numbered else Backing.DECLARED


def backed(readings: "Readings", contract: Contract) -> tuple[Backed, ...]:
    """What backs each approval of a subcontract, and each document that speaks, in the order of the kinds.

    Of a kind of which every document counts, each is named.
    """
    approvals = (_approval(sub) for sub in contract.subcontracts if sub.sheet.approved_on)
    return (*approvals, *(one for no, subject in subjects(contract) for one in _of_subject(readings, no, subject)))


def _approval(sub: Subcontract) -> Backed:
    """What backs an approval: the act of who decided, the signed original; a 文書番号 never stands for an act."""
    proof = sub.proof
    backing = Backing.ACT if standing(proof.acts, ActKind.APPROVAL) else Backing.DECLARED
    if proof.files or is_confirmed(proof.acts):
        backing = Backing.ORIGINAL
    return Backed(SUBCONTRACT, APPROVED, sub.no, sub.sheet.approved_on, backing, proof.files)


def _of_subject(readings: "Readings", no: str, subject: Inspected) -> Iterator[Backed]:
    spoken = {kind.id: (paper,) for kind, paper in spoken_of(subject)}
    for kind in KINDS.values():
        for paper in spoken.get(kind.id, subject.versions.get(kind.id, ())):
            days = [day for name in kind.dates if (day := getattr(paper, name)) is not None]
            backing = backing_of(readings, paper)
            yield Backed(kind.id, kind.label, no, min(days, default=None), backing, paper.proof.files)
