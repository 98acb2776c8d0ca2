"""The composition root: everything a use case needs, put together once per call and handed down."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from config.calendar import BusinessCalendar, load_closed_days
from config.errors import DataFault, LifecycleError, RequestFault, RuleDataError, SetupError, UsageError
from config.escalation import with_days
from config.manners import manner_faults
from config.rulebook import RuleBook
from config.settings import DATABASE_VARIABLE, HOME_VARIABLE, SETTINGS_FILE, Settings, load_settings, secret
from config.unseen import refusal_of
from lifecycle.clock import CLOCK_VARIABLE, Clock, clock_from
from lifecycle.identity import Actor, Caller, FrontActor, ReadingScope, not_declared, reader_of, resolve
from lifecycle.records.database import DATABASE_FILE, open_engine, reading, sqlite_url
from lifecycle.records.database_copies import must_be_whole
from lifecycle.records.departures import departures_written, first_days, last_noted, undated
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.flags import is_trial, recorded_policy
from lifecycle.records.lost_database import must_be_there
from lifecycle.records.moved import must_be_in_use
from lifecycle.records.own_policy import Own, policy_in
from lifecycle.records.own_rules import book_of, pack_of
from lifecycle.records.schema import require_schema, version_in_use
from states.assessment import Assessor, unknown_guards
from states.facts import Departure, Policy
from states.local_columns import column_faults

ACTOR_VARIABLE = "LIFECYCLE_ACTOR"


def home_folder(environment: Mapping[str, str] = os.environ) -> Path:
    """The folder of the home: LIFECYCLE_HOME, else the platform's user data directory."""
    if environment.get(HOME_VARIABLE):
        return Path(environment[HOME_VARIABLE]).expanduser()
    from platformdirs import user_data_path

    return user_data_path("lifecycle", appauthor=False)


@dataclass(frozen=True, slots=True)
class Submission:
    """A form as it was sent: the key of that one filling in, and what its reader was shown.

    `key` makes sending it twice one deed. `subject` and `number` are the chain that was shown and its last event then:
    the deed is refused where more has happened on it since. Without a subject only the key counts.
    """

    key: str
    subject: str = ""
    number: int = 0


@dataclass(frozen=True)
class App:
    """One installation as seen by one call.

    `applied` are the departures from the rule data by which is judged: those on record, and the settings' own only in a
    home for trial or one where none were ever recorded; there `applies` is set, and the next writing records them.
    """

    home: Path
    settings: Settings
    engine: Engine
    clock: Clock
    book: RuleBook
    applied: PolicyApplied
    applies: bool = False
    declared_actor: str | None = None
    via: str = "cli"
    front: FrontActor | None = None
    submission: Submission | None = None

    @cached_property
    def calendar(self) -> BusinessCalendar:
        """The office's business days."""
        shipped = load_closed_days(pack_of(self.home) / "closed_days.toml")
        own = (self.applied.settings or {}).get(Own.CLOSED_DAYS, ())
        return BusinessCalendar(shipped.union(map(date.fromisoformat, own)))

    @cached_property
    def policy(self) -> Policy:
        """How this installation departs from the rule data."""
        own = self.applied.settings or {}
        return Policy(
            departures=self._departures,
            raised=frozenset(self.applied.raised),
            lowered=frozenset(self.applied.lowered),
            yearly_visit=bool(own.get(Own.YEARLY_VISIT)),
            contact_months=own.get(Own.CONTACT_MONTHS),
            office_kinds=own.get(Own.OFFICES, {}),
        )

    @cached_property
    def _departures(self) -> dict[str, Departure]:
        """From when each raise and lowering holds, and for whom; what says no day does from its first event on."""
        written = departures_written(self.applied)
        if codes := undated(self.applied):
            with self.reading() as connection:
                return {**first_days(connection, codes), **written}
        return written

    @property
    def program(self) -> str:
        """The release of the program."""
        return version("lifecycle")

    @cached_property
    def assessor(self) -> Assessor:
        """Judges contracts by book, policy and calendar. Raises RuleDataError where data name none of ours."""
        if faults := [*unknown_guards(self.book), *column_faults(self.book.place)]:
            raise RuleDataError(faults)
        return Assessor(self.book, self.policy, self.calendar)

    @cached_property
    def trial(self) -> bool:
        """Whether this home was made for trial (試用)."""
        with self.reading() as connection:
            return is_trial(connection)

    @property
    def seal_file(self) -> Path | None:
        """The file in which seals are kept, where the settings name one; a relative path counts from the home."""
        named = self.settings.seal.file
        return self.home / Path(named).expanduser() if named else None

    @cached_property
    def identity(self) -> str:
        """How actors are known here: `declared` in a home made for trial, else `os_user`; as the journal says."""
        return "declared" if self.trial else "os_user"

    def today(self) -> date:
        """The day it is in Japan."""
        return self.clock.today()

    def actor(self, connection: Connection) -> Actor:
        """The actor of this call: who acts."""
        caller = Caller(self.declared_actor, self.front, self.via)
        return resolve(connection, caller, self.today(), self.book.readings.person_names)

    def reader(self, connection: Connection) -> ReadingScope:
        """What the actor of this call may read; the boundary is the one on record. Raises RoleError."""
        wide = (self.applied.settings or {}).get(Own.READING) == "all" and (not self.applies or self.trial)
        return reader_of(self.actor(connection), everywhere=wide)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for reading, to answer a question."""
        with reading(self.engine) as connection:
            yield connection


def database_url(home: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The database's URL: PostgreSQL where LIFECYCLE_DATABASE_URL (or that secret) says so, else the home's SQLite."""
    return secret(DATABASE_VARIABLE, environment) or sqlite_url(home)


