"""Hands: the acts of persons who hold a post, as they stand on record beside what they are about (semantics §10).

What somebody typed or imported about such an act is a declaration; the act itself is done here, by its person.
"""

from dataclasses import dataclass
from datetime import date

from config.vocabulary import ActKind

ABOUT: dict[str, frozenset[str]] = {
    "subcontract": frozenset({"approved_on", "approved_by"}),
    "onsite_waiver": frozenset({"approved_on", "approved_by"}),
    "contract_review": frozenset({"reviewed_on", "rechecked_by"}),
}
"""Of each kind of record that an act is about: the names and dates by which an act is declared."""
APPLICATION = (
    *("subcontractor", "handles_pi", "specific_pi", "sensitive_pi", "applied_on"),
    *("reason", "scope", "capability", "core_of_work"),
)
"""The fields of a subcontract that are weighed and approved; what comes later (start, visit, end) is none of them."""
APPROVAL_PAPER = ("approved_on", "approval_no", "approved_by")
"""The fields that a signed approval proves."""
_NOT_JUDGED = {
    "onsite_waiver": frozenset({"approved_on", "approved_by", "document_no"}),
    "contract_review": frozenset({"rechecked_by", "document_no"}),
}


@dataclass(frozen=True, slots=True)
class DoneAct:
    """An act on record: what it is, by which post, on which day; whether it speaks of the record as it stands.

    `covers` is False where the record was changed afterwards, `withdrawn` True where the act was withdrawn.
    """

    kind: ActKind
    post: str
    on: date
    covers: bool = True
    withdrawn: bool = False


def named_in(kind: str, act: ActKind, fields: frozenset[str]) -> list[str]:
    """The fields of a record, of those that are filled, that an act speaks of, in order.

    The confirmation of a signed original speaks of what the original proves too.
    """
    if kind == "subcontract":
        wanted = {*APPLICATION, *(APPROVAL_PAPER if act is ActKind.ORIGINAL else ())}
        return sorted(fields & wanted)
    left = frozenset({"document_no"}) if act is ActKind.ORIGINAL else _NOT_JUDGED.get(kind, frozenset())
    return sorted(fields - left)


def standing(acts: tuple[DoneAct, ...], kind: ActKind) -> list[DoneAct]:
    """The acts of a kind that were not withdrawn, in order."""
    return [act for act in acts if act.kind is kind and not act.withdrawn]


def is_confirmed(acts: tuple[DoneAct, ...]) -> bool:
    """Whether a second person has confirmed the signed original of the record as it stands."""
    return any(act.covers for act in standing(acts, ActKind.ORIGINAL))
