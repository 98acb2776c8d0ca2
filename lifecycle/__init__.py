"""lifecycle: what happened and what is due; the doors for people. `docs/architecture.md` draws the rooms inside.

Belongs here: the journal and its projections, the use cases, supervision and the outbox, the ledger workbook, the
documents that leave, the doors; on the landing only the hall: app, clock, identity, acts, process_user.
Does not belong here: any judgement (`states`), any wording of a mail (`notifications`), any schedule (`flows`).
May import: `notifications`, `states`, `config`, `alembic`, `anyio`, `authlib`, `cyclopts`, `jinja2`, `joserfc`,
`orjson`, `sqlalchemy`, `sqlmodel`, `starlette`, `uuid_utils`, `xlsxwriter`; lazily: `charset_normalizer`, `docxtpl`,
`filetype`, `httpx2`, `platformdirs`, `pydantic`, `python_calamine`, `typst`, `uvicorn`, `vl_convert`, `xlrd`. Only
here: sqlmodel, sqlalchemy, alembic.
"""
