"""The commands that the rule data prints: what they may leave open, and nothing else."""

from typing import Annotated

from pydantic import AfterValidator

PLACEHOLDERS = {"id": "", "no": "", "subject": ""}
"""What a command may name: the contract, the number of its subcontract, the subject of the alert."""


def _names_what_is_known(command: str) -> str:
    """A command as it is, where it names only what is known; another could not be told to anybody."""
    try:
        command.format(**PLACEHOLDERS)
    except (LookupError, ValueError):
        named = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"使えない {{ }} があります(使えるのは {named})") from None
    return command


def _names_what_a_cure_may(command: str) -> str:
    """The command of a cure as it is, where the guard knows every place that it leaves open."""
    _names_what_is_known(command.replace("{edition}", "").replace("{remaining}", ""))
    return command


def _names_what_an_edition_may(command: str) -> str:
    """The command of an edition as it is, where it leaves nothing open but the edition and what is known."""
    _names_what_is_known(command.replace("{edition}", ""))
    return command


def names_only_the_edition(text: str) -> str:
    """A text of an edition as it is, where it leaves nothing open but {edition} and desks. Raises ValueError."""
    bare = text.replace("{edition}", "").replace("{desk:", "")
    if "{" in bare:
        raise ValueError("使えない { } があります(使えるのは {edition} と {desk:…})")
    return text


Command = Annotated[str, AfterValidator(_names_what_is_known)]
CureCommand = Annotated[str, AfterValidator(_names_what_a_cure_may)]
EditionCommand = Annotated[str, AfterValidator(_names_what_an_edition_may)]
