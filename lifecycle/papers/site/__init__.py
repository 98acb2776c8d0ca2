"""site: the static site that offices and auditors open: board, contract pages, tables, registers, rules.

Belongs here: gathering what the records say as of a date in one pass, the pages as frozen values, their templates,
and the folder that they are written to.
Does not belong here: any judgement (that is `states`), any count of the audit's tables (`tables`).
May import: `lifecycle.app`, `lifecycle.clock`, `lifecycle.fields`, `lifecycle.papers.books`,
`lifecycle.papers.charts`, `lifecycle.papers.tables`, `lifecycle.records`, `lifecycle.usecases`, `notifications`,
`states`, `config`, `jinja2`, `sqlalchemy`.
"""
