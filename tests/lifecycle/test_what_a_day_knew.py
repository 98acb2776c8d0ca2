"""Property: what a day knew of itself is what every view says of it ever after, whatever comes late."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from command_line import CommandLine
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from installation import (
    ADMIN,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICE,
    OTHER_OFFICE,
    OVERSIGHT,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    copy_of,
    hand_in,
)
from lives import OTHER, STEPS, Life, undated, views

from config.vocabulary import OverrideCategory
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.contracts import amend
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.staff import move
from lifecycle.watch.sweep import sweep
from states.evidence import KINDS

_DAY = st.tuples(
    st.integers(1, 12), st.lists(st.sampled_from(STEPS), min_size=2, max_size=6), st.sampled_from([0, 0, -20, 20])
)
"""How long until the next day, what happens, and how far from the day lies the date that its views are asked of."""


def of(day: date) -> AsOf:
    """As of a day, as far as known on it."""
    return AsOf(day, day)


def differing(now: dict[str, Any], then: dict[str, Any]) -> list[str]:
    """The names of the views that say something else."""
    return [name for name, answer in now.items() if answer != then[name]]


@pytest.mark.slow
@settings(max_examples=4, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(data=st.data(), days=st.lists(_DAY, min_size=3, max_size=5))
def test_no_day_that_comes_changes_what_a_day_knew(
    sqlite_template: Installation, data: st.DataObject, days: list[tuple[int, list[str], int]]
) -> None:
    """Any sequence of events: at the end every view answers, for what each day knew, as it did on that day."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-travel-"))
    installation = copy_of(sqlite_template, folder / "home")
    said: dict[AsOf, dict[str, Any]] = {}
    try:
        life = Life(installation, data)
        for wait, steps, away in days:
            for name in steps:
                life.step(name)
            asked = AsOf(life.today + timedelta(away), life.today)
            said[asked] = views(life.app(OVERSIGHT), asked)
            assert differing(views(life.app(OVERSIGHT), AsOf(asked.on)), said[asked]) == []
            if asked.on == life.today:
                assert differing(undated(life.app(OVERSIGHT)), said[asked]) == []
            life.today += timedelta(wait)
        for asked, then in said.items():
            assert differing(views(life.app(OVERSIGHT), asked), then) == []
    finally:
        installation.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@settings(max_examples=8, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
@given(data=st.data(), steps=st.lists(st.sampled_from(STEPS), min_size=2, max_size=8))
def test_no_document_of_a_later_date_changes_what_is_true_of_a_day(
    sqlite_template: Installation, data: st.DataObject, steps: list[str]
) -> None:
    """Without a day of knowing too: of any kind, of any subject, whole or in part (semantics §7)."""
    folder = Path(tempfile.mkdtemp(prefix="lifecycle-later-"))
    installation = copy_of(sqlite_template, folder / "home")
    try:
        life = Life(installation, data)
        for step in steps:
            life.step(step)
        day = life.today
        then = views(life.app(OVERSIGHT), AsOf(day))
        life.today += timedelta(60)
        for _ in range(data.draw(st.integers(1, 5))):
            life.step("later_document")
        assert differing(views(life.app(OVERSIGHT), AsOf(day)), then) == []
    finally:
        installation.engine.dispose()
        shutil.rmtree(folder, ignore_errors=True)


D = date(2024, 6, 3)
LATER = "2024-08-01"


@pytest.fixture
def lived(installation: Installation) -> Installation:
    """By the 3rd of June: one document, a subcontract, a visit that was refused, alerts told."""
    a_contract(installation.app(now="2024-04-01"))
    a_contract(installation.app(now="2024-04-01"), OTHER)
    hand_in(installation.app(now="2024-04-12"), "duty_notice")
    a_subcontract(installation.app(now="2024-05-02"), subcontractor="乙社", handles_pi=True, applied_on="2024-05-01")
    advance(installation.app(now="2024-05-02"), ID, None)
    request(installation.app(now="2024-05-20"), Request(ID, ("S1-01",), OverrideCategory.EMERGENCY, REASON, "広第1号"))
    sweep(installation.app(ADMIN, "2024-05-20"))
    return installation


def late_papers(installation: Installation) -> None:
    """Much that bears on April and May is recorded in August, and acted on."""
    hand_in(installation.app(now=LATER), "contract_review", "checklist", "system_review", "emergency_contact")
    a_subcontract(installation.app(now=LATER), approved_on="2024-05-05", approval_no="広第9号", approved_by=HEAD)
    amend(installation.app(now=LATER), ID, {"title": "改めた業務名", "record_count": "2000"}, "誤記")
    approve(installation.app(HEAD, LATER), f"{ID}-E1", ID)
    end(installation.app(HEAD, LATER), OTHER, "withdraw", "入札不調", D)
    move(installation.app(HEAD, LATER), OFFICE, OTHER_OFFICE, [OTHER])
    a_contract(installation.app(now=LATER), "R6-0003", title="後から登録した契約")
    advance(installation.app(now=LATER), ID, None)
    sweep(installation.app(ADMIN, LATER))


def test_without_a_day_of_knowing_a_late_document_speaks_of_its_day(lived: Installation) -> None:
    """So that the property is not vacuous: what August learnt of May changes what is true of May, in these views."""
    then = views(lived.app(OVERSIGHT, D.isoformat()), of(D))
    late_papers(lived)
    today = lived.app(OVERSIGHT, LATER)
    assert differing(views(today, of(D)), then) == []
    changed = set(differing(views(today, AsOf(D)), then))
    assert changed >= {"contract list", "due", "tables", "report", "tables --drill 2"}
    assert changed >= {f"{view} {ID}" for view in ("contract show", "why", "history", "subcontract list")}
    assert changed.isdisjoint({"staff list", "alerts", "override show"})


FILES = {
    "report": ("report", "-o"),
    "pack": ("pack", ID, "-o"),
    "letter request": ("letter", "request", ID, "-o"),
    "letter reminder": ("letter", "reminder", ID, "-o"),
    "letter form": ("letter", "form", ID, "onsite_inspection", "-o"),
    "due --xlsx": ("due", "--xlsx"),
    "tables --xlsx": ("tables", "--xlsx"),
}
SEALS_THE_TIME = {"pack": {"MANIFEST.sha256", "manifest.json", "cover.html", "cover.pdf"}}
"""What shows more of the time of writing than the day: hashes over it, and a compressed page."""

SUFFIX = {"pack": ".zip", "letter request": ".docx", "letter reminder": ".docx", "report": ""}


def contents(path: Path) -> dict[str, bytes]:
    """Every file of a folder, or of a zip, by its name."""
    if path.is_dir():
        return {str(p.relative_to(path)): p.read_bytes() for p in path.rglob("*") if p.is_file()}
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def later_papers(installation: Installation) -> None:
    """Of every kind of the file a document of August, and what they make of the subcontract."""
    app = installation.app(now=LATER)
    for kind in DOCUMENTS:
        attach(app, ID, kind, {**DOCUMENTS[kind], **dict.fromkeys(KINDS[kind].dates, "2024-07-31")})
    attach(app, ID, "subcontract_notice", {"notice_confirmed_on": "2024-07-31"}, subcontract="1")
    attach(app, ID, "checklist", {**DOCUMENTS["checklist"], "received_on": "2024-07-31"}, subcontract="1")


BOTH = ("--as-of", D.isoformat(), "--known-by", D.isoformat())


@pytest.mark.many_alike(one_in=3)
@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(("asked", "recorded"), [(BOTH, late_papers), (BOTH[:2], later_papers)])
def test_a_file_written_of_a_day_is_the_same_ever_after(
    lived: Installation,
    environment: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
    asked: tuple[str, ...],
    recorded: Callable[[Installation], None],
) -> None:
    """Byte for byte, but for the time at which it was written.

    Whatever is recorded later where the day of knowing is named; without it, whatever is dated later.
    """
    words = FILES[name]

    def written(now: str, to: str, *dates: str) -> dict[str, bytes]:
        environment.setenv("LIFECYCLE_HOME", str(lived.home))
        environment.setenv("LIFECYCLE_NOW", f"{now}T18:00:00+09:00")
        path = tmp_path / to / f"of{SUFFIX.get(name, '.xlsx')}"
        path.parent.mkdir()
        said = CommandLine(lived.home)(*words, str(path), *dates, actor=OVERSIGHT)
        assert said.code == 0, said.err
        return contents(path)

    then = written(D.isoformat(), "then", *asked)
    recorded(lived)
    now = {file: as_if_written_then(content) for file, content in written(LATER, "now", *asked).items()}
    assert {file for file in {*then, *now} if then.get(file) != now.get(file)} == SEALS_THE_TIME.get(name, set())


def as_if_written_then(content: bytes) -> bytes:
    """A file with the later day, where it says when it was written, put back."""
    for later, day in ((LATER, D.isoformat()), ("令和6年8月1日", "令和6年6月3日")):
        content = content.replace(later.encode(), day.encode())
    return content
