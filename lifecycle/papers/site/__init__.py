"""site: the static site that offices and auditors open: board, contract pages, tables, registers, rules.

Belongs here: gathering what the records say as of a date in one pass, the pages as frozen values, their templates,
and the folder they are written to.
Does not belong here: any judgement (that is `states`), any count of the audit's tables (that is `lifecycle.papers`).
May import: the rest of `lifecycle`, `notifications.plain`, `states`, `config`; jinja2 only in `render`.
"""
