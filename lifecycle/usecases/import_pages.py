"""Pages of a ledger: the rows of a few hundred contracts each, with everything that belongs to them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from lifecycle.ledger.parsed import LedgerRow, ParsedLedger

CONTRACTS_OF_PAGE = 200
"""How many contracts are checked, drafted and judged together."""


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Some contracts of a ledger, in its order, and their rows."""

    ids: tuple[str, ...]
    rows: ParsedLedger


def pages_of(parsed: ParsedLedger) -> Iterator[LedgerPage]:
    """The rows of contracts, page by page in the order in which 契約 and then the other sheets name the contracts."""
    order: dict[str, int] = {}
    for row in (*parsed.of("契約"), *parsed.rows):
        if row.contract:
            order.setdefault(row.contract, len(order) // CONTRACTS_OF_PAGE)
    pages: list[list[LedgerRow]] = [[] for _ in range(max(order.values(), default=-1) + 1)]
    for row in parsed.rows:
        if row.contract:
            pages[order[row.contract]].append(row)
    ids = list(order)
    for number, own in enumerate(pages):
        named = ids[number * CONTRACTS_OF_PAGE : (number + 1) * CONTRACTS_OF_PAGE]
        yield LedgerPage(tuple(named), replace(parsed, rows=tuple(own), faults=()))
