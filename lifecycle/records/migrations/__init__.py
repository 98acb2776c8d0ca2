"""migrations: the schema of the database, brought forward version by version by Alembic.

Belongs here: the environment in which the versions run; the versions themselves stand in `versions`, each written
once and never changed.
Does not belong here: reading the records, any change of what an event says.
May import: `lifecycle.records.triggers`, `lifecycle.records.working_models`, `alembic`, `sqlalchemy`.
"""
