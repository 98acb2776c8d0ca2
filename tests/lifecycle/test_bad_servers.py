"""What a bad mail server does to the ladder: who was told, and when; nobody over the head of one who was not."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from bad_mail_server import BadMailServer, Fault, bad_mail_server
from county import CALENDAR
from installation import ADMIN, FOR_PERFORMING, ID, Installation, a_contract, hand_in
from simulated_year import every_day

from lifecycle.app import App, build_app
from lifecycle.clock import JAPAN
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep

BEGINS, BAD_FROM, MENDED, ENDS = date(2024, 4, 1), date(2024, 4, 24), date(2024, 4, 26), date(2024, 5, 13)
CHIEF, HEAD = "pr-chief@example.lg.jp", "pr-head@example.lg.jp"
DESK, OWNER = "koho@pref.example.jp", "lifecycle-admin@pref.example.jp"
OTHER_ID = "R6-0002"
DELIVERIES = ("08:00", "08:30", "12:00")


@dataclass
class Trial:
    """An installation whose mail leaves by a bad server; days pass on its trial clock."""

    installation: Installation
    server: BadMailServer

    def app(self, day: date, hour: str) -> App:
        """The installation at a time of a day."""
        return self.installation.at(self._app, f"{day}T{hour}")

    @cached_property
    def _app(self) -> App:
        environment = {**self.installation.environment(), "LIFECYCLE_MAIL_URL": self.server.url}
        app = build_app(self.installation.home, actor=ADMIN, environment=environment)
        app.engine.dispose()
        return replace(app, engine=self.installation.engine)

    def live(self, first: date, last: date) -> None:
        """Every day of these: the sweep of a business day, deliveries; while something is wrong every half hour."""
        for day in every_day(first, last):
            hours = (
                [f"{n // 2:02}:{30 * (n % 2):02}" for n in range(16, 36)]
                if self.server.fault is not Fault.NONE
                else DELIVERIES
            )
            for hour in hours:
                if hour == "08:30" and CALENDAR.is_business_day(day):
                    sweep(self.app(day, hour))
                app = self.app(day, hour)
                self.server.now = app.clock.now()
                deliver(app)

    def told(self, *addresses: str) -> list[tuple[str, str]]:
        """The day and the address of every digest of the ladder for these that has arrived, in order."""
        digests = {row.id for row in self.installation.rows("SELECT id FROM outbox WHERE topic LIKE 'digest%'")}
        return sorted(
            (one.at.astimezone(JAPAN).date().isoformat()[5:], one.to)
            for one in self.server.arrived
            if one.to in addresses and one.message in digests
        )

    def mails(self, address: str) -> list[str]:
        """The subjects of everything that arrived for an address."""
        return [one.subject for one in self.server.to(address)]

    def steps(self) -> dict[str, str]:
        """The day on which each step of the checklist's alert is on record as told."""
        rows = self.installation.rows(
            "SELECT s.step, s.told_on FROM alert_step s JOIN alert a ON a.id = s.alert"
            " WHERE a.code = 'S2-04' AND s.repeat = 0"
        )
        return {row.step: str(row.told_on)[5:] for row in rows}


@pytest.fixture
def trial(installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:
    """Two checklists due on 19 April: the head is to be told on the 24th, the desk on 8 May."""
    for id_ in (ID, OTHER_ID):
        a_contract(installation.app(now="2024-04-01"), id_)
        hand_in(installation.app(now="2024-04-01"), *(k for k in FOR_PERFORMING if k != "checklist"), id_=id_)
    with bad_mail_server(tmp_path) as server:
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "mail-authority.pem"))
        trial = Trial(installation, server)
        trial.live(date(2024, 4, 12), BAD_FROM - timedelta(days=1))
        yield trial


AWAY = (
    Fault.DOWN, Fault.BUSY_AT_ONCE, Fault.BUSY, Fault.BUSY_AT_TEXT, Fault.FULL, Fault.EXPIRED,
)  # fmt: skip
"""What makes a message wait: nobody has it, and once the server is mended it arrives."""


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("fault", AWAY, ids=lambda fault: fault.name)
def test_two_days_of_a_server_that_takes_nothing(trial: Trial, fault: Fault) -> None:
    """The head hears on the day of the mending and not before, once; the desk not before seven days after that."""
    trial.server.turn(fault)
    trial.live(BAD_FROM, MENDED - timedelta(days=1))
    assert trial.told(HEAD, DESK) == []
    assert trial.steps() == {"notice": "04-12", "officer": "04-22"}
    trial.server.turn(Fault.NONE)
    trial.live(MENDED, ENDS)
    assert trial.told(HEAD, DESK) == [("04-26", HEAD), ("05-10", DESK), ("05-10", HEAD)]
    assert trial.steps() == {
        "notice": "04-12",
        "officer": "04-22",
        "division_head": "04-26",
        "oversight_office": "05-10",
    }


