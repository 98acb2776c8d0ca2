"""The audit's tables from the stored facts as of a date."""

from collections.abc import Sequence

from lifecycle.app import App
from lifecycle.records.facts import AsOf, contract_ids, load_contracts
from lifecycle.reports.audit_counts import AuditTables, count_tables


def count(app: App, as_of: AsOf, fiscal_years: Sequence[int] | None = None) -> AuditTables:
    """The twelve tables and 要改善 as of a date, of these fiscal years or of all."""
    with app.reading() as connection:
        app.actor(connection).must("閲覧")
        contracts = load_contracts(connection, contract_ids(connection), as_of)
        return count_tables(contracts, as_of.on, app.book, fiscal_years)
