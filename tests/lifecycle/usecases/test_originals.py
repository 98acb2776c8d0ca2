"""Originals are handed out to whoever may open them, whole or not at all, and who opened which is on record."""

from pathlib import Path

import pytest
from installation import (
    ADMIN,
    AUDITOR,
    CHIEF,
    DOCUMENTS,
    HEAD,
    ID,
    OFFICER,
    OTHER_HEAD,
    OTHER_OFFICER,
    OVERSIGHT,
    Installation,
    a_contract,
)

from config.errors import InputRejectedError, NotFoundError, RoleError
from lifecycle.records.evidence_files import place_of
from lifecycle.usecases.audit import verify
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.inspectors import appoint
from lifecycle.usecases.originals import opened_original, originals
from lifecycle.views.history import history

PAPER = "実地調査報告書 適".encode()


@pytest.fixture
def kept(installation: Installation, tmp_path: Path) -> Installation:
    """A contract with two originals."""
    a_contract(installation.app())
    for kind, content in (("onsite_inspection", PAPER), ("completion_inspection", b"%PDF-1.4 x")):
        paper = tmp_path / f"{kind}.pdf"
        paper.write_bytes(content)
        attach(installation.app(), ID, kind, DOCUMENTS[kind], [paper])
    return installation


def read(installation: Installation, actor: str, which: str) -> bytes:
    """The original as somebody gets it."""
    with opened_original(installation.app(actor), ID, which) as (_, source):
        return source.read()


@pytest.mark.parametrize("actor", [OFFICER, CHIEF, HEAD, OVERSIGHT, AUDITOR])
def test_who_may_open_gets_the_original_and_is_on_record(kept: Installation, actor: str) -> None:
    """By number or by hash; the event names the file by its hash and holds no name."""
    one = next(one for one in originals(kept.app(actor), ID) if one.kind == "onsite_inspection")
    assert (one.label, one.name, one.size) == ("実地調査", "onsite_inspection.pdf", len(PAPER))
    assert read(kept, actor, str(one.number)) == read(kept, actor, one.sha256[:12]) == PAPER
    told = [event for event in history(kept.app(AUDITOR), ID) if event.kind == "original_opened"]
    assert [(event.actor, event.content["sha256"]) for event in told] == [(actor, one.sha256)] * 2
    assert "onsite_inspection.pdf" not in str([event.content for event in told])
    assert verify(kept.app(ADMIN)).faults == []


@pytest.mark.parametrize("actor", [ADMIN, OTHER_OFFICER, OTHER_HEAD, "誰か"])
def test_who_may_not_open_gets_nothing(kept: Installation, actor: str) -> None:
    """Neither the list, which holds names of files, nor a file; nothing is recorded."""
    before = kept.count("journal")
    with pytest.raises(RoleError):
        originals(kept.app(actor), ID)
    with pytest.raises(RoleError):
        read(kept, actor, "1")
    assert kept.count("journal") == before


@pytest.mark.parametrize("instead", ["changed", "link", "gone"])
def test_what_is_no_longer_the_original_is_not_handed_out(kept: Installation, tmp_path: Path, instead: str) -> None:
    """Changed, replaced by a link to elsewhere, or gone: refused, and nobody is said to have opened it."""
    one = originals(kept.app(), ID)[0]
    path = place_of(kept.home / "evidence", one.sha256)
    path.chmod(0o600)
    if instead == "changed":
        path.write_bytes(b"other")
    else:
        path.unlink()
    if instead == "link":
        other = tmp_path / "other"
        other.write_bytes(PAPER)
        path.symlink_to(other)
    before = kept.count("journal")
    with pytest.raises((InputRejectedError, NotFoundError)):
        read(kept, OFFICER, str(one.number))
    assert kept.count("journal") == before


@pytest.mark.parametrize("which", ["0", "3", "x", "", "../../etc/passwd", "ffffffff"])
def test_what_is_not_there_is_told(kept: Installation, which: str) -> None:
    """Nothing is guessed."""
    with pytest.raises(NotFoundError):
        read(kept, OFFICER, which)


def test_the_inspector_of_a_contract_opens_its_originals_and_no_others(kept: Installation) -> None:
    """semantics §8: 検査員 is appointed for a contract by the head."""
    a_contract(kept.app(), "R6-0002")
    appoint(kept.app(HEAD), ID, "kensa")
    assert read(kept, "kensa", "1")
    with pytest.raises(RoleError):
        originals(kept.app("kensa"), "R6-0002")
