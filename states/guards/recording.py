"""The commands that record a cure, as guards name them: each asks for the fields that are lacking and no others."""

from collections.abc import Iterable
from datetime import date

from config.wareki import short_date
from states.guards.case import Case

FILLED_FORM = "記入済みの様式.xlsx"
"""The form as it comes back from a contractor; `attach --from` reads it."""
CHECKED = ("reviewed_on", "reviewed_by", "doubt")
"""The fields by which the office says that it has looked at a checklist; a new one without them would be unread."""


def attach(
    case: Case,
    kind: str,
    names: Iterable[str] = (),
    *,
    form: bool = False,
    paper: bool = False,
    of: date | None = None,
    **dated: date | None,
) -> str:
    """The command that records fields of a document of the case's subject, from a filled form or with a paper.

    `dated` names the day of the document that is corrected, where there may be several; `of` does so too where that
    day may be wrong itself.
    """
    whose = " --subcontract {no}" if case.subcontract else ""
    which = f" --of {short_date(of)}" if of else ""
    given = "".join(f" --set {name}={short_date(day)}" for name, day in dated.items() if day)
    sets = given + "".join(f" --set {name}=…" for name in names)
    papers = (f" --from {FILLED_FORM}" if form else "") + (" --file …" if paper else "")
    return f"lifecycle attach {{id}} {kind}{whose}{which}{sets}{papers}"


def amend_contract(names: Iterable[str]) -> str:
    """The command that records facts of the contract; those with an option of their own go by it."""
    own = ("concluded_on", "performance_start_on", "performance_end_on", "record_count")
    typed = (f"--{name.replace('_', '-')} …" if name in own else f"--set {name}=…" for name in names)
    return f"lifecycle contract amend {{id}} {' '.join(typed)}"


def amend_subcontract(names: Iterable[str]) -> str:
    """The command that records facts of the subcontract."""
    return f"lifecycle subcontract amend {{id}} {{no}} {' '.join(f'--set {name}=…' for name in names)}"


def in_turn(*commands: str) -> str:
    """Several commands, one a line, in the order in which they are typed; what is empty is left out."""
    return "\n".join(dict.fromkeys(line for command in commands for line in command.split("\n") if line))
