"""ledger_out: the ledger workbook (台帳) on its way out.

Belongs here: the export of everything current, the empty ledger with its guide, the marked copy of a ledger that was
rejected.
Does not belong here: reading a ledger (`lifecycle.ledger`), how a workbook looks in general (`books`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.fields`, `lifecycle.ledger`,
`lifecycle.papers.books`, `lifecycle.records`, `states`, `config`, `sqlalchemy`, `xlsxwriter`.
"""
