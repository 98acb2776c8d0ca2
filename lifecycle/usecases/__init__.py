"""usecases: deeds, one file per noun. They know who acts, and never print.

Belongs here: loading facts, asking `states` for a verdict, and in one transaction (`work`) appending events, applying
them, refreshing what is due and queueing messages.
Does not belong here: questions that store nothing (`lifecycle.views`), documents (`lifecycle.papers`), the words of a
door (`lifecycle.cli`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.dues`, `lifecycle.fields`,
`lifecycle.identity`, `lifecycle.ledger`, `lifecycle.post`, `lifecycle.process_user`, `lifecycle.records`,
`notifications`, `states`, `config`, `orjson`, `sqlalchemy`.
"""
