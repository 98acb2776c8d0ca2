"""Reads every mail of a simulated year as its recipient would, beside what the judge says that he had to hear."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from bad_mail_server import Arrived
from county import CALENDAR
from daily_judge import Judgement, Key, Standing
from simulated_year import TAKES_NOTHING, SimulatedYear

from config.escalation import EscalationStep
from config.loader import rule_book
from lifecycle.clock import JAPAN
from lifecycle.post.topic import Topic, TopicKind

NUMBER = re.compile(r"R[56]-\d{4}")
COUNT = re.compile(r"(停滞|期限間近|解消)(\d+)件")
SOLVES = frozenset({"attach", "approved", "closed"})
ENDS = frozenset({"terminated", "removed", "decided"})
"""Deeds by which what was asked for is done, and those by which it is only told no longer."""
SHORT = 5
"""Up to so many contracts a digest names all."""
To = tuple[str, str]
"""An office or desk, and a post."""


@dataclass(slots=True)
class Reading:
    """What was found in the mails: how many of each kind, and every one that is wrong, with what is wrong with it."""

    by_kind: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    longest_of_a_head: int = 0


def read_all(year: SimulatedYear) -> Reading:
    """Every mail: the digests against the judge, all others by their kind; nobody gets the same message twice."""
    reading, rows = Reading(), {row.id: row for row in year.installation.rows("SELECT * FROM outbox")}
    digests: dict[tuple[date, To], list[Arrived]] = defaultdict(list)
    for mail in year.inbox.arrived:
        row = rows[mail.message]
        kind = Topic.parse(row.topic).kind
        reading.by_kind[kind.value] += 1
        if kind is TopicKind.DIGEST:
            digests[mail.at.astimezone(JAPAN).date(), (row.division, row.post)].append(mail)
            if row.post == "division_head":
                reading.longest_of_a_head = max(reading.longest_of_a_head, mail.text.count("\n"))
    twice = [id_ for id_, times in Counter(one.message for one in year.inbox.arrived).items() if times > 1]
    reading.faults += [f"{id_} came twice" for id_ in twice]
    wanted = {
        (day, to): news
        for day, judged in year.days.items()
        for to, news in _wanted(judged, day, _done_before(year, day)).items()
    }
    for day in [day for day in sorted(year.days) if year.trouble.get(day) in TAKES_NOTHING]:
        _put_off(wanted, day)
    for day, to in sorted(wanted.keys() | digests.keys()):
        what, items = f"{day} {to[0]} {to[1]}", wanted.get((day, to), News())
        names_all = to[1] != "division_head"
        reading.faults += [f"{what}: {fault}" for fault in _compared(items, digests[day, to], names_all=names_all)]
    return reading


def _done_before(year: SimulatedYear, day: date) -> Mapping[str, set[str]]:
    """What was done to each contract since the morning of the business day before."""
    since, done = CALENDAR.add(day, -1), defaultdict(set)
    for one in year.deeds.log:
        if since <= one.on < day:
            done[one.contract].add(one.what)
    return done


@dataclass(slots=True)
class News:
    """What a recipient must hear on a day: the contracts that are late, whose day comes, of which something ended."""

    late: set[str] = field(default_factory=set)
    ahead: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    contracts: set[str] = field(default_factory=set)
    why: set[str] = field(default_factory=set)
    put_off: set[str] = field(default_factory=set)
    """The contracts of which something was to be told on a day on which nothing could leave; it may have passed."""


def _put_off(wanted: dict[tuple[date, To], News], day: date) -> None:
    """Put what was to be told on a day on which the server took nothing off to the next business day."""
    following = CALENDAR.add(day, 1)
    for to in [to for on, to in wanted if on == day]:
        late, after = wanted.pop((day, to)), wanted.setdefault((following, to), News())
        after.put_off |= late.contracts | late.put_off


def _wanted(judged: Judgement, day: date, done: Mapping[str, set[str]]) -> dict[To, News]:
    """The news of each recipient's digest of a day; `done` is what was done to each contract since the last one."""
    wanted: dict[To, News] = defaultdict(News)
    for subject, code, id_, _ in judged.said:
        step, one = rule_book().escalation.step(id_), judged.of[subject, code]
        for to in _recipients([step], (subject, code), one, day):
            (wanted[to].late if step.is_late else wanted[to].ahead).add(one.contract)
            wanted[to].contracts.add(one.contract)
    for key, gone in judged.cured.items():
        late = [step for step in map(rule_book().escalation.step, gone.told) if step.is_late]
        for to in _recipients(late, key, gone, day):
            wanted[to].ended.add(gone.contract)
            wanted[to].why |= done.get(gone.contract, {"time"})
            wanted[to].contracts.add(gone.contract)
    return wanted


def _recipients(steps: Iterable[EscalationStep], key: Key, one: Standing, day: date) -> Iterator[To]:
    for post in {post for step in steps for post in (*step.to, *step.copy_to)}:
        desk = rule_book().oversight_of(key[1]).name_on(day)
        yield (desk if post == "oversight_office" else one.division, str(post))


def _compared(news: News, mails: list[Arrived], *, names_all: bool) -> Iterator[str]:
    """What is wrong with a recipient's digests of a day: one at most, which counts all of its news and names no other.

    A long digest, and a head's, which fits a screen, names only the first contracts; its subject counts them all.
    """
    if news.put_off:
        named = {number for mail in mails for number in NUMBER.findall(mail.subject + mail.text)}
        if false := sorted(named - news.contracts - news.put_off):
            yield f"names {false}, of which nothing is to be told"
        return
    if len(mails) != bool(news.contracts):
        yield f"{len(mails)} mails, of {len(news.contracts)} contracts"
    for mail in mails:
        named = set(NUMBER.findall(mail.subject + mail.text))
        if false := sorted(named - news.contracts):
            yield f"names {false}, of which nothing is to be told"
        if names_all and len(news.contracts) <= SHORT and (missing := sorted(news.contracts - named)):
            yield f"does not name {missing}"
        if news.late | news.ahead:
            counts = {word: int(number) for word, number in COUNT.findall(mail.subject)}
            wanted = {"停滞": len(news.late), "期限間近": len(news.ahead - news.late)}
            if counts != {word: number for word, number in wanted.items() if number}:
                yield f"counts {counts} in its subject, where {wanted} are to be told"
        else:
            yield from _of_ended(news, mail)


def _of_ended(news: News, mail: Arrived) -> Iterator[str]:
    """What is wrong with a digest of what ended alone: its counts, or that it calls 解消 what merely ended."""
    counts = [int(number) for number in re.findall(r"(\d+)件", mail.subject)]
    if not max(counts) <= len(news.ended) <= sum(counts):
        yield f"counts {counts} in its subject, where {len(news.ended)} contracts ended"
    merely = news.why <= ENDS
    if (news.why <= SOLVES and "解消" not in mail.subject) or (merely and "連絡終了" not in mail.subject):
        yield f"says {mail.subject} of what ended by {sorted(news.why)}"
    if merely and ("そろいました" in mail.text or "解消" in mail.subject):
        yield f"says そろいました of what ended by {sorted(news.why)}"
