"""events: every kind of thing that the journal tells of, as a class.

Belongs here: the kinds with their fields, their Japanese names and their older shapes (a file for each noun), the
register of all of them, and how they are written to and read from a payload.
Does not belong here: the row of the journal around them, what they do to a table, the sentences that tell them
(`lifecycle.records`).
May import: `config`, `states`, `orjson`.
"""
