"""charts: figures drawn from data beside a table that holds the same numbers.

Belongs here: the specifications as Vega-Lite data files and the one module that draws them.
Does not belong here: counting, the wording of pages, any reading of the records.
May import: `config`; lazily: `vl_convert`.
"""
