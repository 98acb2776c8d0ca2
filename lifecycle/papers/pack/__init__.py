"""pack: the audit file (監査調書) of one contract, and its check on another machine.

Belongs here: gathering what the file holds (facts, history, verdicts, evidence), its pages and PDF cover, the
container, and the check, which needs neither database nor installation.
Does not belong here: any judgement (that is `states`), the words of the history (`lifecycle.records`).
May import: `lifecycle.app`, `lifecycle.clock`, `lifecycle.fields`, `lifecycle.identity`,
`lifecycle.papers.books`, `lifecycle.post`, `lifecycle.records`, `lifecycle.usecases`, `states`, `config`, `orjson`,
`sqlalchemy`; lazily: `jinja2`, `typst`.
"""