def open_app(
    home: Path | None = None,
    *,
    actor: str | FrontActor | None = None,
    environment: Mapping[str, str] = os.environ,
    via: str | None = None,
    moved_too: bool = False,
) -> App:
    """The installation of this environment, as somebody comes to it by a door (`via`: cli, web, flow).

    `moved_too` opens one whose database was moved to another, to be verified or moved once more.

    `actor` is a name that somebody declares, believed in trial homes alone, or the actor that a trusted front hands in.
    Raises SetupError where it is not initialised or was moved, UsageError where an actor or a clock is claimed and it
    is no trial home.
    """
    folder = home or home_folder(environment)
    must_be_there(folder, database_url(folder, environment))
    app = build_app(folder, actor=actor, environment=environment)
    try:
        require_schema(app.engine, folder)
        must_be_whole(app.engine)
        if not os.path.lexists(folder / SETTINGS_FILE):
            told = f"{folder} に {SETTINGS_FILE} がありません。連絡の出し先などが分からないため、何もしていません。"
            raise SetupError(RequestFault("settings_missing", f"{told}控えから戻してください。", values={"told": told}))
        refuse_claims(environment, actor, trial=app.trial)
        if not moved_too:
            must_be_in_use(app.engine)
    except LifecycleError:
        app.engine.dispose()
        raise
    return replace(app, via=via or app.via)


def refuse_claims(environment: Mapping[str, str], actor: str | FrontActor | None, *, trial: bool) -> None:
    """Refuse what only a home made for trial believes: an actor who is named, a clock that is fixed. Raises UsageError.

    The variables are refused as the option is: whoever sets them would be believed without a word.
    """
    if trial:
        return
    if (isinstance(actor, str) and actor) or environment.get(ACTOR_VARIABLE):
        raise UsageError(not_declared())
    if environment.get(CLOCK_VARIABLE):
        told = "時計を定められるのは、試用の環境だけです。ここでは時計はOSのものです。"
        raise UsageError(RequestFault("clock_not_believed", told, "clock"))


def believed_clock(environment: Mapping[str, str] = os.environ) -> Clock:
    """The clock that LIFECYCLE_NOW fixes, for what needs no home. Raises UsageError where no trial home stands."""
    folder = home_folder(environment)
    claimed = {CLOCK_VARIABLE: environment[CLOCK_VARIABLE]}
    refuse_claims(claimed, None, trial=trial_of(folder, environment) or False)
    return clock_from(environment)


def trial_of(folder: Path, environment: Mapping[str, str] = os.environ) -> bool | None:
    """Whether the home of a folder was made for trial; None where no home stands there yet."""
    url = database_url(folder, environment)
    if url == sqlite_url(folder) and not (folder / DATABASE_FILE).exists():
        return None
    engine = open_engine(url)
    try:
        if version_in_use(engine) is None:
            return None
        with reading(engine) as connection:
            return is_trial(connection)
    finally:
        engine.dispose()


def build_app(folder: Path, *, actor: str | FrontActor | None, environment: Mapping[str, str] = os.environ) -> App:
    """The installation's parts, whether its database is there or not."""
    front = actor if isinstance(actor, FrontActor) else None
    declared = None if isinstance(actor, FrontActor) else actor or environment.get(ACTOR_VARIABLE) or None
    if refused := refusal_of(front.login if front else declared or ""):
        raise UsageError(f"操作する人({ACTOR_VARIABLE})の名前に、{refused}。")
    engine = open_engine(database_url(folder, environment), existing=True)
    try:
        book = book_of(folder, engine)
        settings = load_settings(folder, book.desks, environment)
    except LifecycleError:
        engine.dispose()
        raise
    clock = clock_from(environment)
    noted, recorded = _recorded_policy(engine)
    applied = recorded or policy_in(settings, noted, clock.today())
    return App(
        home=folder,
        settings=settings,
        engine=engine,
        clock=clock,
        book=_as_set(book, applied.settings or {}),
        applied=applied,
        applies=recorded is None,
        declared_actor=declared,
        via="web" if front else "cli",
        front=front,
    )


def reopened(app: App) -> App:
    """The same call by the rule data as it stands now: what was published since it began is part of the book."""
    return replace(app, book=_as_set(book_of(app.home, app.engine), app.applied.settings or {}))


def _recorded_policy(engine: Engine) -> tuple[PolicyApplied | None, PolicyApplied | None]:
    """The departures noted last, and those that decide: in a home for trial none, because there the settings do."""
    try:
        with reading(engine) as connection:
            if is_trial(connection):
                return last_noted(connection), None
            noted = recorded_policy(connection)
            return noted, noted
    except DBAPIError:
        return None, None


def _as_set(book: RuleBook, own: Mapping[str, Any]) -> RuleBook:
    """The book with the installation's own days of the ladder, manners of telling and words that say nothing.

    Raises RuleDataError, which names every fault.
    """
    book = replace(book, readings=book.readings.extended(own.get(Own.PLACEHOLDERS, ())))
    days, manners = own.get(Own.ESCALATION, {}), own.get(Own.MANNER, {})
    ladder, faults = with_days(book.escalation, days) if days else (book.escalation, [])
    if faults := [*faults, *manner_faults(book.alerts, book.rules, manners)]:
        raise RuleDataError([DataFault(SETTINGS_FILE, place, problem) for place, problem in faults])
    return replace(book, escalation=ladder, manners=manners)
