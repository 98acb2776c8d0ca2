"""watch: what the clock does in an installation. Each job queues messages and never sends them.

Belongs here: the sweep and whom it tells, posts that cannot be reached, the claims of periodic jobs, the sign of
life, the monthly report, the alarm over a broken journal, files that no record names.
Does not belong here: when a job runs (that is the room `flows`), how a message leaves (`lifecycle.post`), what a duty
is (`states`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.dues`, `lifecycle.papers`,
`lifecycle.post`, `lifecycle.records`, `lifecycle.usecases`, `notifications`, `states`, `config`, `orjson`,
`sqlalchemy`.
"""
