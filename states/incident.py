"""An incident's machine: 一報 → 初期対応 → 調査 → 書面報告 → 終結, computed from what is on record, never declared."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from transitions import Machine

from config.vocabulary import IncidentStage
from states.content import lacks
from states.incident_report import IncidentReport
from states.machine import Cursor, Move, build, fire

if TYPE_CHECKING:
    from config.readings import Readings

MARK = "J"
"""The letter before the number of an incident: R6-0012/J1 (事案)."""

MOVES = (
    Move("respond", IncidentStage.FIRST_REPORT, IncidentStage.INITIAL_RESPONSE),
    Move("investigate", IncidentStage.INITIAL_RESPONSE, IncidentStage.INVESTIGATION),
    Move("report_in_writing", IncidentStage.INVESTIGATION, IncidentStage.WRITTEN_REPORT),
    *(Move("close", stage, IncidentStage.CLOSED) for stage in IncidentStage if stage is not IncidentStage.CLOSED),
)
FINAL = (IncidentStage.CLOSED,)

MACHINE: Machine = build(
    [s.value for s in IncidentStage], IncidentStage.FIRST_REPORT.value, [s.value for s in FINAL], MOVES
)

_STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("respond", ("measures", "instructed_on", "instructions")),
    ("investigate", ("investigated_on", "course", "cause")),
    ("report_in_writing", ("written_report_on", "no_written_reason")),
)
"""The fields of which any shows that a step was taken; a later step shows that those before it were."""


FIRST_WORD = ("summary", "measures", "noticed_on", "first_reported_on")
"""The fields of a first report (一報記録: 認識日、一報日、概要、応急措置)."""
WRITTEN = ("course", "damage", "cause", "measures")
"""The fields of a written report (事故報告書: 経緯、被害、原因、対応)."""


def incident_id(contract: str, no: int) -> str:
    """The id of an incident, such as `R6-0012/J1`."""
    return f"{contract}/{MARK}{no}"


def stage_of_incident(incident: IncidentReport) -> IncidentStage:
    """The stage at which an incident stands, from its facts as they are known on the day."""
    taken = [any(getattr(incident, name) is not None for name in names) for _, names in _STEPS]
    cursor = Cursor(IncidentStage.FIRST_REPORT.value)
    for n, (trigger, _) in enumerate(_STEPS):
        if any(taken[n:]):
            fire(MACHINE, trigger, cursor, lambda _: True)
    if incident.closed_on is not None:
        fire(MACHINE, "close", cursor, lambda _: True)
    return IncidentStage(cursor.state)


def with_numbers(incidents: Iterable[IncidentReport]) -> list[tuple[int, IncidentReport]]:
    """The incidents of a contract with their numbers, in order; those of an older version go first, by their days."""
    every = sorted(incidents, key=lambda i: i.aware_on or date.min)
    unnumbered = [i for i in every if i.no is None]
    numbered = [(i.no, i) for i in every if i.no is not None]
    return [*enumerate(unnumbered, start=1), *sorted(numbered, key=lambda pair: pair[0])]


def next_number(incidents: Iterable[IncidentReport]) -> int:
    """The number of the next incident of a contract."""
    return max((no for no, _ in with_numbers(incidents)), default=0) + 1


def is_said(readings: "Readings", incident: IncidentReport, name: str) -> bool:
    """Whether a field holds something to rely on."""
    return getattr(incident, name) is not None and not lacks(readings, incident, name)
