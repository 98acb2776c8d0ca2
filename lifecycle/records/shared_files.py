"""Files that prove more than one thing: the other records, of any contract, beside which the same content is kept."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import orjson
from sqlalchemy import Connection, or_, select

from config.wareki import format_date
from lifecycle.records.tables import contract, record
from states.evidence import KINDS


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """A record beside which a file is kept: whose and of which office, of which kind, of which date."""

    sha256: str
    contract: str
    division: str
    subcontract: str
    kind: str
    key: str
    day: str

    @property
    def place(self) -> tuple[str, str, str, str]:
        """The contract, the kind, the subcontract and the date of the record."""
        return (self.contract, self.kind, self.subcontract, self.key)

    def told(self, *, within: str) -> str:
        """The record in words; of another office's contract no more than that it is one."""
        if self.division != within:
            return "ほかの所属の契約の証拠"
        of = f"再委託{self.subcontract}の" if self.subcontract else ""
        kind = KINDS.get(self.kind)
        return f"{self.contract} {of}{kind.label if kind else self.kind}{f'({self.day})' if self.day else ''}"


def kept_beside(connection: Connection, hashes: Iterable[str]) -> Iterator[KeptBeside]:
    """Every record that stands, of contracts not taken back, beside which one of these files is kept."""
    wanted = sorted(set(hashes))
    if not wanted:
        return
    named = or_(*(record.c.files.contains(sha256) for sha256 in wanted))
    columns = (record.c.contract, contract.c.division, record.c.subcontract, record.c.kind, record.c.key)
    statement = (
        select(*columns, record.c.dated_on, record.c.files)
        .join(contract, contract.c.id == record.c.contract)
        .where(record.c.superseded_at.is_(None), ~contract.c.removed, named)
        .order_by(record.c.contract, record.c.number)
    )
    for row in connection.execute(statement):
        kept = {file["sha256"] for file in orjson.loads(row.files)}
        day = format_date(row.dated_on) if row.dated_on else ""
        for sha256 in wanted:
            if sha256 in kept:
                yield KeptBeside(sha256, row.contract, row.division, row.subcontract, row.kind, row.key, day)


def shared_notes(connection: Connection, id_: str) -> list[str]:
    """What is to be said of the files of a contract that prove something else too, in one sentence each."""
    division = connection.execute(select(contract.c.division).where(contract.c.id == id_)).scalar() or ""
    statement = select(record.c.files).where(
        record.c.contract == id_, record.c.superseded_at.is_(None), record.c.files != "[]"
    )
    hashes = {file["sha256"] for files in connection.execute(statement).scalars() for file in orjson.loads(files)}
    by_hash: dict[str, list[KeptBeside]] = {}
    for one in kept_beside(connection, hashes):
        by_hash.setdefault(one.sha256, []).append(one)
    return [
        f"同じファイル({sha256[:12]}…)が、{_listed(places, division)}の原本になっています。"
        for sha256, places in sorted(by_hash.items())
        if len({one.place for one in places}) > 1
    ]


def _listed(places: Iterable[KeptBeside], division: str) -> str:
    return "と".join(dict.fromkeys(one.told(within=division) for one in places))
