"""Options of a command that are the fields of a record: their name, label and expected value come from the columns."""

from collections.abc import Iterable
from dataclasses import asdict, make_dataclass
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

if TYPE_CHECKING:
    from states.documents import Column


def options_of(name: str, columns: "Iterable[Column]") -> type[Any]:
    """A class whose fields are options (`--applied-on` for `applied_on`): a text, or None where nothing was typed."""
    fields = [
        (column.name, Annotated[str | None, Parameter(help=f"{column.label}({column.expected})")], None)
        for column in columns
    ]
    # Without a module of ours the class passes for one of the standard library, whose fields are no options.
    made = make_dataclass(name, fields, frozen=True, namespace={"__module__": __name__})
    return Parameter(name="*")(made)


def typed_in(options: Any) -> dict[str, str]:
    """The values typed for options, by the name of the field."""
    return {name: value for name, value in asdict(options).items() if value is not None}
