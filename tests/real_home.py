"""A home in which nobody declares himself, and people of any post as a trusted door would hand them in, at any time."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from installation import BEFORE, HEAD, OFFICE, OFFICER, Installation
from sqlalchemy import Connection

from config.vocabulary import Role
from lifecycle.app import App, build_app
from lifecycle.clock import JAPAN, FixedClock
from lifecycle.identity import Actor
from lifecycle.usecases.divisions import draft_division
from lifecycle.usecases.installation import initialise
from lifecycle.usecases.work import working

ANNA = Actor("anna", "anna", Role.OFFICER, frozenset({OFFICE}))
HEIDI = Actor("heidi", "heidi", Role.DIVISION_HEAD, frozenset({OFFICE}))
KEEPER = Actor("keeper", "keeper", Role.ADMIN)
DESK = Actor("desk", "desk", Role.OVERSIGHT_OFFICE)
WATCH = Actor("watch", "watch", Role.AUDIT_OFFICE)


@dataclass(frozen=True)
class Handed(App):
    """The installation as one sees it whom a door has handed in."""

    given: Actor | None = None

    def actor(self, connection: Connection) -> Actor:
        """Who was handed in."""
        return self.given or super().actor(connection)


@dataclass
class RealHome(Installation):
    """An installation that is none for trial."""

    def as_(self, actor: Actor, now: str) -> App:
        """The installation as that person opens it at that time (a date is 9:00, in Japan)."""
        return handed(self.home, actor, now, self)


def handed(home: Path, actor: Actor | None, now: str, like: Installation | None = None) -> App:
    """A home as that person opens it at that time; without a person as its operating-system user does."""
    app = build_app(home, actor=None, environment={})
    values: dict[str, Any] = {name: getattr(app, name) for name in ("home", "settings", "engine", "book")}
    moment = datetime.fromisoformat(now if "T" in now else f"{now}T09:00:00").replace(tzinfo=JAPAN)
    made = Handed(**values, clock=FixedClock(moment), given=actor)
    if like is None:
        return made
    app.engine.dispose()
    return replace(made, engine=like.engine)


def real(home: Path) -> RealHome:
    """A home made on 2024-04-01 with one office and its posts."""
    moment = datetime.fromisoformat(f"{BEFORE}T08:00:00").replace(tzinfo=JAPAN)
    initialise(home, "os_user", {}, clock=FixedClock(moment)).engine.dispose()
    made = RealHome(home)
    people = {"officer": OFFICER, "officer_mail": "anna@example.lg.jp", "section_chief": "係長"}
    people |= {"section_chief_mail": "chief@example.lg.jp", "division_head": HEAD}
    people |= {"division_head_mail": "heidi@example.lg.jp"}
    with working(made.as_(DESK, BEFORE)) as work:
        draft, _ = draft_division(work, OFFICE, {"name": OFFICE, "department": "知事部局", **people})
        assert draft
        work.record([draft])
    return made
