"""records: the journal and what is read from it.

Belongs here: the journal (append-only, numbered per subject, hash-chained), the projections, which `apply` alone
writes so that a replay gives the same tables, persons in one erasable table, facts as of a date and as known by a
date, the words of the history, the files of evidence.
Does not belong here: any judgement (`states`), any transaction of a deed (`lifecycle.usecases`). Obligations, the
next dates of alerts and the outbox are working state here, not history.
May import: `lifecycle.clock`, `notifications`, `states`, `config`, `alembic`, `filetype`, `orjson`, `pydantic`,
`sqlalchemy`, `sqlmodel`, `uuid_utils`.
"""
