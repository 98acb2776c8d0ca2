"""Which of the counts that the engine knows a pack prints as its tables, and what it calls them (`tables.toml`)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from config.citations import Strict


class PackTable(Strict):
    """One table: the number of the count that the engine knows (1 to 12), and the title above it."""

    number: Annotated[int, Field(ge=1, le=12)]
    title: Annotated[str, Field(pattern=r"\S")]


class PackTables(Strict):
    """The tables of a pack in the order of their numbers; none named are all that the engine counts."""

    table: tuple[PackTable, ...] = ()

    @model_validator(mode="after")
    def _every_number_once_in_order(self) -> Self:
        numbers = [one.number for one in self.table]
        if numbers != sorted(set(numbers)):
            raise ValueError(f"表(table)は番号の順に、1つずつ書いてください(今は {'、'.join(map(str, numbers))})")
        return self
