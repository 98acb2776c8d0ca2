"""dues: what follows from a change of facts, inside the transaction that changed them.

Belongs here: obligations as rows, the alerts on record, the re-opening of a gate already passed, and what is told at
once.
Does not belong here: the judgement itself (`states`), what only the clock brings about (`lifecycle.watch`), how a
message leaves (`lifecycle.post`).
May import: `lifecycle.app`, `lifecycle.clock`, `lifecycle.identity`, `lifecycle.post`, `lifecycle.records`,
`notifications`, `states`, `config`, `orjson`, `sqlalchemy`.
"""
