"""The doors of evidence: its forms, the looking through, what is on record, what was begun; forms to hand out."""

from lifecycle.web import (
    begun,
    contract_forms,
    desk_papers,
    evidence,
    evidence_check,
    paper_approval,
    papers_listed,
    returned,
)
from lifecycle.web.doors import Door

DOORS: tuple[Door, ...] = (
    *evidence.DOORS,
    *evidence_check.DOORS,
    *papers_listed.DOORS,
    *begun.DOORS,
    *contract_forms.DOORS,
    *desk_papers.DOORS,
    *paper_approval.DOORS,
    *returned.DOORS,
)
