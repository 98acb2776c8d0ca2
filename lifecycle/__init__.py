"""lifecycle: what happened and what is due; the doors for people.

Belongs here: the journal and its projections, the use cases, supervision and the outbox, the ledger workbook,
the reports, and the command line.
Does not belong here: any judgement (that is `states`), any wording of a mail (`notifications`), any schedule (`flows`).
May import: sqlmodel and alembic (only this room), and the rooms `notifications`, `states`, `config`.
"""
