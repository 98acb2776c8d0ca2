"""The entry points to the words: a digest, the counts of a run or a notice becomes a subject, a body and a card."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from datetime import date
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from config.errors import RuleDataError
from config.unseen import visible
from config.vocabulary import Role
from notifications import words
from notifications.alert import Digest, Rendered, RunCounts, Wording
from notifications.card import MOST_BYTES, checked, fitting
from notifications.counts import counts_lines, counts_subject
from notifications.ended import ended_head, ended_in_short, ended_intro, ended_line
from notifications.filters import fitted_out
from notifications.head import Fullness, head_notes, head_parts, head_rest, head_summary, is_head
from notifications.heads import head_posts
from notifications.listing import in_a_card, in_brief, lacks, of_subjects, per_office
from notifications.own_templates import OwnTemplates, TemplateUnusable, templates_of
from notifications.pages import OPENED_BY_CARDS, alerts_of, office_page, page_of
from notifications.plain import clean
from notifications.template_files import TEMPLATES, are_there
from notifications.trial import TRIAL_LINES

if TYPE_CHECKING:
    from jinja2 import Environment

_OURS = Wording()
_AT_LEAST = 5
"""The number of contracts in a head's mail for which its notes are left out."""
OF_CARD = 4000
"""About how many bytes of a digest's card are of no single contract."""
_Value = TypeVar("_Value")
_TEXTLESS = (int, bool, date, date | None)


def render_digest(digest: Digest, wording: Wording = _OURS) -> Rendered:
    """The subject, body and card of a digest; the card holds fewer contracts in full where not all would fit.

    Where an installation's template can't be used, ours takes its place and `faults` says so.
    """
    told = cleaned(replace(digest, fictional=digest.fictional or wording.fictional))
    subject, pen = words.subject_of(told, training=wording.training), _Pen(wording)
    values = {**_of_digest(told, wording), "subject": subject}
    body = _heads_body(pen, told, values) if told.recipient_post in head_posts() else pen.text("digest.txt.j2", values)
    contracts = told.contracts()
    most = min(told.full_items, max(len(contracts), len(told.resolved)))
    guess = in_a_card(contracts[:most], MOST_BYTES - OF_CARD, typed=bool(values["commands"])) if contracts else most
    card = pen.card("digest.card.json.j2", values, most, guess)
    return Rendered(subject, body, card, pen.told)


def _of_digest(told: Digest, wording: Wording) -> dict[str, object]:
    """What the templates of a digest see."""
    office = office_page(wording, told.division if told.recipient_post != Role.OVERSIGHT_OFFICE.label else "")
    return {
        "digest": told,
        "greeting": words.greeting(told.division, told.recipient_post),
        "top": head_summary(told) if is_head(told) else (*words.summary(told), *per_office(told)),
        "contracts": told.contracts(),
        "several_offices": words.spans_offices(told),
        "several_steps": words.spans_steps(told),
        "next_steps": words.next_steps(told, by_page=bool(wording.url)),
        "pages": {group[0].contract: page_of(wording.url, group[0].contract) for group in told.contracts()},
        "alerts_page": alerts_of(wording.url) if told.contracts() else "",
        "office_page": office if told.contracts() else "",
        "button": office if told.contracts() and office.startswith(OPENED_BY_CARDS) else "",
        "lacks": lacks,
        "of_subjects": of_subjects,
        "in_brief": in_brief,
        "due": words.due,
        "due_foot": words.due_foot(told, shown=not is_head(told)),
        "how_told": words.how_told,
        "subject_line": words.subject_line,
        "ended_head": ended_head(told),
        "ended_intro": ended_intro(told),
        "ended_line": ended_line,
        "ended_in_short": ended_in_short,
        "commands": words.types_commands(told.recipient_post) and not wording.url,
    }


def _heads_body(pen: "_Pen", told: Digest, values: Mapping[str, object]) -> str:
    """The mail of a head, with as much of each contract, and of as many contracts, as fit on one screen.

    An installation that words its digests and not its heads' mails has its own digest for both.
    """
    if pen.has("digest.txt.j2") and not pen.has("head.txt.j2"):
        own = pen.own_text("digest.txt.j2", values)
        if own is not None:
            return own
    room = told.screen_lines - (TRIAL_LINES if pen.wording.trial else 0)
    if not is_head(told):
        made = (
            pen.text("digest.txt.j2", {**values, "digest": replace(told, full_items=shown)})
            for shown in range(told.full_items, 0, -1)
        )
    else:
        made = (pen.text("head.txt.j2", {**values, **_heads_part(told, *size, values)}) for size in _sizes(told))
    body = ""
    for body in made:
        if body.count("\n") <= room:
            break
    return body


