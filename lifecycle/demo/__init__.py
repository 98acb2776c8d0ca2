"""demo: the audit's portfolio, played. Every office, contract and finding in it is fictional, and every screen says so.

Belongs here: the synthetic ledger whose totals equal the report's, the report's figures, and the play that types the
main job as an office would.
Does not belong here: anything that a real installation needs; nobody imports this room but the command that plays it.
May import: `lifecycle.cli`, `config`, `cyclopts`, `sqlalchemy`; lazily: `lifecycle.app`, `lifecycle.post`,
`lifecycle.records`, `lifecycle.views`, `notifications`.
"""
