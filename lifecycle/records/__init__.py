"""records: the journal and the tables read from it.

The journal is the truth: append-only, numbered per subject, hash-chained. The projections are written by `apply`
alone, so replaying the journal into an empty database gives the same tables. Persons' names and numbers sit in one
erasable table. Obligations, alerts' next dates and the outbox are working state, not history.
"""
