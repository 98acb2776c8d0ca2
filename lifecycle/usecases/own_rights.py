"""No one raises one's own rights alone: what gives the actor a post needs another person (semantics §8)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from config.errors import RoleError
from config.structural import Structural
from config.vocabulary import Role
from lifecycle.clock import FixedClock
from lifecycle.usecases.work import Work

HeldBefore = Mapping[date, frozenset[tuple[Role, str]]]
"""The posts of the actor, each with its office, by the days that were asked."""


class RaisesOwnRights(RoleError):  # noqa: N818 - says what was tried
    """Raised where a deed would give its own actor a post: it needs a second person."""


def posts_of_actor(work: Work, days: Iterable[str] = ()) -> HeldBefore:
    """The posts that the actor holds today and on these days, as it stands now."""
    asked = {work.today, *(date.fromisoformat(day) for day in days)}
    return {day: _posts(work, day) for day in asked}


def _posts(work: Work, day: date) -> frozenset[tuple[Role, str]]:
    now = work.app.clock.now()
    clock = FixedClock(now + timedelta(days=(day - work.today).days))
    actor = replace(work.app, clock=clock).actor(work.connection)
    return frozenset((role, office) for role, offices in actor.posts for office in (offices or {""}))


def must_not_raise_oneself(work: Work, before: HeldBefore) -> None:
    """Raises RoleError where what was just recorded gives the actor a post that the actor did not hold before."""
    for day, held in sorted(before.items()):
        if gained := sorted(_posts(work, day) - held):
            told = "、".join(f"{office}の{role.label}" for role, office in gained)
            raise RaisesOwnRights(
                f"自分に職({told})を与えることは、一人ではできません。別の人に依頼してください。[{Structural.POST}]"
            )
