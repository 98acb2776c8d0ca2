"""A template at fault holds up no run: the messages leave in the product's words, and the system owner is told once."""

import time
from pathlib import Path

import pytest
from installation import ADMIN, NOW, Installation, a_contract

from lifecycle.app import App
from lifecycle.usecases.home_checks import Check
from lifecycle.usecases.installation import examine
from lifecycle.watch.sweep import sweep

ENDLESS = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"


@pytest.fixture
def own(installation: Installation) -> Path:
    """The folder of templates that the settings name."""
    folder = installation.home / "ひな形"
    folder.mkdir()
    installation.settings("[channels]\n", '[channels]\ntemplates = "ひな形"\n')
    return folder


@pytest.mark.parametrize("template", [ENDLESS, "{{ 1/0 }}", "{% extends 'digest.txt.j2' %}"])
def test_a_sweep_goes_on_and_the_owner_is_told_once(installation: Installation, own: Path, template: str) -> None:
    """The write lock is held for seconds at most; a second run of the day tells nobody anew."""
    a_contract(installation.app(now="2024-04-02"), concluded_on="2024-04-01")
    (own / "digest.txt.j2").write_text(template, encoding="utf-8")
    began = time.monotonic()
    sweep(installation.app(ADMIN, NOW))
    assert time.monotonic() - began < 60
    sweep(installation.app(ADMIN, NOW))
    digests = installation.rows("SELECT body FROM outbox WHERE topic LIKE 'digest%'")
    assert digests
    assert all("【次に起こること】" in row.body for row in digests)
    (told,) = installation.rows("SELECT subject, body, division FROM outbox WHERE topic LIKE 'template%'")
    assert "digest.txt.j2" in told.body
    assert "この仕組みの文面" in told.body


def test_doctor_names_the_template_and_its_fault(installation: Installation, own: Path) -> None:
    """A template with an unknown name passed, and the next sweep died of it."""
    app = installation.app(ADMIN)
    assert _check(app, "文面のひな形").fine
    (own / "storm.txt.j2").write_text("{{ notice.nothing }}", encoding="utf-8")
    found = _check(installation.app(ADMIN), "文面のひな形")
    assert not found.fine
    assert "storm.txt.j2" in found.detail
    assert "nothing" in found.detail


def _check(app: App, name: str) -> Check:
    return next(check for check in examine(app) if check.name == name)
