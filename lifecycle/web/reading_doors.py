"""The doors of the pages on which is read: tables, offices, registers, their documents, audit files; a first report."""

from lifecycle.web import (
    circulars,
    documents,
    first_report,
    incident_forms,
    incidents,
    offices,
    packing,
    registers,
    tables,
)

DOORS = (
    *tables.DOORS,
    *circulars.DOORS,
    *documents.DOORS,
    *first_report.DOORS,
    *incidents.DOORS,
    *incident_forms.DOORS,
    *offices.DOORS,
    *packing.DOORS,
    *registers.DOORS,
)
