"""Numbers of contracts: found as they are on record, and refused where nobody could tell a new one from another's."""

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection, select

from lifecycle.fields.contract_numbers import as_seen, one_spelling
from lifecycle.ledger.columns import CONTRACT_NO
from lifecycle.ledger.parsed import Fault, ParsedLedger
from lifecycle.records.tables import contract

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
            yield Fault("契約", row.row, CONTRACT_NO.label, number, TAKEN_FOR.format(other=other))
