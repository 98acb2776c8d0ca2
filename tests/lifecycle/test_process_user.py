"""The login of the process is the system's word, never the environment's (docs/semantics.md §8)."""

import os
import pwd
import subprocess
import sys
from pathlib import Path

import pytest

import lifecycle.process_user
from config.errors import SetupError
from lifecycle.process_user import ProcessUser, process_user

NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME", "SUDO_USER", "SUDO_UID", "HOME", "LIFECYCLE_ACTOR")
OTHER, NOBODY = "nobody", 54_321
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def told_by(code: str, *, user: int | None = None) -> str:
    """What a process says that runs as another user, with an environment that claims to be one more."""
    environment = {**os.environ, **dict.fromkeys(NAMES[:4], "suzuki"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", f"import os\nfrom lifecycle.process_user import process_user\n{code}"],
        env=environment, capture_output=True, text=True, user=user, cwd=Path(__file__).parents[2], check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("value", ["suzuki", "root", OTHER, ""])
def test_no_variable_says_who_acts(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    """Whatever the environment claims, the effective uid speaks."""
    monkeypatch.setenv(name, value)
    assert process_user().login == pwd.getpwuid(os.geteuid()).pw_name
    assert process_user().behind in (None, _audit_name())


def _audit_name() -> str | None:
    uid = lifecycle.process_user._audit_uid()
    return None if uid is None or uid == os.geteuid() else pwd.getpwuid(uid).pw_name


def test_a_hint_of_sudo_is_recorded_and_not_believed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where the system does not tell who stands behind, the journal says that it is not known: `os sudo:?`."""
    monkeypatch.setattr(lifecycle.process_user, "_AUDIT", tmp_path / "none")
    monkeypatch.setenv("SUDO_UID", "0")
    monkeypatch.setenv("SUDO_USER", "suzuki")
    assert process_user() == ProcessUser(pwd.getpwuid(os.geteuid()).pw_name, unknown_behind=True)
    assert process_user().how == "os sudo:?"


@pytest.mark.parametrize(
    ("kept", "how"), [("4294967295", "os"), (str(os.geteuid()), "os"), ("", "os"), ("54321", "os sudo:uid 54321")]
)
def test_the_session_of_the_audit_tells_who_opened_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kept: str, how: str
) -> None:
    """The kernel keeps the uid with which the session was opened; unset it tells nothing."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "loginuid").write_text(kept, encoding="ascii")
    monkeypatch.setattr(lifecycle.process_user, "_AUDIT", tmp_path / "loginuid")
    assert process_user().how == how


@as_root
def test_the_effective_uid_acts_and_the_real_one_is_recorded() -> None:
    """A program that runs with another's rights: both logins."""
    code = f"import pwd; os.seteuid(pwd.getpwnam('{OTHER}').pw_uid); print(process_user().login, process_user().how)"
    assert told_by(code).strip() == f"{OTHER} os sudo:root"


@as_root
def test_a_uid_without_a_login_is_a_clear_error() -> None:
    """No traceback of a lookup that failed: what is wrong and what to do."""
    code = "import config.errors\ntry: process_user()\nexcept config.errors.SetupError as error: print(error)"
    assert "登録がありません" in told_by(f"os.setuid({NOBODY})\n{code}")


@as_root
def test_the_environment_of_another_process_is_not_believed_either() -> None:
    """With every variable set to another login, a process of `nobody` is nobody's."""
    assert (
        told_by(f"import pwd; os.setuid(pwd.getpwnam('{OTHER}').pw_uid); print(process_user().login)").strip() == OTHER
    )


def test_an_unknown_uid_is_told_within_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same where this process is no root."""
    monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with pytest.raises(SetupError, match=str(NOBODY)):
        process_user()
