"""A page on which something is decided: what was asked, in whose words, what each decision does; and its answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from starlette.responses import Response

from config.errors import CancelledError, ConflictError, NotFoundError, RequestFault, UsageError
from lifecycle.app import App
from lifecycle.fields.questions import Question
from lifecycle.usecases.originals import ListedOriginal
from lifecycle.views.rules_asked import RuleAsked
from lifecycle.web import places
from lifecycle.web.answers import was_sent
from lifecycle.web.forms import FormShown, fields_shown, was
from lifecycle.web.visit import Visit
from states.facts import Contract

_LINES, SHOWN = "lines", "shown"
_OTHER_DAY = "日付を変えて見ているため、ここでは何も記録できません。今日に戻して開いてください。"


@dataclass(frozen=True, slots=True)
class RecordedElsewhere:
    """What an act gives that was recorded on another chain than its page's: the chain, and where to go on."""

    subject: str
    place: str


@dataclass(frozen=True, slots=True)
class DecisionChoice:
    """One way to decide: its heading, what it does, the questions it asks, the words on its button.

    `act` does it with the installation as the person who sent the form, the answers, and the hash of what was shown;
    it gives the reasons why it was refused, if it was. `name` is the last part of the address that takes the form.
    One that is not `offered` stands on no page now, but a form of it that was sent before is known.
    """

    name: str
    heading: str
    does: str
    send: str
    act: Callable[[App, Mapping[str, str], str], Sequence[str] | RecordedElsewhere | None]
    questions: tuple[Question, ...] = ()
    second: bool = False
    offered: bool = True


@dataclass(frozen=True, slots=True)
class DecisionPage:
    """Everything such a page shows. `lines` are what an act is bound to by the hash `shown`.

    `papers` are the originals of what is decided on, `place` is the address, `subject` the chain on which the decision
    is recorded, `bound` one on which nothing may have happened since the page was opened. `if_nothing` says what
    happens where nobody decides, `why_not` why the reader may not, `then` where to go on.
    """

    title: str
    place: str
    subject: str
    contract: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()
    shown: str = ""
    lacking: tuple[str, ...] = ()
    rules: tuple[RuleAsked, ...] = ()
    if_nothing: tuple[str, ...] = ()
    choices: tuple[DecisionChoice, ...] = ()
    why_not: str = ""
    state: str = ""
    originals: bool = False
    crumbs: tuple[tuple[str, str], ...] = field(default=((places.DECISIONS, "決裁待ち"),))
    then: str = places.DECISIONS
    template: str = "decision.html"
    papers: tuple[ListedOriginal, ...] = ()
    bound: str = ""

    @property
    def items(self) -> tuple[tuple[str, str], ...]:
        """The lines that say something of an item: its label and what is recorded."""
        parts = (line.partition(": ") for line in self.lines)
        return tuple((label, said) for label, mark, said in parts if mark)


def about_contract(contract: Contract) -> tuple[str, str]:
    """The contract that a decision concerns, in a line: number, title, office, contractor."""
    sheet = contract.sheet
    return "契約", f"{contract.id} {sheet.title or ''}({sheet.division or ''}、委託先 {sheet.contractor or '未記録'})"


def shown_page(
    visit: Visit,
    page: DecisionPage,
    status: int = 200,
    *,
    tried: str = "",
    values: Mapping[str, str] | None = None,
    faults: Sequence[RequestFault] = (),
    before: Sequence[str] | None = None,
) -> Response:
    """The page; after a form that could not be taken with what was typed, its faults, or what has changed since."""
    page = replace(page, why_not=_OTHER_DAY) if visit.dates else page
    forms = {
        choice.name: _form(visit, page, choice, values or {}, faults)
        if choice.name == tried
        else _form(visit, page, choice, {}, ())
        for choice in page.choices
    }
    marked = forms.get(tried)
    return visit.page(page.template, status=status, page=page, forms=forms, faults=faults, before=before, tried=marked)


def _form(
    visit: Visit, page: DecisionPage, choice: DecisionChoice, values: Mapping[str, str], faults: Sequence[RequestFault]
) -> FormShown:
    fields = fields_shown(choice.questions, values, faults)
    marked = tuple(replace(one, name=f"{choice.name}-{one.name}") for one in fields)
    told = tuple(replace(fault, field=f"{choice.name}-{fault.field}" if fault.field else "") for fault in faults)
    lines = {_LINES: "\n".join(page.lines)}
    return FormShown(f"{page.place}/{choice.name}", visit.version(page.bound), marked, page.then, told, lines)


def taken(visit: Visit, page: DecisionPage, name: str) -> Response:
    """Decide as the form says that was sent: on what was shown, once. Raises RoleError, NotFoundError."""
    choice = next((one for one in page.choices if one.name == name), None)
    if choice is None:
        raise NotFoundError("この頁では、その操作はできません。")
    names = [question.column.name for question in choice.questions]
    values = {one: text for one in names if (text := visit.sent(f"{name}-{one}"))}
    try:
        refused = choice.act(visit.sending(), values, visit.sent(SHOWN))
    except ConflictError as error:
        if was_sent(error):
            return visit.done(page.then, page.subject)
        before = was(visit).get(_LINES, "").split("\n")
        return shown_page(visit, page, 409, tried=name, values=values, before=before)
    except (UsageError, CancelledError) as error:
        faults = error.faults or (RequestFault("refused", str(error), names[0] if len(names) == 1 else ""),)
        return shown_page(visit, page, 422, tried=name, values=values, faults=faults)
    if isinstance(refused, RecordedElsewhere):
        return visit.done(refused.place, refused.subject)
    if refused:
        faults = tuple(RequestFault("refused", told) for told in refused)
        return shown_page(visit, page, 422, tried=name, values=values, faults=faults)
    return visit.done(page.then, page.subject)
