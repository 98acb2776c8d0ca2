"""The doors of the pages on which is read: tables, offices, registers, their documents, audit files; a first report."""

from lifecycle.web import documents, first_report, offices, packing, registers, tables

DOORS = (
    *tables.DOORS,
    *documents.DOORS,
    *first_report.DOORS,
    *offices.DOORS,
    *packing.DOORS,
    *registers.DOORS,
)
