"""The simulated April of 300 new contracts and a simulated year, whole: nothing wrong in them, and their figures."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bad_mail_server import Fault
from county import LABELS, County
from decision_judge import demanded
from figures import write_figures
from mail_reader import Reading, read_all
from simulated_year import FIRST_DAY, SimulatedYear, every_day, founded

from config.loader import rule_book
from lifecycle.clock import JAPAN

NO_TROUBLE: Mapping[Fault, list[date]] = {}
TROUBLE: Mapping[Fault, list[date]] = {
    Fault.DOWN: [date(2024, 5, 14), date(2024, 5, 15)],
    Fault.GREYLIST: list(every_day(date(2024, 6, 3), date(2024, 6, 14))),
    Fault.BUSY: [date(2024, 7, 9), date(2024, 7, 10)],
    Fault.EXPIRED: [date(2024, 9, 3), date(2024, 9, 4)],
}
"""What is wrong with the server on which days of the year."""


def test_april_of_twenty_offices_and_three_hundred_new_contracts(tmp_path: Path) -> None:
    """After a quiet quarter, from a third of which papers are missing: the wave passes, every mail as it should be."""
    _lived("April of 300 new contracts", County(300, papers=0.66), date(2024, 5, 31), NO_TROUBLE, tmp_path)


def test_a_year_of_twenty_offices_and_a_mail_server_with_troubles(tmp_path: Path) -> None:
    """Two days down, two weeks of greylisting, busy, out of date: what waits is told when it is taken, once."""
    _lived("A year with troubles of the mail server", County(60, contracts=60), date(2025, 3, 31), TROUBLE, tmp_path)


def _lived(title: str, county: County, last: date, trouble: Mapping[Fault, list[date]], folder: Path) -> None:
    """Live until the last day; the figures are written before anything is demanded of them."""
    with founded(county, folder) as year:
        year.trouble = {day: fault for fault, days in trouble.items() for day in days}
        year.live(FIRST_DAY, last)
        told, reading = year.told(), read_all(year)
        faulty = [f"| server: {fault.value} | {days[0]} to {days[-1]} |" for fault, days in trouble.items()]
        write_figures(title, [*figures(year, reading), *faulty])
        assert sorted(year.expected - told) == []
        assert sorted(told - year.expected) == []
        assert reading.faults == []
        if not trouble:
            assert sorted(year.told_of_decisions() ^ demanded(year.deeds, last)) == []
        assert year.outcomes["held"] == year.outcomes["given_up"] == year.outcomes["uncertain"] == 0


def figures(year: SimulatedYear, reading: Reading) -> Iterator[str]:
    """The figures of what was lived, as rows of a table."""
    told = year.told()
    yield f"| offices, new contracts | {year.county.offices}, {year.county.contracts} |"
    yield f"| deeds done (refused) | {year.deeds.done.total():,} ({year.deeds.refused.total()}) |"
    yield f"| days judged | {len(year.days)} |"
    for step in rule_book().escalation.steps:
        first = sum(saying[2] == step.id and not saying[3] for saying, _ in told)
        again = sum(saying[2] == step.id and bool(saying[3]) for saying, _ in told)
        yield f"| told at {step.label} (again) | {first:,} ({again:,}) |"
    yield f"| demanded by the judge and not told | {len(year.expected - told)} |"
    yield f"| told and not demanded | {len(told - year.expected)} |"
    yield f"| mails that arrived | {len(year.inbox.arrived):,} |"
    yield from (f"| of these {kind} | {number:,} |" for kind, number in sorted(reading.by_kind.items()))
    yield from _burden(year)
    yield f"| mails with a fault | {len(reading.faults)} |"
    yield f"| lines of the longest mail to a head | {reading.longest_of_a_head} |"
    yield from (f"| attempts that ended as {status} | {n:,} |" for status, n in sorted(year.outcomes.items()))


def _burden(year: SimulatedYear) -> Iterator[str]:
    """How many mails a person gets in the year, and on the worst day."""
    posts = {address: post for address, (_, post) in year.county.addresses().items()}
    for post, label in LABELS.items():
        mails = [one for one in year.inbox.arrived if posts.get(one.to) == post]
        of_a_day = Counter((one.to, one.at.astimezone(JAPAN).date()) for one in mails)
        mean = len(mails) / year.county.offices
        yield f"| mails to one {label} in all, on the worst day | {mean:.0f}, {max(of_a_day.values())} |"
