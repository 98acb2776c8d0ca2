"""reports: what the audit asks for. The twelve tables (表1〜12) and 要改善, as figures, JSON, text, charts and pages.

Belongs here: counting of facts already loaded as of a date, the printed form of the tables, comparison with printed
figures, words and alignment of the terminal's text; `charts` draws, `site` gathers and renders the static site.
Does not belong here: any judgement that opens or shuts a gate (that is `states`; audit tables are not guards), the
clock; the store, but for `site`, which reads it.
May import: the standard library, `config`, `states` and, for the width of text, `notifications.plain`; of
`lifecycle` nothing, but for `site` (its own sign says what).
"""
