"""books: the one writer of workbooks, and the new file that every document is written to.

Belongs here: how a cell is written so that no text becomes a formula, how sheets look and print, the workbooks of the
tables and of what is owed, the calendar of what is owed.
Does not belong here: what a ledger's row says (`ledger_out`), how a workbook is read (`lifecycle.ledger`), any count
(`tables`).
May import: `lifecycle.fields`, `lifecycle.ledger`, `lifecycle.papers.tables`, `notifications`, `states`, `config`,
`xlsxwriter`.
"""
