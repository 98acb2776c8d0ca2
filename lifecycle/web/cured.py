"""What cures a duty, as a page offers it: the link to the form for whoever may do it, else who does it."""

from collections.abc import Iterable
from dataclasses import dataclass

from lifecycle.papers.letters.forms_out import form_kinds
from lifecycle.web import places
from lifecycle.web.visit import Visit
from lifecycle.web.ways import way_of
from states.cures import Asking, Cure, cures_of


@dataclass(frozen=True, slots=True)
class CureShown:
    """One thing to do: what it is called, the fields that lack, where it is done; `doers` where somebody else does it.

    `href` is empty where the person who reads may not do it; `form` is the address of the form that is filled in for
    it, made for the contract, where there is one.
    """

    title: str
    fields: tuple[str, ...]
    href: str
    doers: str
    form: str = ""


class Cures:
    """Offers the cures of duties of one office to the person who is signed in.

    `offered` is False for a page of another day: nothing is recorded from it.
    """

    def __init__(self, visit: Visit, division: str) -> None:
        self._visit, self._division = visit, division
        self.offered = visit.dates is None

    def of(self, duties: Iterable[Asking]) -> tuple[CureShown, ...]:
        """What to do next about duties, each record once."""
        return tuple(shown for cure in cures_of(duties) if (shown := self.shown(cure))) if self.offered else ()

    def shown(self, cure: Cure) -> CureShown | None:
        """One of them; None for a command that no page stands for."""
        way = way_of(cure.command)
        if way is None:
            return None
        may = any(self._visit.may(act, self._division) for act in way.acts)
        form = self._form(cure) if may else ""
        return CureShown(way.title, cure.fields, way.href if may else "", "" if may else way.doers, form)

    def _form(self, cure: Cure) -> str:
        """The address of the form for what is lacking, where its kind has one."""
        if cure.kind not in form_kinds(self._visit.app.book):
            return ""
        return places.form_file(cure.subject.partition("/")[0], cure.kind, cure.no)
