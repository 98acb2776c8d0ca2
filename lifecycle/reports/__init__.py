"""reports: what the audit asks for. The twelve tables (表1〜12) and 要改善, as figures, JSON and text.

Belongs here: counting of facts already loaded as of a date, the printed form of the tables, comparison with printed
figures, words and alignment of the terminal's text.
Does not belong here: any judgement that opens or shuts a gate (that is `states`; audit tables are not guards), the
store, the clock.
May import: the standard library, `config`, `states` and, for the width of text, `notifications.plain`; of
`lifecycle` nothing.
"""
