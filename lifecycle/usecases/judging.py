"""What is judged of a person who is named, once: it stands while the same text is recorded again."""

from collections.abc import Mapping
from typing import Any

from lifecycle.usecases.work import Work
from states.content import SAME_AS


def named_before(work: Work, contract: str, value: str, reference: str) -> str | None:
    """The reference by which a contract named the same person first, in another spelling or by an address."""
    first = work.people.first_of(contract, work.person_in(value), work.person_in)
    return first if first != reference else None


def as_judged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields given; of a person named as before, what was judged before stands, unless now more is found.

    Who works where changes; that a text named another person's spelling then does not.
    """
    return {name: before[name] if _is_less(value, before.get(name)) else value for name, value in given.items()}


def _is_less(value: Any, known: Any) -> bool:
    """Whether both are one reference, and the known one alone says that it names the person of an earlier one."""
    if not (isinstance(value, dict) and isinstance(known, dict) and value.get("ref") == known.get("ref")):
        return False
    more = set(known.get("judged", ())) - set(value.get("judged", ()))
    return bool(more) and all(one.startswith(SAME_AS) for one in more)
