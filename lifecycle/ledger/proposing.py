"""Proposing: what every heading of an office's own table would be read as, and what a person has to settle first."""

import re
from dataclasses import dataclass, field

from config.typed import folded
from config.wareki import parse_fiscal_year
from lifecycle.fields.values import is_blank
from lifecycle.fields.words import plain
from lifecycle.ledger.cells import BrokenCell, Cell, shown
from lifecycle.ledger.columns import CONTRACT_NO, sheet_of
from lifecycle.ledger.ditto import HIDDEN
from lifecycle.ledger.known_before import KnownBefore, remembered_for, year_named
from lifecycle.ledger.layout import (
    FROM_DATE,
    HAS_SUBCONTRACT,
    MAIN,
    NUMBER_PREFIX,
    PERIOD,
    READ_NOT,
    AskedColumn,
    MappedTable,
    PlannedColumn,
    PlannedTable,
    PreviewRow,
    column_named,
)
from lifecycle.ledger.own_cells import ERAS, OwnColumns, era_wanted, own_notes, year_of
from lifecycle.ledger.preview import is_readable, previewed
from lifecycle.ledger.recognise import ALIKE, WEAK, HeadingRead
from lifecycle.ledger.tables_in import OwnTable
from states.facts import ContractSheet
from states.labels import label

REMEMBERED, CONTENT = "remembered", "content"
_SAMPLE, _PREVIEWED, _HALF, _MOSTLY = 200, 3, 0.5, 0.8
_SERIAL = re.compile(r"^[0-9]{1,4}$")
_NUMBERED = re.compile(r"^[A-Za-z令平昭]*[0-9]+[-‐−–—－ー第の]")
_YEAR_IN = re.compile(r"(?:令和|平成|[RHrh])\s*(?:元|[0-9]{1,2})\s*年?度?|20[0-9]{2}\s*年?度?")


def _named(field_name: str) -> str:
    return f"{MAIN}/{label(ContractSheet, field_name)}"


NUMBER = f"{MAIN}/{CONTRACT_NO.label}"
OFFICE, TITLE, CONTRACTOR, YEARS, START, END, CONCLUDED = map(
    _named,
    (
        "division",
        "title",
        "contractor",
        "fiscal_years",
        "performance_start_on",
        "performance_end_on",
        "concluded_on",
    ),
)


def propose(table: OwnTable, known: KnownBefore, *, hidden: bool) -> tuple[PlannedTable, tuple[AskedColumn, ...]]:
    """The table as it would be read, and everything that has to be settled first; nothing where it is remembered."""
    return _Proposing(table, known, hidden).run()


