"""Verdicts and what backs them as documents, as every door prints them in JSON."""

from collections.abc import Iterable
from typing import Any

from lifecycle.app import App
from lifecycle.views.verdicts import files_shared
from states.backing import Backed
from states.duty import Duties, Duty
from states.on_record import InPart
from states.verdict import Finding, Verdict


def verdict_document(app: App, verdict: Verdict) -> dict[str, Any]:
    """The JSON of `why` and `advance`."""
    return {
        "contract": verdict.contract,
        "stage": verdict.stage,
        "target": verdict.target,
        "as_of": verdict.on,
        "allowed": verdict.allowed,
        "unmet": [duty_document(duty) for duty in duties_of(app, verdict, verdict.unmet)],
        "warnings": [duty_document(duty) for duty in duties_of(app, verdict, verdict.warnings)],
        "remarks": [{"code": f.code, "subject": f.subject, "detail": f.reason} for f in verdict.remarks],
        "excused": [
            {"code": f.code, "subject": f.subject, "by": f.status.value, "detail": f.reason} for f in verdict.excused
        ],
        "in_part": [in_part_document(one) for one in verdict.in_part],
        "proofs": [proof_document(one) for one in verdict.backed],
        "shared_files": files_shared(app, verdict.contract),
        "not_applicable": list(verdict.not_applicable),
        "unrecorded": list(verdict.unrecorded),
    }


def duty_document(duty: Duty) -> dict[str, Any]:
    """An unmet duty in JSON."""
    names = ("code", "label", "subject", "reason", "remedy", "source", "strength", "responsible", "due_on", "command",
             "curable", "strength_label", "grounds", "due_note")  # fmt: skip
    return {name: getattr(duty, name) for name in names}


def in_part_document(one: InPart) -> dict[str, Any]:
    """A document that does not count yet, in JSON."""
    names = ("kind", "dated_on", "speaking_on", "told", "command")
    return {name: getattr(one, name) for name in names} | {
        "subcontract": one.subcontract or None,
        "lacks": list(one.lacks),
    }


def proof_document(one: Backed) -> dict[str, Any]:
    """What backs a document, in JSON: `proof` is original, document_no or declared."""
    names = ("kind", "label", "dated_on", "files")
    backing = {"proof": one.backing.value, "proof_label": one.backing.label}
    return {name: getattr(one, name) for name in names} | {"subcontract": one.subcontract or None, **backing}


def duties_of(app: App, verdict: Verdict, findings: Iterable[Finding]) -> list[Duty]:
    """The findings of a verdict as duties on the verdict's day."""
    made = Duties(app.assessor, verdict.on)
    return [made.of(verdict.contract, verdict.stage, finding) for finding in findings]
