"""The life of a contract with one subcontract, as four people live it page by page: who fills in which form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from branches import APPLICATION
from installation import CHIEF, DOCUMENTS, HEAD, ID, OFFICE, OFFICER, OVERSIGHT, SHEET

_C = f"/contracts/{ID}"


@dataclass(frozen=True, slots=True)
class LifeStep:
    """Somebody opens a page, fills in the form that is sent to an address there, sends it on until it is recorded."""

    who: str
    page: str
    words: Mapping[str, str] = field(default_factory=dict)
    action: str = ""


def paper(kind: str, of: str = "", **changed: str) -> LifeStep:
    """The officer records a document; a field given as an empty text is left out."""
    words = {name: text for name, text in {**DOCUMENTS.get(kind, {}), **changed}.items() if text}
    return LifeStep(OFFICER, f"{_C}/evidence/{kind}{f'?subcontract={of}' if of else ''}", words)


MOVE = LifeStep(OFFICER, f"{_C}/advance")
OUTSIDE: Mapping[str, str] = {
    "recorded_on": "2024-05-20",
    "reason_kinds": "県外",
    "reason": "県外に所在するため",
    "circumstances": "離島で船便がない",
    "substitute_kind": "テレビ通話・写真",
    "substitute": "作業場所の写真",
    "substitute_on": "2024-05-10",
    "document_no": "広第30号",
}

LIFE: tuple[LifeStep, ...] = (
    LifeStep(OFFICER, "/register", {**SHEET, "contract": ID, "division": OFFICE, "record_count": "1500"}),
    paper("duty_notice"),
    paper("contract_review", rechecked_by=""),
    LifeStep(CHIEF, f"/checks/{ID}/contract_review", action=f"/checks/{ID}/contract_review/confirm"),
    MOVE,
    paper("checklist", **dict.fromkeys(("q23", "q24", "q25"), "はい")),
    paper("system_review"),
    paper("emergency_contact"),
    MOVE,
    LifeStep(OFFICER, f"{_C}/subcontracts", APPLICATION),
    LifeStep(
        HEAD,
        f"/decisions/subcontracts/{ID}/1",
        {"approval_no": "広第21号"},
        f"/decisions/subcontracts/{ID}/1/approve",
    ),
    paper("onsite_waiver", **OUTSIDE),
    LifeStep(OVERSIGHT, f"/decisions/substitutes/{ID}", action=f"/decisions/substitutes/{ID}/accept"),
    MOVE,
    MOVE,
    LifeStep(OFFICER, f"{_C}/subcontracts/1/start", {"started_on": "2024-06-03"}),
    paper("subcontract_notice", "1", notice_confirmed_on="2024-06-03", notice_method="契約条項"),
    paper("checklist", "1", received_on="2024-06-03", inspected_on="2024-06-03", reviewed_on="2024-06-03"),
    LifeStep(OFFICER, f"{_C}/subcontracts/1/finish", {"finished_on": "2024-06-03"}),
    paper("inspection_plan"),
    paper("completion_inspection"),
    MOVE,
    paper("return_disposal"),
    MOVE,
)
"""From the estimate to the end."""
