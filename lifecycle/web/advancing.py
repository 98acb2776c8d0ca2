"""Moving a contract on: what the next gate asks, the move itself, the page of a move that was refused."""

from dataclasses import dataclass

from starlette.responses import Response

from config.errors import ConflictError
from config.vocabulary import Stage
from lifecycle.acts import Act
from lifecycle.fields.stages import parse_stage
from lifecycle.usecases.moves import advance
from lifecycle.views.contracts import division_of
from lifecycle.views.verdicts import why
from lifecycle.web import places
from lifecycle.web.answers import was_changed, was_sent
from lifecycle.web.cured import Cures, CureShown
from lifecycle.web.doors import Door
from lifecycle.web.forms import FormShown, stale
from lifecycle.web.visit import Visit
from lifecycle.web.ways import doers_of
from states.duty import Duties, Duty
from states.verdict import Verdict


@dataclass(frozen=True, slots=True)
class NextGate:
    """A gate as it stands before somebody: the stage behind it, the duties that bar it, what to record, the form.

    `doers` says who moves the contract where the person who reads may not.
    """

    stage: Stage
    target: Stage
    unmet: tuple[Duty, ...]
    warnings: tuple[Duty, ...]
    todo: tuple[CureShown, ...]
    form: FormShown
    doers: str

    @property
    def open(self) -> bool:
        """Whether nothing bars the way."""
        return not self.unmet


def next_gate(visit: Visit, id_: str, to: Stage | None = None) -> NextGate:
    """The gate of the next (or named) stage of a contract. Raises NotFoundError, RoleError."""
    return _gate(visit, why(visit.app, id_, to, visit.as_of))


def _gate(visit: Visit, verdict: Verdict) -> NextGate:
    id_, division = verdict.contract, division_of(visit.app, verdict.contract)
    duties = Duties(visit.app.assessor, verdict.on)
    unmet = tuple(duties.of(id_, verdict.stage, finding) for finding in verdict.unmet)
    return NextGate(
        stage=verdict.stage,
        target=verdict.target,
        unmet=unmet,
        warnings=tuple(duties.of(id_, verdict.stage, finding) for finding in verdict.warnings),
        todo=Cures(visit, division).of(unmet),
        form=FormShown(places.advance_page(id_), visit.version(id_), (), places.contract_page(id_)),
        doers="" if visit.may(Act.ADVANCE, division) else doers_of((Act.ADVANCE,)),
    )


def _show(visit: Visit) -> Response:
    to = visit.asked("to")
    return _page(visit, next_gate(visit, visit.part("id"), parse_stage(to) if to else None))


def _take(visit: Visit) -> Response:
    id_, page = visit.part("id"), places.contract_page(visit.part("id"))
    to = parse_stage(visit.sent("to"))
    try:
        done = advance(visit.sending(), id_, to)
    except ConflictError as error:
        if was_sent(error):
            return visit.done(page, id_)
        if not was_changed(error):
            raise
        return stale(visit, next_gate(visit, id_).form, {}, {})
    if done.entered:
        return visit.done(page, id_)
    return _page(visit, _gate(visit, done.verdict), refused=True)


def _page(visit: Visit, gate: NextGate, *, refused: bool = False) -> Response:
    id_ = visit.part("id")
    cures = Cures(visit, division_of(visit.app, id_))
    status = 422 if refused else 200
    return visit.page("advance.html", status=status, id=id_, gate=gate, refused=refused, cures=cures)


DOORS = (Door("/contracts/{id}/advance", show=_show, take=_take),)
