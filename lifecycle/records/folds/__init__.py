"""folds: what the journal says stood on a day, as far as it was known by a day; each question answered in one place.

Belongs here: alerts, exceptions, posts of offices and of persons, contracts taken back, papers of desks, each as a
value. `…_of` folds events that are at hand, `…_by` asks the database for the chains named; both answer for an `AsOf`.
Does not belong here: what an event writes to a table, facts of a contract and how they are shown (`lifecycle.records`
and above).
May import: `lifecycle.clock`, `lifecycle.records.as_of`, `lifecycle.records.chunks`,
`lifecycle.records.cut_over_projection`, `lifecycle.records.events`, `lifecycle.records.flags`,
`lifecycle.records.free_text`, `lifecycle.records.journal`, `lifecycle.records.tables`, `states`, `config`, `orjson`,
`sqlalchemy`.
"""
