"""`make audit`: what its tools answer is judged so that silence is never health."""

import importlib.util
import re
import tomllib
from types import ModuleType

import pytest
from docs.console import ROOT

RULES = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["audit"]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    """The program of `make audit`."""
    spec = importlib.util.spec_from_file_location("audit_of_parts", ROOT / ".ci" / "audit.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_known_weakness_is_named_with_the_release_that_ends_it(audit: ModuleType) -> None:
    """As pip-audit writes it."""
    weak = {"name": "jinja2", "version": "3.1.2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.1.3"]}]}
    sound = {"name": "rich", "version": "14.0", "vulns": []}
    known, unasked = audit.judged_weaknesses({"dependencies": [weak, sound]})
    assert known == ["jinja2 3.1.2: PYSEC-1 (fixed in 3.1.3)"]
    assert unasked == []


def test_a_package_of_which_nothing_was_said_is_not_healthy(audit: ModuleType) -> None:
    """pip-audit says «No known vulnerabilities» and ends with 0 where its service knew none of the packages."""
    known, unasked = audit.judged_weaknesses({"dependencies": [{"name": "rich", "skip_reason": "not found"}]})
    assert known == []
    assert unasked == ["not known to the service: 1 of 1 packages (rich)"]


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True), ("GPL-3.0-only", False), ("UNKNOWN", False), ("MIT OR GPL-3.0-only", True),
        ("MIT AND GPL-3.0-only", False), ("MPL-2.0 AND (Apache-2.0 OR MIT)", True),
        ("AGPL-3.0 AND (MIT OR ISC)", False),
        ("Apache Software License; BSD License", True), ("GNU General Public License (GPL)", False),
        ("LGPL-3.0-only", False),
    ],
)  # fmt: skip
def test_a_licence_is_accepted_by_all_that_binds(audit: ModuleType, licence: str, fine: bool) -> None:
    """One of what is offered is enough; of what is joined each must be accepted."""
    assert audit.is_accepted(licence, set(RULES["accepted"])) is fine


def test_the_lists_name_only_what_is_locked() -> None:
    """A package that was accepted by name and is gone leaves no door open to another."""
    lock = (ROOT / "runtime.lock").read_text(encoding="utf-8")
    locked = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.M))
    assert set(RULES["accepted_of"]) | set(RULES["of_other_machines"]) <= locked
