"""lifecycle: what happened and what is due; the doors for people. `docs/architecture.md` draws the rooms inside.

Belongs here: the journal and its projections, the use cases, supervision and the outbox, the ledger workbook, the
documents that leave, and the command line; on the landing only the hall: app, clock, identity, acts, process_user.
Does not belong here: any judgement (that is `states`), any wording of a mail (`notifications`), any schedule
(`flows`).
May import: `notifications`, `states`, `config`, `alembic`, `cyclopts`, `jinja2`, `orjson`, `sqlalchemy`, `sqlmodel`,
`uuid_utils`, `xlsxwriter`; lazily: `docxtpl`, `filetype`, `platformdirs`, `python_calamine`, `rich`, `typst`,
`vl_convert`. No other room imports sqlmodel, sqlalchemy or alembic.
"""
