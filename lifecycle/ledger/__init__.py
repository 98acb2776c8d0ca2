"""台帳 (the ledger workbook), read: from an .xlsx file to typed rows and faults.

What belongs here: what the workbook's sheets and columns are (`columns`), how a cell's value is read and written out
(`values`), how a file is opened without trusting it (`workbook`, `child`), and how rows become facts (`parse`).
What does not: deciding anything by the rules, comparing with what is known, storing. Those are the use cases' work;
this package knows no database. It may import `states` and `config`.
"""
