"""The flags of the whole installation: whether its ledger is fictional, and the policy that was last noted."""

import orjson
from sqlalchemy import Connection, bindparam, select

from config.released import PackFiles
from lifecycle.records.events.installation import PolicyApplied
from lifecycle.records.events.rules import RulesPublished
from lifecycle.records.events.shapes import read
from lifecycle.records.tables import flag

FICTIONAL = "この台帳は合成したもので、所属・契約・委託先・所見は全て架空です。"
"""The words that stand beside everything said of a ledger that was made up."""
TRIAL = "【試用】試用の環境です。"
"""The words that stand on everything said of a home made for trial."""

_VALUE = select(flag.c.value).where(flag.c.name == bindparam("named"))
_MADE_UP = select(flag.c.name).where(flag.c.name.in_(("fictional", "trial")))
_OF_RULES = select(flag.c.name, flag.c.value).where(flag.c.name.in_(("rules", "policy")))

NO_DEPARTURES = PolicyApplied(raised=(), lowered=())
"""The policy of an installation that follows the rule data as it is."""


def is_fictional(connection: Connection) -> bool:
    """Whether the stored ledger is the synthetic one, which every screen and mail must say.

    Only a home for trial is made up: what a workbook says of itself marks no real one.
    """
    return set(connection.execute(_MADE_UP).scalars()) == {"fictional", "trial"}


def mark_of(connection: Connection) -> str:
    """What stands on everything that shows this home: that it is for trial, and made up; nothing of a real one."""
    if not is_trial(connection):
        return ""
    return TRIAL + (FICTIONAL if is_fictional(connection) else "")


def was_called_fictional(connection: Connection) -> bool:
    """Whether a real home was marked as made up, as earlier versions did when a workbook said so of itself."""
    return flag_value(connection, "fictional") is not None and not is_trial(connection)


def is_trial(connection: Connection) -> bool:
    """Whether the home was made for trial (試用): it alone believes a declared actor and a fixed clock."""
    return flag_value(connection, "trial") is not None


def recorded_policy(connection: Connection) -> PolicyApplied | None:
    """The departures from the rule data as they were journaled last; None where none ever were."""
    stored = flag_value(connection, "policy")
    return read(PolicyApplied, orjson.loads(stored)) if stored else None


def noted_policy(connection: Connection) -> PolicyApplied:
    """The departures from the rule data as they were journaled last; none of them where none ever were."""
    return recorded_policy(connection) or NO_DEPARTURES


def rules_and_policy(connection: Connection) -> tuple[str, PolicyApplied | None]:
    """The digest of the rule data and the departures from it as they were journaled last, in one question."""
    stored = {row.name: row.value for row in connection.execute(_OF_RULES)}
    policy = stored.get("policy")
    return stored.get("rules", ""), read(PolicyApplied, orjson.loads(policy)) if policy else None


PACK = "pack"
"""The name of the flag that keeps the digest of the pack with which the home was made, where that is its own."""


def made_with_pack(connection: Connection) -> str | None:
    """The digest of the pack with which the home was made; None where that is the one that ships with the product."""
    return flag_value(connection, PACK)


_ADDED = "added:"
_NAMES_ADDED = select(flag.c.name).where(flag.c.name.startswith(_ADDED))


def added_rules(number: int) -> str:
    """The name of the flag that keeps what was published under that number."""
    return f"{_ADDED}{number:04}"


def rules_added(connection: Connection) -> dict[str, PackFiles]:
    """The rule data that was published beside the pack, as texts, by number and name (`0001-NAME`), in order."""
    rows = connection.execute(select(flag.c.value).where(flag.c.name.startswith(_ADDED)).order_by(flag.c.name))
    published = [read(RulesPublished, orjson.loads(stored)) for stored in rows.scalars()]
    return {f"{one.number:04}-{one.name}": one.files for one in published}


def numbers_added(connection: Connection) -> frozenset[str]:
    """The numbers under which rule data was published beside the pack (`0001`)."""
    names = connection.execute(_NAMES_ADDED).scalars()
    return frozenset(name.removeprefix(_ADDED) for name in names)


def flag_value(connection: Connection, name: str) -> str | None:
    """What a flag says; None where it does not stand."""
    return connection.execute(_VALUE, {"named": name}).scalar()
