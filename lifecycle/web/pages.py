"""Pages as HTML: the templates of this room and of the static site, in one frame, with every value escaped."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader

from config.local_templates import local_source
from config.marks import at_the_foot
from config.rulebook import RuleBook
from config.unseen import visible
from config.vocabulary import Role
from lifecycle.papers.site import duties
from lifecycle.papers.site.render import TEMPLATES, environment
from lifecycle.web import places
from notifications import whole_office


def templates_for(book: RuleBook) -> Environment:
    """The templates with what every page of an installation shows; a page of the site finds the frame of this room."""
    steps = {step.id: step.label for step in book.escalation.every_step}
    shared: Mapping[str, Any] = {
        "step_label": lambda step: steps.get(step, step),
        "post_label": lambda post: next((r.label for r in Role if r.value == post), post),
        "needs_correction_means": whole_office.NEEDS_CORRECTION,
        "stalled_means": whole_office.STALLED,
        "ended_amiss_means": whole_office.ENDED_AMISS,
        "due_foot": at_the_foot(book.due_marks, shown=False),
        "urgency": duties.urgency,
        "duty_mark": duties.mark,
        "rule_label": lambda code: book.rules[code].label if code in book.rules else "",
    }
    templates = environment(shared)
    templates.auto_reload = False
    templates.loader = FunctionLoader(local_source(Path(__file__).parent / "templates", TEMPLATES))
    templates.globals.update(
        links=places,
        contract_page=places.contract_page,
        division_page=places.division_page,
        subject_link=places.subject_link,
        incident_link=places.incident_link,
        places=places,
    )
    return templates


def render(templates: Environment, template: str, to: Callable[[str], str], **content: Any) -> str:
    """One page; `to` gives the address of every page that it leads to. Nothing in it is unseen."""
    return visible(templates.get_template(template).render(to=to, **content))
