"""A published edition lands on its day: who is bound is told ahead, in its words, and nobody is late by it."""

from datetime import date
from pathlib import Path

import pytest
from circulars import FIRST_ON, SOURCE, published
from docx import Document
from installation import ADMIN, BEFORE, FOR_PERFORMING, OFFICE, Installation, a_contract, hand_in
from later_editions import laid_out
from supervised import supervised

from config.vocabulary import Stage
from lifecycle.papers.letters.write import reminder, request
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.audit import verify
from lifecycle.usecases.moves import advance
from lifecycle.views.owed import owed

RUNNING, ENDED = "R6-0001", "R6-0002"
EVE = "2025-03-31"
DUE = date(2025, 4, 21)


@pytest.fixture
def lived(installation: Installation, tmp_path: Path) -> Installation:
    """Two contracts in order, one of which ends on 31 March, and a new checklist published on 3 March for 1 April."""
    for id_, end in ((RUNNING, "2025-09-30"), (ENDED, EVE)):
        a_contract(installation.app(now=BEFORE), id_, performance_end_on=end)
        hand_in(installation.app(), *FOR_PERFORMING, id_=id_)
        hand_in(installation.app(), "onsite_inspection", id_=id_)
        advance(installation.app(), id_, Stage.PERFORMING)
    published(installation, laid_out(tmp_path / "7広100", "checklist", "running_on", source=SOURCE))
    supervised(installation.app(ADMIN, EVE))
    return installation


def duties(home: Installation, now: str) -> dict[str, tuple[date | None, bool, str, str]]:
    """What is owed for the form: by when, whether that is over, by what cure and on what ground."""
    shown = [one.duty for one in owed(home.app(ADMIN, now)) if one.duty.code == "S2-07"]
    return {duty.contract: (duty.due_on, duty.overdue, duty.remedy, duty.source) for duty in shown}


def test_it_is_asked_from_its_day_of_what_runs_and_is_due_later(lived: Installation) -> None:
    """The day before nobody owes it; on the day the running contract does, in the edition's words; the ended never."""
    assert duties(lived, EVE) == {}
    supervised(lived.app(ADMIN, FIRST_ON))
    ((due, late, remedy, source),) = duties(lived, FIRST_ON).values()
    assert (due, late) == (DUE, False)
    assert "R7.4.1" in remedy
    assert source.startswith("7広第100号")
    assert "5広第1237号" not in source
    supervised(lived.app(ADMIN, "2025-04-22"))
    assert set(duties(lived, "2025-04-22")) == {RUNNING}
    assert verify(lived.app(ADMIN, "2025-04-22")).faults == []


def test_its_messages_name_the_edition_and_the_new_circular(lived: Installation) -> None:
    """The first word comes before the due date, to the 担当者 and the 係長; no head is told that anything is late."""
    supervised(lived.app(ADMIN, FIRST_ON))
    supervised(lived.app(ADMIN, "2025-04-14"))
    rows = lived.rows("SELECT post, body FROM outbox WHERE division = :office AND body LIKE '%S2-07%'", office=OFFICE)
    assert {row.post for row in rows} == {"officer", "section_chief"}
    assert all("R7.4.1" in row.body and "7広第100号" in row.body and "5広第1237号" not in row.body for row in rows)
    assert not [row for row in rows if ENDED in row.body]


def test_its_letters_ask_for_the_form_that_binds_the_contract(lived: Installation, tmp_path: Path) -> None:
    """The request and the reminder of the running contract name the new form, those of the ended one the former."""
    on = AsOf(date(2025, 4, 14))
    app = lived.app(ADMIN, "2025-04-14")
    new, former = "令和7年4月1日改正", "令和5年12月26日改正"
    for id_, named, other in ((RUNNING, new, former), (ENDED, former, new)):
        letter = tmp_path / f"{id_}.docx"
        request(app, id_, letter, tmp_path / f"{id_}.xlsx", on, agreed={})
        text = words(letter)
        assert named in text
        assert other not in text
    reminder(app, RUNNING, tmp_path / "reminder.docx", on)
    assert new in words(tmp_path / "reminder.docx")


def words(path: Path) -> str:
    """Everything that a letter says."""
    document = Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])
