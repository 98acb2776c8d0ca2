"""papers: what leaves the installation as a document. Everything here only reads the records.

Belongs here: the twelve tables, the workbooks, the static site, the audit file, the letters, the ledger on its way
out, the charts, the card of an incident; a room for each.
Does not belong here: any judgement that opens or shuts a gate (that is `states`; the audit's tables are not guards),
any deed (`lifecycle.usecases`), any answer on a screen (`lifecycle.views`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.fields`, `lifecycle.identity`,
`lifecycle.ledger`, `lifecycle.post`, `lifecycle.records`, `lifecycle.usecases`, `notifications`, `states`, `config`,
`jinja2`, `orjson`, `sqlalchemy`, `xlsxwriter`; lazily: `docxtpl`, `typst`, `vl_convert`.
"""
