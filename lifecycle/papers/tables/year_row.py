"""A contract in the row of one fiscal year: whether a table counts it there, and by which editions."""

from dataclasses import dataclass
from datetime import date

from config.rulebook import RuleBook
from config.wareki import first_day_of, fiscal_year_of
from lifecycle.papers.tables.printed_form import CutoffForm
from states.facts import Contract


def cutoff_of(form: CutoffForm | None, book: RuleBook) -> date | None:
    """The cut-off C of a table: the day the first known edition of a form came out (report 第1-4 p.2, TR-7).

    The first, not the one in force: an edition issued later does not move the audit's sample.
    """
    if form is None:
        return None
    return min(edition.issued_on for edition in book.editions if edition.form == form)


@dataclass(frozen=True, slots=True)
class YearRow:
    """One concluded contract in one of its fiscal years, as of a date. A 長期継続契約 may stand in several.

    `fiscal_year` is the 年度 column (the western year in which it begins), not the year of 締結日.
    """

    contract: Contract
    fiscal_year: int
    concluded_on: date
    as_of: date
    book: RuleBook

    def is_counted_from(self, cutoff: date | None) -> bool:
        """Whether a table with this cut-off counts the contract here.

        A fiscal year that begins on or after the cut-off counts all its contracts, the one in which it falls
        those concluded from that day on, an earlier one none.
        """
        if cutoff is None or first_day_of(self.fiscal_year) >= cutoff:
            return True
        return self.fiscal_year == fiscal_year_of(cutoff) and self.concluded_on >= cutoff

    def is_older_than_in_force(self, edition: date | None, form: str) -> bool:
        """Whether the edition that the contract document carries is older than the one that it had to carry.

        Judged on 締結日; for a 長期継続契約 on the first day of this row's fiscal year where that is later. A blank
        edition is a fault whatever was in force, 旧 only once an edition is in force.
        """
        if edition is None:
            return True
        day = self.concluded_on
        if self.contract.sheet.long_term:
            day = max(day, first_day_of(self.fiscal_year))
        in_force = self.book.on(day).edition(form)
        return in_force is not None and edition < in_force.issued_on

    def is_newest_checklist(self, edition: date | None) -> bool:
        """Whether a checklist is of the latest edition known by the as-of date (R5.12.26); a blank edition is not.

        締結日 plays no part in it: the cut-off of 表4 and 表9 has done that already.
        """
        issued = [e.issued_on for e in self.book.editions if e.form == "checklist"]
        newest = max((day for day in issued if day <= self.as_of), default=min(issued))
        return edition is not None and edition >= newest


def year_rows(
    contracts: tuple[Contract, ...], fiscal_years: tuple[int, ...], as_of: date, book: RuleBook
) -> tuple[YearRow, ...]:
    """Every contract concluded by the date, once for each of its fiscal years that was asked for."""
    return tuple(
        YearRow(contract, year, contract.sheet.concluded_on, as_of, book)
        for contract in contracts
        if contract.sheet.concluded_on is not None and contract.sheet.concluded_on <= as_of
        for year in sorted(set(contract.sheet.fiscal_years or ()))
        if year in fiscal_years
    )
