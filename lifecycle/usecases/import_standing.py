"""What stands on record of the contracts that a ledger names, and for whose offices its actor may import."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from config.place import said_here
from lifecycle.acts import Act, may
from lifecycle.fields.words import plain
from lifecycle.ledger.parsed import ParsedLedger
from lifecycle.records.chunks import chunks
from lifecycle.records.tables import contract, stage_change
from lifecycle.usecases.import_checks import offices_in
from lifecycle.usecases.work import Work
from states.columns import CONTRACT


def stored_contracts(work: Work, named: Sequence[str]) -> dict[str, Any]:
    """The stored state of the contracts named: of each its row, and the stage that was last declared."""
    rows: dict[str, Any] = {}
    for chunk in chunks(named):
        for row in work.connection.execute(select(contract).where(contract.c.id.in_(chunk))):
            rows[row.id] = {"division": row.division, "stage": row.stage, "declared": None}
        declared = select(stage_change.c.contract, stage_change.c.stage).where(
            stage_change.c.contract.in_(chunk), stage_change.c.declared
        )
        for row in work.connection.execute(declared):
            rows[row.contract]["declared"] = row.stage
    return rows


def offices_without_posts(work: Work, parsed: ParsedLedger) -> Iterator[str]:
    """A remark on each office of a contract for which nobody can be told, as none of its posts is on record."""
    known = offices_in(work, parsed)
    named = {str(row.values[CONTRACT].get("division", "")) for row in parsed.of("契約") if CONTRACT in row.values}
    for name in sorted(named - {""}):
        if plain(name) not in known:
            told = "所属のシート(ひな形 template)を取り込むか、職を登録してください"
            posts = said_here("{担当者}・{所属長}")
            yield f"▲「{name}」の{posts}が登録されていないため、連絡できません。{told}"


def must_be_own_office(work: Work, parsed: ParsedLedger, stored: Mapping[str, Any]) -> None:
    """Raises RoleError where the actor may import for no office, or not for one whose rows stand here."""
    actor, offices = work.actor, offices_in(work, parsed)
    if any(may(role, Act.IMPORT, own=False) for role, _ in actor.posts):
        return
    # Where a contract on record goes is the act of a transfer, asked of the office that it leaves.
    new = [row for row in parsed.of("契約") if row.contract not in stored]
    named = [str(row.values[CONTRACT].get("division", "")) for row in new]
    touched = {offices.get(plain(name), name) for name in named if name}
    touched |= {stored[str(row.contract)]["division"] for row in parsed.rows if row.contract in stored}
    touched |= {str(row.values["division"]["name"]) for row in parsed.of("所属")}
    for name in sorted(touched):
        actor.must(Act.IMPORT, name)
