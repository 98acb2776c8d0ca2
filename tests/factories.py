"""Facts built by hand: a contract and a subcontract that lack nothing, and any field of them as a test wants it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from config.vocabulary import Answer, Arrangement, Stage
from states.documents import Checklist, ContractReview, EmergencyContact, SubcontractNotice
from states.facts import Contract, ContractSheet, Subcontract, SubcontractSheet
from states.visit_documents import OnsiteInspection, OnsiteWaiver

NEWEST_CHECKLIST = date(2023, 12, 26)
APRIL_2024 = date(2024, 4, 1)


def review(**fields: Any) -> ContractReview:
    """A review of a contract document with every clause and the editions of R6.3.1 and R5.10.10."""
    complete: dict[str, Any] = {
        "reviewed_on": APRIL_2024,
        "inspection_clause": True,
        "subcontract_clause": True,
        "nonconformity_clause": True,
        "termination_clause": True,
        "finance_rule_items": True,
        "template_edition": date(2024, 3, 1),
        "provisions_edition": date(2023, 10, 10),
    }
    return ContractReview(**complete | fields)


def checklist(**fields: Any) -> Checklist:
    """A checklist of the newest form, received and confirmed, naming who answers in an incident; no doubt."""
    complete: dict[str, Any] = {
        "received_on": date(2024, 4, 15),
        "reviewed_on": date(2024, 4, 20),
        "form_edition": NEWEST_CHECKLIST,
        "answers": {27: Answer.YES},
        "incident_manager": "person-1",
        "incident_contact": "contact-1",
        "doubt": False,
    }
    return Checklist(**complete | fields)


def visit(**fields: Any) -> OnsiteInspection:
    """A visit that found nothing wrong."""
    complete: dict[str, Any] = {"inspected_on": date(2024, 6, 3), "fit": True}
    return OnsiteInspection(**complete | fields)


def waiver(**fields: Any) -> OnsiteWaiver:
    """A recorded reason for no visit, without any substitute: stated, not accepted."""
    complete: dict[str, Any] = {"reason": "委託先の所在地が県外である", "recorded_on": date(2024, 6, 3)}
    return OnsiteWaiver(**complete | fields)


def contract(id_: str = "R6-0001", *, sheet: Mapping[str, Any] | None = None, **facts: Any) -> Contract:
    """A contract of 令和6年度 concluded on 2024-04-01 that no table finds fault with and nobody has to visit."""
    row: dict[str, Any] = {
        "fiscal_years": (2024,),
        "concluded_on": APRIL_2024,
        "long_term": False,
        "specific_pi": False,
        "sensitive_pi": False,
        "record_count": 999,
    }
    complete: dict[str, Any] = {
        "stage": Stage.CONCLUDED,
        "contract_review": review(),
        "checklists": (checklist(),),
        "emergency_contact": EmergencyContact(
            arrangement=Arrangement.NUMBERS_EXCHANGED, confirmed_on=date(2024, 4, 20)
        ),
    }
    return Contract(id=id_, sheet=ContractSheet(**row | dict(sheet or {})), **complete | facts)


def subcontract(no: str = "1", *, sheet: Mapping[str, Any] | None = None, **facts: Any) -> Subcontract:
    """A subcontract that handles personal data of no special kind, approved before its start, with nothing amiss."""
    row: dict[str, Any] = {
        "handles_pi": True,
        "specific_pi": False,
        "sensitive_pi": False,
        "applied_on": date(2024, 4, 2),
        "approved_on": date(2024, 4, 8),
        "approval_no": "第1号",
        "started_on": date(2024, 4, 9),
    }
    notice = SubcontractNotice(notice_confirmed_on=date(2024, 4, 9), notice_method="書面の交付と受領書の徴取")
    complete: dict[str, Any] = {"checklists": (checklist(),), "notice": notice}
    return Subcontract(no=no, sheet=SubcontractSheet(**row | dict(sheet or {})), **complete | facts)
