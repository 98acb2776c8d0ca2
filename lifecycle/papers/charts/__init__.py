"""charts: figures drawn from data beside a table that holds the same numbers.

Belongs here: the specifications as Vega-Lite data files and the one module that draws them.
Does not belong here: counting, wording of pages.
May import: the standard library, `config.errors`; vl_convert nowhere else in the product.
"""
