"""demo: the audit's portfolio as data: a synthetic ledger whose totals equal the report's, and the report's figures.

Nothing but data belongs here. The offices, contracts and findings in it are fictional, and every screen says so.
"""
