"""dues: what follows from a change of facts, inside the transaction that changed them.

Belongs here: obligations as rows, the alerts on record, the re-opening of a gate already passed, what is told at once,
what waits for somebody's decision and who is asked for it, the answer to who asked.
Does not belong here: the judgement itself (`states`), what only the clock brings about (`lifecycle.watch`), how a
message leaves (`lifecycle.post`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.identity`, `lifecycle.post`,
`lifecycle.records`, `notifications`, `states`, `config`, `orjson`, `sqlalchemy`.
"""
