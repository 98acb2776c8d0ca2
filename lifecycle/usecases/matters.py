"""The matters that need two persons, all of them; they are seen, confirmed and declined here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from config.errors import NotFoundError, RequestFault, RoleError, UsageError
from config.structural import Structural
from lifecycle.app import App
from lifecycle.dues.waiting import DecisionWaiting
from lifecycle.records.events.second import MatterConfirmed, MatterDeclined, MatterProposed
from lifecycle.records.tables import matter as stored_matter
from lifecycle.usecases.again import tried_again
from lifecycle.usecases.clock import CLOCK
from lifecycle.usecases.cut_over import CUT_OVER
from lifecycle.usecases.erasing import ERASURE
from lifecycle.usecases.home_kind import HOME_KIND
from lifecycle.usecases.own_posts import OWN_OFFICE_POST, OWN_POST_OF_DESK
from lifecycle.usecases.reasons import given_reason
from lifecycle.usecases.rule_publishing import RULES_PUBLISHED, RULES_WITHDRAWN
from lifecycle.usecases.second_person import MATTER, Matter, Proposed, as_proposed, awaited
from lifecycle.usecases.shown import digest_of, must_be_as_shown
from lifecycle.usecases.work import Work, looking, working

MATTERS: Mapping[str, Matter] = {
    matter.id: matter
    for matter in (
        *(CLOCK, CUT_OVER, ERASURE, HOME_KIND, OWN_OFFICE_POST, OWN_POST_OF_DESK),
        *(RULES_PUBLISHED, RULES_WITHDRAWN),
    )
}
"""Every kind of matter by its id."""


@dataclass(frozen=True, slots=True)
class MatterSeen:
    """A matter as a second person sees it: its kind, what will be done, the hash to confirm with, whether it is open.

    `shown` is the hash of what stands now; it differs from the proposal's where the content has changed since.
    """

    proposed: Proposed
    label: str
    lines: tuple[str, ...]
    shown: str

    @property
    def changed(self) -> bool:
        """Whether what it is about has changed since it was proposed: then it can't be confirmed any more."""
        return self.proposed.status == "proposed" and self.shown != self.proposed.shown


def every_matter(app: App, *, matters: Mapping[str, Matter] = MATTERS) -> list[MatterSeen]:
    """The matters, the open ones first. Raises RoleError."""
    with looking(app) as work:
        reader = app.reader(work.connection)
        rows = work.connection.execute(select(stored_matter).order_by(stored_matter.c.proposed_on, stored_matter.c.id))
        asked = [as_proposed(row) for row in rows if not row.division or reader.covers(row.division)]
        every = [_seen(work, one, matters) for one in asked]
    return sorted(every, key=lambda seen: seen.proposed.status != "proposed")


def waiting_matters(work: Work) -> list[DecisionWaiting]:
    """The matters that wait for a second person."""
    open_ = select(stored_matter).where(stored_matter.c.status == "proposed").order_by(stored_matter.c.id)
    asked = [as_proposed(row) for row in work.connection.execute(open_)]
    every = (awaited(work, one, MATTERS[one.matter]) for one in asked if one.matter in MATTERS)
    return [one for one in every if one]


def one_matter(app: App, id_: str, *, matters: Mapping[str, Matter] = MATTERS) -> MatterSeen:
    """One matter as it stands now. Raises NotFoundError, RoleError."""
    with looking(app) as work:
        reader, asked = app.reader(work.connection), _find(work, id_)
        if asked.division:
            reader.must(asked.division)
        return _seen(work, asked, matters)


@tried_again
def confirm(app: App, id_: str, shown: str, *, matters: Mapping[str, Matter] = MATTERS) -> MatterSeen:
    """Confirm a matter as the second person and carry it out, in one transaction. `shown` is the hash that was shown.

    Raises ConflictError where the content has changed since, RoleError (the same person, or a post that may not),
    UsageError where it is no longer open, NotFoundError.
    """
    with working(app) as work:
        asked = _open(work, id_)
        kind = matters[asked.matter]
        must_be_second(work, asked, kind)
        lines = kind.lines(work, asked)
        must_be_as_shown(shown, lines)
        must_be_as_shown(asked.shown, lines)
        work.note(f"{MATTER}{id_}", MatterConfirmed(id=id_))
        kind.carry_out(work, asked)
        done = MatterSeen(_find(work, id_), kind.label, tuple(lines), shown)
    if kind.afterwards:
        kind.afterwards(app)
    return done


def must_be_second(work: Work, asked: Proposed, kind: Matter) -> None:
    """Raises RoleError where the actor may not confirm a matter: another post does, or the actor proposed it."""
    work.actor.must(kind.act, asked.division or None)
    if is_proposer(work, asked):
        told = f"申し出た人は、自分では確認できません(二人での確認)。[{Structural.POST}]"
        raise RoleError(RequestFault("second_person_is_first", told, "matter"))


@tried_again
def decline(app: App, id_: str, reason: str, *, matters: Mapping[str, Matter] = MATTERS) -> MatterSeen:
    """Withdraw a matter as who proposed it, or decline it as one who might confirm it, with the reason on record.

    Raises RoleError, UsageError, NotFoundError.
    """
    reason = given_reason(app, reason, "見送る理由を入れてください。")
    with working(app) as work:
        asked = _open(work, id_)
        if not is_proposer(work, asked):
            work.actor.must(matters[asked.matter].act, asked.division or None)
        work.note(f"{MATTER}{id_}", MatterDeclined(id=id_, reason=reason))
        return _seen(work, _find(work, id_), matters)


def is_proposer(work: Work, asked: Proposed) -> bool:
    """Whether the actor proposed a matter, under whatever name."""
    return work.is_actor(asked.proposed_by, asked.proposed_on, f"{MATTER}{asked.id}", MatterProposed.KIND)


def _find(work: Work, id_: str) -> Proposed:
    row = work.connection.execute(select(stored_matter).where(stored_matter.c.id == id_)).first()
    if row is None:
        raise NotFoundError(RequestFault("matter_unknown", f"二人での確認 {id_} はありません。", "matter"))
    return as_proposed(row)


def _open(work: Work, id_: str) -> Proposed:
    asked = _find(work, id_)
    if asked.status != "proposed":
        done = {"confirmed": "確認され、実行されて", "declined": "見送られて"}[asked.status]
        raise UsageError(RequestFault("matter_settled", f"二人での確認 {id_} は既に{done}います。", "matter"))
    return asked


def _seen(work: Work, asked: Proposed, matters: Mapping[str, Matter]) -> MatterSeen:
    kind = matters.get(asked.matter)
    if kind is None or asked.status != "proposed":
        return MatterSeen(asked, kind.label if kind else asked.matter, (), "")
    lines: Sequence[str] = kind.lines(work, asked)
    return MatterSeen(asked, kind.label, tuple(lines), digest_of(lines))
