"""The entries of a folder of rule data as they were read, each with the name of its file, before they are bound."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel

from config.circulars import CircularAsks
from config.citations import Source
from config.declarations import Declarations
from config.desks import Desk, Desks
from config.editions import Edition
from config.escalation import AlertKind, Escalation
from config.evidence import EvidenceKind
from config.form_entries import FormEntry
from config.headings import Headings
from config.legal_reports import IncidentRules
from config.pack_tables import PackTables
from config.paper_forms import PaperForm
from config.personal_data import PersonalData
from config.place_file import PlaceFile
from config.plausible import Plausible
from config.readings import Readings
from config.schema import Rule
from config.transitions import Transition
from config.wordings import ItemWording

M = TypeVar("M", bound=BaseModel)

Located = tuple[str, M]
"""An entry of the rule data with the name of its file."""


@dataclass(frozen=True, slots=True)
class RuleRows:
    """Every entry of a folder; each is sound in itself, but not yet checked against the others."""

    rules: list[Located[Rule]]
    sources: list[Located[Source]]
    editions: list[Located[Edition]]
    transitions: list[Located[Transition]]
    forms: list[Located[FormEntry]]
    ladders: list[Located[Escalation]]
    alerts: list[Located[AlertKind]]
    desks: list[Located[Desk]]
    evidence: list[Located[EvidenceKind]]
    readings: list[Located[Readings]]
    plausible: list[Located[Plausible]]
    declarations: list[Located[Declarations]]
    personal_data: list[Located[PersonalData]]
    incidents: list[Located[IncidentRules]]
    headings: list[Located[Headings]]
    paper_forms: list[Located[PaperForm]]
    place: list[Located[PlaceFile]]
    wordings: list[Located[ItemWording]]
    circulars: list[Located[CircularAsks]]
    tables: list[Located[PackTables]]

    @property
    def all_desks(self) -> Desks:
        """The desks by their ids."""
        return Desks({desk.id: desk for _, desk in self.desks})
