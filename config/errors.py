"""The tree of errors: four kinds of wrong, four branches, each with the exit code a command ends with.

LifecycleError
├── RuleDataError        the rule data or the settings are wrong          (7)
├── MachineError         a state machine is badly defined                 (7)
├── NotCompliantError    the contract does not comply; a move is refused  (5)
└── WorldError           the world failed or the caller asked wrongly
    ├── UsageError            the call's words are off                    (2)
    ├── RoleError             the actor's role may not do this, F-04      (4)
    ├── NotFoundError         no such contract, rule, alert …             (6)
    ├── SetupError            not initialised, or a migration is needed   (7)
    ├── DeliveryError         not delivered                               (8)
    ├── InputRejectedError    an input file was rejected, nothing stored  (9)
    ├── CancelledError        the person said no                          (10)
    └── ConflictError         somebody else wrote first; try again        (1)

Messages are Japanese and climb one ladder: what is missing, why it applies, what to do, source. They never carry
a person's name, number or address.
"""

from dataclasses import dataclass


class LifecycleError(Exception):
    """The root: every error an officer may meet. `exit_code` is what the command line ends with."""

    exit_code = 1


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

    exit_code = 7

    def __init__(self, faults: list[DataFault]) -> None:
        self.faults = tuple(faults)
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(
            f"規程データまたは設定に誤りが{len(self.faults)}件あります。直してから実行してください。\n{lines}"
        )


class MachineError(LifecycleError):
    """A state machine is badly defined: unreachable stage, dead end, or an edge out of a final stage."""

    exit_code = 7


class NotCompliantError(LifecycleError):
    """A move was refused by a guard. The verdict itself is a value; this carries its text where an error is due."""

    exit_code = 5


class WorldError(LifecycleError):
    """The world failed, or the caller asked for something that can't be done."""


class UsageError(WorldError):
    """The words of the call are off."""

    exit_code = 2


class RoleError(WorldError):
    """The actor's role may not do this [F-04]."""

    exit_code = 4


class NotFoundError(WorldError):
    """Nothing is stored under that name."""

    exit_code = 6


class SetupError(WorldError):
    """The home is not initialised, or its database needs a migration."""

    exit_code = 7


class DeliveryError(WorldError):
    """At least one message was not delivered."""

    exit_code = 8


class InputRejectedError(WorldError):
    """An input file was rejected; nothing of it is stored."""

    exit_code = 9


class CancelledError(WorldError):
    """The person at the terminal said no."""

    exit_code = 10


class ConflictError(WorldError):
    """Another process wrote to the same contract first; nothing was stored, the call can be repeated."""
