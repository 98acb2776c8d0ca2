"""What lists can be narrowed to: the offices that the reader may read of, and their contracts' fiscal years."""

from dataclasses import dataclass

from sqlalchemy import select

from lifecycle.app import App
from lifecycle.records.tables import contract


@dataclass(frozen=True, slots=True)
class Facets:
    """The offices and the fiscal years (the western year in which each begins) that contracts belong to."""

    offices: tuple[str, ...]
    years: tuple[int, ...]


def facets(app: App) -> Facets:
    """The offices and years of the contracts that the actor may read, each in order. Raises RoleError."""
    statement = select(contract.c.division, contract.c.fiscal_years).where(~contract.c.removed).distinct()
    with app.reading() as connection:
        offices = app.reader(connection).offices
        if offices is not None:
            statement = statement.where(contract.c.division.in_(sorted(offices)))
        rows = connection.execute(statement).all()
    years = {int(year) for row in rows for year in row.fiscal_years.split(",") if year}
    return Facets(tuple(sorted({row.division for row in rows})), tuple(sorted(years)))
