"""The tree of errors, each with the exit code a command ends with.

LifecycleError
├── RuleDataError        the rule data or the settings are wrong          (7)
├── MachineError         a state machine is badly defined                 (7)
└── WorldError           the world failed or the caller asked wrongly
    ├── UsageError            the call's words are off                    (2)
    ├── RoleError             the actor's role may not do this, F-04      (4)
    ├── NotFoundError         no such contract, rule, alert …             (6)
    ├── SetupError            not initialised, or a migration is needed   (7)
    ├── InputRejectedError    an input file was rejected, nothing stored  (9)
    ├── CancelledError        the person said no                          (10)
    └── ConflictError         somebody else wrote first; try again        (1)
        ├── LostRaceError     two met; the deed may be tried anew         (1)
        ├── AlreadySentError  the same form was sent before               (1)
        └── BusyError         somebody else is writing just now           (1)

Findings (3), a contract that does not comply (5) and a message that was not delivered (8) are no errors but answers.

Messages are Japanese and climb one ladder: what is missing, why it applies, what to do, source. They never carry
a person's name, number or address.
"""

import dataclasses
import errno
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """The table of exit codes: what a command ends with, as scripts know it."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    FINDINGS = 3
    ROLE = 4
    REFUSED = 5
    NOT_FOUND = 6
    SETUP = 7
    NOT_DELIVERED = 8
    REJECTED = 9
    CANCELLED = 10


class LifecycleError(Exception):
    """The root: every error an officer may meet. `exit_code` is what the command line ends with."""

    exit_code = Exit.FAILED


@dataclass(frozen=True, slots=True)
class DataFault:
    """One fault in rule data or settings: the file, the place in it, what was found and what is expected."""

    file: str
    place: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.place}: {self.problem}"


class RuleDataError(LifecycleError):
    """Rule data or settings are malformed; `faults` holds every fault, never only the first."""

    exit_code = Exit.SETUP

    def __init__(self, faults: list[DataFault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"規程データ又は設定に誤りが{len(self.faults)}件あります。直してから実行してください。\n{lines}"
        )


class MachineError(LifecycleError):
    """A state machine is badly defined: unreachable stage, dead end, or an edge out of a final stage."""

    exit_code = Exit.SETUP


@dataclass(frozen=True, slots=True)
class RequestFault:
    """One fault of a request: its code, the words for it that name no door, and the field beside which they belong.

    `label` is what people call the field, `values` what a door may put into words of its own for that code.
    """

    code: str
    message: str
    field: str = ""
    label: str = ""
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.label}: {self.message}" if self.label else self.message


class WorldError(LifecycleError):
    """The world failed, or the caller asked for something that can't be done.

    It holds a text, or one fault, or a text and the faults behind it: as lines below the text, or with `listed` off
    where the text names them already. `worded` gives the whole in the words of a door.
    """

    def __init__(self, told: str | RequestFault, *faults: RequestFault, listed: bool = True) -> None:
        self.head = told if isinstance(told, str) else ""
        self.faults = faults if isinstance(told, str) else (told, *faults)
        self.listed = listed
        super().__init__(told, *faults)

    def __str__(self) -> str:
        return self.worded(str)

    def worded(self, words: Callable[[RequestFault], str]) -> str:
        """The message, each fault in the words that a door has for it."""
        if not self.head:
            return "\n".join(words(fault) for fault in self.faults)
        lines = self.faults if self.listed else ()
        return "".join((self.head, *(f"\n  ・{words(fault)}" for fault in lines)))


class UsageError(WorldError):
    """The words of the call are wrong or can't be understood."""

    exit_code = Exit.USAGE


class RoleError(WorldError):
    """The actor's role may not do this [F-04]."""

    exit_code = Exit.ROLE


class NotFoundError(WorldError):
    """Nothing is stored under that name."""

    exit_code = Exit.NOT_FOUND


class SetupError(WorldError):
    """The home is not initialised, or its database needs a migration."""

    exit_code = Exit.SETUP


class InputRejectedError(WorldError):
    """An input file was rejected; nothing of it is stored."""

    exit_code = Exit.REJECTED


class CancelledError(WorldError):
    """The person at the terminal said no."""

    exit_code = Exit.CANCELLED


class ConflictError(WorldError):
    """Another process wrote to the same contract first; nothing was stored, the call can be repeated."""


class LostRaceError(ConflictError):
    """Two transactions met on one chain and the other was first; the whole deed may be tried again from its start."""


class AlreadySentError(ConflictError):
    """The same form was sent before: it was done then, and is not done twice."""


class BusyError(ConflictError):
    """Somebody else held the database for longer than a caller waits; nothing was stored, the call can be repeated."""


_REASONS: Mapping[int | None, str] = {
    errno.ENOENT: "ありません",
    errno.EEXIST: "同じ名前の別のものがあります",
    errno.EISDIR: "フォルダーです",
    errno.ENOTDIR: "フォルダーではありません",
    errno.EACCES: "権限がありません",
    errno.EPERM: "権限がありません",
    errno.EROFS: "書き込めない場所です",
    errno.ENOSPC: "空きがありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
}


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in Japanese; a cause without words of ours goes by its number."""
    return _REASONS.get(error.errno, f"システムの誤り {error.errno}")
