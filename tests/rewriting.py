"""What an owner of the database does who knows the program: cut, take out or forge a chain, and mend all else."""

import hashlib
from typing import Any

import orjson
from installation import Installation, drop_triggers
from sqlalchemy import Connection, text

from lifecycle.records.journal import GENESIS
from lifecycle.records.merkle import Merkle
from lifecycle.records.triggers import journal_triggers
from lifecycle.usecases.audit import Verification

_RESEALED = "UPDATE journal SET payload = :p, hash = :h, previous = :q WHERE id = :i"
_HEADER = ("subject", "number", "kind", "occurred_on", "recorded_at", "actor", "os_user", "role", "database_role")


def without_seals(found: Verification) -> list[str]:
    """The faults that the journal shows by itself, without any seal; what is owed an owner has judged anew."""
    return [fault for fault in found.faults if fault not in (*found.seals, *found.working_state)]


def cut_chain(installation: Installation, subject: str, events: int) -> None:
    """Delete the last events of a chain, and everything that follows from them."""
    last = installation.rows("SELECT max(number) AS n FROM journal WHERE subject = :s", s=subject)[0].n
    installation.tamper("DELETE FROM journal WHERE subject = :s AND number > :n", s=subject, n=last - events)
    _mend(installation)


def take_out(installation: Installation, subject: str) -> None:
    """Delete a whole chain, and everything that follows from it."""
    installation.tamper("DELETE FROM journal WHERE subject = :s", s=subject)
    installation.tamper("DELETE FROM person WHERE subject = :s", s=subject)
    _mend(installation)


def forge(installation: Installation, subject: str, number: int, column: str, value: Any) -> None:
    """Change a value of one event, and everything that follows from it."""
    statement = f"UPDATE journal SET {column} = :v WHERE subject = :s AND number = :n"  # noqa: S608
    installation.tamper(statement, v=value, s=subject, n=number)
    _mend(installation)


def reseal(installation: Installation) -> None:
    """Make every seal of the journal anew, so that all of them agree with what stands there now."""
    with installation.engine.begin() as connection:
        drop_triggers(connection)
        tree, before, heads = Merkle(), None, dict[str, tuple[int, str]]()
        for row in connection.execute(text("SELECT * FROM journal ORDER BY id")).mappings().all():
            hash_ = row["hash"]
            if row["subject"] == "seal":
                ordered = [[subject, *heads[subject]] for subject in sorted(heads)]
                body = orjson.loads(row["payload"]) | {"events": tree.leaves, "root": tree.root(), "before": before}
                body["chains"] = len(ordered)
                body["digest"] = hashlib.sha256(b"".join(map(orjson.dumps, ordered))).hexdigest()
                body = {name: value for name, value in body.items() if value is not None}
                payload = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
                previous = heads.get("seal", (0, GENESIS))[1]
                hash_ = _hash({**row, "payload": payload, "previous": previous})
                values = {"p": payload, "h": hash_, "q": previous, "i": row["id"]}
                connection.execute(
                    text("UPDATE journal SET payload = :p, hash = :h, previous = :q WHERE id = :i"), values
                )
                before = tree.root()
            heads[row["subject"]] = (row["number"], hash_)
            tree.add(hash_)
    _mend(installation)


def _mend(installation: Installation) -> None:
    """Number and chain every event anew, set the heads, replay the tables, put the triggers back."""
    with installation.engine.begin() as connection:
        drop_triggers(connection)
        heads: dict[str, tuple[int, str]] = {}
        for row in connection.execute(text("SELECT * FROM journal ORDER BY id")).mappings().all():
            number, previous = heads.get(row["subject"], (0, GENESIS))
            mended = {**row, "number": number + 1, "previous": previous}
            hash_ = _hash(mended)
            values = {"n": number + 1, "p": previous, "h": hash_, "i": row["id"]}
            connection.execute(text("UPDATE journal SET number = :n, previous = :p, hash = :h WHERE id = :i"), values)
            heads[row["subject"]] = (number + 1, hash_)
        connection.execute(text("DELETE FROM head"))
        for subject, (number, hash_) in heads.items():
            put = text("INSERT INTO head (subject, number, hash) VALUES (:s, :n, :h)")
            connection.execute(put, {"s": subject, "n": number, "h": hash_})
        _replay(connection)
        for statement in journal_triggers(connection.dialect.name):
            connection.execute(text(statement))


def _replay(connection: Connection) -> None:
    from lifecycle.records.journal import all_events
    from lifecycle.records.projections import Projector
    from lifecycle.records.replaying import PROJECTED

    for projected in PROJECTED:
        connection.execute(projected.delete())
    Projector(connection).apply(all_events(connection))


def _hash(row: Any) -> str:
    """The hash of an event as the journal makes it, written out from the documents."""
    header = [row["previous"], *(str(row[n]) if n == "occurred_on" else row[n] for n in _HEADER)]
    if row["via"] is not None or row["authenticated"] is not None:
        header += [row["via"], row["authenticated"]]
    if row["clock"] is not None:
        header += [row["clock"]]
    return hashlib.sha256(orjson.dumps(header) + b"\n" + bytes(row["payload"])).hexdigest()
