"""letters: the texts that offices otherwise copy from last year's file, and the forms made for a contract.

Belongs here: what stands in the request (依頼文) and the reminder (督促), their templates (.docx, which an office may
replace), the checklist struck through for a contract or subcontract, the form of each kind of evidence that has one,
the prefecture's own wording.
Does not belong here: any judgement (that is `states`), sending: a letter goes to 決裁 on paper.
May import: `lifecycle.app`, `lifecycle.fields`, `lifecycle.ledger`, `lifecycle.papers.books`, `lifecycle.records`,
`states`, `config`, `sqlalchemy`, `xlsxwriter`; lazily: `docxtpl`, `jinja2`.
"""
