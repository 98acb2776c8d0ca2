"""card: one printed page for an incident: whom to call on both sides, what to ask, what to order, the clocks.

Belongs here: what stands on the card, its template, its print style (A4).
Does not belong here: any judgement (that is `states`), who may see a number (`lifecycle.usecases.emergency`).
May import: `lifecycle.fields`, `lifecycle.records`, `lifecycle.usecases`, `states`, `config`, `jinja2`.
"""
