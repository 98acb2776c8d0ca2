"""ledger: the ledger workbook (台帳) read without trust, from an .xlsx file to typed rows and faults.

Belongs here: what the sheets and columns are, how a file is opened in a child process under limits, how rows become
values, every fault at once.
Does not belong here: how one field is typed (`lifecycle.fields`), comparing with what is stored and storing
(`lifecycle.usecases`), writing a ledger (`lifecycle.papers.ledger_out`); the database.
May import: `lifecycle.acts`, `lifecycle.fields`, `states`, `config`; lazily: `python_calamine`, `xlrd`,
`charset_normalizer`.
"""