def _sizes(told: Digest) -> Iterator[tuple[int, Fullness, int]]:
    """How many contracts are told in which form and with how many notes, the most first."""
    every, notes = min(told.full_items, len(told.contracts())), len(list(head_notes(told)))
    yield every, "fields", notes
    for fewer in range(notes, -1, -1):
        yield every, "kinds", fewer
    yield every, "line", notes
    for shown in range(every - 1, _AT_LEAST, -1):
        yield shown, "line", notes
    for fewer in range(notes, -1, -1):
        yield min(every, _AT_LEAST), "line", fewer
    for shown in range(min(every, _AT_LEAST) - 1, -1, -1):
        yield shown, "line", 0


def _heads_part(
    told: Digest, shown: int, form: Fullness, notes: int, values: Mapping[str, object]
) -> dict[str, object]:
    return {
        "parts": head_parts(told, shown, form),
        "rest": head_rest(told, shown, has_page=bool(values["office_page"])),
        "notes": list(head_notes(told))[:notes],
    }


def render_counts(counts: RunCounts, wording: Wording = _OURS) -> Rendered:
    """What a run found, for a channel that many read: numbers and the codes of rules, nothing else."""
    subject = counts_subject(counts, training=wording.training)
    return compose("counts.txt.j2", subject, "", counts_lines(counts), wording)


def compose(
    template: str, subject: str, greeting: str, top: words.Lines, wording: Wording, *, html: str = "", **values: object
) -> Rendered:
    """A message that is sent alone: its body comes from a template of its own, its card from the lines at the top, and
    where it has tables an HTML part from the template `html`.

    The template sees `subject`, `greeting`, `top`, `wording`, `page` (where the message leads, if anywhere), `button`
    (the same, where a card can open it) and the values named here. Where an installation's template can't be used, ours
    takes its place and `faults` says so.
    """
    page = str(values.pop("page", ""))
    button = page if page.startswith(OPENED_BY_CARDS) else ""
    known = {"subject": subject, "greeting": greeting, "top": top, "page": page, "button": button}
    pen = _Pen(wording)
    body = pen.text(template, {**known, **values})
    marked_up = pen.text(html, {**known, **values}) if html else ""
    card = pen.card("notice.card.json.j2", known, len(top))
    return Rendered(subject, body, card, pen.told, marked_up)


@dataclass(slots=True)
class _Pen:
    """Writes the parts of one message by the installation's templates; by ours where one of those can't be used."""

    wording: Wording
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def told(self) -> tuple[tuple[str, str], ...]:
        """The templates that could not be used, each with its problem."""
        return tuple(self.faults.items())

    def has(self, name: str) -> bool:
        """Whether the installation has a template of this name of its own."""
        return self.wording.templates is not None and os.path.lexists(self.wording.templates / name)

    def own_text(self, name: str, values: Mapping[str, object]) -> str | None:
        """The text of a mail by the installation's templates; None where it has none, or they can't be used."""
        if own := self._own:
            try:
                return _finished(own.render(name, self._seen(values)))
            except TemplateUnusable as fault:
                self.faults[name] = fault.problem
        return None

    def text(self, name: str, values: Mapping[str, object]) -> str:
        """The text of a mail."""
        own = self.own_text(name, values)
        return _finished(_ours().get_template(name).render(self._seen(values))) if own is None else own

    def card(self, name: str, values: Mapping[str, object], most: int, guess: int | None = None) -> str:
        """The card with as many contracts, of at most `most`, as fit: by our template about `guess`."""
        if own := self._own:
            try:
                return fitting(name, lambda n: checked(name, own.render(name, self._seen(values, shown=n))), most)
            except TemplateUnusable as fault:
                self.faults[name] = fault.problem
            except RuleDataError as error:
                self.faults[name] = error.faults[0].problem
        template = _ours().get_template(name)
        return fitting(name, lambda n: checked(name, template.render(self._seen(values, shown=n))), most, guess)

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
    """A value in which every text, however deep inside, is `clean`: itself where it is so already."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return cast(_Value, clean(value))
    if isinstance(value, tuple):
        return cast(_Value, tuple(map(cleaned, value)))
    if is_dataclass(value) and not isinstance(value, type):
        kept = ((one, getattr(value, one)) for one in _names(type(value)))
        other = {one: now for one, was in kept if (now := cleaned(was)) != was}
        return replace(value, **other) if other else value
    return value


@cache
def _names(cls: Any) -> tuple[str, ...]:
    """The fields of a class in which there may be text."""
    return tuple(one.name for one in fields(cls) if one.type not in _TEXTLESS)


@cache
def _ours() -> "Environment":
    """The product's own templates, read strictly: a field that does not exist is a fault, never an empty space."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

    from config.local_templates import local_source

    return fitted_out(
        Environment(
            loader=FunctionLoader(local_source(TEMPLATES)),
            undefined=StrictUndefined,
            autoescape=select_autoescape(("html", "html.j2"), default=False),
            trim_blocks=True,
            lstrip_blocks=True,
        )
    )
