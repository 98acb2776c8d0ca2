"""A contract with everything known of it as a document, as every door prints it in JSON."""

from dataclasses import asdict
from datetime import date
from typing import Any

from config.vocabulary import Backing
from config.wareki import format_fiscal_year
from lifecycle.records.shelf import Stored
from lifecycle.views.contracts import Shown
from lifecycle.views.verdict_documents import in_part_document
from states.duty import Duty
from states.facts import ContractSheet, Override, Subcontract

_DATES = ("quoted_on", "concluded_on", "performance_start_on", "performance_end_on")


def contract_document(shown: Shown) -> dict[str, Any]:
    """The JSON of `contract show`. Persons' names and numbers stay out of it: fields hold whether they are filled."""
    facts, judged = shown.contract, shown.assessment
    sheet = facts.sheet
    return {
        "id": facts.id,
        "division": sheet.division,
        "title": sheet.title,
        "contractor": sheet.contractor,
        "fiscal_year": fiscal_years_of(sheet),
        "stage": facts.stage,
        "stage_declared": facts.stage_declared,
        "standing": judged.standing,
        "as_of": judged.on,
        "dates": {name: getattr(sheet, name) for name in _DATES},
        "long_term": sheet.long_term,
        "specific_pi": sheet.specific_pi,
        "sensitive_pi": sheet.sensitive_pi,
        "record_count": sheet.record_count,
        "uses_system": sheet.uses_system,
        "subcontracts": [_subcontract(facts.id, sub) for sub in facts.subcontracts],
        "obligations": [_obligation(duty) for duty in shown.unmet if duty.is_open or duty.on_record],
        "overrides": [_override(one, judged.on) for one in facts.overrides],
        "evidence": [
            {**_evidence(record), **_backing(shown, record), "speaks": speaks(shown, record)}
            for record in shown.records
            if record.kind not in ("contract", "subcontract")
        ],
        "in_part": [in_part_document(one) for one in shown.in_part],
        "shared_files": list(shown.shared),
        "kept_until": shown.kept_until,
        "holds": [asdict(hold) for hold in shown.holds],
    }


def _override(one: Override, on: date) -> dict[str, Any]:
    """An exception in short."""
    said = {"id": one.id, "subject": one.subject, "codes": one.codes}
    return {**said, "expires_on": one.expires_on, "live": one.lives_on(on)}


def fiscal_years_of(sheet: ContractSheet) -> str:
    """The fiscal years of a contract as they are typed."""
    return ",".join(format_fiscal_year(year) for year in sheet.fiscal_years or ())


def _subcontract(id_: str, sub: Subcontract) -> dict[str, Any]:
    sheet = sub.sheet
    return {
        "id": f"{id_}/{sub.no}",
        "subcontractor": sheet.subcontractor,
        "handles_pi": sheet.handles_pi,
        "applied_on": sheet.applied_on,
        "approved_on": sheet.approved_on,
        "approval_no": sheet.approval_no,
        "started_on": sheet.started_on,
    }


def _obligation(duty: Duty) -> dict[str, Any]:
    names = ("subject", "code", "label", "status", "gate", "reason", "responsible", "due_on", "overdue", "on_record")
    added = ("strength", "strength_label", "grounds", "source", "due_note")
    return {name: getattr(duty, name) for name in (*names, *added)}


def _evidence(record: Stored) -> dict[str, Any]:
    fields = {n: bool(v) if isinstance(v, dict) else v for n, v in record.fields.items()}
    return {
        "kind": record.kind,
        "subcontract": record.subcontract or None,
        "dated_on": record.dated_on,
        "recorded_at": record.recorded_at,
        "fields": fields,
        "files": [{"sha256": file.sha256, "type": file.type, "size": file.size} for file in record.files],
    }


def _backing(shown: Shown, record: Stored) -> dict[str, Any]:
    """What backs a document (`proof`: original, document_no or declared), and the dates in it that are only planned."""
    backing = shown.backing[record.kind, record.subcontract, record.key]
    return {
        "declared_only": record.proof.via_ledger and backing is Backing.DECLARED,
        "proof": backing.value,
        "proof_label": backing.label,
        "is_plan": record.is_plan,
        "planned": sorted(record.planned),
    }


def speaks(shown: Shown, record: Stored) -> bool:
    """Whether a document is the one that speaks of its kind; of some kinds every document does."""
    return shown.speaking.get((record.kind, record.subcontract), record.key) == record.key
