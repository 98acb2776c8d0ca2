"""A site built from a ledger in which much has happened, and a real browser that opens it from disk."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from command_line import HEAD, INCURABLE, OFFICER, OVERSIGHT, REASON
from sites import AS_OF, CONTRACT, DEEP, ENDED, HOSTILE, HOSTILE_TITLE, OFFICE, Site, opened

from config.vocabulary import OverrideCategory
from lifecycle.papers.site.build import build_site
from lifecycle.usecases import overrides, subcontracts
from lifecycle.usecases.contracts import register
from lifecycle.usecases.endings import end
from lifecycle.usecases.evidence import attach
from lifecycle.usecases.moves import advance
from lifecycle.watch.delivery import deliver
from lifecycle.watch.sweep import sweep
from notifications.channels import RecordingChannel


@pytest.fixture(scope="session")
def lively_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample after two weeks: a refusal and its cure, an exception, endings, a deep tree, a hostile contract."""
    home = tmp_path_factory.mktemp("lively") / "home"
    shutil.copytree(sample_home, home)
    _told(home, "2024-11-26")
    _refused_cured_moved(home)
    category = OverrideCategory.INCURABLE
    asked = overrides.Request(INCURABLE, ("S4-03",), category, REASON, "6医療第123号", subcontract="1")
    preview = overrides.request(opened(home, "担当者04", "2024-12-02"), asked)
    overrides.approve(opened(home, OVERSIGHT, "2024-12-03"), preview.id, INCURABLE)
    _hostile_and_deep(home)
    end(opened(home, HEAD, "2024-12-04"), ENDED, "terminate", "委託先の廃業により解除した。", None)
    _told(home, "2024-12-10")
    return home


def _told(home: Path, day: str) -> None:
    """Sweep and deliver: only what was accepted is told."""
    sweep(opened(home, "管理者", day))
    deliver(opened(home, "管理者", day), RecordingChannel())


def _refused_cured_moved(home: Path) -> None:
    officer = opened(home, OFFICER, "2024-12-02")
    assert not advance(officer, CONTRACT, None).verdict.allowed
    paper = home.parent / "山田花子の変更契約書.txt"
    paper.write_text("変更契約書", encoding="utf-8")
    amended = {"reviewed_on": "R6.12.2", "template_edition": "R6.3.1", "reviewed_by": "担当者13"}
    attach(officer, CONTRACT, "contract_review", amended, [paper])
    visit = {"inspected_on": "R6.12.2", "place": "受託者事務所", "inspected_by": "担当者13", "fit": "適"}
    attach(officer, CONTRACT, "onsite_inspection", visit, [paper])
    attach(officer, CONTRACT, "inspection_plan", {"prepared_on": "R6.12.2", "items": "件数突合。連絡は a@example.jp"})
    assert advance(officer, CONTRACT, None).verdict.allowed


def _hostile_and_deep(home: Path) -> None:
    officer = opened(home, OFFICER, "2024-12-02")
    facts = {"division": OFFICE, "contractor": '"><img src=x onerror=alert(1)>', "fiscal_years": "R6"}
    register(officer, HOSTILE, {**facts, "title": HOSTILE_TITLE, "quoted_on": "R6.11.1"})
    register(officer, DEEP, {**facts, "title": "再々委託の深い契約", "concluded_on": "R6.11.1"})
    no = ""
    for depth in range(12):
        given = {"subcontractor": f"第{depth + 1}層の再委託先", "applied_on": "R6.11.5", "handles_pi": "はい"}
        seen = subcontracts.apply(officer, DEEP, given, under=no)
        no = seen.subcontract.no
    end(opened(home, HEAD, "2024-12-05"), HOSTILE, "withdraw", "入札が不調のため", None)


@pytest.fixture(scope="session")
def site(lively_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site of that ledger as of 2024-12-10."""
    folder = tmp_path_factory.mktemp("site") / "県の監督"
    build_site(opened(lively_home, "監査委員事務局", "2024-12-10"), folder, date.fromisoformat(AS_OF))
    return Site(folder)
