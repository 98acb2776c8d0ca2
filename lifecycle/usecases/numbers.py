"""Numbers of contracts: found as they are on record, and refused where nobody could tell a new one from another's."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, select

from lifecycle.fields.contract_numbers import as_seen, one_spelling
from lifecycle.fields.words import plain
from lifecycle.ledger.columns import CONTRACT_NO
from lifecycle.ledger.parsed import Fault, ParsedLedger
from lifecycle.records.tables import contract
from lifecycle.usecases.documents import Recorder
from states.columns import CONTRACT

TAKEN_FOR = (
    "{other} と見分けのつかない番号です。同じ契約なら {other} と書き、別の契約なら見分けのつく番号にしてください"
)
"""What is said of a new number that looks like one on record."""


def as_on_record(connection: Connection, parsed: ParsedLedger) -> ParsedLedger:
    """The ledger with the numbers of its contracts as they are on record.

    An older release stored a number with whatever dash it was typed with; its contract goes on under that.
    """
    known = set(connection.execute(select(contract.c.id)).scalars())
    odd = {one_spelling(id_): id_ for id_ in known if not id_.isascii()}
    stored = {spelt: id_ for spelt, id_ in odd.items() if spelt not in known}
    if not stored:
        return parsed
    rows = tuple(replace(row, contract=stored.get(row.contract or "", row.contract)) for row in parsed.rows)
    return replace(parsed, rows=rows)


def taken_for(connection: Connection, number: str) -> str:
    """Another contract on record whose number nobody can tell from this one; empty where there is none."""
    seen = as_seen(number)
    ids = connection.execute(select(contract.c.id)).scalars()
    return next((id_ for id_ in ids if id_ != number and as_seen(id_) == seen), "")


def faults_of_numbers(connection: Connection, parsed: ParsedLedger) -> Iterator[Fault]:
    """A fault for each new contract whose number nobody can tell from another's, on record or in a row before it.

    Numbers that are on record stay as they are.
    """
    known = set(connection.execute(select(contract.c.id)).scalars())
    sheets = parsed.of("契約")
    if all(row.contract in known for row in sheets):
        return
    seen = {as_seen(id_): id_ for id_ in sorted(known, reverse=True)}
    for row in sheets:
        number = str(row.contract)
        other = seen.setdefault(as_seen(number), number)
        if number not in known and other != number:
            yield Fault(row.place, row.row, CONTRACT_NO.label, number, TAKEN_FOR.format(other=other))


def faults_of_reused_numbers(parsed: ParsedLedger, recorder: Recorder) -> Iterator[Fault]:
    """A fault for each row whose number is on record for a contract that is plainly another one.

    Plainly: the name and the contractor are others, and so is the office, or no fiscal year is the same. Offices that
    number their contracts from 0001 each would else write theirs over one another's.
    """
    for row in parsed.of("契約"):
        standing, said = recorder.current(str(row.contract), (CONTRACT, "", "")), row.values[CONTRACT]
        if row.withdrawn or not standing or not all(_differs(standing, said, name) for name in ("title", "contractor")):
            continue
        years = set(standing.get("fiscal_years") or ()), set(_years(said))
        if _differs(standing, said, "division") or (all(years) and not years[0] & years[1]):
            told = f"{standing.get('division')} の「{standing['title']}」の番号として記録があります"
            cure = "別の契約なら所属の分かる番号(例 広報7-12)に変え、同じ契約なら業務名か委託先を記録に合わせます"
            yield Fault(row.place, row.row, CONTRACT_NO.label, str(row.contract), f"{told}。{cure}")


def _differs(standing: Mapping[str, Any], said: Mapping[str, Any], name: str) -> bool:
    before, now = standing.get(name), said.get(name)
    return isinstance(before, str) and isinstance(now, str) and plain(before) != plain(now)


def _years(said: Mapping[str, Any]) -> Sequence[int]:
    years = said.get("fiscal_years")
    return years if isinstance(years, list) else ()
