"""The entry points to the words: a digest, the counts of a run or a notice becomes a subject, a body and a card."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar, cast

from config.errors import RuleDataError
from config.unseen import visible
from notifications import words
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.card import checked, fitting
from notifications.counts import counts_lines, counts_subject
from notifications.filters import fitted_out
from notifications.own_templates import OwnTemplates, TemplateUnusable, templates_of
from notifications.pages import alerts_of, page_of
from notifications.plain import clean
from notifications.template_files import TEMPLATES, are_there

if TYPE_CHECKING:
    from jinja2 import Environment

_OURS = Wording()
_Value = TypeVar("_Value")


def render_digest(digest: Digest, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card of a digest; the card holds fewer contracts in full where not all would fit.

    Where an installation's template can't be used, ours takes its place and `faults` says so.
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
        "next_steps": words.next_steps(told, by_page=bool(wording.url)),
        "pages": {group[0].contract: page_of(wording.url, group[0].contract) for group in told.contracts()},
        "alerts_page": alerts_of(wording.url) if told.contracts() else "",
        "due": words.due,
        "due_foot": words.due_foot(told),
        "how_told": words.how_told,
        "subject_line": words.subject_line,
        "commands": words.types_commands(told.recipient_post) and not wording.url,
    }
    pen = _Pen(wording)
    body = pen.text("digest.txt.j2", values)
    most = min(told.full_items, max(len(told.contracts()), len(told.resolved)))
    card = pen.card("digest.card.json.j2", values, most)
    return Rendered(subject, body, card, pen.told)


def render_counts(counts: RunCounts, wording: Wording = _OURS) -> Rendered:
    """What a run found, for a channel that many read: numbers and the codes of rules, nothing else."""
    subject = counts_subject(counts, training=wording.training)
    return compose("counts.txt.j2", subject, "", counts_lines(counts), wording)


def compose(
    template: str, subject: str, greeting: str, top: words.Lines, wording: Wording, **values: object
) -> Rendered:
    """A message that is sent alone: its body comes from a template of its own, its card from the lines at the top.

    The template sees `subject`, `greeting`, `top`, `wording`, `page` (where the message leads, if anywhere) and the
    values named here. Where an installation's template can't be used, ours takes its place and `faults` says so.
    """
    known = {"subject": subject, "greeting": greeting, "top": top, "page": values.pop("page", "")}
    pen = _Pen(wording)
    body = pen.text(template, {**known, **values})
    card = pen.card("notice.card.json.j2", known, len(top))
    return Rendered(subject, body, card, pen.told)


@dataclass(slots=True)
class _Pen:
    """Writes the parts of one message by the installation's templates; by ours where one of those can't be used."""

    wording: Wording
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The templates that could not be used, each with its problem."""
        return tuple(self.faults.items())

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """The text of a mail."""
        if own := self._own:
            try:
                return _finished(own.render(name, self._seen(values)))
            except TemplateUnusable as fault:
                self.faults[name] = fault.problem
        return _finished(_ours().get_template(name).render(self._seen(values)))

    def card(self, name: str, values: Mapping[str, object], most: int) -> str:
        """The card with as many contracts, of at most `most`, as fit."""
        if own := self._own:
            try:
                return fitting(name, lambda n: checked(name, own.render(name, self._seen(values, shown=n))), most)
            except TemplateUnusable as fault:
                self.faults[name] = fault.problem
            except RuleDataError as error:
                self.faults[name] = error.faults[0].problem
        template = _ours().get_template(name)
        return fitting(name, lambda n: checked(name, template.render(self._seen(values, shown=n))), most)

    @property
    def _own(self) -> OwnTemplates | None:
        folder = self.wording.templates
        return templates_of(folder) if folder is not None and are_there(folder) else None

    def _seen(self, values: Mapping[str, object], **more: object) -> dict[str, object]:
        """What a template sees: the values and the wording, without the way to any file."""
        return {**values, **more, "wording": replace(self.wording, templates=None)}


def _finished(text: str) -> str:
    return visible(text.rstrip()) + "\n"


def cleaned(value: _Value) -> _Value:
    """A copy of a value in which every text, however deep inside, is `clean`."""
    if isinstance(value, str):
        return cast(_Value, clean(value))
    if isinstance(value, tuple):
        return cast(_Value, tuple(cleaned(part) for part in value))
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: cleaned(getattr(value, one.name)) for one in fields(value)})
    return value


@cache
def _ours() -> "Environment":
    """The product's own templates, read strictly: a field that does not exist is a fault, never an empty space."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

    return fitted_out(
        Environment(
            loader=FileSystemLoader(TEMPLATES),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html", "html.j2"), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
