"""tables: the audit's twelve tables (表1〜12) and 要改善, counted from facts as of a date.

Belongs here: which column a contract or subcontract falls into, the printed form of the tables, their text and JSON,
the comparison with printed figures.
Does not belong here: workbooks and pages that show the tables (`books`, `site`), any judgement of a gate (`states`).
May import: `lifecycle.app`, `lifecycle.records`, `notifications`, `states`, `config`.
"""