@dataclass
class _Proposing:
    """One table while its columns are proposed."""

    table: OwnTable
    known: KnownBefore
    hidden: bool
    reads: dict[int, HeadingRead] = field(default_factory=dict)
    asked: list[AskedColumn] = field(default_factory=list)

    def run(self) -> tuple[PlannedTable, tuple[AskedColumn, ...]]:
        self.titles = self.table.titles()
        out = {row.number for row, _ in own_notes(self.table, self.known.recogniser.headings)}
        self.rows = [row for row in self.table.rows if row.number not in out]
        self.samples = {at: self._sample(at) for at in self.titles}
        before = remembered_for(self.titles.values(), self.known.remembered)
        self._recognise(before)
        constants = self._constants(before)
        eras = self._eras(before)
        columns = tuple(
            PlannedColumn(at, title, self.reads[at].reads, self.reads[at].by)
            if at in self.reads
            else PlannedColumn(at, title)
            for at, title in self.titles.items()
        )
        rows = len(self.rows)
        header = self.table.header
        planned = PlannedTable(self.table.sheet, self.hidden, header, columns, constants, eras, rows)
        if not before or self.asked:
            self.asked.insert(0, self._whole(planned))
        asked = tuple(one for one in self.asked if one.question)
        preview = self._preview(planned.mapped)
        return PlannedTable(self.table.sheet, self.hidden, header, columns, constants, eras, rows, preview), asked

    def _sample(self, at: int) -> list[Cell]:
        """The first values of a column that say something."""
        cells = (row.cell(at) for row in self.rows[:_SAMPLE])
        kept = (cell for cell in cells if not is_blank(cell) and not isinstance(cell, BrokenCell))
        return [cell for cell in kept if not isinstance(cell, str) or self.known.readings.is_content(cell)]

    def _recognise(self, before: MappedTable | None) -> None:
        """Give each heading what it is read as, the surest first; what two headings are read as is asked about."""
        settled = {plain(heading): reads for heading, reads in before.columns.items()} if before else {}
        likely: list[tuple[int, float, int, HeadingRead]] = []
        for at, parts in self.table.headings.items():
            if plain(self.titles[at]) in settled:
                if (reads := settled[plain(self.titles[at])]) != READ_NOT:
                    self.reads[at] = HeadingRead(reads, REMEMBERED)
            elif reading := self._content(at) if not any(parts) else self._heading(at, parts):
                likely.append((reading.sure, self._fit(at, reading.reads), -at, reading))
        for _, fit, place, reading in sorted(likely, key=lambda one: one[:3], reverse=True):
            self._settle(-place, reading, fit)

    def _heading(self, at: int, parts: tuple[str, str]) -> HeadingRead | None:
        return self.known.recogniser.read(self.table.base, *parts) or self._content(at)

    def _settle(self, at: int, reading: HeadingRead, fit: float) -> None:
        taken = {one.reads for one in self.reads.values()}
        if PERIOD in taken:
            taken |= {START, END}
        elif taken & {START, END}:
            taken.add(PERIOD)
        if reading.reads in taken:
            if reading.by not in (WEAK, CONTENT):
                self._ask(
                    at, reading.reads, READ_NOT, f"「{reading.reads}」は別の列から読みます。この列は読まずによいですか"
                )
            return
        doubtful = fit < _HALF and reading.reads != HAS_SUBCONTRACT
        if doubtful and reading.by in (WEAK, CONTENT):
            return
        if doubtful:
            self._ask_of_values(at, reading)
            return
        self.reads[at] = reading
        if reading.by in (ALIKE, CONTENT):
            self._ask(at, reading.reads, reading.reads, f"「{reading.reads}」ではありませんか")

    def _ask_of_values(self, at: int, reading: HeadingRead) -> None:
        """Ask about a column whose heading is known and whose values can't be read as it.

        Where they hold digits (約320人, 1千件) it is proposed to read it: each cell is named then, and none is lost.
        """
        if any(char.isdigit() for cell in self.samples[at] for char in shown(cell)):
            self.reads[at] = reading
            told = f"見出しは「{reading.reads}」のようですが、読めない値があります。読んで、読めないセルを直しますか"
            self._ask(at, reading.reads, reading.reads, told)
        else:
            told = f"見出しは「{reading.reads}」のようですが、値がそう読めません。読まずによいですか"
            self._ask(at, reading.reads, READ_NOT, told)

    def _ask(self, at: int, reads: str, proposed: str, question: str) -> None:
        column = column_named(reads)
        hidden = column is not None and column[1].column.personal
        values = "、".join(shown(cell) for cell in self.samples[at][:_PREVIEWED])
        choices = tuple(dict.fromkeys((proposed, reads, READ_NOT)))
        row, title = self.table.header[-1], self.titles[at]
        text = HIDDEN if hidden else values
        self.asked.append(AskedColumn("column", self.table.sheet, row, title, text, question, proposed, choices))

    def _fit(self, at: int, reads: str) -> float:
        """How many of a column's values can be read as that column of the ledger."""
        sample, named = self.samples[at], column_named(reads)
        if not sample or reads in (PERIOD, HAS_SUBCONTRACT) or named is None:
            return 1.0
        return sum(is_readable(named[1], cell) for cell in sample) / len(sample)

    def _content(self, at: int) -> HeadingRead | None:
        """What a column's values look like, where its heading says nothing that is known."""
        texts = [cell for cell in self.samples[at] if isinstance(cell, str)]
        if self.table.base.name != MAIN or not texts or len(texts) < len(self.samples[at]):
            return None
        offices = set(map(plain, self.known.offices))
        forms = self.known.readings.legal_forms
        signs = {
            CONTRACTOR: lambda text: any(form in folded(text) for form in forms) or "㈱" in text or "㈲" in text,
            OFFICE: lambda text: plain(text) in offices,
            NUMBER: lambda text: len(set(texts)) == len(texts) and bool(_NUMBERED.match(text)),
        }
        for reads, is_sign in signs.items():
            if sum(map(is_sign, texts)) >= _MOSTLY * len(texts):
                return HeadingRead(reads, CONTENT)
        return None

    def _constants(self, before: MappedTable | None) -> tuple[tuple[str, str], ...]:
        """What no column gives and holds for every row: the office, the fiscal year, what stands before a number."""
        if self.table.base.name != MAIN:
            return tuple(before.constants.items()) if before else ()
        said = dict(before.constants) if before else {}
        taken = {one.reads for one in self.reads.values()}
        wanted = [name for name in (OFFICE, YEARS) if name not in taken]
        if self._serial():
            wanted.append(NUMBER_PREFIX)
        constants: dict[str, str] = {}
        for name in wanted:
            fresh = self._proposed(name, constants)
            holds = name in said and self._still_holds(name, said[name], fresh, constants.get(YEARS, ""))
            proposed = said[name] if holds else fresh or said.get(name, "")
            if not holds:
                self._ask_constant(name, proposed)
            if proposed:
                constants[name] = proposed
        return tuple(constants.items())

    def _still_holds(self, name: str, said: str, fresh: str, year: str) -> bool:
        """Whether what was settled for an earlier file holds for this one; of another year's list it is asked anew."""
        if name == OFFICE or said in (fresh, FROM_DATE):
            return True
        if name == NUMBER_PREFIX:
            return bool(year) and year in said
        at = next((at for at, one in self.reads.items() if one.reads == CONCLUDED), None)
        years = [year_of(cell) for cell in self.samples[at]] if at is not None else []
        same = (None, str(parse_fiscal_year(said)))
        return fresh in ("", FROM_DATE) and any(years) and all(one in same for one in years)

    def _ask_constant(self, name: str, proposed: str) -> None:
        told = {
            OFFICE: "所属の列がありません。全ての行の所属はどれですか",
            YEARS: "年度の列がありません。全ての行の年度はどれですか",
            NUMBER_PREFIX: "番号が通し番号です。ほかの所属や年度の番号と重ならないよう、前に付ける文字を決めてください",
        }[name]
        choices = {OFFICE: tuple(self.known.offices), YEARS: (proposed, FROM_DATE), NUMBER_PREFIX: (proposed, "なし")}
        likely = tuple(dict.fromkeys(one for one in choices[name] if one))
        row = self.table.header[-1]
        self.asked.append(AskedColumn("constant", self.table.sheet, row, name, "", told, proposed, likely))

    def _proposed(self, name: str, said: dict[str, str]) -> str:
        around = (self.table.sheet, *self.table.above, self.known.file)
        if name == OFFICE:
            named = [one for one in self.known.offices if any(plain(one) in plain(text) for text in around)]
            likely = named if len(named) == 1 else self.known.own_offices
            return likely[0] if len(likely) == 1 else ""
        if name == YEARS:
            years = [year for text in around for match in _YEAR_IN.finditer(text) if (year := year_named(match[0]))]
            has_date = any(one.reads == CONCLUDED for one in self.reads.values())
            return years[0] if years else FROM_DATE if has_date else ""
        year = said.get(YEARS, "")
        parts = [year if year != FROM_DATE else "", said.get(OFFICE, "")]
        return "".join(f"{part}-" for part in parts if part) or "なし"

    def _serial(self) -> bool:
        """Whether the numbers are 1, 2, 3 …: such tell the rows of one sheet apart, not contracts of many offices."""
        at = next((at for at, one in self.reads.items() if one.reads == NUMBER), None)
        texts = [plain(shown(cell)) for cell in self.samples[at]] if at is not None else []
        return bool(texts) and all(_SERIAL.match(text) for text in texts)

    def _eras(self, before: MappedTable | None) -> tuple[tuple[str, str], ...]:
        """Of which era the years of a column are that are written without one."""
        settled = {plain(heading): era for heading, era in before.eras.items()} if before else {}
        eras = {}
        for at, reading in self.reads.items():
            named = column_named(reading.reads)
            if named is None and reading.reads != PERIOD:
                continue
            bare = [cell for cell in self.samples[at] if era_wanted(named[1] if named else None, cell)]
            if not bare:
                continue
            title = self.titles[at]
            eras[title] = settled.get(plain(title), next(iter(ERAS)))
            if plain(title) not in settled:
                told = "年号のない年です。どの年号ですか"
                text, row = shown(bare[0]), self.table.header[-1]
                one = AskedColumn("era", self.table.sheet, row, title, text, told, eras[title], tuple(ERAS))
                self.asked.append(one)
        return tuple(eras.items())

    def _whole(self, planned: PlannedTable) -> AskedColumn:
        """The one question of a table that was not settled before: whether it is read as proposed."""
        taken = {column.reads for column in planned.columns}
        lacking = [one for one in (NUMBER, TITLE, CONTRACTOR) if self.table.base.name == MAIN and one not in taken]
        more = f"。{'、'.join(f'「{one}」' for one in lacking)}に当たる列が見つかりません" if lacking else ""
        kind = f"{self.table.base.name}の一覧"
        sheet = f"表示されていないシート「{self.table.sheet}」" if self.hidden else f"シート「{self.table.sheet}」"
        like = f"{sheet}は{kind}のようです"
        if sheet_of(self.table.sheet):
            like = f"{sheet}に、台帳の列の名でない見出しがあります"
        told = f"{like}{more}。示したとおりに読んでよいですか"
        proposed = READ_NOT if self.hidden else ""
        row = self.table.header[-1]
        return AskedColumn("table", self.table.sheet, row, self.table.sheet, f"{planned.rows}行", told, proposed)

    def _preview(self, mapped: MappedTable) -> tuple[PreviewRow, ...]:
        columns = OwnColumns(self.table, mapped, self.known.recogniser.headings)
        return tuple(previewed(columns, row) for row in self.rows[:_PREVIEWED])
