"""A county made up for a simulated year: twenty offices, their ledgers of 1 April, and what befalls each contract."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from command_line import write_ledger
from installation import DOCUMENTS

from config.calendar import BusinessCalendar, load_closed_days
from config.loader import RULE_DATA
from lifecycle.ledger.columns import SHEETS

NEW_YEAR = date(2024, 4, 1)
CALENDAR = BusinessCalendar(load_closed_days(RULE_DATA / "closed_days.toml"))
QUIET_QUARTER = (date(2024, 1, 5), date(2024, 1, 29), date(2024, 2, 20), date(2024, 3, 11))
"""A quiet quarter before 1 April: on four days something comes up."""
POSTS = ("officer", "section_chief", "division_head")
LABELS = {"officer": "担当者", "section_chief": "係長", "division_head": "所属長"}
DESKS = {"財産活用課": "zaikatsu@pref.example.jp", "県民情報広報課": "koho@pref.example.jp"}


@dataclass(frozen=True, slots=True)
class Office:
    """An office: each of its three posts has a person and an address."""

    number: int

    @property
    def name(self) -> str:
        """The name of the office."""
        return f"第{self.number:02}課"

    def person(self, post: str) -> str:
        """Who holds a post."""
        return f"{self.name}{LABELS[post]}"

    def address(self, post: str) -> str:
        """The address of a post."""
        return f"{post.replace('_', '-')}{self.number:02}@pref.example.jp"


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that is done to a contract on a day: which use case, by which post, with what."""

    on: date
    contract: str
    what: str
    post: str = "officer"
    given: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class County:
    """Twenty offices and their contracts; everything that befalls them follows from the seed."""

    seed: int
    offices: int = 20
    contracts: int = 300
    papers: float = 0.95
    """How many of the new contracts come with the papers of their conclusion."""
    trouble: float = 1.0
    """How much more often than usual something out of the ordinary befalls a contract, and so much the sooner."""
    quiet: tuple[date, ...] = QUIET_QUARTER
    """When the months before brought a contract that somebody had to be told of."""
    chance: Random = field(init=False)
    sheets: dict[str, dict[str, str]] = field(default_factory=dict)
    happenings: list[Happening] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed)  # noqa: S311 - chances of a story, no secrets
        for number in range(1, self.contracts + 1):
            id_, office = f"R6-{number:04}", Office((number - 1) % self.offices + 1)
            self.sheets[id_] = self._sheet(number, office)
            self.happenings += self._life(id_, self.sheets[id_])
        for on in self.quiet:
            self._old(on)
        self.happenings.sort(key=lambda one: (one.on, one.contract))

    def office_of(self, contract: str) -> Office:
        """The office that a contract belongs to."""
        return next(one for one in self.every_office() if one.name == self.sheets[contract]["division"])

    def every_office(self) -> list[Office]:
        """The offices in order."""
        return [Office(number) for number in range(1, self.offices + 1)]

    def addresses(self) -> dict[str, tuple[str, str]]:
        """Every address with its office or desk and post."""
        offices = {one.address(post): (one.name, post) for one in self.every_office() for post in POSTS}
        return offices | {address: (name, "oversight_office") for name, address in DESKS.items()}

    def ledger(self, folder: Path, office: Office) -> Path:
        """The workbook that an office hands in on 1 April: its new contracts, as a rule with the papers of their
        conclusion."""
        mine = {
            id_: sheet
            for id_, sheet in self.sheets.items()
            if sheet["division"] == office.name and id_.startswith("R6")
        }
        rows: dict[str, list[dict[str, Any]]] = {"契約": [], "周知説明": [], "契約書確認": []}
        for id_, sheet in mine.items():
            rows["契約"].append({"契約番号": id_, **labelled("契約", sheet), "状態": "締結"})
            for name, kind in (("周知説明", "duty_notice"), ("契約書確認", "contract_review")):
                if self.chance.random() < self.papers:
                    papers = {k: v for k, v in DOCUMENTS[kind].items() if k != "document_no"}
                    people = {"reviewed_by": office.person("officer"), "rechecked_by": office.person("section_chief")}
                    papers |= {name: who for name, who in people.items() if name in papers}
                    rows[name].append({"契約番号": id_, **labelled(name, papers)})
        return write_ledger(folder / f"{office.name}.xlsx", rows)

    def posts(self, folder: Path) -> Path:
        """The workbook of the 所属 sheet."""
        rows = [
            {"所属": one.name, "部局": "知事部局", **{LABELS[post]: one.person(post) for post in POSTS},
             **{f"{LABELS[post]}メール": one.address(post) for post in POSTS}}
            for one in self.every_office()
        ]  # fmt: skip
        return write_ledger(folder / "所属.xlsx", {"所属": rows})

    def _sheet(self, number: int, office: Office) -> dict[str, str]:
        start = NEW_YEAR + timedelta(days=self.chance.choice((0, 0, 0, 7, 14, 30)))
        end = self.chance.choice((date(2025, 3, 31),) * 4 + (date(2024, 6, 28), date(2024, 9, 30), date(2024, 12, 27)))
        return {
            "division": office.name, "title": f"封入業務その{number}", "contractor": "株式会社サンプル",
            "fiscal_years": "R6", "quoted_on": "2024-03-20", "concluded_on": NEW_YEAR.isoformat(),
            "performance_start_on": start.isoformat(), "performance_end_on": end.isoformat(), "long_term": "いいえ",
            "specific_pi": "いいえ", "sensitive_pi": "はい" if self.chance.random() < 0.15 else "いいえ",
            "record_count": str(self.chance.choice((80, 500, 1500))),
            "uses_system": "はい" if self.chance.random() < 0.5 else "いいえ",
        }  # fmt: skip

    def _life(self, id_: str, sheet: Mapping[str, str]) -> Iterator[Happening]:
        """What befalls a contract from April to March."""
        start, end = (date.fromisoformat(sheet[f"performance_{name}_on"]) for name in ("start", "end"))
        received = self._late(NEW_YEAR, 14)
        for kind in ("checklist", "system_review", "emergency_contact"):
            yield from self._paper(id_, kind, received)
        yield from self._paper(id_, "onsite_inspection", self._late(start, 30))
        yield from self._paper(id_, "inspection_plan", self._late(end, -14))
        after = self._late(end, 3)
        for kind in ("completion_inspection", "return_disposal"):
            yield from self._paper(id_, kind, after)
        yield from self._moves(id_, start, end)
        yield from self._troubles(id_)

    def _old(self, on: date) -> None:
        """A contract of the year before, registered late without its papers: all that a quiet quarter has."""
        id_, office = f"R5-{on:%m%d}", Office(self.chance.randint(1, self.offices))
        days = {"quoted_on": "2023-03-20", "concluded_on": "2023-04-03", "performance_start_on": "2023-04-10"}
        self.sheets[id_] = {**self._sheet(int(f"{on:%m%d}"), office), "fiscal_years": "R5,R6", **days}
        self.happenings.append(Happening(on, id_, "registered"))

    def _late(self, since: date, days: int) -> date | None:
        """A day by which something is done: mostly in time, sometimes weeks late, now and then never."""
        luck = self.chance.random()
        if luck < 0.05:
            return None
        late = self.chance.randint(1, 40) if luck < 0.25 else -self.chance.randint(1, 8)
        return CALENDAR.add(since, days + late)

    def _paper(self, id_: str, kind: str, on: date | None) -> Iterator[Happening]:
        if on:
            yield Happening(on, id_, "attach", given={"kind": kind, "on": on})

    def _moves(self, id_: str, start: date, end: date) -> Iterator[Happening]:
        """The office tries to move the contract on every other week, from its start until after its end."""
        day = CALENDAR.add(start, 5)
        while day < min(end + timedelta(days=60), date(2025, 3, 31)):
            yield Happening(day, id_, "advance")
            day = CALENDAR.add(day, self.chance.randint(8, 15))

    def _troubles(self, id_: str) -> Iterator[Happening]:
        """What happens to few: a subcontract, an amendment, an exception, a breach, an end before time."""
        for what, often in _TROUBLES.items():
            if self.chance.random() < often * self.trouble:
                on = CALENDAR.add(NEW_YEAR, self.chance.randint(3, int(220 / self.trouble)))
                yield Happening(
                    on, id_, what, given={"luck": self.chance.random(), "pause": self.chance.randint(2, 40)}
                )


_TROUBLES = {
    "subcontract": 0.15, "more_records": 0.08, "fewer_records": 0.08, "longer": 0.05, "exception": 0.08,
    "incident": 0.02, "terminated": 0.03, "removed": 0.02, "acknowledged": 0.15, "snoozed": 0.05,
}  # fmt: skip
"""How often each befalls a contract in a year."""


def labelled(sheet: str, fields: Mapping[str, str]) -> dict[str, str]:
    """Fields by the headings of their sheet."""
    labels = {one.column.name: one.label for one in next(s for s in SHEETS if s.name == sheet).columns}
    return {labels[name]: value for name, value in fields.items() if name in labels}
