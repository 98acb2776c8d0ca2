"""The first day of a raise or lowering: written in the settings, kept in the journal, never moved by a later call."""

from datetime import date
from pathlib import Path

import orjson
import pytest
from installation import Installation, a_contract, hand_in

from config.errors import RuleDataError, UsageError
from config.settings import load_settings
from lifecycle.app import App, build_app
from lifecycle.records.departures import first_days
from lifecycle.usecases.configuring import configure, unapplied
from lifecycle.usecases.installation import initialise
from states.facts import Departure

NOW = {"LIFECYCLE_NOW": "2026-11-02T09:00"}
LATER = {"LIFECYCLE_NOW": "2026-12-01T09:00"}
DATED = '\n[[rules.raised]]\ncode = "S2-12"\nfrom = 2028-04-01\nreaches = "concluded_from"\n'


def asking(home: Path, old: str, new: str, environment: dict[str, str]) -> App:
    """A home whose settings were edited, on a day."""
    path = home / "lifecycle.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return build_app(home, actor=None, environment=environment)


def of_home(home: Path, environment: dict[str, str]) -> App:
    """The home as it is opened on a day."""
    return build_app(home, actor=None, environment=environment)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A real home; its clock is fixed for the calls that a test makes below its door."""
    initialise(tmp_path / "home", "os_user", {})
    return tmp_path / "home"


def test_a_plain_raise_begins_when_it_is_put_on_record(home: Path) -> None:
    """It reaches what runs; another setting put on record later moves nothing."""
    configure(asking(home, "raise = []", 'raise = ["S2-12"]', NOW))
    expected = {"S2-12": Departure(date(2026, 11, 2), "running_on")}
    assert of_home(home, LATER).policy.departures == expected
    assert unapplied(of_home(home, LATER)) == ()
    changed = configure(asking(home, "yearly_visit = false", "yearly_visit = true", LATER))
    assert [one.name for one in changed] == ["yearly_visit"]
    assert of_home(home, LATER).policy.departures == expected


def test_a_raise_taken_back_and_made_again_begins_anew(home: Path) -> None:
    """What it was before is no ground to count from an earlier day."""
    configure(asking(home, "raise = []", 'raise = ["S2-12"]', NOW))
    configure(asking(home, 'raise = ["S2-12"]', "raise = []", NOW))
    configure(asking(home, "raise = []", 'raise = ["S2-12"]', LATER))
    assert of_home(home, LATER).policy.departures["S2-12"].from_on == date(2026, 12, 1)


def test_a_raise_has_a_day_and_a_reach_of_its_own(home: Path) -> None:
    """They are put on record as written; a day that is moved is told, and one that has passed is refused by name."""
    configure(asking(home, "\n[contacts]", f"{DATED}\n[contacts]", NOW))
    assert of_home(home, LATER).policy.raised == frozenset({"S2-12"})
    assert of_home(home, LATER).policy.departures == {"S2-12": Departure(date(2028, 4, 1), "concluded_from")}
    moved = asking(home, "from = 2028-04-01", "from = 2028-05-01", LATER)
    assert [one.name for one in unapplied(moved)] == ["departures"]
    configure(moved)
    past = asking(home, "from = 2028-05-01", "from = 2026-11-30", LATER)
    with pytest.raises(UsageError, match="S2-12"):
        configure(past)
    assert of_home(home, LATER).policy.departures["S2-12"].from_on == date(2028, 5, 1)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("raise = []", 'raise = ["S2-12"]', "S2-12"),
        ('reaches = "concluded_from"', 'reaches = "everybody"', "rules.raised.0.reaches"),
        ("from = 2028-04-01", 'from = "2028-04-01"', "rules.raised.0.from"),
        ("from = 2028-04-01\n", "", "rules.raised.0.from"),
    ],
)
def test_bad_days_and_reaches_are_faults_that_name_their_place(home: Path, old: str, new: str, place: str) -> None:
    """The same rule twice, an unknown reach, a day that is none, none at all."""
    desks = of_home(home, NOW).book.desks
    path = home / "lifecycle.toml"
    text = path.read_text(encoding="utf-8").replace("\n[contacts]", f"{DATED}\n[contacts]", 1)
    path.write_text(text.replace(old, new, 1) if old in text else text, encoding="utf-8")
    with pytest.raises(RuleDataError) as refused:
        load_settings(home, desks, {})
    assert any(place in f"{fault.place} {fault.problem}" for fault in refused.value.faults)


def test_a_raise_of_an_earlier_version_begins_with_its_first_event(installation: Installation) -> None:
    """Events of before the days were kept name the codes alone; the first that does gives the day."""
    a_contract(installation.app())
    installation.settings("raise = []", 'raise = ["S2-12"]')
    hand_in(installation.app(), "duty_notice")
    plain = orjson.dumps({"raised": ["S2-12"], "lowered": []})
    installation.tamper("UPDATE journal SET payload = :payload WHERE kind = 'policy_applied'", payload=plain)
    with installation.app().reading() as connection:
        assert first_days(connection, {"S2-12"}) == {"S2-12": Departure(date(2024, 6, 3), "running_on")}
        assert first_days(connection, {"S2-08"}) == {}
