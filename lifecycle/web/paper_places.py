"""Where a document of evidence stands, or will stand, and what somebody has filled in for it so far."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from config.errors import NotFoundError
from config.personal_data import CONTACT_HIDDEN
from config.wareki import short_date
from lifecycle.app import App
from lifecycle.records.evidence_files import StoredFile
from lifecycle.usecases.begun import begun_form, keep_begun
from lifecycle.usecases.evidence import Attached, attach, must_be_able_to_record
from lifecycle.usecases.papers_kept import KeptPaper, papers_of
from lifecycle.web import places
from lifecycle.web.forms import written
from lifecycle.web.visit import Visit
from states.documents import ValueType
from states.evidence import INCIDENT, KINDS, Kind


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """The place of a document: the contract, the kind, the subcontract; `of` is the date of the version meant."""

    id: str
    kind: Kind
    subcontract: str = ""
    of: date | None = None

    @property
    def key(self) -> str:
        """The date under which the version that is meant stands; empty where none is named."""
        return self.of.isoformat() if self.of else ""

    @property
    def title(self) -> str:
        """What it is called: the subcontract and the kind, and the date of the version that is corrected."""
        of = f"再委託{self.subcontract}の" if self.subcontract else ""
        return f"{of}{self.kind.label}{f'({short_date(self.of)}の記録)' if self.of else ''}"

    @property
    def form(self) -> str:
        """The address of its form, by which what was begun is kept too."""
        return self._at("")

    @property
    def check(self) -> str:
        """The address of the page on which the answers are looked through."""
        return self._at("/check")

    @property
    def page(self) -> str:
        """The address of the document on record; an incident has a page of its own."""
        if self.kind.id == INCIDENT:
            return places.incidents_of(self.id)
        return self._at("/record")

    @property
    def taking_back(self) -> str:
        """The address of the form by which it is taken back."""
        return self._at("/take-back")

    def _at(self, step: str) -> str:
        form = places.evidence_form(self.id, self.kind.id)
        return places.with_query(f"{form}{step}", subcontract=self.subcontract, of=self.key)


@dataclass(frozen=True, slots=True)
class Filling:
    """What somebody has filled in for a document: the texts, the files received, what the fields showed at first."""

    given: Mapping[str, str]
    files: tuple[StoredFile, ...]
    was: Mapping[str, str]

    @property
    def changed(self) -> dict[str, str]:
        """The texts that say something else than the record did."""
        return {name: text for name, text in self.given.items() if self.was.get(name, "") != text}

    @property
    def kept(self) -> dict[str, Any]:
        """The same as it is kept."""
        return {"given": dict(self.given), "files": [file.known for file in self.files], "was": dict(self.was)}

    @property
    def digest(self) -> str:
        """The hash of all of it, by which a page is bound to what it showed."""
        return hashlib.sha256(orjson.dumps(self.kept, option=orjson.OPT_SORT_KEYS)).hexdigest()


def place_of_paper(visit: Visit) -> PaperPlace:
    """The place that the address names, whoever may record there. Raises NotFoundError."""
    kind, of = KINDS.get(visit.part("kind")), visit.asked("of")
    if kind is None:
        raise NotFoundError("その種類の証拠はありません。")
    try:
        day = date.fromisoformat(of) if of else None
    except ValueError:
        raise NotFoundError("その日付の記録はありません。") from None
    return PaperPlace(visit.part("id"), kind, visit.asked("subcontract"), day)


def place_to_record(visit: Visit) -> PaperPlace:
    """The place that the address names, where this person may record. Raises NotFoundError, RoleError, UsageError."""
    place = place_of_paper(visit)
    must_be_able_to_record(visit.app, place.id, place.kind.id, place.subcontract)
    return place


def paper_at(app: App, place: PaperPlace) -> KeptPaper | None:
    """The document on record at a place; None where there is none."""
    wanted = (place.kind.id, place.subcontract, place.key)
    return next((p for p in papers_of(app, place.id) if (p.kind.id, p.subcontract, p.key) == wanted), None)


def values_at(app: App, place: PaperPlace) -> dict[str, str]:
    """The values of the document that a form goes on with, as its fields hold them; none for a new document.

    Raises NotFoundError where the version to be corrected does not stand.
    """
    paper = paper_at(app, place) if place.of or place.kind.undated else None
    if place.of and paper is None:
        raise NotFoundError(f"{short_date(place.of)}の{place.kind.label}の記録はありません。")
    return texts_of_paper(paper) if paper else {}


def texts_of_paper(paper: KeptPaper) -> dict[str, str]:
    """The values of a document as the fields of its form hold them; numbers stay hidden, and as they are if left."""
    shown = (c for c in paper.kind.columns if c.value_type is not ValueType.CONTACT)
    said = ((c, paper.fields.get(c.name)) for c in shown)
    return {c.name: text for c, value in said if value is not None and (text := written(c, value))}


def texts_told(paper: KeptPaper) -> dict[str, str]:
    """The values of a document as a page tells them: of a number only that there is one."""
    hidden = {c.name: CONTACT_HIDDEN for c in paper.kind.columns if c.value_type is ValueType.CONTACT}
    return {**texts_of_paper(paper), **{name: text for name, text in hidden.items() if paper.fields.get(name)}}


def filling_at(visit: Visit, place: PaperPlace) -> Filling | None:
    """What this person has filled in for a place so far; None where nothing is kept."""
    begun = begun_form(visit.app, place.form)
    if begun is None:
        return None
    files = tuple(StoredFile(**file, restored=False) for file in begun.kept["files"])
    return Filling(begun.kept["given"], files, begun.kept["was"])


def keep_filling(visit: Visit, place: PaperPlace, filling: Filling) -> None:
    """Keep what this person has filled in for a place, whatever it is worth."""
    keep_begun(visit.app, place.form, {"title": f"契約 {place.id} {place.title}", **filling.kept})


def attach_filling(app: App, place: PaperPlace, filling: Filling, *, dry_run: bool = False) -> Attached:
    """Record what was filled in, or say what recording it would do. Raises as `attach` does."""
    return attach(
        app,
        place.id,
        place.kind.id,
        filling.changed,
        (),
        place.subcontract,
        of=place.of,
        received=filling.files,
        dry_run=dry_run,
    )