@pytest.mark.many_alike(one_in=2)
@pytest.mark.parametrize("fault", [Fault.GREYLIST, Fault.SLOW], ids=lambda fault: fault.name)
def test_a_server_that_takes_it_later_changes_nothing(trial: Trial, fault: Fault) -> None:
    """Asked again after ten minutes it takes the mail: the head hears on the same day, once."""
    trial.server.turn(fault)
    trial.live(BAD_FROM, ENDS)
    assert trial.told(HEAD, DESK) == [("04-24", HEAD), ("05-08", DESK), ("05-08", HEAD)]


def test_one_address_of_three_that_does_not_exist_is_a_gap(trial: Trial) -> None:
    """The head's alone is refused for good: the desk hears at once that the head does not, and the owner of the gap."""
    trial.server.turn(Fault.NO_SUCH_BOX, HEAD)
    trial.live(BAD_FROM, BAD_FROM + timedelta(days=2))
    desk = trial.server.to(DESK)
    assert [one.at.astimezone(JAPAN).date() for one in desk] in ([BAD_FROM], [BAD_FROM + timedelta(days=1)])
    assert "所属長に届いていない" in "".join(desk[0].text.split())
    assert trial.told(HEAD) == []
    assert trial.mails(OWNER)


def test_what_ended_and_what_began_while_the_server_was_away_is_told(trial: Trial) -> None:
    """Each day's own message is written anew on the day of the mending, beside what the ladder tells by then."""
    trial.server.turn(Fault.DOWN)
    for number, id_ in enumerate((ID, OTHER_ID)):
        day = BAD_FROM + timedelta(days=number)
        trial.live(day, day)
        hand_in(trial.installation.app(now=f"{day}T18:30"), "checklist", id_=id_)
    a_contract(trial.installation.app(now=f"{day}T18:40"), "R6-0003")
    trial.live(MENDED, MENDED)
    trial.server.turn(Fault.NONE)
    trial.live(MENDED + timedelta(days=1), MENDED + timedelta(days=3))
    told = [one.text for one in trial.server.to(CHIEF) if one.at.date() >= MENDED]
    assert {id_ for text in told for id_ in (ID, "R6-0003") if id_ in text} == {ID, "R6-0003"}
    assert trial.told(HEAD, DESK) == []


def test_what_ended_stays_beside_a_step_that_is_told_anew(trial: Trial) -> None:
    """One digest that tells a step and an end waits over night: written anew, it still tells both."""
    trial.server.turn(Fault.DOWN)
    trial.live(BAD_FROM, BAD_FROM)
    hand_in(trial.installation.app(now=f"{BAD_FROM}T18:30"), "checklist")
    a_contract(trial.installation.app(now=f"{BAD_FROM}T18:40"), "R6-0003")
    trial.live(BAD_FROM + timedelta(days=1), BAD_FROM + timedelta(days=1))
    trial.server.turn(Fault.NONE)
    trial.live(MENDED, MENDED)
    (told,) = [one.text for one in trial.server.to(CHIEF) if one.at.astimezone(JAPAN).date() >= MENDED]
    assert "【解消" in told
    assert ID in told.partition("【解消")[2]
    assert "R6-0003" in told


def test_a_server_that_dies_after_the_text_is_asked_again_the_next_morning(trial: Trial) -> None:
    """It may have arrived: not repeated the same day; the head is not left untold, and the desk not told before."""
    trial.server.turn(Fault.DIES_AFTER_TEXT)
    trial.live(BAD_FROM, BAD_FROM)
    assert trial.told(HEAD, DESK) == [("04-24", HEAD)]
    trial.server.turn(Fault.NONE)
    trial.live(BAD_FROM + timedelta(days=1), ENDS)
    days = [day for day, to in trial.told(DESK)]
    heads = [day for day, to in trial.told(HEAD)]
    assert heads[:2] == ["04-24", "04-25"]
    assert len(days) == 1
    assert days[0] >= "05-08"
