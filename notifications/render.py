"""The entry points to the words: a digest, the counts of a run or a notice becomes a subject, a body and a card."""

from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from config.errors import DataFault, RuleDataError
from config.unseen import visible
from config.wareki import format_date
from notifications import words
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.card import checked, fitting, json_value, literal
from notifications.counts import counts_lines, counts_subject
from notifications.plain import FICTIONAL, clean, command, pad, wrap

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"
_LABEL_COLUMNS = 7
_OURS = Wording()
_Value = TypeVar("_Value")


def render_digest(digest: Digest, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card of a digest; the card holds fewer contracts in full where not all would fit.

    Raises RuleDataError where an installation's template is malformed or asks for a field that is not on the list.
    """
    told = cleaned(replace(digest, fictional=digest.fictional or wording.fictional))
    subject = words.subject_of(told, training=wording.training)
    values = {
        "digest": told,
        "subject": subject,
        "greeting": words.greeting(told.division, told.recipient_post),
        "top": words.summary(told),
        "contracts": told.contracts(),
        "several_offices": words.spans_offices(told),
        "several_steps": words.spans_steps(told),
        "next_steps": words.next_steps(told),
        "due": words.due,
        "due_foot": words.due_foot(told),
        "how_told": words.how_told,
        "subject_line": words.subject_line,
        "commands": words.types_commands(told.recipient_post),
    }
    body = render("digest.txt.j2", wording, **values)
    name = "digest.card.json.j2"
    most = min(told.full_items, max(len(told.contracts()), len(told.resolved)))
    card = fitting(name, lambda shown: checked(name, render(name, wording, shown=shown, **values)), most)
    return Rendered(subject, body, card)


def render_counts(counts: RunCounts, wording: Wording = _OURS) -> Rendered:
    """What a run found, for a channel that many read: numbers and the codes of rules, nothing else."""
    subject = counts_subject(counts, training=wording.training)
    return compose("counts.txt.j2", subject, "", counts_lines(counts), wording)


def compose(
    template: str, subject: str, greeting: str, top: words.Lines, wording: Wording, **values: object
) -> Rendered:
    """A message that is sent alone: its body comes from a template of its own, its card from the lines at the top.

    The template sees `subject`, `greeting`, `top`, `wording` and the values named here. Raises RuleDataError where an
    installation's template is malformed.
    """
    known = {"subject": subject, "greeting": greeting, "top": top}
    body = render(template, wording, **known, **values)
    name = "notice.card.json.j2"
    card = fitting(name, lambda shown: checked(name, render(name, wording, shown=shown, **known)), len(top))
    return Rendered(subject, body, card)


def render(name: str, wording: Wording, **values: object) -> str:
    """The text that a template gives with these values. Raises RuleDataError where the template is malformed."""
    from jinja2 import TemplateError

    try:
        body = _environment(wording.templates).get_template(name).render(wording=wording, **values)
    except TemplateError as fault:
        place = f"{getattr(fault, 'lineno', None) or '-'}行"
        raise RuleDataError([DataFault(name, place, f"文面のひな形を使えません: {fault}")]) from fault
    return visible(body.rstrip()) + "\n"


def cleaned(value: _Value) -> _Value:
    """A copy of a value in which every text, however deep inside, is `clean`."""
    if isinstance(value, str):
        return cast(_Value, clean(value))
    if isinstance(value, tuple):
        return cast(_Value, tuple(cleaned(part) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: cleaned(getattr(value, field.name)) for field in fields(value)})
    return value


def _field(text: str, label: str) -> str:
    """A labelled line of a contract, whose further lines are indented to stand under the text."""
    margin = " " * (3 + _LABEL_COLUMNS)
    return wrap(text, "   " + pad(label, _LABEL_COLUMNS), margin)


def _hang(text: str, lead: str = "") -> str:
    """A paragraph whose further lines are indented by two columns."""
    return wrap(lead + text, "", "  " if lead else "")


@cache
def _ours() -> "Environment":
    """The product's own templates, read strictly: a field that does not exist is a fault, never an empty space."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape(("html", "html.j2"), default=False),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        field=_field, hang=_hang, command=command, wareki=format_date, literal=literal, tojson=json_value
    )
    environment.globals["fictional_note"] = FICTIONAL
    return environment


def _environment(overrides: Path | None) -> "Environment":
    """The product's templates, or with an installation's folder that folder's first; they are read anew each time."""
    if overrides is None:
        return _ours()
    from jinja2 import FileSystemLoader

    return _ours().overlay(loader=FileSystemLoader([overrides, TEMPLATES]), cache_size=0)
