"""watch: what the clock does in an installation. The delivery sends messages; every other job only queues them.

Belongs here: the sweep and whom it tells, the delivery and what it tells the ladder, messages given up, the guard
against a storm, posts that cannot be reached, decisions that are late, the claims of periodic jobs, the sign of life,
the monthly report, the alarm over a broken journal, files that no record names.
Does not belong here: when a job runs (that is the room `flows`), by which way a message leaves (`lifecycle.post`),
what a duty is (`states`).
May import: `lifecycle.acts`, `lifecycle.app`, `lifecycle.clock`, `lifecycle.dues`, `lifecycle.identity`,
`lifecycle.papers`, `lifecycle.post`, `lifecycle.records`, `lifecycle.usecases`, `notifications`, `states`, `config`,
`orjson`, `sqlalchemy`.
"""
