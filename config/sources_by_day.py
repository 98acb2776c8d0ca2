"""From which day on a rule rests on which documents."""

from datetime import date

from config.citations import Citation
from config.rulebook import RuleBook


def sources_by_day(book: RuleBook, code: str) -> tuple[tuple[date | None, str], ...]:
    """The sources of a rule from each day on which they change; None before the first of these days.

    A rule that has a first day is asked for by no source before it. On the day of an edition they are the edition's.
    """
    rule = book.rules[code]
    days = {day for cite in rule.cites for day in _turns(book, cite)}
    days |= {one.issued_on for one in book.asked.editions_concerning(code)}
    turns = sorted(day for day in days if day and (rule.first_on is None or day > rule.first_on))
    first = (rule.first_on, _source_then(book, code, rule.first_on or date.min))
    periods = [first, *((day, _source_then(book, code, day)) for day in turns)]
    return tuple(one for n, one in enumerate(periods) if n == 0 or one[1] != periods[n - 1][1])


def _source_then(book: RuleBook, code: str, day: date) -> str:
    """The source of a rule on a day under the newest edition by then."""
    return book.source_text(code, day, book.edition_on(code, day))


def _turns(book: RuleBook, cite: Citation) -> tuple[date | None, ...]:
    return cite.valid_from, cite.valid_until, book.sources[cite.source].issued_on
