"""What a template may use besides the values of its message: filters and the words on a ledger that is made up."""

from typing import TYPE_CHECKING

from config.place import here
from config.wareki import format_date
from notifications.card import json_value, literal
from notifications.plain import FICTIONAL, command, pad, wrap

if TYPE_CHECKING:
    from jinja2 import Environment

_LABEL_COLUMNS = 7


def fitted_out(environment: "Environment") -> "Environment":
    """The environment with our filters and words."""
    environment.filters.update(
        field=_field, hang=_hang, command=command, wareki=format_date, literal=literal, tojson=json_value
    )
    environment.globals |= {"fictional_note": FICTIONAL, "here": here}
    return environment


def _field(text: str, label: str) -> str:
    """A labelled line of a contract, whose further lines are indented to stand under the text."""
    margin = " " * (3 + _LABEL_COLUMNS)
    return wrap(text, "   " + pad(label, _LABEL_COLUMNS), margin)


def _hang(text: str, lead: str = "") -> str:
    """A paragraph whose further lines are indented by two columns."""
    return wrap(lead + text, "", "  " if lead else "")
