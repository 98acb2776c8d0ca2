"""Numbers and offices as people type them, made what is on record before a command sees them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import Parameter

from config.errors import LifecycleError, NotFoundError

if TYPE_CHECKING:
    from sqlalchemy import Connection


@contextmanager
def _records() -> Iterator["Connection | None"]:
    """The records of this installation; None where they can't be read, of which the command itself will tell."""
    from lifecycle.app import open_app

    try:
        app = open_app()
    except LifecycleError:
        yield None
        return
    try:
        with app.reading() as connection:
            yield connection
    finally:
        app.engine.dispose()


def _number(_: Any, tokens: Sequence[Any]) -> str:
    from lifecycle.fields.contract_numbers import one_spelling

    typed = one_spelling(tokens[0].value)
    if typed.upper() == typed.lower():
        return typed
    from lifecycle.views.spelling import number_on_record

    with _records() as connection:
        return number_on_record(connection, typed) if connection else typed


def _office(_: Any, tokens: Sequence[Any]) -> str:
    from lifecycle.views.office_names import office_named

    typed = str(tokens[0].value)
    with _records() as connection:
        return office_named(connection, typed) if connection else typed


def _new_office(_: Any, tokens: Sequence[Any]) -> str:
    try:
        return _office(_, tokens)
    except NotFoundError:
        return str(tokens[0].value)


Number = Annotated[str, Parameter(converter=_number)]
"""The number of a contract, subcontract, exception or alert: as on record, in whatever widths, dashes, letter case."""

OfficeName = Annotated[str, Parameter(converter=_office)]
"""An office as on record, in whatever widths, brackets and blanks. One that nobody knows ends the call with 6."""

NewOffice = Annotated[str, Parameter(converter=_new_office)]
"""An office as on record where it is, else as typed."""
