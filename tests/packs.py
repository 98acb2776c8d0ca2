"""Audit files to look into: of a contract that was refused, moved, excepted and told about."""

from dataclasses import dataclass
from pathlib import Path

from installation import (
    FOR_PERFORMING,
    HEAD,
    ID,
    NOW,
    OFFICER,
    REASON,
    Installation,
    a_contract,
    a_subcontract,
    hand_in,
)  # fmt: skip

from config.vocabulary import OverrideCategory, Stage
from lifecycle.papers.pack.gather import Packed, pack
from lifecycle.records.as_of import AsOf
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.usecases.overrides import Request, approve, request
from lifecycle.usecases.sealing import seal
from lifecycle.watch.sweep import sweep

PAPER = b"%PDF-1.4 report of the visit"
NAME_OF_PAPER = "復命書_福岡太郎.pdf"


@dataclass(frozen=True)
class Made:
    """An audit file with the installation it comes from, the names kept apart, and what the command answered."""

    installation: Installation
    path: Path
    accounts: Path
    packed: Packed


def live(installation: Installation, folder: Path) -> None:
    """What happens to the contract: a refusal, evidence, an original, moves, an alert, an exception, a seal."""
    app = installation.app()
    a_contract(app)
    advance(app, ID, None)
    hand_in(app, *FOR_PERFORMING)
    paper = folder / NAME_OF_PAPER
    paper.write_bytes(PAPER)
    attach(app, ID, "other", {"dated_on": "2024-04-15", "title": "復命書"}, [paper])
    advance(app, ID, Stage.PERFORMING)
    a_subcontract(app, "1", subcontractor="再委託先", handles_pi=True, specific_pi=False, sensitive_pi=False,
                  started_on="2024-05-01")  # fmt: skip
    sweep(app)
    asked = Request(ID, ("S4-03",), OverrideCategory.INCURABLE, REASON, "広第20号", subcontract="1")
    approve(installation.app("制度所管課"), request(app, asked).id, ID)
    seal(installation.app(HEAD))


def packed_bytes(installation: Installation, path: Path, as_of: AsOf, now: str = NOW) -> bytes:
    """An audit file's bytes, made at that time."""
    pack(installation.app(OFFICER, now), ID, path, as_of, force=True)
    return path.read_bytes()
