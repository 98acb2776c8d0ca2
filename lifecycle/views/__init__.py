"""views: the questions that a screen asks of the records, as of a date.

Belongs here: what is owed, the registers of alerts and exceptions, the list of contracts and one contract, its
history, what a draft of the rules would change; what each list is narrowed to, and its pages; each of these answers as
a document, for every door that prints JSON.
Does not belong here: anything that stores (`lifecycle.usecases`), anything that is written to a file
(`lifecycle.papers`), how an answer looks (`lifecycle.cli`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.dues`, `lifecycle.fields`,
`lifecycle.identity`, `lifecycle.records`, `lifecycle.usecases`, `states`, `config`, `sqlalchemy`.
"""
