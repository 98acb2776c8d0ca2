"""guards: one function per rule, a file per phase, each answering for one subject on one date.

Belongs here: what the evidence shows of one rule, with every piece of evidence that is missing named.
Does not belong here: whether the rule is in force, overridden, raised or lowered, and which gate it bars:
`states.assessment` weighs that for all rules in the same way.
May import: `states.asked_records`, `states.backing`, `states.checklist_forms`, `states.conditions`, `states.content`,
`states.documents`, `states.editions`, `states.emergency`, `states.facts`, `states.hands`, `states.incident`,
`states.incident_report`, `states.incidents`, `states.labels`, `states.past_incidents`, `states.proof`,
`states.reach`, `states.subcontract`, `states.termination`, `states.verdict`, `states.visit_documents`, `config`.
"""
