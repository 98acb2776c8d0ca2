"""A year of the made-up county: each day's deeds, sweep and deliveries on the trial clock, and what came of them."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from bad_mail_server import BadMailServer, Fault, bad_mail_server
from county import CALENDAR, NEW_YEAR, County
from county_deeds import Deeds, take_the_ledgers_in
from daily_judge import DailyJudge, Judgement, Key, Saying
from decision_judge import JUDGED
from installation import ADMIN, Installation

from config.loader import rule_book
from lifecycle.app import App, build_app
from lifecycle.clock import FixedClock
from lifecycle.records.as_of import AsOf
from lifecycle.records.facts import contract_ids, load_contracts
from lifecycle.usecases.importing import import_ledger
from lifecycle.usecases.installation import initialise
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from states.facts import Contract

FIRST_DAY = date(2024, 1, 4)
TAKES_NOTHING = (Fault.DOWN, Fault.BUSY_AT_ONCE, Fault.BUSY, Fault.BUSY_AT_TEXT, Fault.FULL, Fault.EXPIRED)
"""The faults of a server for as long as which nobody is told."""
NOT_OF_FACTS = {kind.code for kind in rule_book().alerts.values() if kind.decision or kind.occasion == "unreachable"}
"""The alerts that no contract's facts give rise to: what waits for a decision, and posts nobody can be reached at."""


@dataclass
class SimulatedYear:
    """Lives through a county's days by use cases in this process; a real mail server takes what leaves."""

    county: County
    installation: Installation
    inbox: BadMailServer
    deeds: Deeds = field(init=False)
    judge: DailyJudge = field(default_factory=DailyJudge)
    days: dict[date, Judgement] = field(default_factory=dict)
    expected: set[tuple[Saying, date]] = field(default_factory=set)
    outcomes: Counter[str] = field(default_factory=Counter)
    trouble: dict[date, Fault] = field(default_factory=dict)
    """What is wrong with the server on which days."""

    def __post_init__(self) -> None:
        self.deeds = Deeds(self.county, self.installation)

    def live(self, first: date, last: date) -> None:
        """Every day from the first to the last: the sweep of a business day, its mail, and what people do then."""
        for day in every_day(first, last):
            fault = self.trouble.get(day, Fault.NONE)
            if fault is not self.inbox.fault:
                self.inbox.turn(fault)
            if self.trouble:
                self.deliver(day, "08:00")
            if CALENDAR.is_business_day(day):
                self._judge(day)
                sweep(self.app(day, "08:30"))
            if day == NEW_YEAR:
                take_the_ledgers_in(self.county, self.installation, day)
            self.deliver(day, "08:31")
            if self.trouble:
                self.deliver(day, "08:45")
            if CALENDAR.is_business_day(day):
                self.deeds.on(day)
                self.deliver(day, "10:05")
                self.deliver(day, "17:00")

    def deliver(self, day: date, hour: str) -> None:
        """Send what waits; the server dates what arrives by the trial clock."""
        app = self.app(day, hour)
        self.inbox.now = app.clock.now()
        self.outcomes.update(one.status for one in deliver(app))

    def app(self, day: date, hour: str) -> App:
        """The installation at a time of a day, its mail leaving by the server."""
        return replace(self._app, clock=FixedClock(datetime.fromisoformat(f"{day}T{hour}:00+09:00")))

    @cached_property
    def _app(self) -> App:
        environment = {**self.installation.environment(FIRST_DAY.isoformat()), "LIFECYCLE_MAIL_URL": self.inbox.url}
        app = build_app(self.installation.home, actor=ADMIN, environment=environment)
        app.engine.dispose()
        return replace(app, engine=self.installation.engine)

    def told(self) -> set[tuple[Saying, date]]:
        """What is on record as told of duties: subject, code, step, repeat, day."""
        return {one for one in self._told() if one[0][1] not in NOT_OF_FACTS}

    def told_of_decisions(self) -> set[tuple[Saying, date]]:
        """What is on record as told of decisions that wait."""
        return {one for one in self._told() if one[0][1] in JUDGED}

    def _told(self) -> set[tuple[Saying, date]]:
        rows = self.installation.rows(
            "SELECT a.subject, a.code, s.step, s.repeat, s.told_on FROM alert_step s JOIN alert a ON a.id = s.alert"
        )
        return {((row.subject, row.code, row.step, row.repeat), date.fromisoformat(str(row.told_on))) for row in rows}

    def _judge(self, day: date) -> None:
        """Let the judge say what the facts of this morning demand."""
        judged = self.judge.morning(day, self._contracts(day), self._answers())
        self.days[day] = judged
        if self.trouble.get(day) not in TAKES_NOTHING:
            self.expected |= self.judge.delivered(day, lambda *_: True)

    def _contracts(self, day: date) -> list[Contract]:
        with self.app(day, "08:29").reading() as connection:
            return list(load_contracts(connection, contract_ids(connection), AsOf(day)))

    def _answers(self) -> dict[Key, tuple[date | None, date | None]]:
        """People's answers to what they were told, as they were recorded."""
        rows = self.installation.rows(
            "SELECT subject, code, paused_until, snoozed_until FROM alert WHERE resolved_on IS NULL"
        )
        return {(row.subject, row.code): (_day(row.paused_until), _day(row.snoozed_until)) for row in rows}


@contextmanager
def founded(county: County, folder: Path, on: date = FIRST_DAY) -> Iterator[SimulatedYear]:
    """The county's installation as founded on a day, with its offices; its mail leaves by a real server."""
    app = initialise(folder / "home", "declared", {"LIFECYCLE_NOW": f"{on}T07:00:00+09:00"})
    app.engine.dispose()
    installation = Installation(folder / "home")
    import_ledger(installation.app(ADMIN, f"{on}T07:30"), county.posts(folder))
    with bad_mail_server(folder) as inbox, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SSL_CERT_FILE", str(folder / "mail-authority.pem"))
        try:
            yield SimulatedYear(county, installation, inbox)
        finally:
            installation.engine.dispose()


def every_day(first: date, last: date) -> Iterator[date]:
    """The days from the first to the last, both among them."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _day(stored: Any) -> date | None:
    return date.fromisoformat(str(stored)) if stored else None
