"""versions: one file for each change of the schema, numbered, in the order in which they run.

Belongs here: the tables, columns and triggers that a release needs and the one before did not have.
Does not belong here: a change to a version that a release has carried: a further version corrects it.
May import: `lifecycle.records.triggers`, `alembic`, `sqlalchemy`.
"""
