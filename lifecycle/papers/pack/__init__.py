"""pack: the audit file (監査調書) of one contract, and its check on another machine.

Belongs here: the container, what a file holds (facts, history, verdicts, evidence), its pages and PDF cover, and the
check, which needs neither database nor home.
Does not belong here: any judgement (that is `states`), who may ask and where the file goes (`usecases.packing`).
May import: the rest of `lifecycle`, `states`, `config`; jinja2 and typst only when a page or the cover is made.
"""
