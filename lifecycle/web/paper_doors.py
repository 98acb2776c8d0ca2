"""The doors of evidence: its forms, the looking through, what is on record, what was begun."""

from lifecycle.web import begun, desk_papers, evidence, evidence_check, paper_approval, papers_listed
from lifecycle.web.doors import Door

DOORS: tuple[Door, ...] = (
    *evidence.DOORS,
    *evidence_check.DOORS,
    *papers_listed.DOORS,
    *begun.DOORS,
    *desk_papers.DOORS,
    *paper_approval.DOORS,
)
