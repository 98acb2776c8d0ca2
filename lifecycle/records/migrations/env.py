"""Alembic's entry: runs the migrations on the connection it is handed."""

from alembic import context

from lifecycle.records import working_models

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=working_models.METADATA)
with context.begin_transaction():
    context.run_migrations()
