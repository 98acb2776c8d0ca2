"""fields: how one field is typed, read and shown, in a cell and on the command line alike.

Belongs here: dates, counts, texts, choices, what counts as the same word and what counts as nothing.
Does not belong here: which fields a record has (`states.documents`), where a field stands in a workbook
(`lifecycle.ledger`), the database.
May import: `states`, `config`.
"""
